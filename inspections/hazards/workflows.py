"""隐患: who finds, rectifies, looks again and closes, within how long (P4, P40, P98, P112; domain.md 6.2). Read this
first.

发现 → 整改完成报复查 → 现场复查销号，or back; 误报; 移交执法. The deadline is that of the level, extended once
(deadlines.py). A severe one: told at once (alarming.py), the gas stopped within half an hour (stopping.py) or said why
not, a call on the third day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from accounts.audit import Actor, System
from accounts.hiding import without_numbers
from accounts.roles import Role
from core.workflow import (
    ACTOR,
    EMPTY,
    LED,
    NOW,
    REASON,
    TODAY,
    Answers,
    Clock,
    Limit,
    Step,
    StepRefused,
    Unit,
    Workflow,
    until_today,
)
from inspections.hazards import deadlines, guards
from inspections.hazards.alarming import alarm
from inspections.hazards.releasing import hold_stops, join_running_stops, release_stops
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
# What was reported before counts no more.
NOT_RECTIFIED = {
    "rectified_on": EMPTY,
    "rectified_by": "",
    "rectification": "",
    "reported_at": EMPTY,
    "reported_by": EMPTY,
}
NOWHERE = "请先选定住户，或选择村（社区）并写明地点和部位。"


def whose_name(answers: Answers) -> str:
    return "" if isinstance(answers.by, System) else answers.by.user.name


def name_the_finder(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
    """Whoever enters it, unless an inspection says who."""
    for hazard in hazards:
        hazard.found_by = hazard.found_by or whose_name(answers)


def assessing_firm(answers: Answers) -> Any:
    """So that it sees what it has found."""
    by = answers.by
    return by.organization if not isinstance(by, System) and by.role == Role.ASSESSOR else None


def without_gas(hazard: Hazard) -> str:
    """The case of the clock 停气: of a severe one in a house whose gas is on."""
    waits = hazard.level == Level.SEVERE and hazard.household_id is not None and hazard.gas_stop_id is None
    return "severe" if waits else ""


def done_alone(hazard: Hazard) -> str:
    """The case of the clock 由他人现场复查: who found it rectified it too; what follows waits for his role alone."""
    by = hazard.reported_by
    return str(hazard.level) if by is not None and by.user.name == hazard.found_by else ""


class HandleHazard(Workflow):
    title = "隐患"
    model, state = Hazard, State

    find = Step(
        "登记隐患",
        None,
        State.OPEN,
        by=FINDERS,
        asks=["source", "description", "level", "found_on"],
        accepts=["household", "village", "company", "location", "group", "basis", "demand"],
        judges=[until_today("found_on", "发现日期"), guards.has_a_company],
        then=[name_the_finder, join_running_stops, alarm],
        stamps={"assessor": assessing_firm},
    )
    report = Step(
        "报整改完成",
        State.OPEN,
        State.REPORTED,
        by=RECTIFIERS,
        asks=["rectified_on", "rectified_by", "rectification"],
        judges=[guards.rectified_since_found, guards.photographed_after],
        stamps={"reported_at": NOW, "reported_by": ACTOR},
        singly=True,
    )
    close = Step(
        "复查销号",
        State.REPORTED,
        State.CLOSED,
        by=CHECKERS,
        within=Limit(3, Unit.WORKING_DAYS),
        awaited_as="现场复查",
        asks=["rechecked_on"],
        holds=hold_stops,
        requires=[guards.rechecked_by_another],
        judges=[guards.rechecked_after_report, guards.photographed_at_recheck],
        then=[release_stops],
        stamps={"closed_at": NOW, "rechecked_by": whose_name},
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
        judges=[guards.rechecked_after_report],
        stamps={**NOT_RECTIFIED, "sent_back_at": NOW, "rechecked_by": whose_name},
        singly=True,
    )
    ask_extension = Step(
        "申请延期",
        State.OPEN,
        State.OPEN,
        by=RECTIFIERS,
        aside=True,
        reason=True,
        asks=["extension_until_on"],
        requires=[guards.extended_never_before],
        judges=[guards.extended_as_long_at_most],
        stamps={"extension_reason": REASON},
        singly=True,
    )
    grant_extension = Step(
        "同意延期",
        State.OPEN,
        State.OPEN,
        by=Role.TOWN_GAS_OFFICE,
        aside=True,
        requires=[guards.extension_is_asked, guards.extended_as_long_at_most],
        then=[deadlines.put_off],
        tells={Role.GAS_COMPANY, Role.SAFETY_OFFICER},
    )
    refuse_extension = Step(
        "不同意延期",
        State.OPEN,
        State.OPEN,
        by=Role.TOWN_GAS_OFFICE,
        aside=True,
        reason=True,
        requires=[guards.extension_is_asked],
        then=[deadlines.drop_request],
        tells={Role.GAS_COMPANY, Role.SAFETY_OFFICER},
    )
    regrade = Step(
        "调整等级",
        State.OPEN,
        State.OPEN,
        by=OVERSEERS,
        aside=True,
        reason=True,
        asks=["level"],
        holds=hold_stops,
        judges=[guards.graded_otherwise],
        then=[deadlines.due_by_new_level, join_running_stops, release_stops, alarm],
        tells={Role.GAS_COMPANY, Role.SAFETY_OFFICER},
        singly=True,
    )
    waive_stop = Step(
        "不需停气",
        State.OPEN,
        State.OPEN,
        by=RECTIFIERS,
        aside=True,
        reason=True,
        requires=[guards.is_severe, guards.gas_is_on],
        stamps={"stop_waived": REASON},
        tells=OVERSEERS,
        singly=True,
    )
    note_stop = Step("已停气", State.OPEN, State.OPEN, by=LED, aside=True, accepts=["gas_stop"])
    call = Step(
        "电话回访",
        State.OPEN,
        State.OPEN,
        by=RECTIFIERS,
        aside=True,
        asks=["follow_up"],
        requires=[guards.is_severe],
        stamps={"followed_up_on": TODAY},
        singly=True,
    )
    dismiss = Step(
        "误报",
        State.OPEN,
        State.DISMISSED,
        by=OVERSEERS,
        reason=True,
        aside=True,
        holds=hold_stops,
        then=[release_stops],
    )
    clear = Step(
        "复查无此情况",
        State.OPEN,
        State.CLOSED,
        by=LED,
        aside=True,
        accepts=["rechecked_on", "rechecked_by"],
        stamps={"closed_at": NOW},
    )
    transfer = Step(
        "移交执法",
        State.OPEN,
        State.TRANSFERRED,
        by=OVERSEERS,
        aside=True,
        asks=["transferred_to", "transferred_on"],
        judges=[until_today("transferred_on", "移交日期"), guards.handed_over_on_paper],
        reason=True,
        singly=True,
    )
    settle = Step(
        "执法后整改完成",
        State.TRANSFERRED,
        State.REPORTED,
        by=Role.TOWN_GAS_OFFICE,
        within=Limit(30, Unit.CALENDAR_DAYS),
        asks=["rectified_on", "rectified_by", "rectification"],
        judges=[guards.rectified_since_found],
        stamps={"reported_at": NOW, "reported_by": ACTOR},
        singly=True,
    )
    # The district looked again and it was not gone (rectifying/workflows.py).
    reopen = Step(
        "督导抽查不属实",
        State.CLOSED,
        State.OPEN,
        by=LED,
        aside=True,
        then=[deadlines.due_after_supervision, join_running_stops],
        stamps={**NOT_RECTIFIED, "closed_at": EMPTY, "sent_back_at": NOW, "rechecked_on": EMPTY, "rechecked_by": ""},
    )
    rectified_again = Clock(
        "督导后限期整改",
        starts=[reopen],
        stops=[report, dismiss, transfer, grant_extension, regrade],
        limit=deadlines.AFTER_SUPERVISION,
        by=RECTIFIERS,
        until="due_on",
    )
    rectified = Clock(
        "限期整改",
        starts=[find, send_back, grant_extension, regrade],
        stops=[report, dismiss, transfer, grant_extension, regrade],
        limit=deadlines.WITHIN,
        case=deadlines.case_of,
        by=RECTIFIERS,
        since="found_on",
        until="due_on",
    )
    stopped = Clock(
        "停气",
        starts=[find, regrade, reopen],
        stops=[note_stop, waive_stop, report, dismiss, transfer, regrade],
        limit={deadlines.Case.SEVERE: Limit(30, Unit.MINUTES)},
        case=without_gas,
        by=RECTIFIERS,
    )
    called = Clock(
        "第三天电话回访",
        starts=[find, regrade],
        stops=[call, report, dismiss, transfer, regrade],
        limit={deadlines.Case.SEVERE: Limit(3, Unit.CALENDAR_DAYS)},
        case=lambda hazard: str(hazard.level),
        by=RECTIFIERS,
    )
    rechecked = Clock(
        "由他人现场复查",
        starts=[report],
        stops=[close, send_back],
        limit={case: Limit(3, Unit.WORKING_DAYS) for case in (deadlines.Case.SEVERE, deadlines.Case.MAJOR)},
        case=done_alone,
        by={Role.GAS_COMPANY, Role.TOWN_GAS_OFFICE},
    )
    extended = Clock(
        "审批延期",
        starts=[ask_extension],
        stops=[grant_extension, refuse_extension, report, dismiss, transfer],
        limit=Limit(2, Unit.WORKING_DAYS),
        by={Role.TOWN_GAS_OFFICE},
    )

    @classmethod
    def prepare(cls, records: Sequence[Hazard]) -> None:
        prefetch_related_objects(records, "household__village", "household__gas_supplier")
        for hazard, number in zip(records, numbers_of("hazard", len(records)), strict=True):
            if hazard.household is not None:
                hazard.village, hazard.householder = hazard.household.village, hazard.household.name
                hazard.company = hazard.company or hazard.household.gas_supplier
            elif not hazard.village_id or not hazard.location:
                raise StepRefused(NOWHERE)
            hazard.number, hazard.seen_on = number, hazard.found_on
            hazard.description = without_numbers(hazard.description)
            hazard.due_on = deadlines.deadline_of(hazard, hazard.found_on)
