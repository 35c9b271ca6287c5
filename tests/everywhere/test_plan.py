"""The page that says where every obligation of the plan stands tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| P(\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|([^|]*)\|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs/工作方案对照.md").read_text())
STANDING = [row for row in ROWS if row[1] != "未建"]


def test_every_obligation_stands_once_in_order() -> None:
    assert [int(number) for number, _, _ in ROWS] == list(range(1, 204))


def test_states_are_the_three_that_the_page_explains() -> None:
    assert {state for _, state, _ in ROWS} <= {"已建成", "部分建成", "未建"}


@pytest.mark.parametrize(("number", "state", "where"), STANDING, ids=[f"P{row[0]}" for row in STANDING])
def test_what_is_built_names_files_that_exist_and_a_test(number: str, state: str, where: str) -> None:
    paths = re.findall(r"`([^`]+)`", where)

    assert paths, f"P{number} names no file"
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert any(path.startswith("tests/") for path in paths), f"P{number} names no test"
