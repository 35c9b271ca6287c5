"""Where a process of its own begins: Django is set up before any model is imported."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import django


def officer(ids: list[int], begin_at: float, answers: Any) -> None:
    django.setup()
    import_module("bench.measures.approvals").officer(ids, begin_at, answers)
