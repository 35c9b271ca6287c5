"""The declarations in words and as diagrams: what `manage.py describe_workflows` and the handbook show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from core.models.clocks import Unit
from core.timekeeping.clocks import Limit
from core.workflow import hooks
from core.workflow.declarations import Clock, Step, Workflow
from core.workflow.parts import LED

INDENT = "    "
# Chinese characters and punctuation come after this one; Latin letters before.
IDEOGRAPHS = "\u2fff"


def describe(workflow: type[Workflow]) -> str:
    lines = [f"{workflow.title}（{workflow.__name__}，{workflow.model._meta.verbose_name}）"]
    for step in workflow.steps.values():
        lines += [f"  {step.name} {step.label}：{_from(step)} → {workflow.state_label(step.target)}", *_details(step)]
    for clock in workflow.clocks.values():
        lines.append(f"  时限 {clock.name} {clock.label}：{_clock(clock)}")
    return "\n".join(lines)


def describe_panels() -> str:
    lines = [f"  {panel.on._meta.verbose_name}：{panel.title}（{_origin(panel.show)}）" for panel in hooks.all_panels()]
    return "\n".join(["记录页上的附加栏", *(lines or ["  无"])])


def mermaid(workflow: type[Workflow]) -> str:
    lines = ["stateDiagram-v2", f"{INDENT}%% {workflow.title}"]
    states = [state for state in workflow.state if _appears(workflow, str(state))]
    lines += [f'{INDENT}state "{state.label}" as {state.value}' for state in states]
    for step in workflow.steps.values():
        label = f"{step.label}（{step.within}）" if step.within else step.label
        lines += [f"{INDENT}{source} --> {step.target}: {label}" for source in step.sources or ("[*]",)]
    lines += [f"{INDENT}{state.value} --> [*]" for state in states if workflow.is_final(str(state))]
    return "\n".join(lines)


def _from(step: Step) -> str:
    return "、".join(step.workflow.state_label(source) for source in step.sources) or "（开始）"


def _details(step: Step) -> Iterator[str]:
    yield _line("由", "随关联的记录一并办理" if step.by is LED else step.workflow.roles_label(step.allowed_anywhere()))
    if step.within:
        named = f"到“{_label(step, step.until)}”为止，没有的" if step.until else ""
        yield _line("时限", f"{named}{_limit(step.within)}")
    if asked := [*step.asks, *(["意见"] if step.reason else []), *(["需改的栏"] if step.flags_fields else [])]:
        yield _line("填写", "、".join(_label(step, name) for name in asked))
    for guard in (*step.requires, *step.judges, *hooks.guards_on(step)):
        yield _line("前提", _first_line(guard))
    for follow in (*step.then, *hooks.reactions_to(step)):
        yield _line("随后", _first_line(follow))
    if step.taken_back_within:
        yield _line("可撤销", f"{_limit(step.taken_back_within)}内，由经办单位，此后没有别的办理")
    if step.tells:
        yield _line("告知", step.workflow.roles_label(step.tells))


def _line(what: str, text: str) -> str:
    return f"      {what}：{text}"


def _label(step: Step, name: str) -> str:
    fields = {field.name: field for field in step.workflow.model._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", name))


def _clock(clock: Clock) -> str:
    starts = "、".join(step.label for step in clock.starts)
    stops = "、".join(step.label for step in clock.stops)
    return f"自“{starts}”起，至“{stops}”止，{_limits(clock)}，由{clock.workflow.roles_label(clock.roles())}"


def _limits(clock: Clock) -> str:
    if isinstance(clock.limit, Limit):
        return _limit(clock.limit)
    return "；".join(f"{case or '其他'} {_limit(limit)}" for case, limit in clock.limit.items())


def _limit(limit: Limit) -> str:
    label = Unit.CALENDAR_DAYS.label if limit.unit == Unit.DAY_OF_YEAR else limit.unit.label
    more = [
        "可暂停" if limit.pausable else "",
        f"可延长，共不超过 {limit.extension} {label}" if limit.extension else "",
    ]
    return "，".join(filter(None, [str(limit), *more]))


def _appears(workflow: type[Workflow], state: str) -> bool:
    return any(state == step.target or state in step.sources for step in workflow.steps.values())


def _first_line(function: Callable[..., Any]) -> str:
    """The office reads this: what is said in Chinese, else the function's name alone."""
    said = (function.__doc__ or "").strip().partition("\n")[0]
    return f"{said}（{_origin(function)}）" if any(sign > IDEOGRAPHS for sign in said) else _origin(function)


def _origin(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
