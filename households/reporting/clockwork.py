"""What the clock begins: the month's summaries, the year's base sheets (P49, P56)."""

from __future__ import annotations

import datetime

from django.utils import timezone

from accounts.audit import System
from households.models import MonthlySummary, YearBase
from households.reporting.bases import DUE_IN_MONTH, OPENS_IN_MONTH, lacking_villages
from households.reporting.summarizing import lacking_towns, month_before
from households.reporting.workflows import BaseCount, MonthlyReport

CLOCK = System.CLOCK


def build_summaries(today: datetime.date | None = None) -> int:
    """Of the month before, for every town that has none; how many. Asked again it finds nothing to do."""
    month = month_before(today or timezone.localdate())
    summaries = [MonthlySummary(town=town, month=month) for town in lacking_towns(month)]
    return len(MonthlyReport.build.begin_all(summaries, by=CLOCK).taken)


def open_bases(today: datetime.date | None = None) -> int:
    """Of this year, for every village that has none, from August until they are due: also of one that came to take
    part later."""
    day = today or timezone.localdate()
    if not OPENS_IN_MONTH <= day.month <= DUE_IN_MONTH:
        return 0
    sheets = [YearBase(village=village, year=day.year) for village in lacking_villages(day.year)]
    opened_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(1)))
    return len(BaseCount.open.begin_all(sheets, by=CLOCK, at=opened_at).taken)
