from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.audit import System, acting
from core.timekeeping.filling import fill_calendar
from core.timekeeping.working_days import PACKAGE_YEARS, knows


class Command(BaseCommand):
    help = "把法定节假日和调休写入工作日历；已有的日期不改动"

    def handle(self, *args: Any, **options: Any) -> None:
        with acting(System.SETUP):
            added = fill_calendar()
        self.stdout.write(f"{min(PACKAGE_YEARS)} 至 {max(PACKAGE_YEARS)} 年：新增 {added} 天。")
        for year in (timezone.localdate().year, timezone.localdate().year + 1):
            if not knows(year):
                self.stderr.write(f"节假日表缺失：{year} 年按周末推算，请在国务院办公厅公布后补录。")
