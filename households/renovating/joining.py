"""Households join and leave a plan while the township draws it up."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from accounts.audit import Actor
from core.workflow import Answers
from households.models import Application, RenovationPlan

DRAWN_UP = "“{}”{}，不能再增减农户；要改的，请先把计划退回或收回修改。"


def plan_takes_households(applications: Sequence[Application], by: Actor) -> dict[int, str]:
    """所选的计划是本街镇的，还是草稿；这户没有在别的计划里。"""
    prefetch_related_objects(applications, "plan")
    kept = Application.objects.filter(pk__in=[one.pk for one in applications], plan__isnull=False)
    elsewhere = {pk: f"这户已在计划“{title}”中，请先移出。" for pk, title in kept.values_list("pk", "plan__title")}
    return {one.pk: why for one in applications if (why := elsewhere.get(one.pk) or _why_not(one))}


def _why_not(application: Application) -> str:
    plan = application.plan
    if plan is None:
        return ""
    if plan.town_id != application.town_id:
        return "所选的计划不是这户所在街镇的。"
    return _drawn_up(plan)


def plan_is_being_drawn_up(applications: Sequence[Application], by: Actor) -> dict[int, str]:
    """已纳入某个计划，且那个计划还是草稿。"""
    prefetch_related_objects(applications, "plan")
    refused = {one.pk: _drawn_up(one.plan) if one.plan else "这户没有纳入计划。" for one in applications}
    return {pk: sentence for pk, sentence in refused.items() if sentence}


def _drawn_up(plan: RenovationPlan) -> str:
    return "" if plan.state == RenovationPlan.State.DRAFT else DRAWN_UP.format(plan, plan.get_state_display())


def leave_plan(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    for application in applications:
        application.plan = None
