"""A pytest plugin (`-p tests.embedded`): servers for the run, up before Django's settings load, unless given.

Workers of xdist inherit the addresses from the process that started them.
"""

import json
import os
import re
from pathlib import Path

import pytest

from config.devstack import throwaway

# Where `./portal test` wants the outcomes of this run, to add them to those of its other runs.
COUNTS_FILE = "PORTAL_TEST_COUNTS"


def pytest_addoption() -> None:
    """Called when the plugin is registered: later hooks come after pytest-django has read the settings."""
    throwaway.provide()
    os.environ["CACHE_URL"] = _own_database(os.environ["CACHE_URL"], os.environ.get("PYTEST_XDIST_WORKER", "gw0"))


def _own_database(cache_url: str, worker: str) -> str:
    """`cache.clear()` empties a database whole: each worker has one. 0 is the broker's, 1 a running portal's."""
    return re.sub(r"\d+$", str(2 + int(worker.removeprefix("gw"))), cache_url)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if file := os.environ.get(COUNTS_FILE):
        outcomes = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
        counts = {outcome: len(terminalreporter.stats.get(outcome, ())) for outcome in outcomes}
        Path(file).write_text(json.dumps(counts))
