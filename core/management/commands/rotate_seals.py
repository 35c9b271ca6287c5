"""Seal everything with the first of PORTAL_SEAL_KEYS."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.sealing.numbers import SealBroken, current_key
from core.sealing.rotation import reseal_column, reseal_files, sealed_columns, waiting


class Command(BaseCommand):
    help = (
        "用 PORTAL_SEAL_KEYS 中的第一把密钥重新封存全部个人号码和文件。可随时中断，再次运行即接着做；平台可照常使用。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只统计还有多少由旧密钥封存，不改动")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            self._reseal()
        left = Counter({str(column): waiting(column) for column in sealed_columns()})
        for name, rows in left.items():
            if rows:
                self.stdout.write(f"{name}：还有 {rows:,} 处由旧密钥封存")
        if left.total() == 0:
            old = "、".join(key for key in settings.SEAL_KEYS if key != current_key())
            self.stdout.write(f"号码全部由密钥 {current_key()} 封存。" + (f"可以去掉旧密钥：{old}。" if old else ""))

    def _reseal(self) -> None:
        try:
            for column in sealed_columns():
                while done := reseal_column(column):
                    self.stdout.write(f"{column}：重新封存 {done:,} 处")
            self.stdout.write(f"文件：重新封存 {reseal_files():,} 份")
        except SealBroken as broken:
            raise CommandError(f"{broken} 请把封存它的旧密钥放回 PORTAL_SEAL_KEYS 后再运行。") from None
