"""What may be listened to: every step of every workflow whose records have a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.views.declaration import pages_of
from core.webhooks.announcing import event_of
from core.workflow import Workflow, workflows


@dataclass(frozen=True)
class Event:
    name: str
    label: str
    kind: str


def events() -> list[Event]:
    return [event for workflow in workflows() if pages_of(workflow.kind) for event in _of(workflow)]


def labels() -> dict[str, str]:
    return {event.name: event.label for event in events()}


def _of(workflow: type[Workflow]) -> Iterator[Event]:
    kind, case = workflow.kind, str(workflow.case)
    yield Event(event_of(kind, case), f"{workflow.title}：每一步", kind)
    for step in workflow.steps.values():
        yield Event(event_of(kind, case, step.name), f"{workflow.title}：{step.label}", kind)
