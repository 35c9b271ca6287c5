"""Roles that the whole site treats alike: what one of them is shown and refused, the others are too."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from accounts import roles
from accounts.roles import FACTS, MANAGES, Role
from core.navigation import facts_of
from core.workflow import workflows
from tests.everywhere.addresses import lists, site


def unlike() -> list[Role]:
    """One role of each kind: told apart by tier and reach, by the sets that `accounts.roles` names, by who reads each
    page, makes and changes each record and takes each step. Samples that other tests declare do not count."""
    named = [frozenset(group) for group in _groups()]
    first: dict[object, Role] = {}
    for role in Role:
        facts = FACTS[role]
        first.setdefault((facts.tier, facts.reach, tuple(role in group for group in named)), role)
    return list(first.values())


def _groups() -> Iterator[Collection[object]]:
    yield from (value for value in vars(roles).values() if isinstance(value, frozenset))
    yield from ({manager} for manager in MANAGES)
    yield from MANAGES.values()
    yield from (facts.readers for _, pattern in site() if (facts := facts_of(pattern)))
    yield from (group for pages in lists() for group in (pages.creators, pages.editors))
    yield from (
        step.allowed(state)
        for flow in workflows()
        if not flow.__module__.startswith("tests.")
        for step in flow.steps.values()
        for state in (*step.sources, *([""] if step.begins else []))
    )
