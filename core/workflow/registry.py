"""Every workflow that was declared; a step by its name, for records of several workflows over one model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.audit import Actor
from accounts.records import Record
from core.sealing.numbers import SealedField
from core.workflow import engine
from core.workflow.parts import Answers, Outcome

if TYPE_CHECKING:
    from core.workflow.declarations import Step, Workflow

_registered: dict[tuple[type[Record], str], type[Workflow]] = {}


def register(workflow: type[Workflow]) -> None:
    """Raises TypeError where what it declares can't be."""
    for step in workflow.steps.values():
        _refuse_what_stays(step)
    key = (workflow.model, str(workflow.case))
    if key in _registered and _registered[key].__qualname__ != workflow.__qualname__:
        raise TypeError(f"{workflow.__name__} and {_registered[key].__name__} declare the same model and case")
    _registered[key] = workflow


def _refuse_what_stays(step: Step) -> None:
    """What a step began, ended or set going beyond its own record can't be taken back with it."""
    if step.taken_back_within is None:
        return
    follows = step.then or any(clock.since for clock in step.workflow.clocks.values() if clock.starts_with(step))
    if step.begins or step.workflow.is_final(step.target) or follows:
        raise TypeError(f"{step.key} begins, ends or is followed by something: it can't be taken back")
    if any(isinstance(step.workflow.model._meta.get_field(name), SealedField) for name in step.fields):
        raise TypeError(f"{step.key} asks for a sealed number, of which the log keeps no former value")


def workflows() -> list[type[Workflow]]:
    return list(_registered.values())


def workflows_of(model: type[models.Model]) -> list[type[Workflow]]:
    return [workflow for workflow in _registered.values() if workflow.model is model]


def follow(queryset: models.QuerySet[Any], step: str, answers: Answers, **filled: Any) -> None:
    """The LED step of this name for every record of the queryset, in the running transaction, for whoever took the
    leading step with these answers: his role and area were asked there. Raises StepRefused with the first record's
    sentence; the leading step is then not taken either."""
    for one, rows in _by_workflow(queryset, step):
        engine.follow(one, rows, led_by=answers, filled=filled)


def why_not_all(queryset: models.QuerySet[Any], step: str, *, by: Actor) -> dict[int, str]:
    """What stands in the way of the step of this name, record by record, before anything is done."""
    refused: dict[int, str] = {}
    for one, rows in _by_workflow(queryset, step):
        refused |= engine.why_not_all(one, rows, by=by)
    return refused


def take_all(
    queryset: models.QuerySet[Any],
    step: str,
    *,
    by: Actor,
    progress: Callable[[int, int], None] | None = None,
    outcome: Outcome | None = None,
    **answers: Any,
) -> Outcome:
    """The step of this name for records of several workflows over one model (a list page's selection), as one act;
    `outcome`: to go on with one that was begun."""
    outcome = outcome or Outcome()
    for one, rows in _by_workflow(queryset, step):
        engine.take_all(one, rows, by=by, at=None, answers=answers, outcome=outcome, progress=progress)
    return outcome


def _by_workflow(queryset: models.QuerySet[Any], step: str) -> Iterator[tuple[Step, models.QuerySet[Any]]]:
    """The step of this name in each workflow over the model, with the records that are in that one. Raises LookupError
    where none has it: a workflow whose module nobody imported would take no step, and nobody would know."""
    having = [workflow for workflow in workflows_of(queryset.model) if step in workflow.steps]
    if not having:
        raise LookupError(f"No workflow over {queryset.model._meta.label} has a step “{step}”")
    for workflow in having:
        case = {workflow.case_field: workflow.case} if workflow.case_field else {}
        yield workflow.steps[step], queryset.filter(**case)
