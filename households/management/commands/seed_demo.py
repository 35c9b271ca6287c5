"""`manage.py seed_demo`: a district to try everything in, the same one every time but for its passwords.

Never beside real people: it refuses where there is any user already.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Mapping
from importlib import import_module
from io import StringIO
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import module_has_submodule

from accounts.audit import System, acting
from accounts.models import Division, Post, User
from households.demo import (
    duties,
    ledger,
    offices,
    places,
)
from households.demo.indexing import indexed_afterwards
from households.models import Household, Tally

ACCOUNTS_FILE = "demo_accounts.json"
DEMO_DISTRICT = offices.DISTRICT
USUAL_HOUSEHOLDS = 3_000


class Command(BaseCommand):
    help = "建立演示区：行政区划、单位、每个角色一个账户、台账和各种申请。只用于没有用户的新库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--households", type=int, default=USUAL_HOUSEHOLDS, help=f"户数，默认 {USUAL_HOUSEHOLDS}")
        parser.add_argument("--towns", type=int, default=0, help="另造多少个街镇，住户分布在这些街镇（测量用）")

    def handle(self, *args: Any, households: int, towns: int, verbosity: int, **options: Any) -> None:
        refuse_beside_people()
        begun = time.monotonic()
        with acting(System.DEMO, why="建立演示区"):
            district = places.load(DEMO_DISTRICT)
            places.add_towns(district, towns)
            places.lay_out(district)
            accounts = offices.open_offices()
            village = None if towns else Division.objects.get(code=offices.VILLAGE)
            with indexed_afterwards(*(table for one in _chapters() for table in one.OF_THE_LEDGER)):
                ledger.fill(_villages(district, towns), households, self._tell(households, verbosity), first=village)
        call_command("fill_calendar", verbosity=0, stdout=StringIO())
        if households and not towns:
            posts = {account.post.user.username: account.post for account in accounts}
            duties.assign(posts)
            tell_every_chapter(posts)
        _tidy()
        offices.write_down(accounts, settings.DATA_DIR / ACCOUNTS_FILE)
        if verbosity:
            self._print(accounts, time.monotonic() - begun)

    def _tell(self, count: int, verbosity: int) -> Any:
        return lambda done: self.stdout.write(f"已写入 {done:,} / {count:,} 户") if verbosity else None

    def _print(self, accounts: list[offices.Account], seconds: float) -> None:
        self.stdout.write(f"演示区已建立：{Household.objects.count():,} 户，用时 {seconds:.0f} 秒。演示账户：")
        for account in accounts:
            row = account.as_json()
            self.stdout.write(f"  {row['role_label']}  {row['name']}  {row['username']}  {row['password']}")


def tell_every_chapter(posts: Mapping[str, Post]) -> None:
    for one in _chapters():
        one.tell(posts)


def _chapters() -> list[Any]:
    """Those of every app, after those below it."""
    apps_from_below = [one for one in apps.get_app_configs() if module_has_submodule(one.module, "demo")]
    return [import_module(f"{one.name}.demo.chapters") for one in apps_from_below]


def refuse_beside_people() -> None:
    if settings.DISTRICT_CODE != DEMO_DISTRICT:
        raise CommandError(f"演示区只能是 {DEMO_DISTRICT}，现在 PORTAL_DISTRICT 是 {settings.DISTRICT_CODE}。")
    if User.objects.exists():
        raise CommandError("已经有用户，不能再建演示区：演示数据不能和真实数据放在一起。请换一个新的数据目录或数据库。")


def _villages(district: Division, towns: int) -> list[Division]:
    """Of the invented towns where there are any, else the district's own that take part."""
    if towns:
        return list(Division.objects.villages().filter(town__name__startswith=places.INVENTED))
    return list(Division.objects.below(district).villages().dual())


def _tidy() -> None:
    """Merged tallies, fresh statistics and a visibility map: without it counts would read the heap."""
    Tally.objects.merge()
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
