"""Hold the logs against their daily seals."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import LogSeal
from accounts.log_chain import LOGS, faults


class Command(BaseCommand):
    help = "核对变更、查阅、登录三种日志与每日封存是否相符；有不符之处逐条列出，退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect", metavar="封存值", action="append", default=[], help="以前抄下的封存值，须仍在链上；可写多个"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = [f"{fault.log} {fault.day}：{fault.sentence}" for log in LOGS for fault in faults(log)]
        found += [
            f"抄下的封存值 {seal[:12]}… 已不在链上，日志在那以后被截断或重写。"
            for seal in options["expect"]
            if not LogSeal.objects.filter(seal=seal).exists()
        ]
        for log in LOGS:
            self.stdout.write(self._state(log._meta.db_table, str(log._meta.verbose_name)))
        if found:
            raise CommandError("\n".join(["日志与封存不符：", *found]))
        self.stdout.write("日志与封存相符。")

    def _state(self, log: str, label: str) -> str:
        seals = LogSeal.objects.filter(log=log).order_by("day")
        first, last = seals.first(), seals.last()
        if first is None or last is None:
            return f"{label}：还没有封存。"
        return f"{label}：{first.day} 至 {last.day}，最后的封存值 {last.seal}"
