"""抽查核实: each row drawn is asked by telephone or at the house, and what was found is written down (P57)."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.audit import Actor
from accounts.roles import Role
from core.workflow import ACTOR, EMPTY, Limit, Step, Unit, Workflow, until_today
from households.models import MonthlySummary, VerificationSample

State = VerificationSample.State


def summary_is_being_verified(samples: Sequence[VerificationSample], by: Actor) -> dict[int, str]:
    """所在月报正在核实。"""
    ids = [one.summary_id for one in samples]
    reported = MonthlySummary.objects.filter(pk__in=ids, state=MonthlySummary.State.SUBMITTED)
    waiting = set(reported.values_list("pk", flat=True))
    return {one.pk: "所在月报不在核实中，不能再改核实结果。" for one in samples if one.summary_id not in waiting}


class SampleCheck(Workflow):
    title = "抽查核实"
    model, state = VerificationSample, State

    draw = Step("抽中", None, State.PENDING, by=Role.DISTRICT_OFFICE)
    record = Step(
        "登记核实结果",
        State.PENDING,
        State.DONE,
        by=Role.DISTRICT_OFFICE,
        within=Limit(10, Unit.WORKING_DAYS),
        asks=["way", "verified_on", "result"],
        accepts=["note"],
        requires=[until_today("verified_on", "核实日期"), summary_is_being_verified],
        stamps={"verified_by": ACTOR},
    )
    ask_again = Step(
        "重新核实",
        State.DONE,
        State.PENDING,
        by=Role.DISTRICT_OFFICE,
        aside=True,
        reason=True,
        requires=[summary_is_being_verified],
        stamps={"way": "", "result": "", "note": "", "verified_on": EMPTY, "verified_by": EMPTY},
    )
