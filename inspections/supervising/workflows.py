"""监督检查: who plans, checks, orders, rectifies and looks again, within how long (P103, P104, P113, P114). Read this
first.

安排 → 按检查表检查、双方签字 → 检查合格，or 限期整改 → 报整改完成 → 复查合格，or back; 移交执法. Four a year come by
themselves, and one in every key period (supervising/planning.py). Service points, which have no account, are written
for by the township.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import prefetch_related_objects

from accounts.audit import Actor, System
from accounts.models import Post
from accounts.roles import Role
from core.workflow import EMPTY, Answers, Limit, Step, Unit, Workflow
from inspections.models import CompanyCheck, ServicePointCheck
from inspections.models.checks import CheckState
from inspections.supervising import finding, guards

State = CheckState
OVERSEERS = frozenset({Role.TOWN_GAS_OFFICE, Role.GAS_AUTHORITY})
# Where a check names no day of its own.
TO_CHECK = Limit(1231, Unit.DAY_OF_YEAR)
TO_RECTIFY = Limit(15, Unit.CALENDAR_DAYS)


class Checking(Workflow):
    """What companies and service points have in common."""

    state = State

    approve = Step(
        "检查合格",
        State.PLANNED,
        State.PASSED,
        by=Role.TOWN_GAS_OFFICE,
        within=TO_CHECK,
        until="due_on",
        awaited_as="按期检查",
        requires=[guards.filled_in, guards.signed_by_both, guards.nothing_found],
        then=[finding.keep_result],
        singly=True,
    )
    order = Step(
        "限期整改",
        State.PLANNED,
        State.ORDERED,
        by=Role.TOWN_GAS_OFFICE,
        within=TO_CHECK,
        until="due_on",
        awaited_as="按期检查",
        asks=["rectify_until_on"],
        requires=[guards.filled_in, guards.signed_by_both, guards.something_found, guards.ordered_ahead],
        then=[finding.keep_result, finding.list_findings],
        singly=True,
    )
    cancel = Step("取消检查", State.PLANNED, State.CANCELLED, by=Role.TOWN_GAS_OFFICE, reason=True, aside=True)
    report = Step(
        "报整改完成",
        State.ORDERED,
        State.REPORTED,
        by=Role.GAS_COMPANY,
        within=TO_RECTIFY,
        until="rectify_until_on",
        awaited_as="限期整改",
        asks=["rectified_on"],
        requires=[guards.rectified_in_order, guards.every_finding_answered],
        # What was seen at an earlier look does not stand for this one.
        stamps={"rechecked_on": EMPTY},
        singly=True,
    )
    close = Step(
        "复查合格",
        State.REPORTED,
        State.CLOSED,
        by=Role.TOWN_GAS_OFFICE,
        within=Limit(5, Unit.WORKING_DAYS),
        awaited_as="复查",
        asks=["rechecked_on"],
        requires=[guards.rechecked_in_order],
        then=[finding.clear_findings],
        singly=True,
    )
    order_again = Step(
        "复查不合格，再限期整改",
        State.REPORTED,
        State.ORDERED,
        by=Role.TOWN_GAS_OFFICE,
        aside=True,
        reason=True,
        asks=["rechecked_on", "rectify_until_on"],
        requires=[guards.rechecked_in_order, guards.ordered_ahead],
        stamps={"rectified_on": EMPTY},
        then=[finding.move_deadlines],
        singly=True,
    )
    transfer = Step(
        "移交执法",
        [State.ORDERED, State.REPORTED],
        State.TRANSFERRED,
        by=Role.TOWN_GAS_OFFICE,
        aside=True,
        reason=True,
        asks=["transferred_to", "transferred_on"],
        tells={Role.GAS_AUTHORITY},
        singly=True,
    )


def seat_of_the_office(checks: Sequence[CompanyCheck], by: Actor, answers: Answers) -> None:
    """Of one that is planned by hand; the clock's know theirs."""
    if isinstance(by, Post):
        for check in checks:
            check.seat = by.division


class CheckCompany(Checking):
    """街镇 checks the gas companies that supply its villages."""

    title = "燃气企业监督检查（街镇）"
    model = CompanyCheck
    case_field, case = "tier", CompanyCheck.Tier.TOWN

    plan = Step(
        "安排监督检查",
        None,
        State.PLANNED,
        by=frozenset({Role.TOWN_GAS_OFFICE, System.CLOCK}),
        asks=["company", "occasion", "planned_on"],
        then=[seat_of_the_office],
    )

    @classmethod
    def prepare(cls, records: Sequence[CompanyCheck]) -> None:
        for check in records:
            check.year = check.planned_on.year
            check.quarter = quarter_of(check.planned_on)
            if check.due_on is None:
                quarterly = check.occasion == CompanyCheck.Occasion.QUARTERLY
                check.due_on = end_of_quarter(check.year, check.quarter) if quarterly else check.planned_on

    @classmethod
    def describe(cls, record: CompanyCheck) -> str:
        return str(record)


def of_the_district(step: Step) -> Step:
    return replace(step, by=Role.GAS_AUTHORITY, tells=())


class CheckCompanyByDistrict(CheckCompany):
    """燃气主管部门 checks any company of the district, beside the townships' own checks."""

    title = "燃气企业监督检查（区级）"
    case = CompanyCheck.Tier.DISTRICT

    plan = of_the_district(CheckCompany.plan)
    approve = of_the_district(CheckCompany.approve)
    order = of_the_district(CheckCompany.order)
    cancel = of_the_district(CheckCompany.cancel)
    close = of_the_district(CheckCompany.close)
    order_again = of_the_district(CheckCompany.order_again)
    transfer = of_the_district(CheckCompany.transfer)


class CheckServicePoint(Checking):
    title = "经销售后检查"
    model = ServicePointCheck

    plan = Step(
        "安排网点检查",
        None,
        State.PLANNED,
        by=Role.TOWN_GAS_OFFICE,
        asks=["point", "planned_on"],
        requires=[guards.point_is_open],
    )
    report = replace(Checking.report, by=Role.TOWN_GAS_OFFICE)

    @classmethod
    def prepare(cls, records: Sequence[ServicePointCheck]) -> None:
        prefetch_related_objects(records, "point__village")
        for check in records:
            check.village = check.point.village
            check.year = check.planned_on.year
            check.due_on = check.planned_on


def quarter_of(day: datetime.date) -> int:
    return (day.month + 2) // 3


def end_of_quarter(year: int, quarter: int) -> datetime.date:
    following = datetime.date(year + quarter // 4, quarter * 3 % 12 + 1, 1)
    return following - datetime.timedelta(days=1)
