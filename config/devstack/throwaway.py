"""Servers for one test run: in memory, without fsync, away from the portal's data, gone at the end."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.devstack import external, keys, places, postgres, processes, stack
from config.devstack.postgres import Cluster
from config.devstack.valkey import Valkey

DIRECTORY_PREFIX = "nuanhu-test-"
HOME = "PORTAL_TEST_HOME"
# The database of which each run of tests makes its own: empty, or migrated already.
TEMPLATE = "PORTAL_TEST_TEMPLATE"


def provide() -> None:
    """Put into the environment what is not given there; processes that inherit it share these servers."""
    stack.drop_libpq_variables()
    home = Path(os.environ.get(HOME) or _make_home())
    for name, value in keys.throwaway_secrets().items():
        os.environ.setdefault(name, value)
    os.environ["PORTAL_DATA"] = str(home / "data")
    os.environ.setdefault("PORTAL_POSTGRES_TOOLS", str(postgres.reachable_binaries(None)))
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _start_postgres(home)
        os.environ[TEMPLATE] = postgres.DATABASE
    if not os.environ.get("REDIS_URL"):
        os.environ.update(_start_valkey(home))
    os.environ.update(external.given_broker())


def _make_home() -> Path:
    root = Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else places.short_temporary_root())
    _sweep(root)
    home = Path(tempfile.mkdtemp(prefix=f"{DIRECTORY_PREFIX}{os.getpid()}-", dir=root))
    home.chmod(0o755)  # for root, whose server runs as another user
    (home / "data").mkdir(mode=0o700)
    os.environ[HOME] = str(home)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _sweep(root: Path) -> None:
    places.sweep_socket_directories()
    for left in root.glob(f"{DIRECTORY_PREFIX}*-*"):
        owner = left.name.removeprefix(DIRECTORY_PREFIX).split("-")[0]
        if owner.isdigit() and not processes.is_alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _start_postgres(home: Path) -> str:
    cluster = Cluster(home / "postgres", throwaway=True)
    atexit.register(cluster.stop)
    with open(home / "postgres.log", "ab") as log:
        cluster.start(log)
    return cluster.url


def _start_valkey(home: Path) -> dict[str, str]:
    valkey = Valkey(home / "valkey", throwaway=True)
    atexit.register(valkey.stop)
    with open(home / "valkey.log", "ab") as log:
        valkey.start(log)
    return {"REDIS_URL": valkey.broker_url, "CACHE_URL": valkey.cache_url}
