"""Which lists the office keeps itself, and what they offer now.

    Catalogue("device_brand", "设备品牌")     # in an app's terms.py

A form field of this name offers the current terms while one types; another word is taken as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from core.models import Term
from core.small_tables import SmallTable


@dataclass(frozen=True)
class Catalogue:
    """`name` is that of the form fields which it serves."""

    name: str
    title: str

    def __post_init__(self) -> None:
        _catalogues[self.name] = self


_catalogues: dict[str, Catalogue] = {}


def catalogues() -> list[Catalogue]:
    return list(_catalogues.values())


def offered(name: str) -> list[str]:
    """The current terms of a catalogue, in their order; none where there is no such catalogue."""
    return _terms.rows().get(name, []) if name in _catalogues else []


def _read() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for catalogue, label in Term.objects.current().values_list("catalogue", "label"):
        found[catalogue].append(label)
    return dict(found)


_terms = SmallTable(Term, _read)
