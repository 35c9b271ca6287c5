"""What a season's close costs: freezing the district's ledger, beside one INSERT … SELECT of the same rows into a table
alike, indexes and all. Both are taken back."""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division
from bench.measures.pages import client_of
from bench.table import Row, seconds
from core.models import HeatingSeason
from households.models import Household, SeasonClose
from households.seasons.freezing import ROWS, examine, freeze
from households.seasons.standing import COLUMNS, on, standing

RUNS = 3
MOST_TIMES = 2.0


def close_of(district: Division) -> SeasonClose:
    _, post = client_of("district")
    year = timezone.localdate().year - 1
    season, _ = HeatingSeason.objects.get_or_create(
        year=year, defaults={"starts_on": datetime.date(year, 11, 1), "ends_on": datetime.date(year + 1, 3, 31)}
    )
    return SeasonClose.objects.create(
        district=district, season=season, as_of_on=timezone.localdate(), state=SeasonClose.State.FREEZING,
        proposed_at=timezone.now(), proposed_by=post,
    )  # fmt: skip


def frozen(district: Division) -> tuple[float, float]:
    """The seconds of freezing, and of reckoning all hashes again."""
    with acting(System.DEMO):
        close = close_of(district)
        took = seconds(lambda: freeze(close))
        checked = seconds(lambda: examine(close))
        transaction.set_rollback(True)
    return took, checked


def copied(district: Division) -> float:
    households, devices = on(timezone.localdate())
    rows = standing(households.in_ledger().filter(district=district), devices.filter(district=district))
    columns = ", ".join(COLUMNS)

    def copy() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""INSERT INTO plain_copy (close_id, household_id, {columns}, sha256)
                SELECT 1, household_id, {columns}, '' FROM ({rows.sql}) AS ledger""",
                rows.params,
            )

    return _in_a_copy(copy)


def _in_a_copy(act: Callable[[], None]) -> float:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE plain_copy (LIKE {ROWS} INCLUDING ALL)")
        took = seconds(act)
        transaction.set_rollback(True)
    return took


def measure() -> Iterator[Row]:
    """In pairs, so that the machine's drift falls on both."""
    _, post = client_of("district")
    households = Household.objects.visible_to(post).in_ledger().count()
    pairs = [(*frozen(post.division), copied(post.division)) for _ in range(RUNS)]
    freezing, checking, copying = (statistics.median(column) for column in zip(*pairs, strict=True))
    times = statistics.median(one / other for one, _, other in pairs)
    yield Row(
        f"封账：{households:,} 户",
        f"{freezing:.1f} 秒（{times:.2f} 倍）",
        target=f"≤ {MOST_TIMES:g} 倍",
        met=times <= MOST_TIMES,
        beside=f"只复制这些行 {copying:.1f} 秒",
        figures={"freezing": freezing, "copying": copying, "ratio": times},
    )
    yield Row("封账：核对全部校验码", f"{checking:.1f} 秒", figures={"checking": checking})
