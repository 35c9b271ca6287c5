"""隐患: who finds, rectifies, looks again and closes, within how long (P98, P106; domain.md 6.2). Read this first.

发现 → 整改完成报复查 → 现场复查销号，or back; 误报; 移交执法. The deadline is that of the level.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from accounts.hiding import without_numbers
from accounts.roles import Role
from core.timekeeping.clocks import due_at, last_day, limit_in_force
from core.workflow import EMPTY, LED, NOW, Clock, Limit, Step, Unit, Workflow, refusals
from inspections.models import Hazard, Level
from inspections.models.numbers import numbers_of

State = Hazard.State
FINDERS = frozenset(
    {
        Role.SAFETY_OFFICER, Role.GAS_COMPANY, Role.VILLAGE, Role.VILLAGE_ASSISTANT, Role.TOWN_GAS_OFFICE,
        Role.TOWN_OFFICE, Role.GAS_AUTHORITY, Role.DISTRICT_OFFICE, Role.ASSESSOR,
    }
)  # fmt: skip
RECTIFIERS = frozenset({Role.SAFETY_OFFICER, Role.GAS_COMPANY})
CHECKERS = frozenset({Role.SAFETY_OFFICER, Role.GAS_COMPANY, Role.TOWN_GAS_OFFICE})
OVERSEERS = frozenset({Role.TOWN_GAS_OFFICE, Role.GAS_AUTHORITY})
# Days until it has to be gone, each once more by extension; what is only a hint waits for the next inspection.
WITHIN: Mapping[str, Limit] = {
    Level.SEVERE: Limit(7, Unit.CALENDAR_DAYS, extension=7),
    Level.MAJOR: Limit(15, Unit.CALENDAR_DAYS, extension=15),
    Level.MINOR: Limit(30, Unit.CALENDAR_DAYS, extension=30),
}


def rechecked_after_report(hazards: Sequence[Hazard], by: Actor) -> dict[int, str]:
    """复查日期不早于整改完成日期，也不晚于今天。"""
    today = timezone.localdate()
    return refusals(hazards, lambda one: _why_not_rechecked(one, today))


def _why_not_rechecked(hazard: Hazard, today: datetime.date) -> str:
    if hazard.rechecked_on is None or hazard.rechecked_on > today:
        return "复查日期不能晚于今天。"
    if hazard.rectified_on and hazard.rechecked_on < hazard.rectified_on:
        return f"复查日期不能早于整改完成日期 {hazard.rectified_on:%Y-%m-%d}。"
    return ""


class HandleHazard(Workflow):
    title = "隐患"
    model, state = Hazard, State

    find = Step(
        "登记隐患",
        None,
        State.OPEN,
        by=FINDERS,
        asks=["source", "description", "level", "found_on"],
        accepts=["household", "location", "group", "basis", "demand"],
    )
    report = Step("报整改完成", State.OPEN, State.REPORTED, by=RECTIFIERS, asks=["rectified_on", "rectification"])
    close = Step(
        "复查销号",
        State.REPORTED,
        State.CLOSED,
        by=CHECKERS,
        within=Limit(3, Unit.WORKING_DAYS),
        awaited_as="现场复查",
        asks=["rechecked_on"],
        requires=[rechecked_after_report],
        stamps={"closed_at": NOW},
        singly=True,
    )
    send_back = Step(
        "复查不合格",
        State.REPORTED,
        State.OPEN,
        by=CHECKERS,
        reason=True,
        aside=True,
        asks=["rechecked_on"],
        stamps={"rectified_on": EMPTY, "rectification": ""},
        singly=True,
    )
    dismiss = Step("误报", State.OPEN, State.DISMISSED, by=OVERSEERS, reason=True, aside=True)
    transfer = Step(
        "移交执法",
        State.OPEN,
        State.TRANSFERRED,
        by=OVERSEERS,
        aside=True,
        asks=["transferred_to", "transferred_on"],
        reason=True,
    )
    settle = Step(
        "执法后整改完成",
        State.TRANSFERRED,
        State.REPORTED,
        by=Role.TOWN_GAS_OFFICE,
        within=Limit(30, Unit.CALENDAR_DAYS),
        asks=["rectified_on", "rectification"],
    )
    # The district looked again and it was not gone (rectifying/workflows.py).
    reopen = Step(
        "督导抽查不属实",
        State.CLOSED,
        State.OPEN,
        by=LED,
        aside=True,
        stamps={"closed_at": EMPTY, "rectified_on": EMPTY, "rectification": "", "rechecked_on": EMPTY},
    )
    rectified_again = Clock(
        "督导后限期整改", starts=[reopen], stops=[report, dismiss, transfer], limit=Limit(7, Unit.CALENDAR_DAYS)
    )
    rectified = Clock(
        "限期整改",
        starts=[find],
        stops=[report, dismiss, transfer],
        limit=WITHIN,
        case=lambda hazard: str(hazard.level),
        since="found_on",
    )

    @classmethod
    def prepare(cls, records: Sequence[Hazard]) -> None:
        prefetch_related_objects(records, "household__village", "household__gas_supplier")
        for hazard, number in zip(records, numbers_of("hazard", len(records)), strict=True):
            hazard.number = number
            hazard.seen_on = hazard.found_on
            hazard.description = without_numbers(hazard.description)
            if hazard.household is not None:
                hazard.village = hazard.household.village
                hazard.householder = hazard.household.name
                hazard.company = hazard.company or hazard.household.gas_supplier
            hazard.due_on = _due_on(hazard)


def _due_on(hazard: Hazard) -> datetime.date | None:
    """As the clock reckons it; for the notice, the lists and the order of what is late."""
    declared = WITHIN.get(Level(hazard.level))
    limit = limit_in_force(HandleHazard.rectified.key, str(hazard.level), declared, hazard.found_on)
    begun = timezone.make_aware(datetime.datetime.combine(hazard.found_on, datetime.time()))
    return last_day(due_at(begun, limit)) if limit else None
