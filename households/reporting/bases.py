"""What the portal itself knows of a village's year: proposed beside what the village counts (P56)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Count, Q
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Division
from core.workflow import Answers
from households.models import Application, YearBase

Case = Application.Case
State = Application.State
# The sheets are due on 30 September: two months are enough to count, and the year's plans are known by then.
OPENS_IN_MONTH, DUE_IN_MONTH = 8, 9


def count(sheets: Sequence[YearBase], by: Actor, answers: Answers) -> None:
    """Of one year at a time: households applied for in it, planned ones among them, that were not turned down."""
    for year in {sheet.year for sheet in sheets}:
        of_year = [sheet for sheet in sheets if sheet.year == year]
        found = _found(year, [sheet.village_id for sheet in of_year])
        for sheet in of_year:
            sheet.found_added, sheet.found_cancelled = found.get(sheet.village_id, (0, 0))


def _found(year: int, villages: Sequence[int]) -> dict[int, tuple[int, int]]:
    begins, ends = (timezone.make_aware(datetime.datetime(one, 1, 1)) for one in (year, year + 1))
    applied = Application.objects.filter(village__in=villages, submitted_at__gte=begins, submitted_at__lt=ends)
    counted = (
        applied.exclude(state__in=[State.REJECTED, State.WITHDRAWN])
        .order_by()
        .values("village")
        .annotate(
            added=Count("pk", filter=Q(case__in=Case.of_new_households())),
            cancelled=Count("pk", filter=Q(case=Case.CANCEL)),
        )
    )
    return {row["village"]: (row["added"], row["cancelled"]) for row in counted}


def lacking_villages(year: int) -> list[Division]:
    """Villages that take part and have no sheet of the year yet."""
    have = YearBase.objects.filter(year=year).values("village")
    return list(Division.objects.villages().dual().valid_on(timezone.localdate()).exclude(pk__in=have).order_by("pk"))
