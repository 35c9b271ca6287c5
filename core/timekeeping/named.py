"""Every limit that the workflows declare, by name: what the district may put another limit in place of (P180)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.timekeeping.clocks import Limit
from core.workflow import Clock, Workflow, workflows


@dataclass(frozen=True)
class Named:
    """A clock of one case ("" where there is none). `declared`: what holds if nobody has said otherwise."""

    clock: str
    case: str
    label: str
    declared: Limit

    @property
    def key(self) -> str:
        return f"{self.clock}|{self.case}"


def named_limits() -> list[Named]:
    """A clock that several workflows share is one limit, named after all of them."""
    found: dict[str, Named] = {}
    for named in (named for workflow in workflows() for named in _of(workflow)):
        before = found.get(named.key)
        found[named.key] = replace(named, label=_both(before.label, named.label)) if before else named
    return list(found.values())


def _both(one: str, other: str) -> str:
    """“计划增户、计划更新改造：安排施工”."""
    workflows_named, _, what = one.partition("：")
    return f"{workflows_named}、{other.partition('：')[0]}：{what}"


def name_of_clock(key: str) -> str:
    """What is waited for: “街镇核实”."""
    return next((one.label.partition("：")[2] for one in named_limits() if one.clock == key), key)


def name_of_case(case: str) -> str:
    """Which workflow: “增户”."""
    return next((one.label.partition("：")[0] for one in named_limits() if one.case == case), case)


def _of(workflow: type[Workflow]) -> Iterator[Named]:
    for step in workflow.steps.values():
        if step.within:
            yield Named(step.key, str(workflow.case), f"{workflow.title}：{step.awaited}", step.within)
    for clock in workflow.clocks.values():
        limits = {"": clock.limit} if isinstance(clock.limit, Limit) else clock.limit
        for case, limit in limits.items():
            yield _named(workflow, clock, str(case), f"（{getattr(case, 'label', case)}）" if case else "", limit)


def _named(workflow: type[Workflow], what: Clock, case: str, suffix: str, limit: Limit) -> Named:
    return Named(what.key, case, f"{workflow.title}：{what.label}{suffix}", limit)
