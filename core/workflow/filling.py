"""Answers: checked by the model's own fields, then put on the records."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from accounts.audit import Actor
from accounts.hiding import without_numbers
from core.workflow.parts import Answers, StepRefused

if TYPE_CHECKING:
    from core.workflow.declarations import Step

EMPTY_VALUES: tuple[Any, ...] = (None, "", [], ())
LONGEST_REASON = 500
NUMBERS_ARE_CUT = "写了身份证号、电话等号码的，只留后四位。"
NEEDED = "需要填写。"


def clean(step: Step, raw: Mapping[str, Any], *, by: Actor, at: datetime.datetime | None, act: uuid.UUID) -> Answers:
    """Raises StepRefused with a sentence for each answer at fault; TypeError for an answer that the step does not
    ask."""
    answers = Answers(by=by, at=at or timezone.now(), act=act)
    faults: dict[str, str] = {}
    given = dict(raw)
    if step.reason:
        answers.reason = _clean_reason(given.pop("reason", ""), faults)
    if step.flags_fields:
        answers.flagged = list(given.pop("flagged", ()))
    if unknown := given.keys() - set(step.fields):
        raise TypeError(f"{step.key} does not ask {sorted(unknown)}")
    for name in step.fields:
        if name in given or name in step.asks:
            _clean_field(step, name, given.get(name), answers, faults)
    if faults:
        raise StepRefused(_sentence(step, faults), faults)
    return answers


def fill(step: Step, records: Sequence[models.Model], answers: Answers) -> None:
    for name, value in answers.items():
        _set(records, name, value)
    for name, stamp in step.stamps.items():
        _set(records, name, stamp(answers) if callable(stamp) else stamp)


def _set(records: Sequence[models.Model], name: str, value: Any) -> None:
    for record in records:
        field = record._meta.get_field(name)
        attribute = name if isinstance(value, models.Model) else getattr(field, "attname", name)
        setattr(record, attribute, list(value) if isinstance(value, list) else value)


def _clean_reason(reason: str, faults: dict[str, str]) -> str:
    """Without numbers of people: it is written into the history and the log, and told in notices."""
    text = str(reason).strip()
    if not text:
        faults["reason"] = "请写明意见。"
    elif len(text) > LONGEST_REASON:
        faults["reason"] = f"意见最多 {LONGEST_REASON} 字，现在是 {len(text)} 字。"
    return without_numbers(text)


def _clean_field(step: Step, name: str, value: Any, answers: Answers, faults: dict[str, str]) -> None:
    field = step.workflow.model._meta.get_field(name)
    if value in EMPTY_VALUES and name in step.asks:
        faults[name] = NEEDED
        return
    if isinstance(value, models.Model):
        answers[name] = value
        return
    try:
        answers[name] = field.clean(_empty_as(field, value), None)  # type: ignore[union-attr]
    except ValidationError as problem:
        faults[name] = "".join(problem.messages)


def _empty_as(field: Any, value: Any) -> Any:
    """What a form leaves empty is "" for text and None for all else."""
    if value in EMPTY_VALUES and not isinstance(value, list):
        return "" if field.empty_strings_allowed and not field.null else None
    return value


def _sentence(step: Step, faults: Mapping[str, str]) -> str:
    return "".join(f"“{label_of(step, name)}”：{fault}" for name, fault in faults.items())


def label_of(step: Step, name: str) -> str:
    if name == "reason" and step.reason:
        return "意见"
    return str(step.workflow.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
