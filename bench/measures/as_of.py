"""The ledger of a past day beside the same pages today, a tenth of the households having changed since."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Mod
from django.utils import timezone

from accounts.audit import System, acting
from bench.measures import pages
from bench.table import Row, median_ms
from households.models import Household

MOST_TIMES = 3.0
ONE_IN = 10


def let_change() -> None:
    """Once for each database: rows that have no version yet are all that a past day would show."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM households_household_version)")
        [(has_versions,)] = cursor.fetchall()
    if has_versions:
        return
    with acting(System.DEMO):
        Household.objects.alias(remainder=Mod(F("pk"), ONE_IN)).filter(remainder=0).update(remark="测量：此前没有备注")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def yesterday_of(address: str) -> str:
    day = timezone.localdate() - datetime.timedelta(days=1)
    return f"{address}{'&' if '?' in address else '?'}day={day}"


def measure() -> Iterator[Row]:
    let_change()
    for tier, username in pages.OFFICERS.items():
        client, post = pages.client_of(username)
        for what, address in pages.addresses(post).items():
            yield _row(f"{tier}：{what}", client, address)


def _row(what: str, client: Any, address: str) -> Row:
    then = yesterday_of(address)
    assert "当天的台账" in client.get(then).content.decode(), then
    now_ms, then_ms = (median_ms(lambda one=one: client.get(one)) for one in (address, then))  # type: ignore[misc]
    times = then_ms / now_ms
    return Row(
        f"往日台账：{what}",
        f"{then_ms:.1f} ms（{times:.2f} 倍）",
        target=f"≤ {MOST_TIMES:g} 倍",
        met=times <= MOST_TIMES,
        beside=f"今天 {now_ms:.1f} ms",
        figures={"then": then_ms, "now": now_ms, "ratio": times},
    )
