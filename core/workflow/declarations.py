"""What an app declares: a workflow, its steps, its clocks. `engine.py` carries them out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from accounts.audit import Actor, System
from accounts.models import Post
from accounts.records import Record
from accounts.roles import Role, labels
from core.models import StepTaken
from core.timekeeping.clocks import Limit
from core.workflow import engine, registry
from core.workflow.offers import Offer, Timeline, offers, timeline
from core.workflow.parts import (
    HANDLER,
    LED,
    GuardFunction,
    HoldFunction,
    Outcome,
    Stamp,
    ThenFunction,
    Whoever,
)

NOT_A_WORKFLOW = "这条记录没有办理流程。"


@dataclass(frozen=True, eq=False)
class Step:
    """A way from one state to another, called as a function of the record.

    source        a state, several, or None: the step begins a record's life
    by            roles (or named system actors), or HANDLER; LED: it only follows the step of another record (`follow`)
    within        how long there is while the record stands in a source state
    until         the field with the last day of that, where the record names one (an order, the end of a quarter);
                  where it is empty, as `within` says
    asks          fields that have to be answered; accepts: fields that may be
    holds         locks rows beside the records', so that what the guards find still stands when it is written
    requires      guards: what stands in the way
    judges        guards on the answers and on the documents that come with them: asked once these are there, not before
                  the step's page is opened
    then          what follows in the same transaction, before the record is saved
    stamps        field → value, or function of the answers (NOW, ACTOR, REASON, FLAGGED, EMPTY)
    reason        an opinion is asked for, kept in the step's history
    flags_fields  the fields at fault are named, kept in the step's history
    aside         not the way forward: its roles do not become handlers (a withdrawal)
    awaited_as    what waits is called so while it is open which of several steps will be taken (“裁定”)
    tells         roles that get a notice beyond the default (handlers by inbox; the filer when it ends or comes back)
    taken_back_within  for how long the office that took it may take it back, while nothing else has happened (F87)
    singly        each record is looked at by itself: lists do not offer the step for many at once
    taken_back_unless  guards that stand in the way of that
    """

    # A template reads a step's label; it must not take the step first.
    do_not_call_in_templates: ClassVar[bool] = True

    label: str
    source: str | Sequence[str] | None
    target: str
    by: Role | System | Collection[Role | System] | Whoever
    within: Limit | None = None
    until: str = ""
    asks: Sequence[str] = ()
    accepts: Sequence[str] = ()
    holds: HoldFunction | None = None
    requires: Sequence[GuardFunction] = ()
    judges: Sequence[GuardFunction] = ()
    then: Sequence[ThenFunction] = ()
    stamps: Mapping[str, Stamp | Any] = field(default_factory=dict)
    reason: bool = False
    flags_fields: bool = False
    aside: bool = False
    awaited_as: str = ""
    tells: Collection[Role] = ()
    taken_back_within: Limit | None = None
    singly: bool = False
    taken_back_unless: Sequence[GuardFunction] = ()
    # Known once the step stands in its workflow.
    name: str = ""
    workflow: type[Workflow] = field(default=None, repr=False)  # type: ignore[assignment]

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)

    @property
    def awaited(self) -> str:
        return self.awaited_as or self.label

    def __call__(self, record: Any = None, *, by: Actor, at: datetime.datetime | None = None, **answers: Any) -> Any:
        """Take the step in a transaction of its own and return the record, saved. `reason` and `flagged` are answers
        too.

        A first step takes no record. `at`: when it happened, for the demo and for imports. Raises StepRefused;
        EditConflict if the record was changed after the caller read it.
        """
        return engine.take(self, record, by=by, at=at, answers=answers)

    def take_all(
        self,
        queryset: models.QuerySet[Any],
        *,
        by: Actor,
        at: datetime.datetime | None = None,
        progress: Callable[[int, int], None] | None = None,
        **answers: Any,
    ) -> Outcome:
        """Take the step for every visible record of the queryset, a thousand at a time, each thousand a transaction,
        all under one act; what can't be taken is refused row by row. `progress` is told (done, total)."""
        return engine.take_all(self, queryset, by=by, at=at, answers=answers, outcome=Outcome(), progress=progress)

    def begin_all(self, records: Sequence[Any], *, by: Actor, at: datetime.datetime | None = None) -> Outcome:
        """A first step for many: unsaved records whose fields were checked already (an import). They get their pks at
        once; the refused ones stay unsaved."""
        return engine.begin_all(self, records, by=by, at=at)

    def why_not(self, record: Any = None, *, by: Actor) -> str:
        """The sentence that stands in the way, or "". Nothing is locked or written. Without a record: of a first
        step."""
        return engine.why_not(self, record, by=by)

    @property
    def key(self) -> str:
        """“households.application.verify”: names the step's clock too."""
        return f"{self.workflow.kind}.{self.name}"

    @property
    def begins(self) -> bool:
        return self.source is None

    @cached_property
    def sources(self) -> tuple[str, ...]:
        if self.source is None:
            return ()
        return (self.source,) if isinstance(self.source, str) else tuple(self.source)

    @property
    def leads_forward(self) -> bool:
        return not (self.aside or self.begins or self.by is HANDLER)

    def allowed(self, state: str) -> frozenset[Role | System]:
        """Who may take it from this state ("" of a first step)."""
        if self.by is LED:
            return frozenset()
        if self.by is HANDLER:
            return frozenset(self.workflow.handlers(state)) | self.workflow.systems_waited_for(state)
        assert not isinstance(self.by, Whoever)
        return frozenset([self.by]) if isinstance(self.by, Role | System) else frozenset(self.by)

    def allowed_anywhere(self) -> frozenset[Role | System]:
        return frozenset().union(*(self.allowed(state) for state in self.sources or ("",)))

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.asks, *self.accepts)


@dataclass(frozen=True, eq=False)
class Clock:
    """A deadline beside those of the states: runs from any of its `starts` to any of its `stops`, several at once.

    `limit` may differ by case: `{"urgent": Limit(2, Unit.HOURS), "": Limit(24, Unit.HOURS)}`, the case being what
    `case(record)` says; a case that is not there starts no clock. `by`: whom it waits for, else who takes the stops.
    `since`: the field with the day or moment from which it counts (when something became known), else the step's own.
    `until`: the field with the last day that the record itself keeps, where a step may put it off.
    """

    label: str
    starts: Sequence[Step]
    stops: Sequence[Step]
    limit: Limit | Mapping[str, Limit]
    case: Callable[[Any], str] | None = None
    by: Collection[Role] = ()
    since: str = ""
    until: str = ""
    name: str = ""
    workflow: type[Workflow] = field(default=None, repr=False)  # type: ignore[assignment]

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)

    @property
    def key(self) -> str:
        return f"{self.workflow.kind}.{self.name}"

    def starts_with(self, step: Step) -> bool:
        return step.name in {start.name for start in self.starts}

    def stops_with(self, step: Step) -> bool:
        return step.name in {stop.name for stop in self.stops}

    def declared_limit(self, case: str) -> Limit | None:
        return self.limit if isinstance(self.limit, Limit) else self.limit.get(case)

    def roles(self) -> frozenset[Role]:
        if self.by:
            return frozenset(self.by)
        allowed = frozenset[Role | System]().union(*(stop.allowed_anywhere() for stop in self._bound_stops()))
        return frozenset(role for role in allowed if isinstance(role, Role))

    def _bound_stops(self) -> list[Step]:
        return [self.workflow.steps[stop.name] for stop in self.stops]


class Workflow:
    """Subclass and declare. Steps and clocks are inherited; a subclass may replace one or take it out (`verify =
    None`).

    A class with a `title` of its own is a workflow and registered; one without is a pattern for others. Workflows over
    one model are told apart by the value of `case_field`.
    """

    title: ClassVar[str] = ""
    model: ClassVar[type[Record]]
    state: ClassVar[type[models.TextChoices]]
    state_field: ClassVar[str] = "state"
    case_field: ClassVar[str] = ""
    case: ClassVar[str] = ""

    # Made from the declarations.
    kind: ClassVar[str]
    steps: ClassVar[dict[str, Step]]
    clocks: ClassVar[dict[str, Clock]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.steps, cls.clocks = cls._bound(Step), cls._bound(Clock)
        for name, bound in (cls.steps | cls.clocks).items():
            setattr(cls, name, bound)
        if hasattr(cls, "model"):
            cls.kind = cls.model._meta.label_lower
        if "title" in vars(cls):
            registry.register(cls)

    @classmethod
    def _bound(cls, sort: type[Any]) -> dict[str, Any]:
        """Declarations of all bases, in their order, each made this class's own."""
        found: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            for name, value in vars(base).items():
                if isinstance(value, sort):
                    found[name] = replace(value, workflow=cls)
                elif name in found:
                    del found[name]
        return found

    @staticmethod
    def of(record: Record) -> type[Workflow]:
        """The workflow that the record is in. Raises LookupError where there is none."""
        for workflow in registry.workflows_of(type(record)):
            if workflow.covers(record):
                return workflow
        raise LookupError(NOT_A_WORKFLOW)

    @classmethod
    def covers(cls, record: Record) -> bool:
        return not cls.case_field or getattr(record, cls.case_field) == cls.case

    @classmethod
    def state_of(cls, record: Record) -> str:
        return str(getattr(record, cls.state_field))

    @classmethod
    def handlers(cls, state: str) -> dict[Role, Step]:
        """Roles with a way forward from a state, each with the step that it is waited for: one with a limit before
        others."""
        found: dict[Role, Step] = {}
        ways = [step for step in cls.steps.values() if step.leads_forward and state in step.sources]
        for step in sorted(ways, key=lambda step: step.within is None):
            for role in step.allowed(state):
                if isinstance(role, Role):
                    found.setdefault(role, step)
        return found

    @classmethod
    def systems_waited_for(cls, state: str) -> frozenset[System]:
        """Those that are no person and have a way forward from a state."""
        ways = [step for step in cls.steps.values() if step.leads_forward and state in step.sources]
        return frozenset(actor for step in ways for actor in step.allowed(state) if isinstance(actor, System))

    @classmethod
    def begins_in(cls) -> frozenset[str]:
        return frozenset(step.target for step in cls.steps.values() if step.begins)

    @classmethod
    def is_final(cls, state: str) -> bool:
        return not any(state in step.sources for step in cls.steps.values())

    @classmethod
    def steps_from(cls, state: str) -> list[Step]:
        return [step for step in cls.steps.values() if state in step.sources]

    @classmethod
    def state_label(cls, state: str) -> str:
        return str(cls.state(state).label)

    @classmethod
    def roles_label(cls, roles: Iterable[Role | System]) -> str:
        people = labels(role for role in roles if isinstance(role, Role))
        systems = "、".join(str(actor.label) for actor in System if actor in set(roles))
        return "、".join(filter(None, [people, systems]))

    @classmethod
    def describe(cls, record: Any) -> str:
        """What inboxes and notices call the record. No personal number: notices leave the portal."""
        return str(record)

    @classmethod
    def prepare(cls, records: Sequence[Any]) -> None:
        """Fill what a new record needs before it is inserted (its number, computed columns); `save()` is not
        called."""

    @classmethod
    def offers(cls, record: Any, *, by: Post) -> list[Offer]:
        """Every step from the record's state, with what stands in the way of it."""
        return offers(cls, record, by)

    @classmethod
    def timeline(cls, record: Any) -> Timeline:
        """What was done, what is waited for, and the way ahead."""
        return timeline(cls, record)

    @classmethod
    def history(cls, record: Any) -> models.QuerySet[StepTaken]:
        return StepTaken.objects.filter(kind=cls.kind, record_id=record.pk).order_by("pk")
