"""Running clocks paused, resumed and extended with a reason, where so declared; each stands in the history.

`adjustments` says what may be done to the clocks of a record and what stands in the way; `pause`, `resume`, `extend` do
it by the same rules.
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.audit import acting
from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.roles import Role
from core.models import Notice, OpenItem, StepTaken
from core.models.clocks import Unit
from core.notifying import notices
from core.notifying.escalation import ABOVE
from core.timekeeping.clocks import Limit, extended_due, resumed_due
from core.timekeeping.office_hours import closing_time
from core.webhooks import announcing
from core.workflow.declarations import Workflow
from core.workflow.engine import NOT_FOUND, NOT_IN_FORCE
from core.workflow.parts import StepRefused
from core.workflow.telling import name_of

LONGEST_REASON = 200
STOPPED = "这个时限没有在计时：这一步可能已经办完，请刷新后再看。"


class Act(models.TextChoices):
    PAUSE = "pause", "暂停计时"
    RESUME = "resume", "恢复计时"
    EXTEND = "extend", "延长时限"


@dataclass(frozen=True, eq=False)
class Running:
    """A clock of a record, `name` being that of its step or clock, with its open items: one for each role that it
    waits for."""

    record: Any
    workflow: type[Workflow]
    name: str
    items: Sequence[OpenItem]

    @cached_property
    def limit(self) -> Limit | None:
        if self.name in self.workflow.clocks:
            return self.workflow.clocks[self.name].declared_limit(self.first.case)
        return self.workflow.steps[self.name].within

    @property
    def label(self) -> str:
        return (self.workflow.clocks.get(self.name) or self.workflow.steps[self.name]).label

    @property
    def first(self) -> OpenItem:
        return self.items[0]

    @property
    def units_left(self) -> int:
        return max(self.limit.extension - self.first.extended, 0) if self.limit else 0

    @property
    def unit(self) -> str:
        """A fixed day of the year is moved by days."""
        unit = Unit(self.first.limit_unit)
        return str((Unit.CALENDAR_DAYS if unit == Unit.DAY_OF_YEAR else unit).label)

    def acts(self) -> Iterator[Act]:
        """Those that are declared, as the clock stands now."""
        if self.first.paused_at:
            yield Act.RESUME
        elif self.limit and self.limit.pausable:
            yield Act.PAUSE
        if self.limit and self.limit.extension:
            yield Act.EXTEND

    def why_not(self, act: Act, now: datetime.datetime) -> str:
        """The sentence that stands in the way, or ""."""
        match act:
            case Act.RESUME:
                return "" if self.first.paused_at else "这个时限没有暂停，正在计时。"
            case _ if self.limit is None or self.first.due_at is None:
                return "这一步没有时限。"
            case Act.PAUSE:
                return self._why_not_pause() or self._overdue("暂停", now)
            case Act.EXTEND:
                return self._overdue("延长", now) or ("" if self.units_left else "这个时限按规定不能再延长。")

    def _why_not_pause(self) -> str:
        if not (self.limit and self.limit.pausable):
            return "这个时限按规定不能暂停。"
        return "这个时限已经暂停，不必再办。" if self.first.paused_at else ""

    def _overdue(self, act: str, now: datetime.datetime) -> str:
        due = self.first.due_at
        late = self.first.paused_at is None and due is not None and due <= now
        return f"已经逾期，不能再{act}，请尽快办理。" if late else ""


@dataclass(frozen=True)
class Adjustment:
    """What a post may do to a running clock; `why_not` is the sentence that makes the button grey, or ""."""

    act: Act
    clock: Running
    why_not: str

    @property
    def label(self) -> str:
        return f"{self.act.label}：{self.clock.label}"


def adjustments(record: Any, *, by: Post) -> list[Adjustment]:
    """Nothing is locked or written."""
    if not any(limit.pausable or limit.extension for limit in _limits(Workflow.of(record))):
        return []
    now = timezone.now()
    return [
        Adjustment(act, clock, clock.why_not(act, now))
        for clock in running_clocks(record, by=by)
        if _is_concerned(clock.items, by)
        for act in clock.acts()
    ]


def running_clocks(record: Any, *, by: Post) -> list[Running]:
    """Those that the post sees, whoever may adjust them."""
    workflow = Workflow.of(record)
    return _running(record, workflow, _open_items(workflow, record, by))


def pause(record: Any, clock: str, *, reason: str, by: Post, at: datetime.datetime | None = None) -> None:
    """Let a running clock stand still; `clock` is the name of its step or clock. Raises StepRefused."""
    with _adjusting(record, clock, Act.PAUSE, by, at) as (running, now, act):
        because = _checked(reason, "暂停")
        for item in running.items:
            item.paused_at, item.pause_reason = now, because
        _save(running.items)
        done = _note(running, Act.PAUSE, f"暂停计时：{running.label}", because, by, now, act)
        _tell_above(running, done, by)


def resume(record: Any, clock: str, *, by: Post, reason: str = "", at: datetime.datetime | None = None) -> None:
    """Let it go on with what was left. Raises StepRefused."""
    with _adjusting(record, clock, Act.RESUME, by, at) as (running, now, act):
        because = _short_enough(reason, "恢复")
        for item in running.items:
            if item.due_at and item.paused_at:
                closes = closing_time(timezone.localdate(item.started_at))
                _move(item, resumed_due(item.due_at, item.limit_unit, item.paused_at, now, closes))
            item.paused_at, item.pause_reason = None, ""
        _save(running.items)
        _note(running, Act.RESUME, f"恢复计时：{running.label}", because, by, now, act)


def extend(record: Any, clock: str, units: int, *, reason: str, by: Post, at: datetime.datetime | None = None) -> None:
    """Give more time, up to the limit's declared `extension` in all. Raises StepRefused."""
    with _adjusting(record, clock, Act.EXTEND, by, at) as (running, now, act):
        if not 1 <= units <= running.units_left:
            sentence = f"最多还能延长 {running.units_left} {running.unit}。"
            raise StepRefused(sentence, {"units": sentence})
        because = _checked(reason, "延长")
        for item in running.items:
            if item.due_at:
                _move(item, extended_due(item.due_at, item.limit_unit, units))
            item.extended += units
        _save(running.items)
        done = _note(running, Act.EXTEND, f"延长 {units} {running.unit}：{running.label}", because, by, now, act)
        _tell_above(running, done, by)


@contextmanager
def _adjusting(
    record: Any, clock: str, act: Act, by: Post, at: datetime.datetime | None
) -> Iterator[tuple[Running, datetime.datetime, uuid.UUID]]:
    """The clock, locked with its record, as far as this post may adjust it so. Raises StepRefused."""
    now = at or timezone.now()
    with acting(by) as running_act:
        running = _locked(record, clock, by)
        if sentence := running.why_not(act, now):
            raise StepRefused(sentence)
        yield running, now, running_act


def _locked(record: Any, clock: str, by: Post) -> Running:
    """The record first, as every step does: so no two wait for each other in a circle."""
    if by.state != Post.State.IN_FORCE:
        raise StepRefused(NOT_IN_FORCE)
    rows: Any = type(record)._default_manager.all()
    found = rows.visible_to(by).filter(pk=record.pk).select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise StepRefused(NOT_FOUND)
    workflow = Workflow.of(found)
    items = _open_items(workflow, found, by).filter(clock=f"{workflow.kind}.{clock}")
    locked = _running(found, workflow, items.select_for_update(of=("self",)))
    if not locked:
        raise StepRefused(STOPPED)
    if not _is_concerned(locked[0].items, by):
        raise StepRefused(f"只有承办岗位或其上级可以调整时限，您当前的岗位是{by.get_role_display()}。")
    return locked[0]


def _open_items(workflow: type[Workflow], record: Any, by: Post) -> models.QuerySet[OpenItem]:
    items = OpenItem.objects.visible_to(by).open()
    return items.filter(kind=workflow.kind, record_id=record.pk).order_by("pk")


def _running(record: Any, workflow: type[Workflow], items: models.QuerySet[OpenItem]) -> list[Running]:
    by_clock: dict[str, list[OpenItem]] = defaultdict(list)
    for item in items:
        by_clock[item.clock.rpartition(".")[2]].append(item)
    return [Running(record, workflow, name, items) for name, items in by_clock.items()]


def _is_concerned(items: Sequence[OpenItem], by: Post) -> bool:
    """Whoever handles it, and the tier to which he answers."""
    return any(by.role in {item.role, ABOVE.get(Role(item.role))} for item in items)


def _limits(workflow: type[Workflow]) -> Iterator[Limit]:
    for clock in workflow.clocks.values():
        yield from [clock.limit] if isinstance(clock.limit, Limit) else clock.limit.values()
    for step in workflow.steps.values():
        if step.within:
            yield step.within


def _checked(reason: str, act: str) -> str:
    text = _short_enough(reason, act)
    if not text:
        raise StepRefused(f"请写明{act}的原因。", {"reason": f"请写明{act}的原因。"})
    return text


def _short_enough(reason: str, act: str) -> str:
    text = reason.strip()
    if len(text) > LONGEST_REASON:
        sentence = f"{act}的原因最多 {LONGEST_REASON} 字，现在是 {len(text)} 字。"
        raise StepRefused(sentence, {"reason": sentence})
    return without_numbers(text)


def _move(item: OpenItem, due: datetime.datetime) -> None:
    if item.due_at and item.warn_at:
        item.warn_at += due - item.due_at
    item.due_at = due


def _save(items: Sequence[OpenItem]) -> None:
    OpenItem.objects.bulk_update(items, ["due_at", "warn_at", "paused_at", "pause_reason", "extended"])


def _note(
    running: Running, act: Act, label: str, reason: str, by: Post, at: datetime.datetime, act_id: uuid.UUID
) -> StepTaken:
    workflow = running.workflow
    state = workflow.state_of(running.record)
    taken = StepTaken.objects.create(
        kind=workflow.kind,
        record_id=running.record.pk,
        workflow=workflow.__name__,
        step=act,
        label=notices.shortened(label, 40),
        from_state=state,
        to_state=state,
        at=at,
        post=by,
        by_label=name_of(by),
        reason=reason,
        act=act_id,
    )
    events = announcing.names_of(workflow.kind, str(workflow.case), act)
    if announcing.is_wanted(events):
        announcing.announce(workflow.model, events, [taken])
    return taken


def _tell_above(running: Running, done: StepTaken, by: Post) -> None:
    """Who gives himself more time answers for it: the tier above learns of it at once."""
    above = {ABOVE[Role(item.role)] for item in running.items if item.role == by.role and Role(item.role) in ABOVE}
    if not above:
        return
    notices.tell(
        [user for user in notices.posts_over([running.record], above) if user != by.user_id],
        Notice.Kind.NEWS,
        f"{running.workflow.describe(running.record)}：{done.label}",
        body=f"{done.by_label}办理，原因：{done.reason}",
        link=notices.link_to(running.workflow.kind, running.record.pk),
    )
