"""What a recheck says beside the inspection: which items both judged alike, and what the inspector had missed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from core.workflow import Answers, begin_together
from inspections.hazards.finding import Found, found_at, hazard_at, open_hazards_of
from inspections.hazards.workflows import HandleHazard
from inspections.models import ChecklistItem, Hazard, Level, Recheck

OK, BAD = ChecklistItem.Result.OK, ChecklistItem.Result.BAD
JUDGED = frozenset({OK, BAD})


def compare_all(rechecks: Sequence[Recheck], by: Actor, answers: Answers) -> None:
    prefetch_related_objects(rechecks, "inspection", "checklist__items")
    still_open = open_hazards_of([one.inspection for one in rechecks]).keys()
    for one in rechecks:
        _compare(one, still_open)


def _compare(recheck: Recheck, still_open: Collection[Found]) -> None:
    """What the inspector found and is in order now has been put right since, unless its hazard is still open."""
    then, now = _results(recheck.inspection.answers), _results(recheck.answers)
    compared = [
        code
        for code in then.keys() & now.keys()
        if (then[code], now[code]) != (BAD, OK) or found_at(recheck.inspection, code) in still_open
    ]
    differing = [
        item.code for item in _in_order(recheck) if item.code in compared and then[item.code] != now[item.code]
    ]
    recheck.compared, recheck.differing = len(compared), differing
    recheck.agreeing, recheck.agrees = len(compared) - len(differing), not differing
    recheck.missed = Level.gravest([item.level for item in missed_in(recheck)])


def missed_in(recheck: Recheck) -> list[ChecklistItem]:
    """Called in order by the inspector, bad when it was looked at again."""
    now = _results(recheck.answers)
    return [item for item in _in_order(recheck) if item.code in recheck.differing and now[item.code] == BAD]


def make_hazards_of_missed(rechecks: Sequence[Recheck], by: Actor, answers: Answers) -> None:
    """With the day of the recheck; what is an open hazard already stays that one."""
    still_open = open_hazards_of([one.inspection for one in rechecks]).keys()
    hazards = [
        _hazard(one, item, answers)
        for one in rechecks
        for item in missed_in(one)
        if item.level and found_at(one.inspection, item.code) not in still_open
    ]
    begin_together(HandleHazard.find, hazards, answers)


def _hazard(recheck: Recheck, item: ChecklistItem, answers: Answers) -> Hazard:
    note = recheck.answers[item.code].get("note", "")
    return hazard_at(
        recheck.inspection,
        item,
        f"{item.text}（抽查复检不合格{'：' if note else ''}{note}）",
        found_on=recheck.rechecked_on or timezone.localdate(answers.at),
        found_by=str(recheck.rechecked_by.user.name) if recheck.rechecked_by else "",
    )


def _results(answers: dict[str, dict[str, str]]) -> dict[str, str]:
    """Of what was judged; what does not concern the house is no difference."""
    return {code: one["result"] for code, one in answers.items() if one.get("result") in JUDGED}


def _in_order(recheck: Recheck) -> list[ChecklistItem]:
    return list(recheck.checklist.items.all())
