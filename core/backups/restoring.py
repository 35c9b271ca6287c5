"""Bringing a backup back: all of it in one transaction, or nothing.

pg_restore makes SQL of the archive's database, psql runs it in one transaction that stays open until the files are
there and the archive has been read to its end; a backup that was cut or changed leaves what stood before.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from typing import IO, Any

from core.backups.archive import DATABASE, FILES, ArchiveReader, BackupFailed, telling
from core.backups.making import fingerprints
from core.backups.tools import environment, tool

# Settings that pg_restore of 17 and later writes at the head and servers of 15 and 16 do not know.
UNKNOWN_TO_OLDER = b"SET transaction_timeout"
HEAD_LINES = 60
EMPTY_PUBLIC = b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
FILE_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")

Member = tuple[str, IO[bytes]]
KeepFile = Callable[[str, IO[bytes]], None]


def refuse_other_keys(manifest: dict[str, Any]) -> None:
    """Without its keys a restored ledger has no ID numbers."""
    have = fingerprints()
    missing = [name for name, fingerprint in manifest["keys"].items() if have.get(name) != fingerprint]
    if missing:
        names = "、".join("号码摘要密钥" if name == "digest" else f"封存密钥 {name[5:]}" for name in missing)
        raise BackupFailed(
            f"现在的密钥与备份时不同（{names}），恢复后身份证号、银行账号和附件将打不开。请先放回备份时的密钥。"
        )


def restore(archive: ArchiveReader, database: str, keep_file: KeepFile, *, emptying: bool) -> int:
    """Into an empty database, or in place of all that stands in it; how many files. Raises BackupFailed."""
    files = 0
    with telling(), _transaction(database) as sql:
        if emptying:
            sql.write(EMPTY_PUBLIC)
        for is_database, members in groupby(archive.members(), key=lambda member: member[0].startswith(DATABASE)):
            if is_database:
                _restore_database(members, sql)
            else:
                files += sum(_restore_file(member, keep_file) for member in members)
        sql.write(_comparison(archive.manifest["rows"]).encode())
    return files


@contextmanager
def _transaction(database: str) -> Iterator[IO[bytes]]:
    """psql's input; it commits at its end. If anything goes wrong it is killed, and the server rolls back."""
    command = [tool("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1"]
    with tempfile.TemporaryFile() as complaints:
        running = subprocess.Popen(
            command, env=environment(database), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
        )
        assert running.stdin
        try:
            yield running.stdin
            running.stdin.close()
            running.wait()
        except BrokenPipeError:
            running.wait()
        finally:
            running.kill()
            running.wait()
            with suppress(BrokenPipeError):
                running.stdin.close()
        if running.returncode:
            complaints.seek(0)
            raise BackupFailed(f"恢复没有成功，数据库保持原样：{complaints.read().decode(errors='replace').strip()}")


def _restore_database(pieces: Iterable[Member], sql: IO[bytes]) -> None:
    with tempfile.TemporaryFile() as complaints:
        running = subprocess.Popen(
            [tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        assert running.stdin
        assert running.stdout
        copying = threading.Thread(target=_copy_sql, args=(running.stdout, sql))
        copying.start()
        try:
            with suppress(BrokenPipeError), running.stdin:
                for _, piece in pieces:
                    shutil.copyfileobj(piece, running.stdin)
        finally:
            # Also where the backup is found spoilt: what is under way must not meet a closed door.
            copying.join()
            running.wait()
        if running.returncode:
            complaints.seek(0)
            raise BackupFailed(f"pg_restore 读不了备份：{complaints.read().decode(errors='replace').strip()}")


def _copy_sql(source: IO[bytes], target: IO[bytes]) -> None:
    """To psql, without what an older server would refuse. When psql has given up, the rest is read into nothing."""
    with source, suppress(BrokenPipeError):
        for _ in range(HEAD_LINES):
            line = source.readline()
            if not line.startswith(UNKNOWN_TO_OLDER):
                target.write(line)
        shutil.copyfileobj(source, target)


def _restore_file(member: Member, keep_file: KeepFile) -> int:
    name, content = member
    if not FILE_NAME.fullmatch(name.removeprefix(FILES)):
        raise BackupFailed(f"备份里有名字不对的文件：{name}")
    keep_file(name.removeprefix(FILES), content)
    return 1


def _comparison(rows: dict[str, int]) -> str:
    """Fails where a table has not as many rows as were counted when the backup was made."""
    checks = "\n".join(
        f"""IF (SELECT count(*) FROM public."{table}") <> {count} THEN RAISE '{table}: rows differ'; END IF;"""
        for table, count in rows.items()
    )
    return f"DO $$ BEGIN\n{checks}\nEND $$;\nANALYZE;\n"
