"""整改期限: by level, shorter in the heating season (domain.md 6.2; P40); each once more by extension.

`due_on` of a hazard is its deadline, and the clock 限期整改 runs until then: there is no second reckoning.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db import models
from django.utils import timezone

from accounts.audit import Actor
from core.timekeeping.clocks import due_at, last_day, limit_in_force
from core.timekeeping.seasons import season_of
from core.workflow import Answers, Limit, Unit
from inspections.models import Hazard, Level

CLOCK, CLOCK_AGAIN = "inspections.hazard.rectified", "inspections.hazard.rectified_again"


class Case(models.TextChoices):
    """What the district sets a limit for; a hint has none, it waits for the next inspection."""

    SEVERE = "severe", "重大"
    MAJOR = "major", "较大"
    MINOR = "minor", "一般"
    MAJOR_IN_SEASON = "major_in_season", "较大，采暖季内"
    MINOR_IN_SEASON = "minor_in_season", "一般，采暖季内"


IN_SEASON: Mapping[str, Case] = {Level.MAJOR: Case.MAJOR_IN_SEASON, Level.MINOR: Case.MINOR_IN_SEASON}
WITHIN: Mapping[str, Limit] = {
    Case.SEVERE: Limit(7, Unit.CALENDAR_DAYS),
    Case.MAJOR: Limit(15, Unit.CALENDAR_DAYS),
    Case.MINOR: Limit(30, Unit.CALENDAR_DAYS),
    Case.MAJOR_IN_SEASON: Limit(3, Unit.CALENDAR_DAYS),
    Case.MINOR_IN_SEASON: Limit(3, Unit.CALENDAR_DAYS),
}

# What was closed and was not gone (inspections/rectifying).
AFTER_SUPERVISION = Limit(7, Unit.CALENDAR_DAYS)


def case_of(hazard: Hazard) -> str:
    """By the day on which it was found."""
    level = str(hazard.level)
    return str(IN_SEASON.get(level, level)) if season_of(hazard.found_on) else level


def deadline_of(hazard: Hazard, since: datetime.date) -> datetime.date | None:
    case = case_of(hazard)
    limit = limit_in_force(CLOCK, case, WITHIN.get(case), since)
    return _last_day(limit, since) if limit else None


def _last_day(limit: Limit, since: datetime.date) -> datetime.date:
    return last_day(due_at(timezone.make_aware(datetime.datetime.combine(since, datetime.time())), limit))


def latest_extension(hazard: Hazard) -> datetime.date | None:
    """As long once more as its level has: counted from its deadline (domain.md 6.2)."""
    return deadline_of(hazard, hazard.due_on) if hazard.due_on else None


def due_by_new_level(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
    """Nobody could know of a graver level before it was given."""
    for hazard in hazards:
        hazard.due_on = deadline_of(hazard, timezone.localdate(answers.at))


def put_off(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
    for hazard in hazards:
        hazard.due_on, hazard.extended_on = hazard.extension_until_on, timezone.localdate(answers.at)


def drop_request(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
    for hazard in hazards:
        hazard.extension_until_on, hazard.extension_reason = None, ""


def due_after_supervision(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
    today = timezone.localdate(answers.at)
    limit = limit_in_force(CLOCK_AGAIN, "", AFTER_SUPERVISION, today) or AFTER_SUPERVISION
    for hazard in hazards:
        hazard.due_on = _last_day(limit, today)
