"""沿革: where a household came from and what became of it, its former householders and villages (F12).

Of the change log: no table of its own keeps them. What stands outside the reader's area is left unnamed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from accounts.audit import Change, System
from accounts.models import Post
from core.models import StepTaken
from core.views.declaration import Earlier, Shown
from core.wording.division_names import division_name
from core.wording.showing import ELSEWHERE
from households.models import Application, Household

TABLE = Household._meta.db_table
HOLDER = {"name": "姓名", "id_number_digest": "身份证号"}
Case = Application.Case


# 分户、并户


def events(household: Household, post: Post) -> Shown | None:
    """Not beside a past day, as the applications: what is told is today's."""
    rows = [] if household.seen_on else events_of(household, post)
    return Shown("沿革", "households/_lineage.html", {"events": rows}) if rows else None


def events_of(household: Household, post: Post) -> list[dict[str, Any]]:
    """Oldest first: day, what happened, the other household, the application."""
    related = list(_related(household))
    seen = set(
        Household.objects.visible_to(post).filter(pk__in=[one.pk for _, one in related]).values_list("pk", flat=True)
    )
    concerning = Q(household=household) | Q(counterpart=household)
    applications = Application.objects.visible_to(post).filter(
        concerning, case__in=[Case.SPLIT, Case.MERGE], state=Application.State.IN_LEDGER
    )
    by_pair = {(one.case, one.household_id, one.counterpart_id): one for one in applications}
    rows = [_event(household, what, other, by_pair, seen) for what, other in related]
    return sorted(rows, key=lambda row: row["day"])


def _related(household: Household) -> Iterator[tuple[str, Household]]:
    if household.came_from:
        yield "分自", household.came_from
    yield from (("分出", one) for one in household.split_off.all())
    yield from (("并入本户", one) for one in household.merged.all())
    if household.merged_into:
        yield "并入", household.merged_into


def _event(household: Household, what: str, other: Household, by_pair: Any, seen: set[int]) -> dict[str, Any]:
    younger = {"分自": household, "分出": other}.get(what)
    gone = household if what == "并入" else other
    key = (Case.SPLIT, younger.came_from_id, younger.pk) if younger else (Case.MERGE, gone.merged_into_id, gone.pk)
    return {
        "day": timezone.localdate(younger.created_at) if younger else gone.cancelled_on,
        "what": what,
        "household": str(other) if other.pk in seen else f"{ELSEWHERE}的住户",
        "url": reverse("households-detail", args=[other.pk]) if other.pk in seen else "",
        **_application(by_pair.get(key)),
    }


def _application(found: Application | None) -> dict[str, str]:
    if found is None:
        return {"application": "", "application_url": ""}
    return {"application": found.number, "application_url": reverse("applications-detail", args=[found.pk])}


# 历任户主、曾在村


def householders(household: Household, post: Post) -> Shown | None:
    rows = [] if household.seen_on else householders_of(household, post)
    return Shown("历任户主", "households/_householders.html", {"householders": rows}) if rows else None


def villages(household: Household, post: Post) -> Shown | None:
    rows = [] if household.seen_on else villages_of(household, post)
    return Shown("曾在村（社区）", "households/_villages.html", {"villages": rows}) if rows else None


def householders_of(household: Household, post: Post) -> list[dict[str, Any]]:
    """Oldest first, the present one last; nothing while there was but one. A 更正 is named as such: the person may
    be the same."""
    changes = _changes(household, Q(before__has_any_keys=list(HOLDER)))
    names = _as_they_stood(changes, "name", household.name)
    rows = []
    for name, change, stay in zip(names, [*changes, None], _stays(household, changes), strict=True):
        changed = [label for column, label in HOLDER.items() if change and column in (change.before or {})]
        rows.append({"name": name, "changed": "、".join(changed), **stay})
    return _explained(rows, changes, household, post, _why_another_holder)


def villages_of(household: Household, post: Post) -> list[dict[str, Any]]:
    changes = _changes(household, Q(before__has_key="village_id"))
    villages = _as_they_stood(changes, "village_id", household.village_id)
    stays = _stays(household, changes)
    rows = [{"village": division_name(pk), **stay} for pk, stay in zip(villages, stays, strict=True)]
    return _explained(rows, changes, household, post, lambda application: application.reason)


def _changes(household: Household, which: Q) -> list[Change]:
    updates = Change.objects.filter(table=TABLE, row_id=household.pk, operation=Change.Operation.UPDATE)
    return list(updates.filter(which).order_by("id"))


def _as_they_stood(changes: Sequence[Change], column: str, now: Any) -> list[Any]:
    """What stood before each change, and what stands now."""
    stood = [now]
    for change in reversed(changes):
        stood.insert(0, (change.before or {}).get(column, stood[0]))
    return stood


class _Stay(NamedTuple):
    since: datetime.date
    until: datetime.date | None


def _stays(household: Household, changes: Sequence[Change]) -> list[dict[str, Any]]:
    days = [timezone.localdate(change.at) for change in changes]
    begun = [timezone.localdate(household.created_at), *days]
    return [_Stay(since, until)._asdict() for since, until in zip(begun, [*days, None], strict=True)]


def _explained(
    rows: list[dict[str, Any]], changes: Sequence[Change], household: Household, post: Post, why: Any
) -> list[dict[str, Any]]:
    """Beside each that ended: the application that ended it, and its reason."""
    if not changes:
        return []
    applications = _applications_of(changes, household, post)
    for row, change in zip(rows, [*changes, None], strict=True):
        found = applications.get(change.act) if change else None
        otherwise = System(change.system).label if change and change.system else ""
        row |= {"reason": why(found) if found else otherwise, **_application(found)}
    return rows


def _applications_of(changes: Sequence[Change], household: Household, post: Post) -> dict[Any, Application]:
    """By the act in which the application's last step wrote the ledger."""
    own = Application.objects.visible_to(post).filter(household=household).in_bulk()
    steps = StepTaken.objects.filter(
        kind=Application._meta.label_lower, record_id__in=own, act__in=[change.act for change in changes]
    )
    return {step.act: own[step.record_id] for step in steps}


def _why_another_holder(application: Application) -> str:
    return application.get_householder_reason_display() or application.get_case_display()


# The history page


def histories_before(household: Household, post: Post) -> list[Earlier]:
    """Whose history goes on in this one's: of the household from which it was split until then, of those that were
    merged into it; and of theirs."""
    found: list[Earlier] = []
    known = {household.pk}
    ahead = [Earlier(household, "")]
    while ahead:
        for earlier in _before(ahead.pop(), post):
            if earlier.record.pk not in known:
                known.add(earlier.record.pk)
                found.append(earlier)
                ahead.append(earlier)
    return found


def _before(younger: Earlier, post: Post) -> Iterator[Earlier]:
    seen, last = Household.objects.visible_to(post), younger.last_change
    for origin in seen.filter(pk=younger.record.came_from_id):
        split = _last_change_of_split(younger.record)
        yield Earlier(origin, f"原户 {origin}", split if last is None else min(split, last))
    for merged in seen.filter(merged_into=younger.record):
        yield Earlier(merged, f"并入的 {merged}", last)


def _last_change_of_split(household: Household) -> int:
    """What the same act did to the old household still belongs to both."""
    born = Change.objects.filter(table=TABLE, row_id=household.pk, operation=Change.Operation.INSERT)
    of_both = Change.objects.filter(table=TABLE, row_id__in=[household.pk, household.came_from_id])
    last = of_both.filter(act__in=born.values("act")).aggregate(last=Max("pk"))["last"]
    return int(last or 0)
