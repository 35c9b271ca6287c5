"""季前准备: each township looks whether it is ready for winter, signs, and the district looks again (P37).

The clock opens the year's check for every township that takes part; signed by the end of October.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from accounts.audit import Actor, System
from accounts.models import Division
from accounts.roles import Role
from core.workflow import EMPTY, REASON, TODAY, Limit, Step, Unit, Workflow, refusals
from inspections.models import ReadinessCheck
from inspections.models.readiness import ASPECTS, Standing

State = ReadinessCheck.State
Checks = Sequence[ReadinessCheck]
ASPECT_FIELDS = tuple(name for aspect in ASPECTS for name in (aspect, f"{aspect}_note"))


def every_aspect_seen(checks: Checks, by: Actor) -> dict[int, str]:
    """各方面都已自查，有缺口的写明说明。"""
    return refusals(checks, _why_not_checked)


def _why_not_checked(check: ReadinessCheck) -> str:
    if check.unseen:
        return f"{'、'.join(check.unseen)}还没有自查，请先点“修改”填写。"
    silent = [label for name, label in ASPECTS.items() if _is_silent(check, name)]
    return f"{'、'.join(silent)}有缺口，请写明缺什么、何时补齐。" if silent else ""


def _is_silent(check: ReadinessCheck, aspect: str) -> bool:
    return getattr(check, aspect) == Standing.LACKING and not getattr(check, f"{aspect}_note")


def nothing_lacking(checks: Checks, by: Actor) -> dict[int, str]:
    """各方面都已就绪。"""
    return refusals(
        checks, lambda one: f"{'、'.join(one.lacking)}还有缺口，请退回街镇补齐后再复核。" if one.lacking else ""
    )


class PrepareForWinter(Workflow):
    title = "季前准备自查"
    model, state = ReadinessCheck, State

    open = Step("发起季前准备自查", None, State.OPEN, by=System.CLOCK)
    check = Step(
        "完成自查",
        State.OPEN,
        State.CHECKED,
        by=Role.TOWN_OFFICE,
        within=Limit(1015, Unit.DAY_OF_YEAR),
        asks=["checked_on"],
        requires=[every_aspect_seen],
        singly=True,
    )
    sign = Step(
        "签字报区",
        State.CHECKED,
        State.SIGNED,
        by=Role.TOWN_OFFICE,
        within=Limit(1020, Unit.DAY_OF_YEAR),
        asks=["signed_by"],
        stamps={"signed_on": TODAY},
        singly=True,
    )
    confirm = Step(
        "复核通过",
        State.SIGNED,
        State.CONFIRMED,
        by=Role.DISTRICT_OFFICE,
        within=Limit(5, Unit.WORKING_DAYS),
        requires=[nothing_lacking],
        stamps={"confirmed_on": TODAY},
    )
    send_back = Step(
        "退回补齐",
        [State.CHECKED, State.SIGNED],
        State.OPEN,
        by=frozenset({Role.TOWN_OFFICE, Role.DISTRICT_OFFICE}),
        reason=True,
        aside=True,
        stamps={"sent_back_reason": REASON, "signed_by": "", "signed_on": EMPTY},
    )

    @classmethod
    def describe(cls, record: ReadinessCheck) -> str:
        return str(record)


def open_checks(today: datetime.date | None = None) -> int:
    """Of every township that takes part and has none this year; how many."""
    day = today or timezone.localdate()
    have = ReadinessCheck.objects.filter(year=day.year).values("seat")
    towns = Division.objects.towns().dual().valid_on(day).exclude(pk__in=have).order_by("pk")
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(1)))
    checks = [ReadinessCheck(seat=town, year=day.year) for town in towns]
    return len(PrepareForWinter.open.begin_all(checks, by=System.CLOCK, at=at).taken)
