"""采暖季封账: one officer of the district proposes, another confirms, a job freezes. Read this first."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from accounts.audit import Actor, System
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.workflow import ACTOR, EMPTY, NOW, Answers, Limit, Step, Unit, Workflow, refusals
from households.models import SeasonClose

State = SeasonClose.State
Closes = Sequence[SeasonClose]
Refusals = dict[int, str]
DISTRICT = Role.DISTRICT_OFFICE
FREEZE = "freeze_season"


def is_within_the_season(closes: Closes, by: Actor) -> Refusals:
    """台账日期在采暖季开始以后，不晚于今天。"""
    return refusals(closes, _outside)


def _outside(close: SeasonClose) -> str:
    if close.as_of_on > timezone.localdate():
        return "台账日期不能晚于今天。"
    if close.as_of_on < close.season.starts_on:
        return f"{close.season}自 {close.season.starts_on:%Y-%m-%d} 开始，台账日期不能早于这一天。"
    return ""


def is_another_person(closes: Closes, by: Actor) -> Refusals:
    """确认人不是提出人自己。"""
    same = "须由另一位同事确认封账，提出人自己不能确认。"
    proposers = dict(Post.objects.filter(pk__in=[close.proposed_by_id for close in closes]).values_list("pk", "user"))
    user = getattr(by, "user_id", None)
    return {close.pk: same for close in closes if proposers[close.proposed_by_id] == user}


def start_freezing(closes: Closes, by: Actor, answers: Answers) -> None:
    for close in closes:
        jobs.start(FREEZE, f"封存{close}", answers.by, {"close": close.pk})  # type: ignore[arg-type]


class CloseSeason(Workflow):
    """Once for each district and season; what is frozen stays, and is the base that subsidies are reckoned on (P43)."""

    title = "采暖季封账"
    model, state = SeasonClose, State

    propose = Step(
        "提出封账",
        None,
        State.PROPOSED,
        by=DISTRICT,
        asks=["season", "as_of_on"],
        accepts=["remark"],
        requires=[is_within_the_season],
        stamps={"proposed_at": NOW, "proposed_by": ACTOR},
    )
    confirm = Step(
        "确认封账",
        State.PROPOSED,
        State.FREEZING,
        by=DISTRICT,
        within=Limit(3, Unit.WORKING_DAYS),
        requires=[is_another_person],
        then=[start_freezing],
        stamps={"confirmed_by": ACTOR},
    )
    reject = Step("不予封账", State.PROPOSED, State.REJECTED, by=DISTRICT, reason=True, aside=True)
    # By the job.
    freeze = Step("封账完成", State.FREEZING, State.FROZEN, by=System.CLOCK, stamps={"frozen_at": NOW})
    interrupt = Step(
        "未能封账", State.FREEZING, State.PROPOSED, by=System.CLOCK, aside=True, stamps={"confirmed_by": EMPTY}
    )

    @classmethod
    def prepare(cls, records: Sequence[SeasonClose]) -> None:
        for close in records:
            close.district = close.proposed_by.division
