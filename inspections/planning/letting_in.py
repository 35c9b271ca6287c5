"""首次通气: gas is let in where the house was inspected that day and no severe hazard stands open (P95, F30)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from accounts.audit import Actor
from core.workflow import Guard, refusals
from households.models import Ventilation
from households.ventilating.workflows import Ventilate
from inspections.models import Hazard, Inspection, Level

UNSAFE = "这户还有没销号的重大隐患，不能通气。请先在“隐患整改”里整改、复查销号，再登记通气。"
NOT_INSPECTED = "这户 {:%Y-%m-%d} 没有安检记录。请安全员在通气当天到户安检、登记安检记录，再登记通气。"


def inspected_that_day(ventilations: Sequence[Ventilation], by: Actor) -> dict[int, str]:
    """通气当天已安检，没有未销号的重大隐患（P95）。"""
    households = [one.household_id for one in ventilations if one.household_id]
    inspected = Inspection.objects.valid().filter(Q(household__in=households) | Q(ventilation__in=ventilations))
    days = inspected.values_list("household", "ventilation", "inspected_on")
    seen = {(of, day) for household, ventilation, day in days for of in named(household, ventilation)}
    severe = Hazard.objects.unsettled().filter(level=Level.SEVERE)
    hazards = severe.filter(Q(household__in=households) | Q(inspection__ventilation__in=ventilations))
    unsafe = {of for ids in hazards.values_list("household", "inspection__ventilation") for of in named(*ids)}

    def why_not(one: Ventilation) -> str:
        house = named(one.household_id, one.pk)
        day = one.ventilated_on
        # Before the day is told, nothing is wrong with it: the step's page asks for it.
        if day and not any((of, day) in seen for of in house):
            return NOT_INSPECTED.format(day)
        return UNSAFE if house & unsafe else ""

    return refusals(ventilations, why_not)


def named(household: int | None, ventilation: int | None) -> set[tuple[str, int]]:
    """A house is known by its household, by its ventilation, or by both."""
    known = {"household": household, "ventilation": ventilation}
    return {(what, pk) for what, pk in known.items() if pk}


Guard(on=Ventilate.ventilate, ask=inspected_that_day)
