"""First filling of the calendar table from the chinesecalendar package; what the office has entered is left alone."""

from __future__ import annotations

import datetime

import chinese_calendar

from core.models import CalendarDay
from core.small_tables import forget

BASIS = "国务院办公厅放假安排"
CHINESE_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


def fill_calendar() -> int:
    """Add the days off and the days worked instead of all years that the package knows; how many were new.

    Inside `acting`."""
    known = set(CalendarDay.objects.values_list("date", flat=True))
    days = [*_days(chinese_calendar.holidays, False), *_days(chinese_calendar.workdays, True)]
    added = CalendarDay.objects.bulk_create(day for day in days if day.date not in known)
    forget(CalendarDay)
    return len(added)


def _days(dates: dict[datetime.date, str], is_workday: bool) -> list[CalendarDay]:
    suffix = "调休上班" if is_workday else ""
    return [
        CalendarDay(date=date, is_workday=is_workday, name=CHINESE_NAMES[name] + suffix, basis=BASIS)
        for date, name in sorted(dates.items())
    ]
