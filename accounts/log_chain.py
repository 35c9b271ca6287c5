"""The logs' daily seals: each takes in the one before, so that a row removed or changed later shows (F104).

The seal is keyed: whoever can write to the database, but has no key, cannot make a chain that fits what he changed.
That the newest seals and rows were cut off together shows against the last seal that the audit administrator noted.
"""

from __future__ import annotations

import datetime
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models
from django.db.models import Min
from django.utils import timezone

from accounts.audit import AccessLog, Change, LogSeal
from accounts.models.sign_ins import SignInEvent

LOGS: tuple[type[models.Model], ...] = (Change, AccessLog, SignInEvent)
DAY = datetime.timedelta(days=1)
NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True)
class DaySum:
    """A day's rows as they stand in the database."""

    rows: int
    first_id: int | None
    last_id: int | None
    digest: str


@dataclass(frozen=True)
class Fault:
    log: str
    day: datetime.date
    sentence: str


def seal_ended_days() -> int:
    """Seal every day that has ended and whose writers have all finished; how many seals were made."""
    return sum(_seal(log, day) for log in LOGS for day in _days_to_seal(log))


def _seal(log: type[models.Model], day: datetime.date) -> int:
    name, summed = log._meta.db_table, day_sum(log, day)
    before = LogSeal.objects.filter(log=name, day__lt=day).order_by("-day").first()
    LogSeal.objects.create(
        log=name,
        day=day,
        rows=summed.rows,
        first_id=summed.first_id,
        last_id=summed.last_id,
        seal=seal_of(name, day, summed, before.seal if before else NOTHING_BEFORE),
    )
    return 1


def _days_to_seal(log: type[models.Model]) -> Iterator[datetime.date]:
    day, end = _first_unsealed(log), last_quiet_day()
    while day is not None and day <= end:
        yield day
        day += DAY


def _first_unsealed(log: type[models.Model]) -> datetime.date | None:
    last = LogSeal.objects.filter(log=log._meta.db_table).order_by("-day").first()
    if last:
        return last.day + DAY
    first: datetime.datetime | None = log._default_manager.aggregate(first=Min("at"))["first"]
    return timezone.localdate(first) if first else None


def last_quiet_day() -> datetime.date:
    """The last day to which no running transaction can add: a row bears the time at which its transaction began."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(min(xact_start), now()) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )
        [oldest] = cursor.fetchone()
    return timezone.localdate(min(oldest, timezone.now())) - DAY


def day_sum(log: type[models.Model], day: datetime.date) -> DaySum:
    """One pass in the database, in the order of ids; a row's text does not depend on the session's settings."""
    begin = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*), min(id), max(id),
                encode(sha256(coalesce(string_agg(sum, ''::bytea ORDER BY id), '')), 'hex')
            FROM (
                SELECT id, sha256(convert_to({_row_text(log)}, 'UTF8')) AS sum
                FROM {log._meta.db_table} WHERE at >= %s AND at < %s
            ) AS summed""",
            [begin, begin + DAY],
        )
        return DaySum(*cursor.fetchone())


def _row_text(log: type[models.Model]) -> str:
    columns = [
        f'extract(epoch FROM "{field.column}")' if isinstance(field, models.DateTimeField) else f'"{field.column}"'
        for field in log._meta.concrete_fields
    ]
    return f"jsonb_build_array({', '.join(columns)})::text"


def seal_of(name: str, day: datetime.date, summed: DaySum, before: str) -> str:
    text = f"{before}|{name}|{day}|{summed.rows}|{summed.first_id}|{summed.last_id}|{summed.digest}"
    return hmac.digest(settings.DIGEST_KEY, f"log:{text}".encode(), "sha256").hex()


def faults(log: type[models.Model]) -> Iterator[Fault]:
    """What does not fit, from the first sealed day to the last."""
    name, before, expected = log._meta.db_table, NOTHING_BEFORE, None
    for seal in LogSeal.objects.filter(log=name).order_by("day"):
        if expected and seal.day != expected:
            yield Fault(name, expected, f"缺少 {expected} 至 {seal.day - DAY} 的封存。")
        summed = day_sum(log, seal.day)
        noted = (seal.rows, seal.first_id, seal.last_id)
        fits = noted == (summed.rows, summed.first_id, summed.last_id)
        if not fits or seal_of(name, seal.day, summed, before) != seal.seal:
            yield Fault(name, seal.day, _difference(seal, summed))
        before, expected = seal.seal, seal.day + DAY
    yield from _before_the_first(log)


def _difference(seal: LogSeal, summed: DaySum) -> str:
    if summed.rows < seal.rows:
        return f"少了 {seal.rows - summed.rows:,} 条记录。"
    if summed.rows > seal.rows:
        return f"多了 {summed.rows - seal.rows:,} 条记录。"
    return "有记录或封存值被改动过。"


def _before_the_first(log: type[models.Model]) -> Iterator[Fault]:
    """Rows dated before the chain begins were put in afterwards."""
    first = LogSeal.objects.filter(log=log._meta.db_table).order_by("day").first()
    if first is None:
        return
    begin = timezone.make_aware(datetime.datetime.combine(first.day, datetime.time.min))
    earlier = log._default_manager.filter(at__lt=begin).count()
    if earlier:
        yield Fault(log._meta.db_table, first.day, f"首日之前多了 {earlier:,} 条记录。")
