"""The small things that steps, the engine and pages hand each other."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from django.utils import timezone

from accounts.audit import Actor, running_act


class StepRefused(Exception):
    """The step was not taken. `sentence` says why and what to do; `fields` names the answers at fault, each with its
    sentence."""

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})


class Whoever(Enum):
    """Who is not a role: found by the record's state, or by the step of another record."""

    HANDLER = "handler"
    LED = "led"


# Whoever may take a way forward from the state that the record is in.
HANDLER = Whoever.HANDLER
# Nobody by itself: the step follows one of a record that it hangs on, for whoever took that one (`follow`).
LED = Whoever.LED


@dataclass(eq=False)
class Answers(dict[str, Any]):
    """What was answered, cleaned: field name → value; and the circumstances of the step."""

    by: Actor
    at: datetime.datetime
    act: uuid.UUID
    reason: str = ""
    flagged: list[str] = field(default_factory=list)

    @property
    def user_id(self) -> int | None:
        return getattr(self.by, "user_id", None)


# Refuses some of the records: pk → sentence. The first line of its docstring is what `describe_workflows` prints. It
# is asked about one record and about a thousand alike, so it looks things up by the set.
GuardFunction: TypeAlias = Callable[[Sequence[Any], Any], dict[int, str]]


def refusals(records: Iterable[Any], why_not: Callable[[Any], str]) -> dict[int, str]:
    """A guard's answer from what it says of each record; "" of one that it does not refuse."""
    return {record.pk: sentence for record in records if (sentence := why_not(record))}


def until_today(name: str, said: str) -> GuardFunction:
    """That the day which is told has come; `said` is what the field is called, like “发现日期”."""

    def guard(records: Sequence[Any], by: Any) -> dict[int, str]:
        today = timezone.localdate()
        return refusals(records, lambda one: f"{said}不能晚于今天。" if (getattr(one, name) or today) > today else "")

    guard.__doc__ = f"{said}不晚于今天。"
    guard.__qualname__ = until_today.__qualname__
    return guard


# Locks what else is judged and written, in the order of its keys, after the records themselves.
HoldFunction: TypeAlias = Callable[[Sequence[Any]], None]
# Follows in the same transaction, before the records themselves are saved: what it sets on them is saved with them.
ThenFunction: TypeAlias = Callable[[Sequence[Any], Any, Answers], None]
Stamp: TypeAlias = Callable[[Answers], Any]


def NOW(answers: Answers) -> datetime.datetime:
    return answers.at


def TODAY(answers: Answers) -> datetime.date:
    return timezone.localdate(answers.at)


def ACTOR(answers: Answers) -> Any:
    """The post that acts; None for a system actor."""
    return answers.by if answers.user_id else None


def REASON(answers: Answers) -> str:
    return answers.reason


def FLAGGED(answers: Answers) -> list[str]:
    return answers.flagged


def EMPTY(answers: Answers) -> None:
    return None


class Filer(NamedTuple):
    """Who began a record's life."""

    user_id: int
    role: str


@dataclass
class Outcome:
    """Of a step taken by the set: which records it was taken for, the sentence of each refused one, and the act. It
    grows with every thousand: who is stopped on the way has it as far as it came, and may go on with it."""

    taken: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    act: uuid.UUID = field(default_factory=running_act)

    def add(self, other: Outcome) -> None:
        self.taken += other.taken
        self.refused |= other.refused
