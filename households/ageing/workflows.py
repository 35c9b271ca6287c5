"""设备问题: who files, who settles, within how long (P35). Read this first.

村、街镇登记 → 街镇列入计划、维修、停用，或注明误报; 更新 follows the ledger, which sees the old device replaced. What
devices are old, the database reckons by itself (reckoning.py); how one is chosen to be upgraded: upgrading.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts.audit import Actor
from accounts.hiding import without_numbers
from accounts.roles import Role
from core.workflow import (
    ACTOR,
    LED,
    NOW,
    REASON,
    Answers,
    Clock,
    Limit,
    Step,
    Unit,
    Workflow,
    follow,
    refusals,
    until_today,
)
from households.models import Application, DeviceFlag, Equipment

State = DeviceFlag.State
What = DeviceFlag.What
Case = Application.Case
OPEN = (State.WAITING, State.PLANNED)
SETTLED = {"settled_at": NOW}
# After which a device is replaced, or stopped with its household.
ENDING_DEVICES = frozenset({Case.CONVERT, Case.UPGRADE, Case.PLAN_UPGRADE, Case.CANCEL, Case.MERGE})
Flags = Sequence[DeviceFlag]


def device_is_in_use(flags: Flags, by: Actor) -> dict[int, str]:
    """设备在用。"""
    prefetch_related_objects(flags, "equipment")
    sentence = "这台设备已不在用，不能再登记问题。请在那一户现在的设备上登记。"
    return refusals(flags, lambda one: "" if one.equipment.state == Equipment.State.IN_USE else sentence)


class FlagDevice(Workflow):
    """Waited for by the clocks alone, which differ by what was found: a hazard is not settled by being planned."""

    title = "设备问题"
    model, state = DeviceFlag, State

    file = Step(
        "登记设备问题",
        None,
        State.WAITING,
        by={Role.VILLAGE, Role.TOWN_OFFICE},
        asks=["equipment", "what", "found_on", "source", "description"],
        requires=[device_is_in_use, until_today("found_on", "发现日期")],
        stamps={"filed_by": ACTOR},
    )
    plan = Step(
        "列入计划",
        State.WAITING,
        State.PLANNED,
        by=Role.TOWN_OFFICE,
        asks=["settlement"],
        aside=True,
    )
    repair = Step("已维修", OPEN, State.REPAIRED, by=Role.TOWN_OFFICE, asks=["settlement"], aside=True, stamps=SETTLED)
    stop = Step("停用", OPEN, State.STOPPED, by=Role.TOWN_OFFICE, asks=["settlement"], aside=True, stamps=SETTLED)
    dismiss = Step(
        "误报",
        OPEN,
        State.DISMISSED,
        by=Role.TOWN_OFFICE,
        reason=True,
        aside=True,
        stamps={"settlement": REASON, **SETTLED},
    )
    plan_along = Step("随改造计划列入", State.WAITING, State.PLANNED, by=LED, aside=True)
    renew = Step("随设备更新", OPEN, State.RENEWED, by=LED, aside=True, stamps=SETTLED)
    retire = Step("随设备停用", OPEN, State.STOPPED, by=LED, aside=True, stamps=SETTLED)

    hazard_cleared = Clock(
        "限期消除",
        starts=[file],
        stops=[repair, stop, dismiss, renew, retire],
        limit={What.HAZARD: Limit(3, Unit.WORKING_DAYS, extension=3)},
        case=lambda flag: str(flag.what),
    )
    settled = Clock(
        "限期处置",
        starts=[file],
        stops=[plan, plan_along, repair, stop, dismiss, renew, retire],
        limit=dict.fromkeys([What.QUALITY, What.POOR_EFFECT], Limit(10, Unit.WORKING_DAYS, extension=10)),
        case=lambda flag: str(flag.what),
    )

    @classmethod
    def prepare(cls, records: Flags) -> None:
        """Where the device stands, and whose it is. What people write may hold numbers of theirs."""
        prefetch_related_objects(records, "equipment__village")
        for flag in records:
            flag.household_id, flag.village = flag.equipment.household_id, flag.equipment.village
            flag.description = without_numbers(flag.description)


def settle_with_the_ledger(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """What was found at devices that have just gone out of use."""
    if applications[0].case not in ENDING_DEVICES:
        return
    households = {pk for one in applications for pk in (one.household_id, one.counterpart_id)}
    found = _open_at(Q(equipment__household__in=[pk for pk in households if pk]))
    follow(found.filter(equipment__state=Equipment.State.REPLACED), "renew", answers)
    follow(found.filter(equipment__state=Equipment.State.STOPPED), "retire", answers)


def plan_with_the_household(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """What was found at a device whose renewal is planned."""
    named = [one.equipment_id for one in applications if one.equipment_id]
    whole = [one.household_id for one in applications if one.household_id and not one.equipment_id]
    concerned = _open_at(Q(equipment__in=named) | Q(equipment__household__in=whole))
    follow(concerned.filter(state=State.WAITING), "plan_along", answers)


def _open_at(devices: Q) -> QuerySet[Any]:
    return DeviceFlag.objects.open().filter(devices)
