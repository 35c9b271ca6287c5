"""`manage.py backup FILE`: database and files into one encrypted archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.backups.archive import BackupFailed
from core.backups.reporting import make_and_report, rehearse_and_report

MEGABYTE = 1024 * 1024


class Command(BaseCommand):
    help = (
        "把数据库和附件备份成一个加密的文件，平台可照常使用。口令由环境变量 PORTAL_BACKUP_PASSPHRASE 给出"
        "（至少 12 个字符），或用 PORTAL_BACKUP_KEY 给出 32 字节的 Base64 密钥。备份里没有封存密钥，须另行保管。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="演练：把备份恢复到一个临时库，核对行数、逐个打开附件、试解封号码，然后删除临时库；文件不存在时先备份",
        )

    def handle(self, *args: Any, file: Path, verify: bool, **options: Any) -> None:
        try:
            if not (verify and file.exists()):
                made = make_and_report(file)
                size = made.size / MEGABYTE
                self.stdout.write(f"已备份到 {file}（{size:.1f} MB）：数据 {made.rows:,} 行，文件 {made.files:,} 份。")
            if verify:
                self._rehearse(file)
        except BackupFailed as failed:
            raise CommandError(str(failed)) from None

    def _rehearse(self, file: Path) -> None:
        found = rehearse_and_report(file)
        self.stdout.write(
            f"演练通过：{found.made_at} 的备份可以恢复，数据 {found.rows:,} 行，文件 {found.files:,} 份全部打开，"
            f"试解封号码 {found.numbers:,} 个。"
        )
