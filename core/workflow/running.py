"""Clocks as rows: stopped and started by steps."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.prepared import PreparedUpdate
from accounts.roles import Role
from accounts.scoping import TIERS
from core.models import OpenItem
from core.models.clocks import Unit
from core.notifying.notices import shortened
from core.places import place_of, waits_at
from core.timekeeping.clocks import Limit, due_at, end_of, last_day, limit_in_force, warn_at
from core.timekeeping.missing_years import tell_if_missing
from core.workflow.parts import Answers, Filer

if TYPE_CHECKING:
    from core.workflow.declarations import Clock, Step, Workflow


@dataclass(frozen=True)
class Wait:
    """What runs: a clock's key and label, the case it was chosen by, its declared limit, when it started; the last day,
    where the record itself keeps it."""

    key: str
    label: str
    case: str
    limit: Limit | None
    start: datetime.datetime
    until: datetime.date | None = None


class Opening:
    """The items that one act opens; a deadline that many share is reckoned once."""

    def __init__(self, workflow: type[Workflow]) -> None:
        self.workflow = workflow
        self.items: list[OpenItem] = []
        self._deadlines: dict[Wait, dict[str, Any]] = {}

    def add(self, record: Any, role: Role, wait: Wait) -> None:
        if wait not in self._deadlines:
            self._deadlines[wait] = _deadline(wait)
        self.items.append(
            OpenItem(
                kind=self.workflow.kind,
                record_id=record.pk,
                title=shortened(f"{wait.label}：{self.workflow.describe(record)}", 120),
                clock=wait.key,
                case=wait.case,
                role=role,
                started_at=wait.start,
                **self._deadlines[wait],
                **waits_at(place_of(record), role),
            )
        )


def move(
    step: Step, records: Sequence[Any], came_from: Mapping[int, str], filers: Mapping[int, Filer], answers: Answers
) -> None:
    """Stop what the step ends, start what it begins."""
    moved = [record for record in records if came_from.get(record.pk) != step.target]
    if not step.begins:
        _stop.run(step, at=answers.at, ids=_pks(records), moved=_pks(moved))
    opening = Opening(step.workflow)
    for record in moved:
        _await_handlers(opening, step, record, filers.get(record.pk), answers.at)
    for clock in step.workflow.clocks.values():
        if clock.starts_with(step):
            for record in records:
                _start(opening, clock, record, filers.get(record.pk), answers.at)
    if opening.items:
        OpenItem.objects.bulk_create(opening.items, ignore_conflicts=True)


def go_along(rows: QuerySet[Any]) -> None:
    """What waits for records that have come to stand in another village waits there too."""
    own = rows.order_by().filter(pk=OuterRef("record_id"))
    waiting = OpenItem.objects.open().filter(kind=rows.model._meta.label_lower, record_id__in=rows.values("pk"))
    waiting.update(**{f"{tier}_id": Subquery(own.values(f"{tier}_id")[:1]) for tier in TIERS})


def _stopped(step: Step, at: Any, ids: Any, moved: Any) -> tuple[QuerySet[OpenItem], dict[str, Any]]:
    """The end of a record's life stops all; leaving a state stops what waited in it; a clock's own stops stop it."""
    workflow = step.workflow
    open_items = OpenItem.objects.filter(kind=workflow.kind, closed_at=None)
    if workflow.is_final(step.target):
        return open_items.filter(record_id__among=ids), {"closed_at": at}
    of_states = [way.key for way in workflow.steps.values() if way.leads_forward]
    stopped = [clock.key for clock in workflow.clocks.values() if clock.stops_with(step)]
    ended = Q(record_id__among=moved, clock__in=of_states)
    if stopped:
        ended |= Q(record_id__among=ids, clock__in=stopped)
    return open_items.filter(ended), {"closed_at": at}


_stop = PreparedUpdate(_stopped)


def _await_handlers(opening: Opening, step: Step, record: Any, filer: Filer | None, at: datetime.datetime) -> None:
    workflow = step.workflow
    handlers = workflow.handlers(step.target)
    for role in _those_concerned(handlers, filer):
        way = handlers[role]
        until = getattr(record, way.until) if way.until else None
        opening.add(record, role, Wait(way.key, way.awaited, str(workflow.case), way.within, at, until))


def _start(opening: Opening, clock: Clock, record: Any, filer: Filer | None, at: datetime.datetime) -> None:
    case = clock.case(record) if clock.case else ""
    limit = clock.declared_limit(case)
    if limit is None:
        return
    since = _moment(getattr(record, clock.since)) if clock.since else None
    until = getattr(record, clock.until) if clock.until else None
    for role in _those_concerned(clock.roles(), filer):
        opening.add(record, role, Wait(clock.key, clock.label, case, limit, since or at, until))


def _those_concerned(roles: Any, filer: Filer | None) -> list[Role]:
    """What its filer has to work on waits for the filer's role alone, not for every role that might have filed it."""
    if filer and filer.role in roles:
        return [Role(filer.role)]
    return sorted(roles)


def _moment(since: datetime.date | datetime.datetime | None) -> datetime.datetime | None:
    """A day alone counts from its beginning."""
    if since is None or isinstance(since, datetime.datetime):
        return since
    return timezone.make_aware(datetime.datetime.combine(since, datetime.time()))


def _deadline(wait: Wait) -> dict[str, Any]:
    limit = limit_in_force(wait.key, wait.case, wait.limit, timezone.localdate(wait.start))
    if limit is None:
        return {}
    due = end_of(wait.until) if wait.until else due_at(wait.start, limit)
    if limit.unit == Unit.WORKING_DAYS:
        tell_if_missing(timezone.localdate(wait.start), last_day(due))
    return {
        "due_at": due,
        "warn_at": warn_at(wait.start, due, limit.unit),
        "limit_value": limit.value,
        "limit_unit": limit.unit,
    }


def _pks(records: Sequence[Any]) -> list[int]:
    return [record.pk for record in records]
