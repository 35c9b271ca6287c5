"""When each task of the clock last ran and how it ended: kept in the cache, read by the operations page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from celery import Task
from django.core.cache import cache
from django.utils import timezone

KEPT_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True)
class LastRun:
    at: datetime.datetime
    ended_well: bool


class NotedTask(Task):  # type: ignore[misc]  # celery has no types
    """The class of every task: the worker notes its end."""

    def after_return(self, status: str, *args: Any) -> None:
        cache.set(_key(self.name), (timezone.now().isoformat(), status == "SUCCESS"), KEPT_SECONDS)


def last_run(task: str) -> LastRun | None:
    found = cache.get(_key(task))
    return LastRun(datetime.datetime.fromisoformat(found[0]), found[1]) if found else None


def _key(task: str) -> str:
    return f"last-run:{task}"
