"""`manage.py load_divisions FILE`: bring the divisions up to a CSV file, whose columns accounts/loading.py names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import System, acting
from accounts.loading import NotLoaded, load_divisions


class Command(BaseCommand):
    help = "按 CSV 文件建立或更新行政区划。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV：code,name,level,parent_code[,alias,dual,valid_from,valid_to,successor_code]"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with acting(System.SETUP):
                loaded = load_divisions(file)
        except FileNotFoundError:
            raise CommandError(f"找不到文件 {file}。") from None
        except NotLoaded as refusal:
            raise CommandError("\n".join(["区划没有更新：", *refusal.sentences])) from None
        self.stdout.write(f"行政区划：{loaded}。")
