"""The two servers together: embedded where no address is given, and what the portal's processes must know of them."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from config.devstack import external, keys, postgres
from config.devstack.postgres import Cluster
from config.devstack.valkey import Valkey


def drop_libpq_variables() -> None:
    """PGHOST and its like would silently send a process to another database; options belong in DATABASE_URL."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def fixed_environment(data: Path) -> dict[str, str]:
    """What the portal's processes need besides addresses: keys, the data, and where pg_dump and its like are."""
    secrets = keys.given_secrets() if os.environ.get("DATABASE_URL") else keys.kept_secrets(data / "secrets")
    return secrets | {"PORTAL_DATA": str(data), "PORTAL_POSTGRES_TOOLS": str(postgres.reachable_binaries(None))}


class Stack:
    """PostgreSQL and Valkey of one data directory."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.cluster = None if os.environ.get("DATABASE_URL") else Cluster(postgres.data_place(data))
        self.valkey = None if os.environ.get("REDIS_URL") else Valkey(data / "valkey")

    def start(self) -> None:
        for server, name in self.embedded():
            with self.log(name) as log:
                server.start(log)

    def stop(self) -> None:
        for server, _ in reversed(self.embedded()):
            server.stop()

    def log(self, name: str) -> IO[bytes]:
        return open(self.data / "log" / f"{name}.log", "ab")

    def addresses(self) -> dict[str, str]:
        return (external.given_database() if self.cluster is None else {"DATABASE_URL": self.cluster.url}) | (
            external.given_broker()
            if self.valkey is None
            else {"REDIS_URL": self.valkey.broker_url, "CACHE_URL": self.valkey.cache_url}
        )

    def embedded(self) -> list[tuple[Cluster | Valkey, str]]:
        both = [(self.cluster, "postgres"), (self.valkey, "valkey")]
        return [(server, name) for server, name in both if server]

    def processes(self) -> dict[str, int]:
        return {name: server.process.pid for server, name in self.embedded() if server.process}


@contextlib.contextmanager
def started(stack: Stack) -> Iterator[Stack]:
    """Stopped at the end, also when the second server does not come up."""
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
