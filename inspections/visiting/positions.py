"""How far it was from where the household is (F26)."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from inspections.visiting.visits import Position, Visit

EARTH = 6_371_000  # metres
# Of a field in the database.
FARTHEST = 20_100_000


def metres_between(one: Position, other: Position) -> int:
    """Along a great circle."""
    down, up = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    chord = sin((up - down) / 2) ** 2 + cos(down) * cos(up) * sin(across / 2) ** 2
    return min(round(2 * EARTH * asin(sqrt(min(chord, 1)))), FARTHEST)


def distance_of(visit: Visit) -> int | None:
    """Metres to the household, or to its village's place where the ledger knows no better; None: nothing to compare."""
    home = place_of(visit.household) or place_of(visit.house.village)
    return metres_between(visit.position, home) if visit.position and home else None


def place_of(whatever: object) -> Position | None:
    longitude, latitude = getattr(whatever, "longitude", None), getattr(whatever, "latitude", None)
    return None if longitude is None or latitude is None else Position(longitude, latitude)
