"""未入户跟进: what is tried, step by step, at a household that could not be inspected (F20; domain.md 6.2).

到访不遇、拒检 opens it → 电话联系 → 请村里协助 → 书面通知, after enough visits → 提请街镇联合入户 → 联合入户 →
拒检上报.
An inspection that is done, or a house found left alone with its valve shut, ends it at any point.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils import timezone

from accounts.audit import Actor
from accounts.roles import Role
from core.parameters import Parameter
from core.timekeeping.office_hours import closing_time
from core.timekeeping.working_days import is_workday
from core.workflow import (
    LED,
    Answers,
    Limit,
    Reaction,
    Step,
    Unit,
    Workflow,
    begin_together,
    follow,
    refusals,
)
from inspections.models import AccessCase, Inspection
from inspections.visiting.workflows import INSPECTORS, FileInspection

State, Cause, Outcome = AccessCase.State, AccessCase.Cause, Inspection.Outcome
OPEN = State.open()
ASSUMED = "没有文件规定，平台假定值（到访不遇的三次到访、错时上门），请按本区实际另行规定。"
VISITS = Parameter(
    "inspections.visits_before_notice", "发书面通知前的到访次数", 3, unit="次", lowest=1, highest=10, basis=ASSUMED
)
DAYS = Parameter(
    "inspections.days_before_notice", "发书面通知前到访分在几天", 2, unit="天", lowest=1, highest=10, basis=ASSUMED
)
OFF_HOURS = Parameter(
    "inspections.off_hours_before_notice",
    "发书面通知前下班后或休息日的到访次数",
    1,
    unit="次",
    lowest=0,
    highest=10,
    basis=ASSUMED,
)
NOTICE_DAYS = Parameter(
    "inspections.days_after_notice", "书面通知后多少天提请联合入户", 15, unit="天", lowest=1, highest=90, basis=ASSUMED
)


def visited_often_enough(cases: Sequence[AccessCase], by: Actor) -> dict[int, str]:
    """到访次数、天数、错时到访够了才发书面通知；拒检的不必等。"""
    return refusals(cases, lambda one: "" if one.cause == Cause.REFUSED else _visits_lacking(one))


def _visits_lacking(case: AccessCase) -> str:
    wanted = (
        (case.visits, int(VISITS.on()), "到访满 {} 次（现 {} 次）"),
        (case.visit_days, int(DAYS.on()), "分在 {} 天（现 {} 天）"),
        (case.off_hours_visits, int(OFF_HOURS.on()), "下班后或休息日到访 {} 次（现 {} 次）"),
    )
    lacking = [said.format(number, has) for has, number, said in wanted if has < number]
    return f"书面通知前须{'、'.join(lacking)}。请再次上门并登记。" if lacking else ""


def noticed_until_today(cases: Sequence[AccessCase], by: Actor) -> dict[int, str]:
    """书面通知日期不早于首次到访，不晚于今天。"""
    today = timezone.localdate()
    return refusals(
        cases,
        lambda one: _out_of_order(one.noticed_on, one.first_visit_on, today, "书面通知日期"),
    )


def joined_until_today(cases: Sequence[AccessCase], by: Actor) -> dict[int, str]:
    """联合入户日期不早于首次到访，不晚于今天。"""
    today = timezone.localdate()
    return refusals(cases, lambda one: _out_of_order(one.joint_visit_on, one.first_visit_on, today, "联合入户日期"))


def _out_of_order(day: datetime.date | None, first: datetime.date, today: datetime.date, label: str) -> str:
    if day is None:
        return ""
    if day > today:
        return f"{label}不能晚于今天。"
    return f"{label}不能早于首次到访 {first:%Y-%m-%d}。" if day < first else ""


def waited_after_notice(cases: Sequence[AccessCase], by: Actor) -> dict[int, str]:
    """书面通知满期仍未入户的，才提请联合入户；拒检的不必等。"""
    today, days = timezone.localdate(), int(NOTICE_DAYS.on())
    return refusals(cases, lambda one: _why_too_early(one, today, days))


def _why_too_early(case: AccessCase, today: datetime.date, days: int) -> str:
    if case.cause == Cause.REFUSED:
        return ""
    if case.noticed_on is None:
        return "请先发书面通知，满期仍不能入户的再提请街镇联合入户。"
    earliest = case.noticed_on + datetime.timedelta(days=days)
    return f"书面通知满 {days} 天（{earliest:%Y-%m-%d}）后再提请街镇联合入户。" if today < earliest else ""


def visited_jointly(cases: Sequence[AccessCase], by: Actor) -> dict[int, str]:
    """联合入户过、仍拒绝安检的，才上报。"""
    return refusals(cases, lambda one: "" if one.joint_visit_on else "请先由街镇联合入户，仍拒绝安检的再上报。")


class ReachHousehold(Workflow):
    title = "未入户跟进"
    model, state = AccessCase, State

    open = Step("开始跟进", None, State.VISITING, by=INSPECTORS)
    phone = Step(
        "电话联系",
        State.VISITING,
        State.VISITING,
        by=INSPECTORS,
        asks=["phoned_on", "phone_outcome"],
        accepts=["appointment_on"],
        aside=True,
    )
    ask_village = Step(
        "请村里协助",
        State.VISITING,
        State.HELP_ASKED,
        by=INSPECTORS,
        asks=["village_contact"],
        tells={Role.VILLAGE, Role.VILLAGE_ASSISTANT},
    )
    give_notice = Step(
        "书面通知",
        [State.VISITING, State.HELP_ASKED],
        State.NOTICED,
        by=INSPECTORS,
        awaited_as="再次上门或书面通知",
        asks=["noticed_on"],
        requires=[visited_often_enough, noticed_until_today],
        singly=True,
    )
    call_joint = Step(
        "提请街镇联合入户",
        [State.VISITING, State.HELP_ASKED, State.NOTICED],
        State.JOINT,
        by=INSPECTORS,
        within=Limit(20, Unit.CALENDAR_DAYS),
        awaited_as="入户安检或提请联合入户",
        requires=[waited_after_notice],
    )
    joint_visit = Step(
        "登记联合入户",
        State.JOINT,
        State.JOINT,
        by=Role.TOWN_GAS_OFFICE,
        within=Limit(10, Unit.WORKING_DAYS),
        asks=["joint_visit_on", "conclusion"],
        requires=[joined_until_today],
        singly=True,
    )
    report_refusal = Step(
        "拒检上报",
        State.JOINT,
        State.REPORTED,
        by=INSPECTORS | {Role.TOWN_GAS_OFFICE},
        asks=["conclusion"],
        requires=[visited_jointly],
        tells={Role.TOWN_GAS_OFFICE, Role.GAS_AUTHORITY},
        aside=True,
        singly=True,
    )
    enter = Step("已入户安检", OPEN, State.ENTERED, by=LED)
    find_vacant = Step("列为闲置", OPEN, State.VACANT, by=LED)

    @classmethod
    def prepare(cls, records: Sequence[AccessCase]) -> None:
        for one in records:
            one.village, one.householder = one.household.village, one.household.name

    @classmethod
    def describe(cls, record: AccessCase) -> str:
        """No name: notices leave the portal."""
        return f"未入户跟进第 {record.pk} 号"


# What a visit that was filed does to it

AT_THE_DOOR = {Outcome.NOT_HOME: Cause.NOT_HOME, Outcome.REFUSED: Cause.REFUSED}
ENDING = {Outcome.DONE: "enter", Outcome.VACANT: "find_vacant", Outcome.CLOSED: "find_vacant"}


def follow_visit(inspection: Inspection, by: Actor, answers: Answers) -> None:
    """In the running transaction; the inspection is saved by then. What was brought in of the past opens nothing, nor
    does what came late, after somebody had been let in."""
    if inspection.household_id is None:
        return
    outcome, of_the_past = Outcome(inspection.outcome), inspection.source == Inspection.Source.IMPORTED
    standing = AccessCase.objects.filter(household=inspection.household_id, state__in=OPEN)
    if outcome in ENDING:
        follow(standing.filter(first_visit_on__lte=inspection.inspected_on), ENDING[outcome], answers)
    elif _ended_since(inspection):
        return
    elif case := standing.select_for_update().first():
        if not of_the_past:
            case.first_visit_on = min(case.first_visit_on, inspection.inspected_on)
        _count(case)
    elif not of_the_past:
        begin_together(ReachHousehold.open, [_case_of(inspection)], answers)


def _ended_since(inspection: Inspection) -> bool:
    later = Inspection.objects.filter(household=inspection.household_id, ended_at__gt=inspection.ended_at)
    return later.filter(state=Inspection.State.FILED, outcome__in=ENDING).exists()


def _case_of(inspection: Inspection) -> AccessCase:
    return AccessCase(
        household=inspection.household,
        company_id=inspection.company_id,
        cause=AT_THE_DOOR[Outcome(inspection.outcome)],
        visits=1,
        visit_days=1,
        off_hours_visits=int(is_off_hours(inspection.ended_at)),
        first_visit_on=inspection.inspected_on,
        last_visit_on=inspection.inspected_on,
    )


def _count(case: AccessCase, *, without: Iterable[int] = ()) -> None:
    """Anew from the visits themselves: some come late, some are made void. Who refuses once has refused."""
    visits = Inspection.objects.filter(
        household=case.household_id,
        state=Inspection.State.FILED,
        outcome__in=AT_THE_DOOR,
        inspected_on__gte=case.first_visit_on,
    ).exclude(pk__in=without)
    days = {one.inspected_on for one in visits}
    case.visits, case.visit_days = len(visits), len(days)
    case.off_hours_visits = sum(is_off_hours(one.ended_at) for one in visits)
    case.last_visit_on = max(days, default=case.last_visit_on)
    causes = {AT_THE_DOOR[Outcome(one.outcome)] for one in visits}
    if causes:
        case.cause = Cause.REFUSED if Cause.REFUSED in causes else Cause.NOT_HOME
    case.save(update_fields=["visits", "visit_days", "off_hours_visits", "first_visit_on", "last_visit_on", "cause"])


def is_off_hours(moment: datetime.datetime) -> bool:
    """When people who work are at home."""
    local = timezone.localtime(moment)
    return not is_workday(local.date()) or local.time() >= closing_time(local.date())


def forget_visits(inspections: Sequence[Inspection], by: Actor, answers: Answers) -> None:
    """What is void was no visit."""
    void = [one.pk for one in inspections]
    households = [one.household_id for one in inspections if one.household_id]
    for case in AccessCase.objects.filter(household__in=households, state__in=OPEN).select_for_update().order_by("pk"):
        _count(case, without=void)


Reaction(to=FileInspection.void, do=forget_visits)


def said(case: AccessCase) -> str:
    """“到访 3 次（2 天，其中下班后或休息日 1 次）”."""
    return f"到访 {case.visits} 次（{case.visit_days} 天，其中下班后或休息日 {case.off_hours_visits} 次）"
