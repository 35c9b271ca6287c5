"""`./portal` on a machine that lacks something: one sentence, no traceback."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config.devstack import places

NEEDED = ("sh", "dirname", "readlink", "cat", "cksum", "grep", "printf", "npm", "node")


@pytest.fixture
def fresh(place: Path) -> Path:
    """A clone in which nothing is installed yet."""
    for name in ("portal", "requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json"):
        shutil.copy(places.ROOT / name, place / name)
    return place


def portal(place: Path, *arguments: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([place / "portal", *arguments], env=env, capture_output=True, text=True, check=False)


def offline() -> dict[str, str]:
    """Every source of packages leads nowhere, quickly."""
    left = {name: value for name, value in os.environ.items() if not name.lower().startswith(("pip_", "npm_"))}
    nowhere = "http://127.0.0.1:9"
    pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": f"{nowhere}/simple", "PIP_NO_CACHE_DIR": "1"}
    return left | pip | {"NPM_CONFIG_REGISTRY": nowhere, "NPM_CONFIG_CACHE": "/nonexistent"}


def test_an_unknown_command_shows_the_known_ones(fresh: Path) -> None:
    answer = portal(fresh, "fly", env=dict(os.environ))

    assert answer.returncode == 2
    assert "./portal run" in answer.stderr


def test_an_old_python_is_refused(fresh: Path, tmp_path: Path) -> None:
    for name in NEEDED:
        if program := shutil.which(name):
            (tmp_path / name).symlink_to(program)
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")  # what an older one answers when asked for its version
    (tmp_path / "python3").chmod(0o755)

    answer = portal(fresh, "run", env={"PATH": str(tmp_path)})

    assert answer.returncode == 1
    assert answer.stderr.startswith("暖户：没有找到 Python 3.11 或更高版本")


def test_without_a_network_the_requirements_are_missed_in_one_sentence(fresh: Path) -> None:
    answer = portal(fresh, "run", env=offline())

    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1] == "暖户：Python 依赖没有装上：连不上软件源，请检查网络或代理设置。"
    assert "Traceback" not in answer.stderr


def test_a_set_up_that_failed_is_tried_again(fresh: Path) -> None:
    portal(fresh, "run", env=offline())

    assert not list((fresh / ".venv").glob(".installed-*"))
