"""整改通知书: the written demand, and the proof that it was handed over (F23; domain.md 6.1 art. 9, 6.2).

One lists all that is unsettled in a house and stands on no notice yet; it says what it said on the day of its issue.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from core.models import Attachment
from core.workflow import ACTOR, TODAY, Answers, Limit, Step, StepRefused, Unit, Workflow, refusals
from inspections.hazards.workflows import RECTIFIERS
from inspections.models import Hazard, Inspection, RectificationNotice
from inspections.models.numbers import numbers_of

State, Way = RectificationNotice.State, RectificationNotice.Way
Notices = Sequence[RectificationNotice]
# Attachments of a notice.
USER_SIGNATURE, INSPECTOR_SIGNATURE, PAPER, DELIVERY = "user_signature", "inspector_signature", "paper", "delivery"
SIGNED_BY_USER = frozenset({USER_SIGNATURE, PAPER})
# Of each hazard what is printed, and its heading: in this order wherever it is read.
COLUMNS = {
    "number": "编号",
    "code": "代码",
    "description": "隐患描述",
    "level": "等级",
    "basis": "依据条款",
    "demand": "整改要求",
    "due_on": "期限",
}
NOBODY = "请先打开要通知的那一户或那一次安检，再点那一页上的“开具整改通知书”。"
NOTHING_TO_DEMAND = "这里没有未销号、又没有开过通知书的隐患，不用再开。"
ELSEWHERE = "所选的安检不是这一户的安检，请从这一户的页面上，或从那一次安检的页面上开具。"
NOT_SIGNED = "当面签收的，请用户在屏幕上签字，或上传签字后的纸质通知书照片。"
NOT_PROVED = "请上传送达的凭证：张贴照片、邮寄回执或短信、微信截图。"


def without_notice(notice: RectificationNotice) -> QuerySet[Hazard]:
    """What it would list: of the whole house, or, of a house that is in no ledger yet, of the inspection."""
    of_house = Q(household=notice.household_id) if notice.household_id else Q(inspection=notice.inspection_id)
    return Hazard.objects.unsettled().filter(of_house, notice=None).order_by("pk")


def hold_hazards(notices: Notices) -> None:
    for notice in notices:
        list(without_notice(notice).select_for_update().values_list("pk"))


def demands_something(notices: Notices, by: Actor) -> dict[int, str]:
    """有未销号、还没有开过通知书的隐患。"""
    return refusals(notices, lambda one: "" if without_notice(one).exists() else NOTHING_TO_DEMAND)


def inspection_is_of_the_house(notices: Notices, by: Actor) -> dict[int, str]:
    """所依据的安检是这一户的。"""
    return refusals(
        notices,
        lambda one: ELSEWHERE if one.inspection and one.inspection.household_id != one.household_id else "",
    )


def list_hazards(notices: Notices, by: Actor, answers: Answers) -> None:
    for notice in notices:
        listed = list(without_notice(notice).select_related("inspection"))
        notice.items = [as_printed(hazard) for hazard in listed]
        notice.inspection = notice.inspection or _only_inspection(listed)
        notice.due_on = min((hazard.due_on for hazard in listed if hazard.due_on), default=None)
        for hazard in listed:
            hazard.notice = notice
            hazard.save(update_fields=["notice"])


def _only_inspection(hazards: Sequence[Hazard]) -> Inspection | None:
    """That found them all: the paper says its day and who came."""
    found_by = {one.inspection for one in hazards}
    return found_by.pop() if len(found_by) == 1 else None


def as_printed(hazard: Hazard) -> dict[str, str]:
    return {
        "number": hazard.number,
        "code": hazard.item_code,
        "description": hazard.description,
        "level": hazard.get_level_display(),
        "basis": hazard.basis or _item_of(hazard),
        "demand": hazard.demand,
        "due_on": f"{hazard.due_on:%Y-%m-%d}" if hazard.due_on else "下次安检前",
    }


def lines_of(notice: RectificationNotice) -> list[list[tuple[str, str]]]:
    """Each hazard as it was printed: heading and what stands under it."""
    return [[(heading, item[name]) for name, heading in COLUMNS.items()] for item in notice.items]


def _item_of(hazard: Hazard) -> str:
    """What the law is not quoted for is on the paper by the item that was checked."""
    return f"入户安检表 {hazard.item_code} 项" if hazard.item_code else ""


def delivered_since_issue(notices: Notices, by: Actor) -> dict[int, str]:
    """送达时间不早于开具日期，不晚于现在。"""
    now = timezone.now()

    def why_not(one: RectificationNotice) -> str:
        if one.delivered_at is None or one.delivered_at > now:
            return "送达时间不能晚于现在。"
        early = timezone.localdate(one.delivered_at) < one.issued_on
        return f"送达时间不能早于开具日期 {one.issued_on:%Y-%m-%d}。" if early else ""

    return refusals(notices, why_not)


def delivery_is_proved(notices: Notices, by: Actor) -> dict[int, str]:
    """签收的有用户签字或签字后的纸质通知书；张贴、邮寄、短信的有凭证；拒签的有见证人。"""
    there = attached_to(notices)

    def why_not(one: RectificationNotice) -> str:
        match one.way:
            case Way.SIGNED:
                return "" if SIGNED_BY_USER & there[one.pk] else NOT_SIGNED
            case Way.REFUSED:
                return "" if one.witness else "拒绝签字的，须写明见证人。"
            case _:
                return "" if {PAPER, DELIVERY} & there[one.pk] else NOT_PROVED

    return refusals(notices, why_not)


def attached_to(notices: Notices) -> dict[int, set[str]]:
    kind = RectificationNotice._meta.label_lower
    rows = Attachment.objects.filter(kind=kind, record_id__in=[one.pk for one in notices], removed_at=None)
    found: dict[int, set[str]] = defaultdict(set)
    for pk, purpose in rows.values_list("record_id", "purpose"):
        found[pk].add(purpose)
    return found


def free_hazards(notices: Notices, by: Actor, answers: Answers) -> None:
    """They may stand on another notice; the cancelled one keeps what it said."""
    for hazard in Hazard.objects.filter(notice__in=notices).order_by("pk").select_for_update():
        hazard.notice = None
        hazard.save(update_fields=["notice"])


class ServeNotice(Workflow):
    title = "整改通知书"
    model, state = RectificationNotice, State

    issue = Step(
        "开具整改通知书",
        None,
        State.ISSUED,
        by=RECTIFIERS,
        accepts=["household", "inspection"],
        holds=hold_hazards,
        requires=[inspection_is_of_the_house, demands_something],
        then=[list_hazards],
        stamps={"issued_on": TODAY, "issued_by": ACTOR},
    )
    deliver = Step(
        "登记送达",
        State.ISSUED,
        State.DELIVERED,
        by=RECTIFIERS,
        within=Limit(1, Unit.WORKING_DAYS),
        awaited_as="送达整改通知书",
        asks=["way", "delivered_at"],
        accepts=["recipient", "witness"],
        judges=[delivered_since_issue, delivery_is_proved],
        singly=True,
    )
    cancel = Step(
        "撤销",
        State.ISSUED,
        State.CANCELLED,
        by=RECTIFIERS,
        aside=True,
        reason=True,
        then=[free_hazards],
        singly=True,
    )

    @classmethod
    def prepare(cls, records: Sequence[RectificationNotice]) -> None:
        prefetch_related_objects(records, "household__village", "household__gas_supplier", "inspection__village")
        for notice, number in zip(records, numbers_of("notice", len(records)), strict=True):
            notice.number, notice.token = number, secrets.token_hex(16)
            if notice.household is None and notice.inspection is not None:
                notice.household = notice.inspection.household
            _concern(notice)


def _concern(notice: RectificationNotice) -> None:
    """Whoever and wherever it is: as the ledger knows him, else as he was when he was inspected."""
    known: Any = notice.household or notice.inspection
    if known is None:
        raise StepRefused(NOBODY)
    notice.village = known.village
    if notice.household is not None:
        notice.householder, notice.company = notice.household.name, notice.household.gas_supplier
    else:
        notice.householder, notice.company = known.householder, known.company
