"""Small tables that every step reads (limits, the calendar): kept in the process, read again when they have changed.

A token in the shared cache changes with every save; each process looks at it once a second. A change made past `save()`
is seen after `TRUSTED_SECONDS`.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.db import models, transaction

T = TypeVar("T")
CHECKED_SECONDS = 1.0
TRUSTED_SECONDS = 300
_tables: dict[type[models.Model], SmallTable[Any]] = {}


class SmallTable(Generic[T]):
    def __init__(self, model: type[models.Model], read: Callable[[], T]) -> None:
        self._key = f"small-table:{model._meta.label_lower}"
        self._read = read
        self._token = ""
        self._rows: T | None = None
        self._trusted_until = 0.0
        _tables[model] = self

    def rows(self) -> T:
        if self._rows is None or time.monotonic() >= self._trusted_until:
            self._look()
        assert self._rows is not None
        return self._rows

    def _look(self) -> None:
        """The token first: rows read after it can only be newer than it."""
        token: str = cache.get_or_set(self._key, _new_token, TRUSTED_SECONDS) or ""
        if self._rows is None or token != self._token:
            self._rows, self._token = self._read(), token
        self._trusted_until = time.monotonic() + CHECKED_SECONDS

    def forget(self) -> None:
        cache.delete(self._key)
        self._rows = None


def forget(model: type[models.Model]) -> None:
    """Now, for this transaction; and when it has committed, for whoever read the old rows in between."""
    if table := _tables.get(model):
        table.forget()
        transaction.on_commit(table.forget)


def _new_token() -> str:
    return uuid.uuid4().hex
