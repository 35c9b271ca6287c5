"""第三方评估 (P32, P33, P39, P40, P117, P118). Read this first; who is hired, and how: hiring.py.

委托 → 方案（抽样）→ 现场 → 报告 → 反馈 → 整改 → 结案. 采暖季跟踪检查 begins by itself every week (tracking.py). What is
found in a drawn household becomes a hazard and is closed with it; what is found elsewhere the township rectifies.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import TextChoices, prefetch_related_objects

from accounts.audit import Actor, System
from accounts.hiding import without_numbers
from accounts.models import Division, VillageDuty
from accounts.roles import Role
from core.timekeeping.seasons import season_of
from core.workflow import (
    LED,
    Answers,
    Clock,
    Limit,
    Reaction,
    Step,
    Unit,
    Workflow,
    begin_together,
    follow,
    until_today,
)
from core.workflow.parts import ThenFunction
from inspections.assessing import guards, parts, sampling
from inspections.assessing.documents import AssessmentPaper, with_papers
from inspections.assessing.hiring import HIRERS
from inspections.hazards.finding import open_hazard
from inspections.hazards.workflows import HandleHazard
from inspections.models import Assessment, AssessmentFinding, AssessmentSample, Hazard, Level

State = Assessment.State
Visit = AssessmentSample.State
Found = AssessmentFinding.State
ANSWERABLE = frozenset({Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE})


class Urgency(TextChoices):
    """What outweighs the level, beside it as a case of the clock."""

    SEASON = "season", "采暖季内"


def draw_sample(assessments: Sequence[Assessment], by: Actor, answers: Answers) -> None:
    for one in assessments:
        begin_together(VisitSample.draw, sampling.draw(one), answers)


class Assess(Workflow):
    title = "第三方评估"
    model, state = Assessment, State

    commission = Step(
        "委托评估",
        None,
        State.COMMISSIONED,
        by=HIRERS,
        asks=["contract", "town", "kind", "year", "topics", "planned_from_on", "planned_until_on"],
        accepts=["demands"],
        requires=[guards.contract_is_running, guards.contract_covers_it],
    )
    # The portal itself sees to it that there is one every week.
    track = Step(
        "发起跟踪检查",
        None,
        State.PLANNED,
        by=System.CLOCK,
        requires=[guards.contract_is_running, guards.contract_covers_it, guards.checklists_are_in_force],
        then=[parts.draw_up, draw_sample],
    )
    plan = Step(
        "报方案",
        State.COMMISSIONED,
        State.PLANNED,
        by=Role.ASSESSOR,
        within=Limit(5, Unit.WORKING_DAYS, extension=5),
        asks=["method", "sample_size", "planned_from_on", "planned_until_on"],
        requires=[guards.checklists_are_in_force],
        judges=[guards.sample_is_large_enough, guards.planned_within_the_contract],
        then=[parts.draw_up, draw_sample],
        tells=HIRERS,
        singly=True,
    )
    assess = Step(
        "现场评估完成",
        State.PLANNED,
        State.ASSESSED,
        by=Role.ASSESSOR,
        within=Limit(20, Unit.WORKING_DAYS, extension=20, pausable=True),
        asks=["assessed_on", "first_assessor", "second_assessor"],
        requires=[guards.everybody_was_visited, guards.every_list_is_answered, guards.officers_are_counted],
        judges=[guards.assessed_until_today],
        then=[parts.add_up],
        singly=True,
    )
    report = Step(
        "提交报告",
        State.ASSESSED,
        State.REPORTED,
        by=Role.ASSESSOR,
        within=Limit(10, Unit.WORKING_DAYS, extension=10),
        requires=[with_papers(AssessmentPaper.REPORT)],
        tells=HIRERS,
        singly=True,
    )
    send_back = Step(
        "退回报告", State.REPORTED, State.ASSESSED, by=HIRERS, aside=True, reason=True, tells={Role.ASSESSOR}
    )
    give_feedback = Step(
        "反馈意见",
        State.REPORTED,
        State.RECTIFYING,
        by=HIRERS,
        within=Limit(5, Unit.WORKING_DAYS, extension=5),
        asks=["feedback"],
        tells={Role.ASSESSOR},
        singly=True,
    )
    close = Step(
        "结案",
        State.RECTIFYING,
        State.CLOSED,
        by=HIRERS,
        within=Limit(30, Unit.CALENDAR_DAYS, extension=30),
        asks=["conclusion"],
        requires=[guards.every_finding_is_settled],
        tells={Role.ASSESSOR},
        singly=True,
    )
    cancel = Step(
        "取消任务",
        [State.COMMISSIONED, State.PLANNED],
        State.CANCELLED,
        by=HIRERS,
        aside=True,
        reason=True,
        tells={Role.ASSESSOR},
    )

    lapse = Step(
        "随合同终止",
        [State.COMMISSIONED, State.PLANNED, State.ASSESSED],
        State.CANCELLED,
        by=LED,
        aside=True,
        tells={Role.ASSESSOR},
    )

    @classmethod
    def prepare(cls, records: Sequence[Assessment]) -> None:
        """Whose task it is, and in how many villages nobody is responsible for the gas (P33)."""
        prefetch_related_objects(records, "contract", "town")
        for one in records:
            one.assessor_id = one.contract.assessor_id
            one.villages_without_officer = _without_officer(one.town)


def _without_officer(town: Division) -> int:
    kept = VillageDuty.objects.in_force().filter(town=town).order_by().values("village")
    return Division.objects.below(town).villages().dual().exclude(pk__in=kept).count()


class VisitSample(Workflow):
    """走访: the drawn households, one by one."""

    title = "评估走访"
    model, state = AssessmentSample, Visit

    draw = Step("抽取", None, Visit.WAITING, by={Role.ASSESSOR, System.CLOCK})
    visit = Step(
        "登记走访",
        Visit.WAITING,
        Visit.VISITED,
        by=Role.ASSESSOR,
        asks=["visited_on"],
        accepts=["note"],
        requires=[guards.being_assessed, until_today("visited_on", "走访日期")],
    )
    miss = Step(
        "没有见到",
        Visit.WAITING,
        Visit.MISSED,
        by=Role.ASSESSOR,
        asks=["note"],
        requires=[guards.being_assessed],
        singly=True,
    )
    come_again = Step("再次走访", Visit.MISSED, Visit.WAITING, by=Role.ASSESSOR, aside=True, stamps={"note": ""})


def becomes_a_hazard(findings: Sequence[AssessmentFinding], by: Actor, answers: Answers) -> None:
    """Where a gas company supplies the household, it sees to it like to any other (P4); what is found at a device that
    heats with electricity the township has put right."""
    for finding in findings:
        if finding.sample and finding.sample.household.gas_supplier_id:
            finding.hazard = open_hazard(
                answers,
                source=Hazard.Source.ASSESSMENT,
                household=finding.sample.household,
                group=finding.get_topic_display(),
                description=finding.description,
                level=Level(finding.level),
                demand=finding.demand,
                found_on=finding.found_on,
            )


def urgency_of(finding: AssessmentFinding) -> str:
    """By what is gravest about it; a hint out of season has no deadline."""
    return Urgency.SEASON if finding.in_season and finding.level != Level.SEVERE else str(finding.level)


class HandleFinding(Workflow):
    """评估发现的问题, until they are gone."""

    title = "评估问题"
    model, state = AssessmentFinding, Found

    record = Step(
        "登记问题",
        None,
        Found.OPEN,
        by=Role.ASSESSOR,
        asks=["assessment", "topic", "description", "level", "found_on"],
        accepts=["sample", "location", "demand"],
        requires=[guards.being_assessed, guards.found_until_today],
        then=[becomes_a_hazard],
        tells=ANSWERABLE,
    )
    rectify = Step(
        "报整改完成",
        Found.OPEN,
        Found.RECTIFIED,
        by=ANSWERABLE,
        asks=["rectified_on", "rectification"],
        requires=[guards.not_a_hazard, guards.rectified_in_order],
    )
    confirm = Step(
        "核实销号",
        Found.RECTIFIED,
        Found.CLOSED,
        by={Role.ASSESSOR, Role.DISTRICT_OFFICE},
        within=Limit(5, Unit.WORKING_DAYS, extension=5),
        singly=True,
    )
    send_back = Step(
        "核实不合格",
        Found.RECTIFIED,
        Found.OPEN,
        by={Role.ASSESSOR, Role.DISTRICT_OFFICE},
        aside=True,
        reason=True,
        singly=True,
    )
    dismiss = Step(
        "认定不成立",
        Found.OPEN,
        Found.DISMISSED,
        by=Role.DISTRICT_OFFICE,
        aside=True,
        reason=True,
        requires=[guards.not_a_hazard],
        tells={Role.ASSESSOR},
        singly=True,
    )
    close_with = Step("随隐患销号", Found.OPEN, Found.CLOSED, by=LED, aside=True)
    dismiss_with = Step("随隐患撤销", Found.OPEN, Found.DISMISSED, by=LED, aside=True)
    reopen_with = Step("随隐患退回", Found.CLOSED, Found.OPEN, by=LED, aside=True)
    # P40: in the heating season what is severe at once, all else within three days.
    rectified = Clock(
        "限期整改",
        starts=[record, send_back, reopen_with],
        stops=[rectify, dismiss, close_with, dismiss_with],
        limit={
            Level.SEVERE: Limit(24, Unit.HOURS),
            Urgency.SEASON: Limit(3, Unit.CALENDAR_DAYS, extension=7),
            Level.MAJOR: Limit(15, Unit.CALENDAR_DAYS, extension=15),
            Level.MINOR: Limit(30, Unit.CALENDAR_DAYS, extension=30),
        },
        case=urgency_of,
        by=ANSWERABLE,
    )

    @classmethod
    def prepare(cls, records: Sequence[AssessmentFinding]) -> None:
        prefetch_related_objects(records, "assessment", "sample__household")
        for one in records:
            one.town_id, one.assessor_id = one.assessment.town_id, one.assessment.assessor_id
            one.in_season = season_of(one.found_on) is not None
            one.description = without_numbers(one.description)


def follow_hazards(step: str, state: Found) -> ThenFunction:
    """What befalls a hazard befalls the finding that it came of."""

    def then(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
        follow(AssessmentFinding.objects.filter(hazard__in=hazards, state=state), step, answers)

    return then


Reaction(to=HandleHazard.close, do=follow_hazards("close_with", Found.OPEN))
Reaction(to=HandleHazard.clear, do=follow_hazards("close_with", Found.OPEN))
Reaction(to=HandleHazard.dismiss, do=follow_hazards("dismiss_with", Found.OPEN))
Reaction(to=HandleHazard.reopen, do=follow_hazards("reopen_with", Found.CLOSED))
