"""Working days: Monday to Friday, less statutory days off, plus weekend days worked instead (调休).

The table `CalendarDay` is asked first, then chinesecalendar; of a year that neither knows Monday to Friday are taken,
and the system administrators are told.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import chinese_calendar

from core.models.calendar import CalendarDay
from core.small_tables import SmallTable

SATURDAY = 5
# 全国年节及纪念日放假办法: a year with fewer days off in the table is not entered whole.
STATUTORY_DAYS_OFF = 13
ONE_DAY = datetime.timedelta(days=1)
PACKAGE_YEARS = frozenset(day.year for day in chinese_calendar.holidays)


@dataclass(frozen=True)
class Calendar:
    """What the table says, and the years of which it says enough."""

    days: dict[datetime.date, bool]
    years: frozenset[int]


def is_workday(day: datetime.date) -> bool:
    calendar = _calendar.rows()
    if day in calendar.days:
        return calendar.days[day]
    if day.year in PACKAGE_YEARS:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def knows(year: int) -> bool:
    """Whether the year's days off are known; if not, weekends are all that is reckoned with."""
    return year in _calendar.rows().years or year in PACKAGE_YEARS


def add_working_days(day: datetime.date, count: int) -> datetime.date:
    """The count-th working day after the day; before it, where the count is negative. The day itself never counts."""
    found = day
    workdays = _workdays(day, 1 if count > 0 else -1)
    for _ in range(abs(count)):
        found = next(workdays)
    return found


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Working days after `start`, up to and with `end`; negative where the end comes first."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_workday(start + n * ONE_DAY) for n in range(1, (end - start).days + 1))


def _workdays(day: datetime.date, direction: int) -> Iterator[datetime.date]:
    while True:
        day += direction * ONE_DAY
        if is_workday(day):
            yield day


def _read_calendar() -> Calendar:
    days = dict(CalendarDay.objects.values_list("date", "is_workday"))
    off = Counter(day.year for day, is_worked in days.items() if not is_worked)
    return Calendar(days, frozenset(year for year, count in off.items() if count >= STATUTORY_DAYS_OFF))


_calendar = SmallTable(CalendarDay, _read_calendar)
