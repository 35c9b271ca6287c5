"""A rehearsal: the backup is restored into a database of its own beside the living one, looked at, and thrown away."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connection

from core.backups.archive import ArchiveReader, BackupFailed
from core.backups.restoring import refuse_other_keys, restore
from core.sealing.numbers import SealBroken, open_seal
from core.sealing.rotation import sealed_columns
from core.sealing.streams import SealedReader

IN_MEMORY = 1024 * 1024
READ = 1024 * 1024
NUMBERS_OPENED = 1000


@dataclass(frozen=True)
class Rehearsed:
    made_at: str
    rows: int
    files: int
    numbers: int


def rehearse(source: IO[bytes]) -> Rehearsed:
    """Raises BackupFailed with what would have gone wrong."""
    archive = ArchiveReader(source)
    refuse_other_keys(archive.manifest)
    with _scratch_database() as database:
        files = restore(archive, database, _open_whole, emptying=False)
        numbers = _open_numbers(database)
    return Rehearsed(archive.manifest["made_at"], sum(archive.manifest["rows"].values()), files, numbers)


@contextmanager
def _scratch_database() -> Iterator[str]:
    name = f"nuanhu_rehearsal_{os.getpid()}"
    try:
        _execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {_locale()}")
    except DatabaseError as refused:
        raise BackupFailed(f"不能建立演练用的临时库（数据库用户需要 CREATEDB 权限）：{refused}".strip()) from None
    try:
        yield name
    finally:
        _execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _locale() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()")
        collate, ctype = cursor.fetchone()
    return f"LC_COLLATE '{collate}' LC_CTYPE '{ctype}'"


def _execute(statement: str) -> None:
    """On a connection of its own: a database is made and dropped outside transactions."""
    with closing(connection.copy()) as own, own.cursor() as cursor:
        cursor.execute(statement)


def _open_whole(name: str, content: IO[bytes]) -> None:
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as spooled:
        while piece := content.read(READ):
            spooled.write(piece)
        spooled.seek(0)
        try:
            opened = io.BufferedReader(SealedReader(spooled, settings.SEAL_KEYS, name), READ)
            while opened.read(READ):
                pass
        except SealBroken as broken:
            raise BackupFailed(f"附件打不开：{broken}") from None


def _open_numbers(database: str) -> int:
    """Some of each sealed column: the keys fit what was restored."""
    opened = 0
    with closing(_connection_to(database)) as own, own.cursor() as cursor:
        for column in sealed_columns():
            sealed_ones = f"SELECT {column.name} FROM public.{column.table} WHERE {column.name} IS NOT NULL"
            cursor.execute(f"{sealed_ones} LIMIT {NUMBERS_OPENED}")
            for (sealed,) in cursor.fetchall():
                _open(bytes(sealed), column.purpose)
                opened += 1
    return opened


def _open(sealed: bytes, purpose: str) -> None:
    try:
        open_seal(sealed, purpose)
    except SealBroken as broken:
        raise BackupFailed(f"号码打不开：{broken}") from None


def _connection_to(database: str) -> Any:
    own = connection.copy()
    own.settings_dict["NAME"] = database
    return own
