"""抽查复检: who draws inspections, who makes them again, and what comes of it (F29). Read this first.

街镇自己复检: 抽取 → 已复检; by an assessor: 委托 → 报结果 → 街镇确认, or back. 未能入户 ends both. Once done it is
compared with the inspection (comparing.py), and what was missed becomes hazards. The company does not know what was
drawn.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from accounts.roles import Role
from core.workflow import ACTOR, Limit, Reaction, Step, Unit, Workflow, refusals
from inspections.checklists.answering import judgement_of, photographed
from inspections.models import Recheck
from inspections.trusting.comparing import compare_all, make_hazards_of_missed
from inspections.trusting.doubting import doubt_the_others
from inspections.visiting.workflows import FileInspection

State = Recheck.State
DRAWERS = frozenset({Role.TOWN_GAS_OFFICE, Role.GAS_AUTHORITY, Role.DISTRICT_OFFICE})
OPEN = frozenset({State.WAITING, State.ENTRUSTED})


def rechecked_after_the_inspection(rechecks: Sequence[Recheck], by: Actor) -> dict[int, str]:
    """复检日期不早于安检日期，也不晚于今天。"""
    today = timezone.localdate()
    return refusals(rechecks, lambda one: _why_not_on(one, today))


def _why_not_on(recheck: Recheck, today: datetime.date) -> str:
    """The step itself asks for the day."""
    if recheck.rechecked_on is None:
        return ""
    if recheck.rechecked_on > today:
        return "复检日期不能晚于今天。"
    if recheck.rechecked_on < recheck.inspected_on:
        return f"复检日期不能早于安检日期 {recheck.inspected_on:%Y-%m-%d}。"
    return ""


def every_item_is_answered(rechecks: Sequence[Recheck], by: Actor) -> dict[int, str]:
    """各项都填了，该拍照的拍了，该说明的写了。"""
    prefetch_related_objects(rechecks, "checklist__items")
    photos = photographed(rechecks)
    return refusals(rechecks, lambda one: _lacking(one, photos[one.pk]))


def _lacking(recheck: Recheck, photos: Collection[str]) -> str:
    day = recheck.rechecked_on or timezone.localdate()
    problems = list(judgement_of(recheck, photos, day).problems.values())
    more = f"另有 {len(problems) - 1} 项。" if len(problems) > 1 else ""
    return f"还没有填完，请点“修改”接着填：{problems[0]}{more}" if problems else ""


WHOLE = (rechecked_after_the_inspection, every_item_is_answered)


class RecheckInspection(Workflow):
    title = "抽查复检"
    model, state = Recheck, State

    draw = Step("抽取", None, State.WAITING, by=DRAWERS, stamps={"drawn_by": ACTOR})
    entrust = Step("抽取并委托第三方", None, State.ENTRUSTED, by=DRAWERS, stamps={"drawn_by": ACTOR})
    record = Step(
        "登记复检结果",
        State.WAITING,
        State.DONE,
        by=Role.TOWN_GAS_OFFICE,
        within=Limit(15, Unit.WORKING_DAYS),
        asks=["rechecked_on"],
        requires=WHOLE,
        then=[compare_all, make_hazards_of_missed],
        stamps={"rechecked_by": ACTOR},
        singly=True,
    )
    report = Step(
        "报复检结果",
        State.ENTRUSTED,
        State.REPORTED,
        by=Role.ASSESSOR,
        within=Limit(15, Unit.WORKING_DAYS),
        asks=["rechecked_on"],
        requires=WHOLE,
        stamps={"rechecked_by": ACTOR},
        singly=True,
    )
    accept = Step(
        "确认复检结果",
        State.REPORTED,
        State.DONE,
        by=Role.TOWN_GAS_OFFICE,
        within=Limit(1, Unit.WORKING_DAYS),
        then=[compare_all, make_hazards_of_missed],
    )
    send_back = Step("退回补充", State.REPORTED, State.ENTRUSTED, by=Role.TOWN_GAS_OFFICE, reason=True, aside=True)
    unreachable = Step("未能入户", State.WAITING, State.UNREACHABLE, by=Role.TOWN_GAS_OFFICE, reason=True, aside=True)
    report_unreachable = Step(
        "报未能入户", State.ENTRUSTED, State.UNREACHABLE, by=Role.ASSESSOR, reason=True, aside=True
    )

    @classmethod
    def prepare(cls, records: Sequence[Recheck]) -> None:
        about = ("household", "village", "ventilation", "checklist")
        prefetch_related_objects(records, *(f"inspection__{name}" for name in about))
        for one in records:
            seen = one.inspection
            house = seen.household or seen.ventilation
            one.village, one.householder = seen.village, seen.householder
            one.address = house.address if house else ""
            one.company_id, one.checklist = seen.company_id, seen.checklist  # type: ignore[assignment]  # drawn with one
            one.inspector_id, one.inspector_name = seen.inspector_id, seen.inspector_name
            one.inspected_on = seen.inspected_on

    @classmethod
    def describe(cls, record: Recheck) -> str:
        """No name: notices leave the portal."""
        return f"抽查复检第 {record.pk} 号"


Reaction(to=FileInspection.void, do=doubt_the_others)
