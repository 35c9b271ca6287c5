"""What stands in the way of letting gas in, and of commissioning a house where it was not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.audit import Actor
from core.workflow import refusals
from households.models import Acceptance, Construction, Ventilation
from households.models.choices import Category

Refusals = dict[int, str]
Ventilations = Sequence[Ventilation]

NOT_GAS = "这户不是气代煤户，不登记通气。"
NOT_ACCEPTED = "这户的施工还没有验收合格，或已经投用，不能登记待通气。请在验收合格后、投用前登记。"
NO_SUPPLIER = "还没有登记供气企业：台账内的户请先办变更，新改造的户请街镇先在申请里填写供气企业。"
NOT_LET_IN = (
    "气代煤户须先登记通气，再登记投用：请供气企业或驻村安全员在“计划改造 › 通气登记”里办理“登记通气”；"
    "那里没有这户的，请街镇在这条施工记录的页面上点“登记待通气”。"
)


def heats_with_gas(ventilations: Ventilations, by: Actor) -> Refusals:
    """是气代煤户。"""
    return refusals(ventilations, lambda one: "" if _category_of(one) == Category.GAS else NOT_GAS)


def _category_of(ventilation: Ventilation) -> int | None:
    """What was built tells more than a ledger that does not know of it yet."""
    concerned: Any = ventilation.construction or ventilation.household
    category: int | None = concerned.category
    return category


def works_are_accepted(ventilations: Ventilations, by: Actor) -> Refusals:
    """新改造的户，施工已验收合格，还没有投用。"""
    return refusals(
        [one for one in ventilations if one.construction],
        lambda one: "" if one.construction.state == Construction.State.ACCEPTED else NOT_ACCEPTED,
    )


def supplier_is_known(ventilations: Ventilations, by: Actor) -> Refusals:
    """已登记供气企业。"""
    return refusals(ventilations, lambda one: "" if one.supplier_id else NO_SUPPLIER)


def let_in_after_the_acceptance(ventilations: Ventilations, by: Actor) -> Refusals:
    """通气日期不早于验收合格日期。"""
    built = [one for one in ventilations if one.construction_id]
    passed = Acceptance.objects.filter(
        construction__in=[one.construction_id for one in built], state=Acceptance.State.PASSED
    )
    accepted = dict(passed.values_list("construction", "accepted_on"))

    def why_not(one: Ventilation) -> str:
        day = accepted.get(one.construction_id or 0)
        early = day and one.ventilated_on and one.ventilated_on < day
        return f"通气日期不能早于验收合格日期 {day:%Y-%m-%d}。" if early else ""

    return refusals(built, why_not)


def gas_is_let_in(works: Sequence[Construction], by: Actor) -> Refusals:
    """气代煤户已登记通气，投用日期不早于通气日期（P95）。"""
    with_gas = [one for one in works if one.category == Category.GAS]
    known = Ventilation.objects.ventilated().filter(construction__in=[one.pk for one in with_gas])
    let_in = dict(known.values_list("construction", "ventilated_on"))

    def why_not(one: Construction) -> str:
        day = let_in.get(one.pk)
        if day is None:
            return NOT_LET_IN
        early = one.device_commissioned_on and one.device_commissioned_on < day
        return f"投用日期不能早于通气日期 {day:%Y-%m-%d}。" if early else ""

    return refusals(with_gas, why_not)
