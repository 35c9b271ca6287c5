"""施工和验收: who builds, reports, inspects and turns the heat on. Read this first.

街镇安排施工单位 → 开工 → 完工报验 → 验收（整改、复验）→ 气代煤户通气 → 投用. The application's steps follow these
(P47, P48, P52).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, prefetch_related_objects

from accounts.audit import Actor
from accounts.roles import Role
from core.workflow import LED, Answers, Clock, Limit, Step, StepRefused, Unit, Workflow, begin_together
from households.models import Acceptance, AcceptanceItem, AcceptanceScore, Construction
from households.models.acceptances import MOST_ITEMS
from households.renovating.works import following, gaps, guards
from households.renovating.works.contracting import qualified_when_begun
from households.ventilating.guards import gas_is_let_in
from households.ventilating.workflows import plan_with_the_acceptance

State = Construction.State
Result = Acceptance.State
NO_ITEMS = "还没有适用的验收项目，请区双代办先在“验收项目”中登记，再办理完工报验。"
OPENERS = frozenset({Role.TOWN_OFFICE, Role.CONTRACTOR})


def draw_up(forms: Sequence[Acceptance]) -> None:
    """The lines of a form: the items in force that concern what was built. A form without any could never be passed."""
    items = list(AcceptanceItem.objects.current())
    if not all(_concerning(items, form.construction) for form in forms):
        raise StepRefused(NO_ITEMS)
    AcceptanceScore.objects.bulk_create(
        AcceptanceScore(acceptance=form, item=item, position=place)
        for form in forms
        for place, item in enumerate(_concerning(items, form.construction)[:MOST_ITEMS], start=1)
    )


def _concerning(items: Sequence[AcceptanceItem], works: Construction) -> list[AcceptanceItem]:
    wanted = {AcceptanceItem.Concerns.EVERYBODY, int(works.category)}
    return [item for item in items if item.concerns in wanted]


class Accepting(Workflow):
    """验收: each household by itself, scored item by item, signed by four."""

    title = "验收"
    model, state = Acceptance, Result

    open = Step("列入验收", None, Result.WAITING, by=OPENERS)
    appoint = Step("约定验收日期", Result.WAITING, Result.WAITING, by=Role.TOWN_OFFICE, asks=["planned_on"], aside=True)
    accept = Step(
        "验收合格",
        Result.WAITING,
        Result.PASSED,
        by=Role.TOWN_OFFICE,
        within=Limit(10, Unit.WORKING_DAYS, extension=10, pausable=True),
        awaited_as="验收",
        asks=["inspected_on", "accepted_on"],
        requires=[guards.inspected_until_today, guards.scored, guards.takes_heat_alone, guards.signed],
        then=[following.accept_works, plan_with_the_acceptance],
        singly=True,
    )
    send_to_rework = Step(
        "整改",
        Result.WAITING,
        Result.REWORK,
        by=Role.TOWN_OFFICE,
        awaited_as="验收",
        asks=["inspected_on", "rework_until_on"],
        reason=True,
        requires=[guards.inspected_until_today, guards.faults_are_explained],
        then=[following.send_works_back],
        singly=True,
    )

    @classmethod
    def prepare(cls, records: Sequence[Acceptance]) -> None:
        """Which attempt it is, in one statement."""
        prefetch_related_objects(records, "construction")
        works = [one.construction_id for one in records]
        made = Acceptance.objects.filter(construction__in=works).values("construction").annotate(count=Count("pk"))
        before = {row["construction"]: row["count"] for row in made}
        for record in records:
            record.attempt = before.get(record.construction_id, 0) + 1
            record.derive()


def call_for_acceptance(works: Sequence[Construction], by: Actor, answers: Answers) -> None:
    forms = [Acceptance(construction=one) for one in works]
    begin_together(Accepting.open, forms, answers)
    draw_up(forms)


# The contractor does it from his phone; for one without an account the township does.
BEGIN: dict[str, Any] = {
    "asks": ["begun_on"],
    "requires": [guards.dated_in_order, qualified_when_begun],
    "then": [following.begin_application],
}
COMPLETE: dict[str, Any] = {
    "asks": ["finished_on"],
    "requires": [
        guards.written_up,
        guards.tested,
        guards.dated_in_order,
        guards.photographed,
        qualified_when_begun,
    ],
    "then": [following.complete_application, call_for_acceptance],
}
COMMISSION: dict[str, Any] = {
    "asks": ["device_commissioned_on", "trial_hours", "trained_person"],
    "accepts": ["heating_temperature"],
    "requires": [guards.dated_in_order, gas_is_let_in, guards.user_is_trained],
    "then": [following.warm_household],
}


class Works(Workflow):
    """施工: from the contractor's appointment to the heat."""

    title = "施工"
    model, state = Construction, State

    open = Step("安排施工", None, State.WAITING, by=Role.TOWN_OFFICE)
    schedule = Step(
        "排定工期",
        State.WAITING,
        State.WAITING,
        by=OPENERS,
        asks=["planned_from_on", "planned_until_on"],
        accepts=["supervisor", "supervisor_phone"],
        aside=True,
    )
    hand_over = Step("改派施工单位", State.WAITING, State.WAITING, by=LED, accepts=["contractor"])
    begin = Step("开工", State.WAITING, State.BUILDING, by=Role.CONTRACTOR, **BEGIN)
    begin_for = Step("代报开工", State.WAITING, State.BUILDING, by=Role.TOWN_OFFICE, aside=True, **BEGIN)
    complete = Step(
        "完工报验",
        State.BUILDING,
        State.REPORTED,
        by=Role.CONTRACTOR,
        within=Limit(30, Unit.WORKING_DAYS, extension=30, pausable=True),
        **COMPLETE,
    )
    complete_for = Step("代报完工", State.BUILDING, State.REPORTED, by=Role.TOWN_OFFICE, aside=True, **COMPLETE)
    accept = Step("验收合格", State.REPORTED, State.ACCEPTED, by=LED)
    rework = Step("验收整改", State.REPORTED, State.BUILDING, by=LED, accepts=["rework_until_on"], aside=True)
    commission = Step(
        "登记投用",
        State.ACCEPTED,
        State.COMMISSIONED,
        by=Role.CONTRACTOR,
        within=Limit(5, Unit.WORKING_DAYS, extension=10),
        **COMMISSION,
    )
    commission_for = Step("代报投用", State.ACCEPTED, State.COMMISSIONED, by=Role.TOWN_OFFICE, aside=True, **COMMISSION)
    cancel = Step("随申请取消", State.WAITING, State.CANCELLED, by=LED, aside=True, then=[gaps.close_with])
    # P48: the township answers for the heat before the season, whoever builds; overdue, the district is told.
    before_winter = Clock(
        "采暖季前投用",
        starts=[open],
        stops=[commission, commission_for],
        limit=Limit(1114, Unit.DAY_OF_YEAR),
        by=frozenset({Role.TOWN_OFFICE}),
    )

    @classmethod
    def prepare(cls, records: Sequence[Construction]) -> None:
        prefetch_related_objects(records, "application__household")
        for record in records:
            record.derive()
