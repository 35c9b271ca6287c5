"""Making a backup beside the running portal: one snapshot of the database, then the files that it knows."""

from __future__ import annotations

import hmac
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from core.backups.archive import ArchiveWriter, BackupFailed
from core.backups.tools import environment, server_version, tool

PIECE = 4 * 1024 * 1024
# Whoever was signed in signs in again; pictures of captchas are of no use later.
LEFT_OUT = ("django_session", "captcha_captchastore")


@dataclass(frozen=True)
class Made:
    size: int
    rows: int
    files: int


def make(path: Path) -> Made:
    """Raises BackupFailed; then nothing is left at `path`."""
    if path.exists():
        raise BackupFailed(f"{path} 已经存在，不会覆盖，请换一个文件名。")
    building = path.with_name(f"{path.name}.building")
    try:
        with open(os.open(building, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            archive = ArchiveWriter(target)
            rows = _add_database(archive)
            _add_files(archive)
            archive.close()
            target.flush()
            os.fsync(target.fileno())
        building.rename(path)
    except FileNotFoundError as missing:
        raise BackupFailed(f"写不到 {path}：没有这个目录。") from missing
    finally:
        building.unlink(missing_ok=True)
    return Made(path.stat().st_size, rows, archive.files)


def _add_database(archive: ArchiveWriter) -> int:
    with _snapshot() as snapshot:
        counts = count_rows()
        archive.manifest(
            {
                "made_at": timezone.now().isoformat(),
                "district": settings.DISTRICT_CODE,
                "server": server_version(),
                "keys": fingerprints(),
                "rows": counts,
            }
        )
        for piece in _dumped(snapshot):
            archive.piece(piece)
    return sum(counts.values())


@contextmanager
def _snapshot() -> Iterator[str]:
    """What pg_dump sees is what was counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def count_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name not in LEFT_OUT]
        return {name: _count(cursor, name) for name in tables}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
    return int(cursor.fetchone()[0])


def fingerprints() -> dict[str, str]:
    """Tell a key again without telling it."""
    keys = {f"seal {name}": key for name, key in settings.SEAL_KEYS.items()} | {"digest": settings.DIGEST_KEY}
    return {name: hmac.digest(key, b"fingerprint", "sha256").hex()[:16] for name, key in keys.items()}


def _dumped(snapshot: str) -> Iterator[bytes]:
    command = [tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    command += [f"--exclude-table-data={table}" for table in LEFT_OUT]
    with subprocess.Popen(
        command,
        env=environment(connection.settings_dict["NAME"]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as dumping:
        assert dumping.stdout
        assert dumping.stderr
        while piece := dumping.stdout.read(PIECE):
            yield piece
        complaint = dumping.stderr.read().decode(errors="replace").strip()
    if dumping.returncode:
        raise BackupFailed(f"pg_dump 没有成功：{complaint}")


def _add_files(archive: ArchiveWriter) -> None:
    root = Path(default_storage.path(""))
    for path in sorted(root.glob("??/??/*")):
        if not path.name.endswith(".building"):
            archive.file(str(path.relative_to(root)), path)
