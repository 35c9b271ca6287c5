"""An act taken back: a step that one office took for one record or for three thousand, undone row by row where nothing
has happened to the row since (F87).

Only steps that say so (`taken_back_within`), by the office that took them, while their time lasts. The record gets the
values that it had, from the log of changes; the clocks that the step stopped run on as if they had never stood, with
the deadlines that they had, and those that it started are closed. The history keeps both.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.db import IntegrityError, models
from django.utils import timezone

from accounts.audit import Change, acting
from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.records import FRESH
from core.models import OpenItem, StepTaken
from core.notifying.notices import shortened
from core.timekeeping.clocks import due_at
from core.wording import words
from core.workflow import engine, hooks, telling, writing
from core.workflow.declarations import Step
from core.workflow.filling import LONGEST_REASON
from core.workflow.parts import Answers, Outcome, StepRefused
from core.workflow.registry import workflows, workflows_of

NAME = "take_back"
CHANGED_SINCE = "这次办理之后，内容又有改动，不能撤销。"
Refusals = dict[int, str]


@dataclass(frozen=True)
class Found:
    """What is known of the rows of an act when it is judged: the rows as they stand, the act's own change of each, and
    the last line of each one's history."""

    records: Mapping[int, Any]
    changes: Mapping[int, Change]
    last: Mapping[int, StepTaken]


@dataclass(frozen=True)
class Whose:
    model: type[models.Model]
    by: Post


def lines_of(model: type[models.Model], act: uuid.UUID, *, by: Post) -> list[StepTaken]:
    """What this post's office did in the act, a line a record; none of an act that was another's."""
    lines = StepTaken.objects.filter(kind=model._meta.label_lower, act=act).exclude(step=NAME)
    own = lines.filter(post__role=by.role, post__organization=by.organization_id)
    return list(own.select_related("post").order_by("record_id"))


def why_not_line(line: StepTaken, *, by: Post) -> str:
    """What stands in the way whatever has become of the record: the rules, the office, the time. "" if nothing."""
    return _why_not_ever(line, by, timezone.now())


def why_not_act(model: type[models.Model], lines: Sequence[StepTaken], *, by: Post) -> Refusals:
    """Row by row, before anything is done."""
    refused: Refusals = {}
    visible: Any = model._default_manager.all()
    for _, chunk in engine.chunks(lines):
        records = visible.visible_to(by).in_bulk([line.record_id for line in chunk])
        refused |= _refusals(_found(model, chunk, records), chunk, by)
    return refused


def take_back(
    model: type[models.Model],
    lines: Sequence[StepTaken],
    *,
    by: Post,
    reason: str,
    progress: Callable[[int, int], None] | None = None,
    outcome: Outcome | None = None,
) -> Outcome:
    """A thousand at a time, each thousand a transaction; what can't be taken back is refused row by row. `outcome`: to
    go on with one that was begun. Raises StepRefused for want of a reason."""
    outcome = outcome or Outcome()
    answers = Answers(by=by, at=timezone.now(), act=outcome.act, reason=_checked(reason))
    for done, chunk in engine.chunks(lines):
        outcome.add(_take_back_chunk(Whose(model, by), chunk, answers))
        if progress:
            progress(done, len(lines))
    return outcome


def is_still_open(line: StepTaken) -> bool:
    """Whether a step of its kind may be taken back at all, and its time lasts. Asks nothing of the database."""
    step = _step_of(line)
    until = _deadline_of(step, line) if step else None
    return until is not None and timezone.now() < until


def _checked(reason: str) -> str:
    text = without_numbers(reason.strip())
    if not text:
        raise StepRefused("请写明撤销的原因。", {"reason": "请写明撤销的原因。"})
    return text[:LONGEST_REASON]


# What may stand in the way


def _found(model: type[models.Model], lines: Sequence[StepTaken], records: Mapping[int, Any]) -> Found:
    return Found(records, _changes(model, lines), _last_lines(lines))


def _refusals(found: Found, lines: Sequence[StepTaken], by: Post) -> Refusals:
    now = timezone.now()
    asked = {line.record_id: _why_not_ever(line, by, now) or _why_not_now(line, found) for line in lines}
    refused = {pk: sentence for pk, sentence in asked.items() if sentence}
    return refused | _kept(found, [line for line in lines if line.record_id not in refused], by)


def _kept(found: Found, lines: Sequence[StepTaken], by: Post) -> Refusals:
    """What the step itself says stands in the way, asked by the set."""
    refused: Refusals = {}
    for step, of_step in groupby(lines, key=_step_of):
        records = [found.records[line.record_id] for line in of_step]
        for ask in step.taken_back_unless if step else ():
            refused |= ask(records, by)
    return refused


def _why_not_ever(line: StepTaken, by: Post, now: datetime.datetime) -> str:
    step = _step_of(line)
    until = _deadline_of(step, line) if step else None
    if step is None or until is None:
        return _why_never(line, step)
    if not by.is_in_force:
        return engine.NOT_IN_FORCE
    if line.post is None or (line.post.role, line.post.organization_id) != (by.role, by.organization_id):
        return f"这一步由{line.by_label}办理，只能由同一单位的同一岗位撤销。"
    if now >= until:
        return f"“{line.label}”只能在{words.deadline(until)}前撤销，现在已过时限。"
    return f"“{line.label}”已带动其他事项，不能撤销。" if hooks.reactions_to(step) else ""


def _why_never(line: StepTaken, step: Step | None) -> str:
    if step is not None and step.workflow.is_final(step.target):
        return f"“{line.label}”已经办结生效，不能撤销；办错了的，请另行申请更正。"
    return f"“{line.label}”按规定不能撤销。"


def _why_not_now(line: StepTaken, found: Found) -> str:
    record = found.records.get(line.record_id)
    if record is None:
        return engine.NOT_FOUND
    last = found.last[line.record_id]
    if last.pk != line.pk:
        return f"此后{last.by_label}已办理“{last.label}”，不能撤销。"
    change = found.changes.get(line.record_id)
    untouched = change is not None and (change.after or {}).get("version") == record.version
    return "" if untouched else CHANGED_SINCE


def _deadline_of(step: Step, line: StepTaken) -> datetime.datetime | None:
    """Until when it may be taken back; None where it may not."""
    return due_at(line.at, step.taken_back_within) if step.taken_back_within else None


def _step_of(line: StepTaken) -> Step | None:
    """As it is declared today; None where there is no such step any more."""
    known = (one.steps.get(line.step) for one in workflows() if (one.kind, one.__name__) == (line.kind, line.workflow))
    return next(known, None)


def _changes(model: type[models.Model], lines: Sequence[StepTaken]) -> dict[int, Change]:
    """What the act changed of each row; none of a row that it touched more than once, or made."""
    of_act = Change.objects.filter(
        act__in={line.act for line in lines},
        table=model._meta.db_table,
        row_id__in=[line.record_id for line in lines],
        operation=Change.Operation.UPDATE,
    )
    found: dict[int, list[Change]] = {}
    for change in of_act:
        found.setdefault(change.row_id, []).append(change)
    return {pk: changes[0] for pk, changes in found.items() if len(changes) == 1}


def _last_lines(lines: Sequence[StepTaken]) -> dict[int, StepTaken]:
    of_records = StepTaken.objects.filter(kind=lines[0].kind, record_id__in=[line.record_id for line in lines])
    return {one.record_id: one for one in of_records.order_by("record_id", "-pk").distinct("record_id")}


# Taking it back


def _take_back_chunk(whose: Whose, lines: Sequence[StepTaken], answers: Answers) -> Outcome:
    try:
        with acting(whose.by, request_id=answers.act, why=answers.reason):
            return _take_back_locked(whose, lines, answers)
    except IntegrityError as problem:
        one = Outcome(refused={lines[0].record_id: engine.sentence_of(problem)})
        return engine.halved(_take_back_chunk, whose, lines, answers, problem) or one


def _take_back_locked(whose: Whose, lines: Sequence[StepTaken], answers: Answers) -> Outcome:
    """The rows are locked before they are judged: what was true then still is when they are written."""
    workflow = workflows_of(whose.model)[0]
    locked = {record.pk: record for record in engine.lock(workflow, [line.record_id for line in lines], whose.by)}
    found = _found(whose.model, lines, locked)
    refused = _refusals(found, lines, whose.by)
    rest = [line for line in lines if line.record_id not in refused]
    _put_back([locked[line.record_id] for line in rest], found.changes)
    for alike in _alike(rest):
        _note(alike, [locked[line.record_id] for line in alike], answers)
    return Outcome([line.record_id for line in rest], refused)


def _put_back(records: Sequence[Any], changes: Mapping[int, Change]) -> None:
    """The values that the step replaced, from the log."""
    before = writing.snapshot(records)
    for record in records:
        fields = {field.column: field for field in record._meta.concrete_fields if field.name not in FRESH}
        for column, value in (changes[record.pk].before or {}).items():
            if column in fields:
                setattr(record, fields[column].attname, fields[column].to_python(value))
    writing.save_changes(records, before)


def _alike(lines: Sequence[StepTaken]) -> Iterator[list[StepTaken]]:
    """Those of one workflow, from one state, at one moment."""

    def key(line: StepTaken) -> tuple[str, str, datetime.datetime]:
        return line.workflow, line.from_state, line.at

    for _, some in groupby(sorted(lines, key=key), key):
        yield list(some)


def _note(lines: Sequence[StepTaken], records: Sequence[Any], answers: Answers) -> None:
    """Clocks, history, and whoever was told of the step is told of this too: people, and systems that listen to it."""
    step = _step_of(lines[0])
    assert step is not None, "refused otherwise"
    _turn_back_clocks(lines, answers.at)
    undoing = replace(step, name=NAME, label=shortened(f"撤销“{step.label}”", 40), target=lines[0].from_state)
    StepTaken.objects.bulk_create(
        telling.steps_taken(undoing, records, dict.fromkeys([record.pk for record in records], step.target), answers)
    )
    told = replace(undoing, target=step.target)
    telling.tell_people(told, records, telling.filers(told, records, answers), answers)
    telling.announce(undoing, records, answers, known_as=step.name)


def _turn_back_clocks(lines: Sequence[StepTaken], at: datetime.datetime) -> None:
    """A step closes and opens items at its own moment: by it they are known again."""
    items = OpenItem.objects.filter(kind=lines[0].kind, record_id__in=[line.record_id for line in lines])
    items.filter(closed_at=None, started_at=lines[0].at).update(closed_at=at)
    items.filter(closed_at=lines[0].at).update(closed_at=None)
