"""A summary sent back takes its rows at fault along, each by its own application's step (P55, P57)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from accounts.audit import Actor
from core.workflow import Answers, StepRefused, take_all
from households.models import Application, MonthlySummary, VerificationSample

State = Application.State
# By whichever of the two its workflow has.
WAYS_BACK = ("send_back", "send_back_report")
_BETWEEN = re.compile(r"[\s,，、;；]+")


def send_rows_back(summaries: Sequence[MonthlySummary], by: Actor, answers: Answers) -> None:
    for summary in summaries:
        rows = Application.objects.filter(pk__in=_at_fault(summary))
        for way in WAYS_BACK:
            outcome = take_all(
                rows.filter(state=State.VERIFIED), way, by=by, reason=answers.reason, flagged=summary.faults
            )
            for pk, sentence in outcome.refused.items():
                raise StepRefused(f"{Application.objects.get(pk=pk)}：{sentence}")


def _at_fault(summary: MonthlySummary) -> list[int]:
    """Those named, and those that the sample found untrue. Raises StepRefused for a number that is not in it or has
    gone on."""
    numbers = [number for number in _BETWEEN.split(summary.at_fault) if number]
    named = dict(Application.objects.filter(summary=summary, number__in=numbers).values_list("number", "pk"))
    for number in numbers:
        if number not in named:
            raise StepRefused(f"受理编号 {number} 不在这份月报里，请核对。", {"at_fault": f"没有 {number}。"})
    untrue = VerificationSample.objects.filter(summary=summary, result=VerificationSample.Result.NOT_TRUE)
    found = {*named.values(), *untrue.values_list("application", flat=True)}
    gone_on = Application.objects.filter(pk__in=found, state__in=[State.REVIEWED, State.IN_LEDGER]).first()
    if gone_on:
        raise StepRefused(f"{gone_on}已办到“{gone_on.get_state_display()}”，请先撤销初审，或由市里退回。")
    return sorted(found)
