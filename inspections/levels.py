"""The colour of each 隐患等级, the same on every page."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from inspections.models import ChecklistItem, Level

LEVEL_TONES: dict[str, str] = {
    Level.SEVERE: "danger",
    Level.MAJOR: "warning",
    Level.MINOR: "waiting",
    Level.HINT: "neutral",
}


def tone_of(level: str) -> str:
    """Of an item that makes no hazard too."""
    return LEVEL_TONES.get(level, "neutral")


def toned(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    """Hazards or checklist items, each with the colour of its level."""
    return [(one, tone_of(one.level)) for one in rows]


def grouped(items: Iterable[ChecklistItem]) -> list[tuple[str, list[tuple[ChecklistItem, str]]]]:
    """In their order, under their headings: as the inspector has them on his phone."""
    return [(title, toned(of_group)) for title, of_group in groupby(items, key=lambda one: one.group)]
