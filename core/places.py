"""Where a record stands, as ids: read off the paths that its model's scope declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.roles import Reach, facts
from accounts.scoping import TIERS


@dataclass(frozen=True)
class Place:
    """Ids of the divisions above a record, of its company and of the person whom it is assigned to."""

    village_id: int | None
    town_id: int | None
    district_id: int | None
    city_id: int | None
    organization_id: int | None
    holder_id: int | None

    @property
    def divisions(self) -> list[int]:
        ids = (self.village_id, self.town_id, self.district_id, self.city_id)
        return [pk for pk in ids if pk is not None]


def place_of(record: Any) -> Place:
    scope = record.scope
    area = _follow(record, scope.area) if scope.area is not None else None
    ids = {f"{tier}_id": getattr(area, f"{tier}_id", None) for tier in TIERS}
    return Place(organization_id=_id_at(record, scope.company), holder_id=_id_at(record, scope.assignee), **ids)


def _follow(record: Any, path: str) -> Any:
    for name in filter(None, path.split("__")):
        record = getattr(record, name, None)
    return record


def _id_at(record: Any, path: str | None) -> int | None:
    if path is None:
        return None
    way, _, last = path.rpartition("__")
    found: int | None = getattr(_follow(record, way), f"{last}_id", None)
    return found


def waits_at(place: Place, role: str) -> dict[str, int | None]:
    """The columns of an open item that waits for this role there. Whom the record is assigned to holds only what waits
    for people who are assigned."""
    return {
        **{f"{tier}_id": getattr(place, f"{tier}_id") for tier in TIERS},
        "organization_id": place.organization_id,
        "holder_id": place.holder_id if facts(role).reach == Reach.ASSIGNED else None,
    }
