"""`manage.py export_ledger households OUT.xlsx --by USER [--filter name=value …] [--in-full --reason TEXT]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import acting
from core.ledgers.base import Filters, ledger, ledgers
from core.ledgers.commands import post_that
from core.ledgers.export import ExportRefused, Order, export


class Command(BaseCommand):
    help = "导出台账为工作簿"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ledger", choices=[one.name for one in ledgers() if one.lasting], help="台账")
        parser.add_argument("out", type=Path, metavar="OUT.xlsx", help="写到哪个文件")
        parser.add_argument("--by", required=True, metavar="USER", help="导出人的登录名")
        parser.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help="同列表页的筛选条件")
        parser.add_argument("--in-full", action="store_true", help="个人号码不脱敏（须有权并写明用途）")
        parser.add_argument("--reason", default="", help="用途")

    def handle(self, *args: Any, **options: Any) -> None:
        subject = ledger(options["ledger"])
        post = post_that(options["by"], lambda post: post.role in subject.readers, f"不能导出{subject.title}")
        order = Order(subject, _filters(options["filter"]), in_full=options["in_full"], reason=options["reason"])
        part = options["out"].with_name(options["out"].name + ".part")
        try:
            with acting(post), part.open("wb") as file:
                rows = export(order, post, file)
            part.replace(options["out"])
        except ExportRefused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as problem:
            raise CommandError(f"写不了文件 {options['out']}：{problem.strerror}。") from problem
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"已导出 {rows:,} 行到 {options['out']}。")


def _filters(given: list[str]) -> Filters:
    filters: dict[str, list[str]] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise CommandError(f"--filter 应写成 名称=值，现在是“{text}”。")
        filters.setdefault(name, []).append(value)
    return filters
