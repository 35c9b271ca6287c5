"""How a step is taken, by one and by the set alike. There is no other way to change a state.

In one transaction: lock the rows that the actor may see → right workflow, state, role? → lock what is judged with them
→ fill in and stamp → anything in the way? → what follows → save → stop and start clocks → history → notices.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models
from django.utils import timezone

from accounts.audit import Actor, System, acting
from accounts.hiding import without_numbers
from accounts.prepared import PreparedFor
from accounts.records import EditConflict
from core.models import StepTaken
from core.wording.violations import broken_rule, rules_said_by
from core.workflow import filling, hooks, running, telling, writing
from core.workflow.parts import LED, Answers, GuardFunction, Outcome, StepRefused

if TYPE_CHECKING:
    from core.workflow.declarations import Step, Workflow

CHUNK = 1000
NOT_FOUND = "没有找到这条记录：它可能已被移走，或不在您的管辖范围内。请返回列表重新打开。"
NOT_IN_FORCE = "您的这个岗位已不在岗，不能再办理。请切换岗位，或联系系统管理员。"
OUTSIDE = "只能登记本人管辖范围内的记录，请检查所选的村（社区）。"
FOLLOWS = "“{}”不单独办理，随它所依据的记录一并办理，请到那条记录的页面上办理。"
Progress = Callable[[int, int], None]
Refusals = dict[int, str]


def take(step: Step, record: Any, *, by: Actor, at: datetime.datetime | None, answers: Mapping[str, Any]) -> Any:
    if step.begins:
        return _begin_one(step, by=by, at=at, raw=answers)
    with rules_said_by(StepRefused), acting(by, why=_opinion(step, answers)) as act:
        locked = _lock_one(step, record, by)
        cleaned = filling.clean(step, answers, by=by, at=at, act=act)
        if refused := _take_locked(step, [locked], cleaned):
            raise StepRefused(refused[record.pk])
    _show(record, locked)
    return record


def take_all(
    step: Step,
    queryset: models.QuerySet[Any],
    *,
    by: Actor,
    at: datetime.datetime | None,
    answers: Mapping[str, Any],
    outcome: Outcome,
    progress: Progress | None,
) -> Outcome:
    cleaned = filling.clean(step, answers, by=by, at=at, act=outcome.act)
    visible = _visible(step.workflow, by).filter(pk__in=queryset.values("pk"))
    pks = list(visible.order_by("pk").values_list("pk", flat=True))
    for done, chunk in chunks(pks):
        outcome.add(_take_chunk(step, chunk, cleaned))
        if progress:
            progress(done, len(pks))
    return outcome


def follow(step: Step, queryset: models.QuerySet[Any], *, led_by: Answers, filled: Mapping[str, Any]) -> None:
    """Inside the leading step's transaction and act. The rows hang on the leading record: whoever took its step need
    not see them, so they are locked as the portal itself sees them."""
    pks = queryset.order_by().values_list("pk", flat=True)
    cleaned = filling.clean(step, filled, by=led_by.by, at=led_by.at, act=led_by.act)
    for _, chunk in chunks(sorted(pks)):
        records = lock(step.workflow, chunk, System.CLOCK)
        refused = {record.pk: why for record in records if (why := _out_of_place(step, record))}
        refused |= _go(step, _without(records, refused), cleaned)
        if refused:
            first = next(record for record in records if record.pk in refused)
            raise StepRefused(f"{step.workflow.describe(first)}：{refused[first.pk]}")


def begin_all(step: Step, records: Sequence[Any], *, by: Actor, at: datetime.datetime | None) -> Outcome:
    outcome = Outcome()
    answers = Answers(by=by, at=at or timezone.now(), act=outcome.act)
    for _, chunk in chunks(records):
        outcome.add(_begin_chunk(step, chunk, answers))
    return outcome


def begin_together(step: Step, records: Sequence[Any], led_by: Answers) -> None:
    """A first step that follows another record's, in its transaction and by whoever took that one: for all of the
    records or for none. Raises StepRefused with the first refused one's sentence."""
    outcome = begin_all(step, records, by=led_by.by, at=led_by.at)
    if outcome.refused:
        raise StepRefused(next(iter(outcome.refused.values())))


def why_not(step: Step, record: Any, *, by: Actor) -> str:
    if record is None:
        return _wrong_role(step, "", by)
    return _standing(step, record, by) or _in_the_way(step, [record], by).get(record.pk, "")


def why_not_all(step: Step, queryset: models.QuerySet[Any], *, by: Actor) -> Refusals:
    """Nothing is locked or written; a thousand rows at a time."""
    refused: Refusals = {}
    pks = list(queryset.order_by().values_list("pk", flat=True))
    for _, chunk in chunks(pks):
        records = list(_visible(step.workflow, by).filter(pk__in=chunk))
        standing = {record.pk: sentence for record in records if (sentence := _standing(step, record, by))}
        refused |= standing | _in_the_way(step, _without(records, standing), by)
    return refused


# One


def _lock_one(step: Step, seen: Any, by: Actor) -> Any:
    """Raises StepRefused; EditConflict where the step would be right, but for a row that is no longer what the caller
    saw."""
    found = next(iter(_locked(step.workflow, seen.pk, by)), None)
    if found is None:
        raise StepRefused(NOT_FOUND)
    if sentence := _standing(step, found, by):
        raise StepRefused(_already_taken(step, found) or sentence)
    if found.version != seen.version:
        raise EditConflict(seen)
    return found


def _begin_one(step: Step, *, by: Actor, at: datetime.datetime | None, raw: Mapping[str, Any]) -> Any:
    if sentence := _wrong_role(step, "", by):
        raise StepRefused(sentence)
    record = step.workflow.model()
    with rules_said_by(StepRefused), acting(by, why=_opinion(step, raw)) as act:
        answers = filling.clean(step, raw, by=by, at=at, act=act)
        if refused := _begin(step, [record], answers):
            raise StepRefused(refused[record.pk])
    return record


def _opinion(step: Step, raw: Mapping[str, Any]) -> str:
    """Stands in the log of changes as why."""
    return without_numbers(str(raw.get("reason", ""))) if step.reason else ""


def _show(seen: Any, locked: Any) -> None:
    """The caller's copy becomes what was saved."""
    if seen is not locked:
        seen.__dict__.clear()
        seen.__dict__.update(locked.__dict__)


# The set


def _take_chunk(step: Step, pks: Sequence[int], answers: Answers) -> Outcome:
    """A row that the database itself refuses, or that what follows refuses, is found by halving: the others are
    taken."""
    try:
        with acting(answers.by, request_id=answers.act, why=answers.reason):
            locked = lock(step.workflow, pks, answers.by)
            refused = _take_locked(step, locked, answers)
    except (IntegrityError, StepRefused) as problem:
        return halved(_take_chunk, step, pks, answers, problem) or Outcome(refused={pks[0]: sentence_of(problem)})
    return Outcome([record.pk for record in locked if record.pk not in refused], refused)


def _begin_chunk(step: Step, records: Sequence[Any], answers: Answers) -> Outcome:
    try:
        with acting(answers.by, request_id=answers.act):
            refused = _begin(step, records, answers)
    except (IntegrityError, StepRefused) as problem:
        one = Outcome(refused={records[0].pk: sentence_of(problem)})
        return halved(_begin_chunk, step, records, answers, problem) or one
    return Outcome([record.pk for record in records if record.pk not in refused], refused)


def halved(
    again: Callable[[Any, Any, Answers], Outcome],
    what: Any,
    rows: Sequence[Any],
    answers: Answers,
    problem: Exception,
) -> Outcome | None:
    """The two halves, each tried alone; None where there is nothing left to halve."""
    if isinstance(problem, IntegrityError) and not broken_rule(problem):
        raise problem
    if len(rows) == 1:
        return None
    middle = len(rows) // 2
    outcome = again(what, rows[:middle], answers)
    outcome.add(again(what, rows[middle:], answers))
    return outcome


def sentence_of(problem: Exception) -> str:
    return broken_rule(problem) if isinstance(problem, IntegrityError) else str(problem)


def chunks(rows: Sequence[Any]) -> Iterator[tuple[int, Sequence[Any]]]:
    """With how many are done after each."""
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        yield start + len(chunk), chunk


# What happens to locked rows


def _take_locked(step: Step, records: Sequence[Any], answers: Answers) -> Refusals:
    refused = {record.pk: sentence for record in records if (sentence := _standing(step, record, answers.by))}
    return refused | _go(step, _without(records, refused), answers)


def _go(step: Step, rows: Sequence[Any], answers: Answers) -> Refusals:
    """Of rows in the right state, taken by the right role."""
    _hold(step, rows)
    before = writing.snapshot(rows)
    filling.fill(step, rows, answers)
    refused = _refused(step, rows, answers.by)
    rows = _without(rows, refused)
    came_from = {record.pk: step.workflow.state_of(record) for record in rows}
    _set_state(step, rows)
    _follow(step, rows, answers)
    writing.save_changes(rows, before)
    _tell(step, rows, came_from, answers)
    return refused


def _begin(step: Step, records: Sequence[Any], answers: Answers) -> Refusals:
    if sentence := _wrong_role(step, "", answers.by):
        raise StepRefused(sentence)
    writing.give_pks(records)
    filling.fill(step, records, answers)
    _set_state(step, records)
    step.workflow.prepare(records)
    _place(step.workflow, records)
    _hold(step, records)
    refused = _refused(step, records, answers.by)
    rows = _without(records, refused)
    _follow(step, rows, answers)
    if rows:
        writing.insert(rows)
        _refuse_outside(step.workflow, rows, answers.by)
    _tell(step, rows, {}, answers)
    return refused


def _hold(step: Step, records: Sequence[Any]) -> None:
    if step.holds and records:
        step.holds(records)


def _set_state(step: Step, records: Sequence[Any]) -> None:
    workflow = step.workflow
    for record in records:
        setattr(record, workflow.state_field, workflow.state(step.target))
        if step.begins and workflow.case_field:
            setattr(record, workflow.case_field, workflow.case)


def _place(workflow: type[Workflow], records: Sequence[Any]) -> None:
    """bulk_create does not call `save()`, which places a record in its village."""
    if hasattr(workflow.model, "place"):
        models.prefetch_related_objects(records, "village")
        for record in records:
            record.place()


def _follow(step: Step, records: Sequence[Any], answers: Answers) -> None:
    if records:
        for follow in (*step.then, *hooks.reactions_to(step)):
            follow(records, answers.by, answers)


def _tell(step: Step, records: Sequence[Any], came_from: Mapping[int, str], answers: Answers) -> None:
    if not records:
        return
    filers = telling.filers(step, records, answers)
    running.move(step, records, came_from, filers, answers)
    StepTaken.objects.bulk_create(telling.steps_taken(step, records, came_from, answers))
    telling.tell(step, records, filers, answers)


# What may stand in the way


def _standing(step: Step, record: Any, by: Actor) -> str:
    """Workflow, state, role: what needs no look-up."""
    return _out_of_place(step, record) or _wrong_role(step, step.workflow.state_of(record), by)


def _out_of_place(step: Step, record: Any) -> str:
    workflow = step.workflow
    if not workflow.covers(record):
        return f"这条记录不是“{workflow.title}”，不能办理“{step.label}”。请在列表中只选同一类。"
    state = workflow.state_of(record)
    if state not in step.sources:
        wanted = "、".join(f"“{workflow.state_label(source)}”" for source in step.sources)
        return f"“{step.label}”只能在{wanted}时办理，这条记录现在是“{workflow.state_label(state)}”。请刷新后再看。"
    return ""


def _wrong_role(step: Step, state: str, by: Actor) -> str:
    if step.by is LED:
        return FOLLOWS.format(step.label)
    allowed = step.allowed(state)
    if isinstance(by, System):
        return (
            "" if by in allowed else f"“{step.label}”由{step.workflow.roles_label(allowed)}办理，不能由{by.label}办理。"
        )
    if not by.is_in_force:
        return NOT_IN_FORCE
    if by.role in allowed:
        return ""
    return (
        f"“{step.label}”由{step.workflow.roles_label(allowed)}办理，您当前的岗位是{by.get_role_display()}，不能办理。"
    )


def _in_the_way(step: Step, records: Sequence[Any], by: Actor) -> Refusals:
    return _asked((*step.requires, *hooks.guards_on(step)), records, by)


def _refused(step: Step, records: Sequence[Any], by: Actor) -> Refusals:
    """Once it is answered."""
    refused = _in_the_way(step, records, by)
    return refused | _asked(step.judges, _without(records, refused), by)


def _asked(guards: Sequence[GuardFunction], records: Sequence[Any], by: Actor) -> Refusals:
    """The first guard that refuses a record gives its sentence."""
    refused: Refusals = {}
    for ask in guards:
        if rest := _without(records, refused):
            refused |= ask(rest, by)
    return refused


def _already_taken(step: Step, record: Any) -> str:
    """Of two who take the same step, the later one is told of the earlier."""
    last = step.workflow.history(record).last()
    if last is None or last.step != step.name:
        return ""
    at = timezone.localtime(last.at)
    state = step.workflow.state_label(step.workflow.state_of(record))
    return f"{last.by_label}已于{at:%m-%d %H:%M}办理“{step.label}”，现在是“{state}”。请刷新后查看，不必再办。"


def _refuse_outside(workflow: type[Workflow], records: Sequence[Any], by: Actor) -> None:
    inside = _visible(workflow, by).filter(pk__in=[record.pk for record in records]).count()
    if inside < len(records):
        raise StepRefused(OUTSIDE)


def _visible(workflow: type[Workflow], by: Actor) -> models.QuerySet[Any]:
    rows: Any = workflow.model._default_manager.all()
    visible: models.QuerySet[Any] = rows if isinstance(by, System) else rows.visible_to(by)
    return visible


def lock(workflow: type[Workflow], pks: Sequence[int], by: Actor) -> list[Any]:
    """In the order of their keys, so that two who lock the same rows wait for each other and never in a circle."""
    return list(_locking(workflow, by).filter(pk__in=pks).order_by("pk"))


def _locked(workflow: type[Workflow], pk: int, by: Actor) -> list[Any]:
    """One, or none. Officers take single steps all day: where it can be, what they ask is put into SQL once."""
    if isinstance(by, System) or not workflow.model.scope.by_ids:
        return lock(workflow, [pk], by)
    return _locking_one.rows(by, workflow, pk=pk)


def _locking(workflow: type[Workflow], by: Actor) -> models.QuerySet[Any]:
    rows = _visible(workflow, by).select_for_update(of=("self",), no_key=True).order_by()
    return rows.select_related(workflow.model.scope.area) if workflow.model.scope.area else rows


_locking_one: PreparedFor[Any] = PreparedFor(lambda by, workflow, pk: _locking(workflow, by).filter(pk=pk))


def _without(records: Sequence[Any], refused: Mapping[int, str]) -> list[Any]:
    return [record for record in records if record.pk not in refused]
