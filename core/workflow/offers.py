"""What a record's page shows of its workflow: the buttons, what was done, what is waited for and what lies ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.models import Post
from core.models import OpenItem, StepTaken
from core.workflow import engine

if TYPE_CHECKING:
    from core.workflow.declarations import Step, Workflow


@dataclass(frozen=True)
class Offer:
    """A button. `why_not` is the sentence that makes it grey, "" where the step can be taken; `is_mine`: the post's
    role may take it, so that it is worth showing even when grey."""

    step: Step
    why_not: str
    is_mine: bool


@dataclass(frozen=True)
class Timeline:
    taken: Sequence[StepTaken]
    waiting: Sequence[OpenItem]
    ahead: Sequence[Step]


def offers(workflow: type[Workflow], record: Any, by: Post) -> list[Offer]:
    state = workflow.state_of(record)
    return [
        Offer(step, engine.why_not(step, record, by=by), by.role in step.allowed(state))
        for step in workflow.steps_from(state)
    ]


def timeline(workflow: type[Workflow], record: Any) -> Timeline:
    waiting = OpenItem.objects.filter(kind=workflow.kind, record_id=record.pk, closed_at=None).order_by("due_at", "pk")
    return Timeline(list(workflow.history(record)), list(waiting), ahead(workflow, workflow.state_of(record)))


def ahead(workflow: type[Workflow], state: str) -> list[Step]:
    """The straight way to the end: the first way forward from each state, until one has been passed."""
    way: list[Step] = []
    passed = {state}
    while step := _first_forward(workflow, state):
        way.append(step)
        state = step.target
        if state in passed:
            break
        passed.add(state)
    return way


def _first_forward(workflow: type[Workflow], state: str) -> Step | None:
    return next((step for step in workflow.steps_from(state) if step.leads_forward), None)
