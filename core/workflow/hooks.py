"""What a higher app hangs on a lower one, which never learns of it. Registered by being made, in the app's
`workflows.py` or
`panels.py`; listed by `manage.py describe_workflows`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.models import Post
from core.workflow.parts import GuardFunction, ThenFunction

if TYPE_CHECKING:
    from core.workflow.declarations import Step


@dataclass(frozen=True)
class Guard:
    """Stands in the way of another app's step."""

    on: Step
    ask: GuardFunction

    def __post_init__(self) -> None:
        _guards.append(self)


@dataclass(frozen=True)
class Reaction:
    """Follows another app's step in the same transaction."""

    to: Step
    do: ThenFunction

    def __post_init__(self) -> None:
        _reactions.append(self)


@dataclass(frozen=True)
class Panel:
    """Adds a part to the page of another app's record: `template` shown with what `show(record, post)` gives; None:
    there is nothing to show."""

    on: type[models.Model]
    title: str
    template: str
    show: Callable[[Any, Post], Mapping[str, Any] | None]

    def __post_init__(self) -> None:
        _panels.append(self)


_guards: list[Guard] = []
_reactions: list[Reaction] = []
_panels: list[Panel] = []


def guards_on(step: Step) -> list[GuardFunction]:
    return [guard.ask for guard in _guards if _concerns(guard.on, step)]


def reactions_to(step: Step) -> list[ThenFunction]:
    return [reaction.do for reaction in _reactions if _concerns(reaction.to, step)]


def panels_on(model: type[models.Model]) -> list[Panel]:
    return [panel for panel in _panels if panel.on is model]


def all_panels() -> list[Panel]:
    return list(_panels)


def _concerns(hooked: Step, step: Step) -> bool:
    """A hook on a pattern's step holds for every workflow made after the pattern."""
    return hooked.name == step.name and issubclass(step.workflow, hooked.workflow)
