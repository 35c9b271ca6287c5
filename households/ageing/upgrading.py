"""更新升级候选 (P30): why a device should be replaced; ticked rows become drafts of 计划更新改造 with their reasons."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from accounts.audit import Actor, System
from accounts.roles import Role
from core.workflow import Answers, Step, StepRefused, Workflow, refusals
from households.models import Application, DeviceLife
from households.models.choices import Kind
from households.renovating.workflows import PlanUpgrade

State = DeviceLife.State
Lives = Sequence[DeviceLife]


def no_renewal_is_under_way(lives: Lives, by: Actor) -> dict[int, str]:
    """这台设备没有更新、改造或销户的申请正在办理。"""
    free = DeviceLife.objects.filter(pk__in=[one.pk for one in lives]).not_being_renewed()
    free_ones = set(free.values_list("pk", flat=True))
    sentence = "这台设备所在的户已有更新、改造或销户的申请正在办理，不能再登记。"
    return refusals(lives, lambda one: "" if one.pk in free_ones else sentence)


def target_is_allowed(lives: Lives, by: Actor) -> dict[int, str]:
    """换成另一种节能设备，或不用电的原类型换新（P31）。"""
    return refusals(lives, _unfit_target)


def _unfit_target(one: DeviceLife) -> str:
    """Before it is answered, nothing is wrong with it: the step's page asks for it."""
    if one.target is None or Kind(one.target) in Kind(one.kind).may_become:
        return ""
    return f"{one.get_kind_display()}不能更新为这一类型，请另选。"


def file_drafts(lives: Lives, by: Actor, answers: Answers) -> None:
    """Of each device one, to be completed with the householder's signed will. Raises StepRefused where one can't be
    filed: none of these is then."""
    prefetch_related_objects(lives, "equipment")
    drafts = [
        Application(
            household_id=one.household_id,
            equipment=one.equipment,
            kind=answers["target"],
            reason=one.reasons_said or "农户自愿更新设备",
        )
        for one in lives
    ]
    filed = PlanUpgrade.file.begin_all(drafts, by=by, at=answers.at)
    for sentence in filed.refused.values():
        raise StepRefused(sentence)


class UpgradeOldDevice(Workflow):
    """The database lists a device and takes it off the list, as the device itself comes and goes."""

    title = "老旧设备更新"
    model, state = DeviceLife, State

    enter = Step("列入老旧设备台账", None, State.LISTED, by=System.CLOCK)
    leave = Step("退出使用", State.LISTED, State.LEFT, by=System.CLOCK, aside=True)
    file = Step(
        "登记计划更新改造",
        State.LISTED,
        State.LISTED,
        by={Role.VILLAGE, Role.TOWN_OFFICE},
        asks=["target"],
        aside=True,
        requires=[no_renewal_is_under_way, target_is_allowed],
        then=[file_drafts],
    )
