"""How the severe hazards of a house and its stop of supply hang together: a new one joins the stop that there is, the
last one that goes sets the 24 hours running in which the gas has to be restored."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.audit import Actor
from core.workflow import Answers, follow
from inspections.models import GasStop, Hazard, Level
from inspections.models.hazards import GasStopQuerySet

STOPPED, RESTORABLE = GasStop.State.STOPPED, GasStop.State.RESTORABLE


def hold_stops(hazards: Sequence[Hazard]) -> None:
    """So that of the last two, closed at once, the later one sees the other gone."""
    list(_running_stops(hazards).order_by("pk").select_for_update().values_list("pk"))


def join_running_stops(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
    severe = [hazard for hazard in hazards if hazard.level == Level.SEVERE and hazard.household_id]
    if not severe:
        return
    stops = {stop.household_id: stop for stop in _running_stops(severe).order_by("pk").select_for_update()}
    for hazard in severe:
        hazard.gas_stop = stops.get(hazard.household_id or 0)
    again = [stop.pk for stop in stops.values() if stop.state == RESTORABLE]
    if again:
        follow(GasStop.objects.filter(pk__in=again), "keep_stopped", answers)


def release_stops(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
    """The records themselves are saved only after what follows their step."""
    households = {hazard.household_id for hazard in hazards if hazard.household_id}
    if not households:
        return
    dangerous: set[int | None] = set(
        Hazard.objects.unsettled()
        .filter(household__in=households, level=Level.SEVERE)
        .exclude(pk__in=[hazard.pk for hazard in hazards])
        .values_list("household", flat=True)
    )
    dangerous |= {
        one.household_id for one in hazards if one.level == Level.SEVERE and one.state in Hazard.State.unsettled()
    }
    safe = GasStop.objects.filter(household__in=households - dangerous, state=STOPPED)
    if safe:
        follow(safe, "release", answers)


def _running_stops(hazards: Sequence[Hazard]) -> GasStopQuerySet:
    households = {hazard.household_id for hazard in hazards if hazard.household_id}
    return GasStop.objects.running().filter(household__in=households)
