"""停气、恢复供气: on the spot for severe hazards, and back within 24 hours after the last of them is gone (F22;
domain.md 1.22, 6.2).

停气 → 重大隐患全部销号 → 待恢复供气 → 恢复供气. The middle step is taken by the hazards themselves (releasing.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from accounts.roles import Role
from core.workflow import (
    ACTOR,
    EMPTY,
    LED,
    NOW,
    Answers,
    Guard,
    Limit,
    Step,
    StepRefused,
    Unit,
    Workflow,
    follow,
    refusals,
)
from households.models import Ventilation
from households.ventilating.workflows import Ventilate
from inspections.hazards.workflows import RECTIFIERS
from inspections.models import GasStop, Hazard, Level
from inspections.models.hazards import HazardQuerySet

State = GasStop.State
TOLD = frozenset({Role.TOWN_GAS_OFFICE, Role.TOWN_OFFICE, Role.GAS_AUTHORITY, Role.DISTRICT_OFFICE})
NOBODY = "请先打开要停气的那一户，再点那一页上的“登记停气”。"
NOTHING_SEVERE = "这户没有未销号的重大隐患。请先登记隐患，再登记停气。"
STILL_SEVERE = "这户还有未销号的重大隐患，不能恢复供气。请先整改、复查销号。"


def stopped_until_now(stops: Sequence[GasStop], by: Actor) -> dict[int, str]:
    """停气时间不晚于现在。"""
    now = timezone.now()
    return refusals(stops, lambda one: "停气时间不能晚于现在。" if one.stopped_at > now else "")


def hold_severe_hazards(stops: Sequence[GasStop]) -> None:
    """So that the last of them is not closed meanwhile: its closing would see no stop to release."""
    list(_severe(stops).order_by("pk").select_for_update().values_list("pk"))


def has_a_severe_hazard(stops: Sequence[GasStop], by: Actor) -> dict[int, str]:
    """这户有未销号的重大隐患。"""
    dangerous = _dangerous(stops)
    return refusals(stops, lambda one: "" if one.household_id in dangerous else NOTHING_SEVERE)


def has_no_severe_hazard(stops: Sequence[GasStop], by: Actor) -> dict[int, str]:
    """这户没有未销号的重大隐患。"""
    dangerous = _dangerous(stops)
    return refusals(stops, lambda one: STILL_SEVERE if one.household_id in dangerous else "")


def _dangerous(stops: Sequence[GasStop]) -> set[int | None]:
    return set(_severe(stops).values_list("household", flat=True))


def _severe(stops: Sequence[GasStop]) -> HazardQuerySet:
    households = [one.household_id for one in stops]
    return Hazard.objects.unsettled().filter(level=Level.SEVERE, household__in=households)


def restored_after_the_stop(stops: Sequence[GasStop], by: Actor) -> dict[int, str]:
    """恢复供气不早于停气，不晚于现在，气密性试验合格。"""
    now = timezone.now()

    def why_not(one: GasStop) -> str:
        if one.restored_at is None or one.restored_at > now:
            return "恢复供气时间不能晚于现在。"
        if one.restored_at < one.stopped_at:
            return f"恢复供气时间不能早于停气时间 {timezone.localtime(one.stopped_at):%Y-%m-%d %H:%M}。"
        return "" if one.tightness_checked else "气密性试验合格后才能恢复供气，请试验后勾选。"

    return refusals(stops, why_not)


def stop_for_hazards(stops: Sequence[GasStop], by: Actor, answers: Answers) -> None:
    """What waits for the gas to be stopped waits no more; what is being re-checked or enforced belongs to it too."""
    for stop in stops:
        severe = _severe([stop])
        for hazard in severe.exclude(state=Hazard.State.OPEN).order_by("pk").select_for_update():
            hazard.gas_stop = stop
            hazard.save(update_fields=["gas_stop"])
        follow(severe.filter(state=Hazard.State.OPEN), "note_stop", answers, gas_stop=stop)


class StopGas(Workflow):
    title = "停气"
    model, state = GasStop, State

    stop = Step(
        "登记停气",
        None,
        State.STOPPED,
        by=RECTIFIERS,
        asks=["household", "stopped_at", "means", "witness"],
        holds=hold_severe_hazards,
        requires=[has_a_severe_hazard],
        judges=[stopped_until_now],
        then=[stop_for_hazards],
        stamps={"stopped_by": ACTOR},
        tells=TOLD,
    )
    release = Step("重大隐患已全部销号", State.STOPPED, State.RESTORABLE, by=LED, stamps={"restorable_at": NOW})
    keep_stopped = Step(
        "又发现重大隐患", State.RESTORABLE, State.STOPPED, by=LED, aside=True, stamps={"restorable_at": EMPTY}
    )
    restore = Step(
        "恢复供气",
        State.RESTORABLE,
        State.RESTORED,
        by=RECTIFIERS,
        within=Limit(24, Unit.HOURS),
        asks=["restored_at", "restored_by", "tightness_checked"],
        requires=[has_no_severe_hazard],
        judges=[restored_after_the_stop],
        tells=TOLD,
        singly=True,
    )

    @classmethod
    def prepare(cls, records: Sequence[GasStop]) -> None:
        prefetch_related_objects(records, "household__village", "household__gas_supplier")
        for stop in records:
            if stop.household_id is None:
                raise StepRefused(NOBODY)
            household = stop.household
            stop.village, stop.householder, stop.company = household.village, household.name, household.gas_supplier

    @classmethod
    def describe(cls, record: GasStop) -> str:
        """No name: notices leave the portal."""
        return f"停气记录第 {record.pk} 号"


def gas_is_not_stopped(ventilations: Sequence[Ventilation], by: Actor) -> dict[int, str]:
    """没有因重大隐患停着气。"""
    households = [one.household_id for one in ventilations if one.household_id]
    stops = {one.household_id: one for one in GasStop.objects.running().filter(household__in=households)}

    def why_not(one: Ventilation) -> str:
        stop = stops.get(one.household_id or 0)
        if stop is None:
            return ""
        day = timezone.localtime(stop.stopped_at)
        return f"这户因重大隐患于 {day:%Y-%m-%d} 停气，还没有恢复。请先整改销号，在停气记录上办理“恢复供气”。"

    return refusals(ventilations, why_not)


Guard(on=Ventilate.ventilate, ask=gas_is_not_stopped)
