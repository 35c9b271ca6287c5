"""The launcher's tests start real servers in places of their own, whatever servers the test run itself uses."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.devstack import keys, places

GIVEN = (
    "DATABASE_URL",
    "REDIS_URL",
    "CACHE_URL",
    "PORTAL_DATA",
    "PORTAL_TEST_HOME",
    "PORTAL_TEST_TEMPLATE",
    "PORTAL_HOSTS",
    *keys.MAKERS,
)


@contextmanager
def open_directory() -> Iterator[Path]:
    """One that another user may enter, as root's servers run as one; pytest's own are closed."""
    root = "/dev/shm" if os.access("/dev/shm", os.W_OK) else places.short_temporary_root()
    directory = Path(tempfile.mkdtemp(prefix="nuanhu-launcher-test-", dir=root))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def place() -> Iterator[Path]:
    with open_directory() as directory:
        yield directory


def bare_environment(place: Path) -> dict[str, str]:
    """Of somebody who has set nothing but where the data are, and whose libpq points elsewhere."""
    left = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return left | {"PORTAL_DATA": f"{place}/data", "PGHOST": "/nowhere", "PGOPTIONS": "-c nonsense=on"}


@pytest.fixture
def bare(place: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The bare environment, for this test and what it starts."""
    for name in GIVEN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_DATA", f"{place}/data")
    return bare_environment(place)
