"""挂牌督办: an office demands in writing that a hazard goes, is reported to, and looks itself (P106).

挂牌 → 企业报整改报告 → 验收摘牌, or 验收未通过 and again from the report on.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor, System
from accounts.hiding import without_numbers
from accounts.roles import Role
from core.models import Attachment
from core.timekeeping.clocks import due_at, last_day, limit_in_force
from core.workflow import ACTOR, TODAY, Answers, Clock, Limit, Step, StepRefused, Unit, Workflow, refusals
from inspections.models import Hazard, SuperviseOrder
from inspections.models.numbers import numbers_of

State = SuperviseOrder.State
Orders = Sequence[SuperviseOrder]
SUPERVISORS = frozenset({Role.TOWN_GAS_OFFICE, Role.GAS_AUTHORITY, Role.DISTRICT_OFFICE})
WITHIN = Limit(10, Unit.WORKING_DAYS)
# An attachment of an order.
REPORT = "report"
NO_HAZARD = "请先打开要督办的那一条隐患，再点那一页上的“挂牌督办”。"
SETTLED = "这条隐患已经销号或撤销，不用督办。"
STILL_OPEN = "这条隐患还没有销号，不能摘牌。请先办完复查销号；整改不合格的，请办理“验收未通过”。"
NO_REPORT = "请先上传盖章的整改报告。"


def hazard_is_unsettled(orders: Orders, by: Actor) -> dict[int, str]:
    """隐患还没有销号。"""
    return refusals(orders, lambda one: "" if one.hazard.state in Hazard.State.unsettled() else SETTLED)


def hazard_is_settled(orders: Orders, by: Actor) -> dict[int, str]:
    """隐患已经销号。"""
    return refusals(orders, lambda one: STILL_OPEN if one.hazard.state in Hazard.State.unsettled() else "")


def reported_on_paper(orders: Orders, by: Actor) -> dict[int, str]:
    """有盖章的整改报告。"""
    kind, pks = SuperviseOrder._meta.label_lower, [one.pk for one in orders]
    rows = Attachment.objects.filter(kind=kind, record_id__in=pks, purpose=REPORT, removed_at=None)
    there = set(rows.values_list("record_id", flat=True))
    return refusals(orders, lambda one: "" if one.pk in there else NO_REPORT)


def hung_by_own_office(orders: Orders, by: Actor) -> dict[int, str]:
    """由挂牌的单位验收。"""
    own = None if isinstance(by, System) else by.organization_id

    def why_not(one: SuperviseOrder) -> str:
        hung = one.issued_by
        other = hung is not None and own is not None and hung.organization_id != own
        return f"这条隐患由{hung.organization}挂牌，请由该单位验收。" if other and hung else ""

    return refusals(orders, why_not)


def accepted_since_report(orders: Orders, by: Actor) -> dict[int, str]:
    """验收日期不早于整改报告，不晚于今天。"""
    today = timezone.localdate()

    def why_not(one: SuperviseOrder) -> str:
        day = one.accepted_on or today
        if day > today:
            return "验收日期不能晚于今天。"
        early = one.reported_on and day < one.reported_on
        return f"验收日期不能早于整改报告日期 {one.reported_on:%Y-%m-%d}。" if early else ""

    return refusals(orders, why_not)


def hold_hazards(orders: Orders) -> None:
    """As they stand now, and until it is written."""
    pks = [one.hazard_id for one in orders]
    known = {one.pk: one for one in Hazard.objects.filter(pk__in=pks).order_by("pk").select_for_update()}
    for order in orders:
        order.hazard = known[order.hazard_id]


def hang_on_hazard(orders: Orders, by: Actor, answers: Answers) -> None:
    for order in orders:
        order.due_on = due_from(answers.at)
    _mark(orders, supervised=True)


def take_off_hazard(orders: Orders, by: Actor, answers: Answers) -> None:
    _mark(orders, supervised=False)


def _mark(orders: Orders, *, supervised: bool) -> None:
    for order in orders:
        order.hazard.supervised = supervised
        order.hazard.save(update_fields=["supervised"])


def begin_again(orders: Orders, by: Actor, answers: Answers) -> None:
    for order in orders:
        order.failures += 1
        order.due_on = due_from(answers.at)


def due_from(moment: datetime.datetime) -> datetime.date:
    limit = limit_in_force(SuperviseHazard.demanded.key, "", WITHIN, timezone.localdate(moment))
    assert limit is not None, "one is declared"
    return last_day(due_at(moment, limit))


class SuperviseHazard(Workflow):
    title = "挂牌督办"
    model, state = SuperviseOrder, State

    hang = Step(
        "挂牌督办",
        None,
        State.HUNG,
        by=SUPERVISORS,
        asks=["hazard", "demands"],
        holds=hold_hazards,
        requires=[hazard_is_unsettled],
        then=[hang_on_hazard],
        stamps={"issued_on": TODAY, "issued_by": ACTOR},
        tells={Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE, Role.SAFETY_OFFICER},
    )
    hand_in = Step(
        "报整改报告",
        State.HUNG,
        State.REPORTED,
        by=Role.GAS_COMPANY,
        asks=["report"],
        judges=[reported_on_paper],
        stamps={"reported_on": TODAY},
        singly=True,
    )
    lift = Step(
        "验收摘牌",
        State.REPORTED,
        State.LIFTED,
        by=SUPERVISORS,
        within=Limit(5, Unit.WORKING_DAYS),
        awaited_as="督办验收",
        asks=["accepted_on", "conclusion"],
        holds=hold_hazards,
        requires=[hung_by_own_office, hazard_is_settled],
        judges=[accepted_since_report],
        then=[take_off_hazard],
        tells={Role.GAS_COMPANY, Role.SAFETY_OFFICER, Role.TOWN_GAS_OFFICE},
        singly=True,
    )
    fail = Step(
        "验收未通过",
        State.REPORTED,
        State.HUNG,
        by=SUPERVISORS,
        aside=True,
        reason=True,
        requires=[hung_by_own_office],
        then=[begin_again],
        tells={Role.GAS_COMPANY, Role.SAFETY_OFFICER},
        singly=True,
    )
    demanded = Clock(
        "督办整改报告",
        starts=[hang, fail],
        stops=[hand_in],
        limit=WITHIN,
        by={Role.GAS_COMPANY},
        until="due_on",
    )

    @classmethod
    def prepare(cls, records: Sequence[SuperviseOrder]) -> None:
        prefetch_related_objects(records, "hazard__village", "hazard__company")
        for order, number in zip(records, numbers_of("order", len(records)), strict=True):
            if order.hazard_id is None:
                raise StepRefused(NO_HAZARD)
            order.number, order.village, order.company = number, order.hazard.village, order.hazard.company
            order.demands = without_numbers(order.demands)
