"""What a worker knows when it has just started: in a process of its own, for other tests import whatever is missing."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest
from django.conf import settings

import core
import households
from config.celery import app
from core.background.jobs import KINDS

STARTED = """
import json
from config.celery import app
app.loader.import_default_modules()
from core.background.jobs import KINDS
print(json.dumps({"tasks": list(app.tasks), "jobs": list(KINDS)}))
"""


@pytest.fixture(scope="module")
def known() -> dict[str, list[str]]:
    started = subprocess.run([sys.executable, "-c", STARTED], cwd=settings.BASE_DIR, capture_output=True, check=True)
    found: dict[str, list[str]] = json.loads(started.stdout)
    return found


def test_every_task_of_the_clock(known: dict[str, list[str]]) -> None:
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(known["tasks"])


def test_every_kind_of_job(known: dict[str, list[str]]) -> None:
    for package in (core, households):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    declared = {name for name, kind in KINDS.items() if not kind.run.__module__.startswith("tests.")}

    assert declared <= set(known["jobs"])
