"""The engine's fixtures: a trial workflow alone in the registry, and records that have come some way in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from accounts.roles import Role
from core.models import CalendarDay, OfficeHours, TimeLimit, Webhook
from core.small_tables import forget
from core.workflow import hooks, registry
from households.models import Application
from tests.conftest import MakePost
from tests.core.trial import declare
from tests.factories import Tree

File = Callable[..., Application]


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(registry, "_registered", {})
    for kind in ("_guards", "_reactions", "_panels"):
        monkeypatch.setattr(hooks, kind, [])
    return declare()


@pytest.fixture
def filed(trial: Any, tree: Tree, post: MakePost) -> File:
    """A draft of the village, with an address."""

    def file(**facts: Any) -> Application:
        given = {"village": tree.village, "name": "王建国", "address": "幸福路1号", **facts}
        return trial.file(by=post(Role.VILLAGE, at=given["village"]), **given)

    return file


@pytest.fixture
def submitted(trial: Any, filed: File, post: MakePost) -> File:
    def submit(**facts: Any) -> Application:
        record = filed(**facts)
        return trial.submit(record, by=post(Role.VILLAGE, at=record.village))

    return submit


@pytest.fixture
def small_tables(db: None) -> Iterator[None]:
    """For tests that write limits or calendar days: what they wrote is rolled back, and forgotten."""
    cache.clear()
    yield
    forget(TimeLimit)
    forget(CalendarDay)
    forget(OfficeHours)
    forget(Webhook)
    cache.clear()
