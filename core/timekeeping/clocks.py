"""How long there is: limits, and the moment at which each runs out (P180).

Hours and minutes are natural. Day n ends at 24:00. Working days count from the day of receipt; what comes after the
office has closed or on a day off was received on the next working day. A fixed day of the year ends at its own 24:00.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from core.models.clocks import TimeLimit, Unit
from core.small_tables import SmallTable
from core.timekeeping import working_days
from core.timekeeping.office_hours import closing_time

ONE_DAY = datetime.timedelta(days=1)
DAYS_OF_WARNING_FOR_A_FIXED_DAY = 7


@dataclass(frozen=True)
class Limit:
    """`value` in `unit`; of a fixed day of the year month×100+day (1031 is 31 October).

    `extension`: by how many more units in all it may be extended; `pausable`: whether it may stand still. Both with a
    reason.
    """

    value: int
    unit: Unit
    extension: int = 0
    pausable: bool = False

    def __str__(self) -> str:
        if self.unit == Unit.DAY_OF_YEAR:
            return f"每年{self.value // 100}月{self.value % 100}日前"
        return f"{self.value}{self.unit.label}"


def due_at(start: datetime.datetime, limit: Limit) -> datetime.datetime:
    """The moment at which the limit has run out: of a day its 24:00, which is the next day's 0:00."""
    match limit.unit:
        case Unit.MINUTES:
            return start + datetime.timedelta(minutes=limit.value)
        case Unit.HOURS:
            return start + datetime.timedelta(hours=limit.value)
        case Unit.CALENDAR_DAYS:
            return end_of(timezone.localdate(start) + limit.value * ONE_DAY)
        case Unit.WORKING_DAYS:
            return end_of(working_days.add_working_days(_received_at_start(start), limit.value))
        case Unit.DAY_OF_YEAR:
            return end_of(next_day_of_year(timezone.localdate(start), limit.value))


def warn_at(start: datetime.datetime, due: datetime.datetime, unit: Unit) -> datetime.datetime:
    """When “due soon” is said: in the last quarter of minutes or hours, on the last day of days, a week before a fixed
    day."""
    match unit:
        case Unit.MINUTES | Unit.HOURS:
            return due - (due - start) / 4
        case Unit.DAY_OF_YEAR:
            return due - DAYS_OF_WARNING_FOR_A_FIXED_DAY * ONE_DAY
        case _:
            return due - ONE_DAY


def resumed_due(
    due: datetime.datetime, unit: str, paused: datetime.datetime, resumed: datetime.datetime, closes: datetime.time
) -> datetime.datetime:
    """When a clock that stood still runs out: what was left when it was paused is left when it goes on. A fixed day of
    the year does not move; the day of resuming is never over already. `closes`: as when the clock was started."""
    match unit:
        case Unit.MINUTES | Unit.HOURS:
            return due + (resumed - paused)
        case Unit.CALENDAR_DAYS:
            return end_of(timezone.localdate(resumed) + (last_day(due) - timezone.localdate(paused)))
        case Unit.WORKING_DAYS:
            left = working_days.working_days_between(received_on(paused, closes), last_day(due))
            due_on = working_days.add_working_days(received_on(resumed, closes), left)
            return end_of(max(due_on, timezone.localdate(resumed)))
        case _:
            return due


def extended_due(due: datetime.datetime, unit: str, count: int) -> datetime.datetime:
    """So many units later; a fixed day of the year by days."""
    match unit:
        case Unit.MINUTES:
            return due + datetime.timedelta(minutes=count)
        case Unit.HOURS:
            return due + datetime.timedelta(hours=count)
        case Unit.WORKING_DAYS:
            return end_of(working_days.add_working_days(last_day(due), count))
        case _:
            return end_of(last_day(due) + count * ONE_DAY)


def end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day + ONE_DAY, datetime.time()))


def last_day(due: datetime.datetime) -> datetime.date:
    """The day that ends with a due moment: 24:00 belongs to the day before."""
    return timezone.localdate(due - datetime.timedelta(microseconds=1))


def _received_at_start(start: datetime.datetime) -> datetime.date:
    return received_on(start, closing_time(timezone.localdate(start)))


def received_on(moment: datetime.datetime, closes: datetime.time) -> datetime.date:
    """The working day that a moment counts as, in an office that closes then."""
    local = timezone.localtime(moment)
    if local.time() <= closes and working_days.is_workday(local.date()):
        return local.date()
    return working_days.add_working_days(local.date(), 1)


def next_day_of_year(start: datetime.date, value: int) -> datetime.date:
    """The first 31 October (1031) on or after the start; 29 February is 1 March where there is none."""
    this_year = _day_in(start.year, value)
    return this_year if this_year >= start else _day_in(start.year + 1, value)


def _day_in(year: int, value: int) -> datetime.date:
    month, day = divmod(value, 100)
    return datetime.date(year, month, 1) + (day - 1) * ONE_DAY


def limit_in_force(clock: str, case: str, declared: Limit | None, day: datetime.date) -> Limit | None:
    """What the district has put in place of the declared limit for clocks that start on this day: for the case, else
    for all."""
    for of_case in (case, "") if case else ("",):
        for effective_on, limit in _limits.rows().get((clock, of_case), ()):
            if effective_on <= day:
                return _replaced(declared, limit)
    return declared


def _replaced(declared: Limit | None, limit: Limit) -> Limit:
    """The district changes how long; whether it may be extended or paused is the workflow's to say."""
    if declared is None:
        return limit
    return Limit(limit.value, limit.unit, declared.extension, declared.pausable)


def _read_limits() -> dict[tuple[str, str], list[tuple[datetime.date, Limit]]]:
    """Latest first."""
    limits: dict[tuple[str, str], list[tuple[datetime.date, Limit]]] = {}
    for row in TimeLimit.objects.order_by("-effective_on"):
        limits.setdefault((row.clock, row.case), []).append((row.effective_on, Limit(row.value, Unit(row.unit))))
    return limits


_limits = SmallTable(TimeLimit, _read_limits)
