"""Of a table that counts place by place: its rows, each of which opens the places below, and all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from accounts.models import Division
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell

C = TypeVar("C")


def by_place(area: Area, asked: Asked, found: Mapping[int, C]) -> Iterator[tuple[Cell, C, dict[str, int]]]:
    """Each place in the order of the codes: its name, what was found there, the filters of its lists."""
    tier, _ = area.below
    for place in Division.objects.filter(pk__in=list(found)).order_by("code"):
        opened = "" if tier == "village" else asked.address(place=place.pk)
        yield Cell(str(place), opened), found[place.pk], {tier: place.pk}


def summed(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Nothing of what no place has."""
    whole: Counter[str] = Counter()
    for one in counts:
        whole.update(one)
    return whole
