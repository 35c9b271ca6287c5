"""What a check is made for, and the places and organisations that its cells may name, fetched once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from accounts.models import Division, Organization
from core.ledgers.texts import squeeze

# What people leave out or say otherwise: 店上社区居民委员会, 店上社区, 店上村 and 店上 are one place.
_TOWN_ENDINGS = ("街道办事处", "街道办", "办事处", "镇人民政府", "镇政府", "街道", "镇")
_VILLAGE_ENDINGS = (
    "社区居民委员会",
    "村民委员会",
    "居民委员会",
    "社区居委会",
    "居委会",
    "村委会",
    "社区",
    "村",
)


def stem(name: str, endings: tuple[str, ...]) -> str:
    """The name without its ending; unchanged if nothing would be left."""
    for ending in endings:
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name


def called(division: Division) -> set[str]:
    """Names and codes as they are compared: also behind the name of the unit above, and with the zeros that fill a
    statistical code up."""
    own = {squeeze(name) for name in (division.name, division.alias) if name}
    above = squeeze(division.parent.name) if division.parent else ""
    return own | {above + name for name in own} | {division.code.ljust(length, "0") for length in (0, 6, 12)}


def _names(division: Division, endings: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """What it is called, and what is left of that without the endings."""
    names = called(division)
    return names, {stem(name, endings) for name in names} - names


@dataclass(frozen=True)
class Context:
    # The district whose ledger it is; villages outside `area` (the post's division) are refused.
    district: Division
    area: Division
    today: datetime.date
    registers_organizations: bool = False

    @cached_property
    def towns(self) -> Places:
        found = Division.objects.below(self.district).towns()
        return Places(found.select_related("parent", "successor"), _TOWN_ENDINGS)

    @cached_property
    def villages(self) -> Places:
        found = Division.objects.below(self.district).villages()
        return Places(found.select_related("parent", "successor"), _VILLAGE_ENDINGS)

    @cached_property
    def organizations(self) -> dict[str, list[Organization]]:
        """In use, by kind."""
        by_kind: dict[str, list[Organization]] = {}
        for organization in Organization.objects.in_use():
            by_kind.setdefault(organization.kind, []).append(organization)
        return by_kind


class Places:
    """Divisions of one level by what people call them."""

    def __init__(self, divisions: Iterable[Division], endings: tuple[str, ...]) -> None:
        self.endings = endings
        self.by_pk: dict[int, Division] = {}
        self._called: dict[str, list[Division]] = {}
        self._shortened: dict[str, list[Division]] = {}
        for division in divisions:
            self.by_pk[division.pk] = division
            full, shortened = _names(division, endings)
            for name in full:
                self._called.setdefault(name, []).append(division)
            for name in shortened:
                self._shortened.setdefault(name, []).append(division)

    def named(self, text: str, town: int | None = None) -> list[Division]:
        """All that the text may mean, of one town if given; a full name goes before a shortened one."""
        name = squeeze(text)
        short = stem(name, self.endings)
        for index, key in (
            (self._called, name),
            (self._shortened, name),
            (self._shortened, short),
            (self._called, short),
        ):
            found = [division for division in index.get(key, ()) if town is None or division.town_id == town]
            if found:
                return found
        return []
