"""通气: who lets gas in, when, and what waits for it (P95, P96). Read this first.

验收合格的气代煤户自动列入待通气 → 供气企业、驻村安全员登记通气 → 登记投用. 台账内的户停气后恢复供气的, by hand.
Whoever inspects a house hangs a `Guard` on `Ventilate.ventilate` and counts from `ventilated_on`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import prefetch_related_objects

from accounts.audit import Actor
from accounts.roles import Role
from core.workflow import (
    ACTOR,
    LED,
    Answers,
    Limit,
    Step,
    StepRefused,
    Unit,
    Workflow,
    begin_together,
    follow,
    until_today,
)
from households import applying
from households.guards import household_is_in_use
from households.models import Acceptance, Application, Construction, Ventilation
from households.models.choices import Category, Status
from households.ventilating import guards
from households.ventilating.suppliers import suppliers_of

State = Ventilation.State
Case = Application.Case
# After which a household may have left the ledger, or the gas.
ENDING_GAS = frozenset({Case.CONVERT, Case.PLAN_UPGRADE, Case.CANCEL, Case.MERGE})
PLANNERS = frozenset({Role.GAS_COMPANY, Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE})
NOBODY = "请先选定要通气的住户或施工记录：请在那一户的页面上点“登记重新通气”，或在施工记录的页面上点“登记待通气”。"


def keep_households(ventilations: Sequence[Ventilation]) -> None:
    """So that none is made void while gas is to be let in there."""
    applying.keep([one.household_id for one in ventilations if one.household_id])


class Ventilate(Workflow):
    title = "通气"
    model, state = Ventilation, State

    plan = Step(
        "登记待通气",
        None,
        State.WAITING,
        by=PLANNERS,
        asks=["occasion"],
        accepts=["household", "construction"],
        holds=keep_households,
        requires=[
            household_is_in_use,
            guards.heats_with_gas,
            guards.works_are_accepted,
            guards.supplier_is_known,
        ],
    )
    ventilate = Step(
        "登记通气",
        State.WAITING,
        State.VENTILATED,
        by={Role.GAS_COMPANY, Role.SAFETY_OFFICER},
        # Within those that the commissioning after it has.
        within=Limit(3, Unit.WORKING_DAYS, extension=10, pausable=True),
        asks=["ventilated_on"],
        requires=[household_is_in_use, until_today("ventilated_on", "通气日期"), guards.let_in_after_the_acceptance],
        stamps={"ventilated_by": ACTOR},
    )
    cancel = Step(
        "取消",
        State.WAITING,
        State.CANCELLED,
        by={Role.GAS_COMPANY, Role.TOWN_OFFICE},
        reason=True,
        aside=True,
    )
    lapse = Step("随台账取消", State.WAITING, State.CANCELLED, by=LED, aside=True)

    @classmethod
    def prepare(cls, records: Sequence[Ventilation]) -> None:
        """Who and where it is, and which company supplies him."""
        prefetch_related_objects(records, "household__village", "construction__village")
        suppliers = suppliers_of([one.construction for one in records if one.construction])
        for one in records:
            if one.construction:
                _concern_works(one, one.construction, suppliers.get(one.construction.pk))
            elif one.household:
                household = one.household
                one.village, one.supplier_id = household.village, household.gas_supplier_id  # type: ignore[assignment]
                one.householder, one.address = household.name, household.address
            else:
                raise StepRefused(NOBODY)


def _concern_works(ventilation: Ventilation, works: Construction, supplier: int | None) -> None:
    ventilation.village, ventilation.household_id = works.village, works.application.household_id
    ventilation.householder, ventilation.address = works.householder, works.address
    ventilation.supplier_id = supplier  # type: ignore[assignment]  # refused by a guard where there is none


def plan_with_the_acceptance(forms: Sequence[Acceptance], by: Actor, answers: Answers) -> None:
    """Where nobody knows yet which company supplies the house, the township does it by hand once it has filled that
    in: an application can be put right only when its works are accepted."""
    works = list(Construction.objects.filter(pk__in=[one.construction_id for one in forms]))
    with_gas = [one for one in works if one.category == Category.GAS]
    supplied = suppliers_of(with_gas)
    first = Ventilation.Occasion.FIRST
    planned = [Ventilation(construction=one, occasion=first) for one in with_gas if one.pk in supplied]
    begin_together(Ventilate.plan, planned, answers)


def settle_with_the_ledger(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """What was planned for works becomes the new household's; of a household without gas nothing is waited for."""
    case = applications[0].case
    if case == Case.PLAN_ADD:
        _give_to_households(applications, answers)
    if case in ENDING_GAS:
        concerned = {pk for one in applications for pk in (one.household_id, one.counterpart_id) if pk}
        waiting = Ventilation.objects.waiting().filter(household__in=concerned)
        gone = waiting.exclude(household__status=Status.NORMAL, household__category=Category.GAS)
        follow(gone, "lapse", answers)


def _give_to_households(applications: Sequence[Application], answers: Answers) -> None:
    """The applications themselves are saved only after what follows their step."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE households_ventilation v
            SET household_id = given.household, version = v.version + 1, updated_at = %(at)s
            FROM unnest(%(applications)s::bigint[], %(households)s::bigint[]) AS given(application, household)
                JOIN households_construction c ON c.application_id = given.application
            WHERE v.construction_id = c.id
            """,
            {
                "applications": [one.pk for one in applications],
                "households": [one.household_id for one in applications],
                "at": answers.at,
            },
        )
