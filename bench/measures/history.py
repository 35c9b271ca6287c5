"""What history costs: the same writes with the triggers and without."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.db.models import F

from accounts.audit import System, acting
from bench.table import Row, seconds
from households.models import Household

SAVES, BULK, RUNS = 10_000, 100_000, 3
MOST_SAVES, MOST_BULK = 1.3, 3.0


def saves(rows: list[Household]) -> None:
    for number, row in enumerate(rows):
        row.remark = f"测量 {number}"
        row.save()


def bulk(first: int, last: int) -> None:
    Household.objects.filter(pk__range=(first, last)).update(residents=F("residents") + 1, version=F("version") + 1)


def timed(act: Callable[[], None], *, with_history: bool) -> float:
    """In a transaction that is taken back, the log's triggers off where asked; versions and counters stay on."""
    with acting(System.DEMO):
        if not with_history:
            with connection.cursor() as cursor:
                for name in history_triggers():
                    cursor.execute(f"ALTER TABLE households_household DISABLE TRIGGER {name}")
        took = seconds(act)
        transaction.set_rollback(True)
    return took


def history_triggers() -> list[str]:
    """Those that call a function of accounts/audit_sql.py that writes the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(tgname) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE tgrelid = 'households_household'::regclass AND starts_with(proname, 'portal_log_')"
        )
        return [name for (name,) in cursor.fetchall()]


def ratio(act: Callable[[], Callable[[], None]]) -> tuple[float, float, float]:
    """In pairs, so that the machine's drift falls on both; median of the ratios."""
    pairs = [(timed(act(), with_history=True), timed(act(), with_history=False)) for _ in range(RUNS)]
    with_it, without = (statistics.median(column) for column in zip(*pairs, strict=True))
    return with_it, without, statistics.median(one / other for one, other in pairs)


def measure() -> Iterator[Row]:
    assert history_triggers(), "没有找到留痕的触发器"
    first = Household.objects.order_by("pk").values_list("pk", flat=True)[0]
    wanted: list[tuple[str, Callable[[], Callable[[], None]], float]] = [
        (f"逐户保存 {SAVES:,} 次", lambda: _saving(first), MOST_SAVES),
        (f"一条语句改 {BULK:,} 户", lambda: lambda: bulk(first, first + BULK - 1), MOST_BULK),
    ]
    for what, act, most in wanted:
        with_it, without, times = ratio(act)
        yield Row(
            f"留痕：{what}",
            f"{with_it:.1f} 秒（{times:.2f} 倍）",
            target=f"≤ {most} 倍",
            met=times <= most,
            beside=f"不留痕 {without:.1f} 秒",
            figures={"with": with_it, "without": without, "ratio": times},
        )


def _saving(first: int) -> Callable[[], None]:
    rows = list(Household.objects.filter(pk__gte=first).order_by("pk")[:SAVES])
    return lambda: saves(rows)
