"""The demo township looks again at last month's inspections: some agree, in some something was missed, some wait."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.audit import acting
from accounts.models import Post
from core.workflow import StepRefused
from inspections.models import ChecklistItem, Recheck
from inspections.trusting.drawing import draw
from inspections.trusting.workflows import RecheckInspection

OK, BAD = ChecklistItem.Result.OK.value, ChecklistItem.Result.BAD.value
# Of so many drawn one waits; of so many made one finds what was missed.
WAITING, MISSING = 3, 4


def tell(posts: Mapping[str, Post]) -> None:
    office, company = posts["town_gas_office"], posts["gas_company"].organization
    today = timezone.localdate()
    last_month = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    try:
        rechecks = draw(last_month, company, None, by=office)
    except StepRefused:
        return  # nothing was inspected then
    for place, recheck in enumerate(rechecks):
        if place % WAITING != WAITING - 1:
            _make(recheck, office, missing=place % MISSING == 0)


def _make(recheck: Recheck, office: Post, *, missing: bool) -> None:
    """As the inspector has it where no photo is asked for; or with one item that he passed over."""
    with acting(office):
        recheck.answers = _answers(recheck, missing=missing)
        recheck.save()
    try:
        RecheckInspection.record(recheck, by=office, rechecked_on=timezone.localdate())
    except StepRefused:
        return  # left to be finished: a photo is wanted


def _answers(recheck: Recheck, *, missing: bool) -> dict[str, Any]:
    found = {code: dict(one) for code, one in recheck.inspection.answers.items()}
    if missing:
        passed_over = next(
            (one for one in recheck.checklist.items.filter(photo_when_bad=False) if _is_fine(found.get(one.code))), None
        )
        if passed_over is not None:
            found[passed_over.code] = {"result": BAD, "note": "复检时不是这样"}
    return found


def _is_fine(answer: Mapping[str, Any] | None) -> bool:
    return answer is not None and answer["result"] == OK and "value" not in answer
