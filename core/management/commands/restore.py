"""`manage.py restore FILE`: bring a backup back, all of it or nothing."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import IO, Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from core.backups.archive import ArchiveReader, BackupFailed
from core.backups.restoring import refuse_other_keys, restore

MOMENTS, MOMENT = 20, 0.1


class Command(BaseCommand):
    help = (
        "把 backup 做的备份恢复到一个空的库，同时恢复附件；先放好备份时的密钥，并停止平台。"
        "口令的给法与 backup 相同。中途出错时数据库和附件都保持原样。"
    )
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--replace", action="store_true", help="库里已有数据时，以备份取代全部现有数据")
        parser.add_argument("--without-keys", action="store_true", help="密钥已经遗失也要恢复：号码和附件将永远打不开")

    def handle(self, *args: Any, file: Path, replace: bool, without_keys: bool, **options: Any) -> None:
        staging = Path(f"{default_storage.path('')}".rstrip("/") + ".restoring")
        try:
            refuse_company()
            refuse_full(replace=replace)
            with file.open("rb") as source:
                archive = ArchiveReader(source)
                if not without_keys:
                    refuse_other_keys(archive.manifest)
                files = restore(archive, connection.settings_dict["NAME"], into(staging), emptying=replace)
            aside = take_over(staging)
        except FileNotFoundError:
            raise CommandError(f"找不到文件 {file}。") from None
        except BackupFailed as failed:
            raise CommandError(str(failed)) from None
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        cache.clear()
        rows = sum(archive.manifest["rows"].values())
        self.stdout.write(f"已恢复 {archive.manifest['made_at']} 的备份：数据 {rows:,} 行，文件 {files:,} 份。{aside}")


def refuse_company() -> None:
    """One that has just been closed takes a moment to go."""
    for _ in range(MOMENTS):
        if not (others := _others()):
            return
        time.sleep(MOMENT)
    raise BackupFailed(f"还有 {others} 个连接在使用这个数据库，请先停止平台再恢复。")


def _others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
        )
        [others] = cursor.fetchone()
    return int(others)


def refuse_full(*, replace: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        [tables] = cursor.fetchone()
    connection.close()
    if tables and not replace:
        raise BackupFailed("这个库里已有数据。请恢复到一个空的库，或加 --replace 以备份取代全部现有数据。")


def into(staging: Path) -> Any:
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True, mode=0o700)

    def keep(name: str, content: IO[bytes]) -> None:
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("wb") as target:
            shutil.copyfileobj(content, target)
        path.chmod(0o600)

    return keep


def take_over(staging: Path) -> str:
    """The restored files in place of those that stood there, which are kept aside."""
    present = Path(default_storage.path(""))
    aside = present.with_name(f"{present.name}.before-{timezone.localtime():%Y%m%d-%H%M%S}")
    had_files = present.exists() and any(present.iterdir())
    if present.exists():
        present.rename(aside) if had_files else present.rmdir()
    staging.rename(present)
    return f"原有附件移到了 {aside}，确认无误后可以删除。" if had_files else ""
