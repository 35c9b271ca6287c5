"""Where the demo district's villages lie, roughly, and further townships for measuring at a million households."""

from __future__ import annotations

import math
from collections.abc import Iterator

from django.conf import settings

from accounts.loading import load_divisions
from accounts.models import Division

INVENTED = "示范"
DIVISIONS = settings.BASE_DIR / "accounts" / "data"
CENTRE = (114.54, 38.05)
# Degrees: a town's distance from the centre, a village's from its town.
OF_TOWN, OF_VILLAGE = 0.055, 0.016
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
# A township's code has three digits below its district's.
TOWNS_OF_A_DISTRICT = 980
FIRST_INVENTED_TOWN = 16
VILLAGES_OF_A_TOWN = 2


def load(code: str) -> Division:
    load_divisions(DIVISIONS / f"{code}.csv")
    return Division.objects.get(code=code)


def lay_out(district: Division) -> None:
    """Illustrative positions on a spiral: close to one another, none upon another. The office moves them."""
    placed = []
    for order, town in enumerate(Division.objects.below(district).towns()):
        longitude, latitude = _spiral(CENTRE, order, OF_TOWN)
        for number, division in enumerate([town, *town.children.all()]):
            division.longitude, division.latitude = _spiral((longitude, latitude), number, OF_VILLAGE)
            placed.append(division)
    Division.objects.bulk_update(placed, ["longitude", "latitude"], batch_size=1000)


def _spiral(middle: tuple[float, float], order: int, reach: float) -> tuple[float, float]:
    distance, angle = reach * math.sqrt(order) / 3, order * GOLDEN_ANGLE
    return (round(middle[0] + distance * math.cos(angle), 6), round(middle[1] + distance * math.sin(angle), 6))


def add_towns(district: Division, count: int) -> None:
    """Invented townships of two villages each; a district of its own for every 980 of them beyond the first."""
    parents = _districts(district, count)
    towns = [_town(next(parents), number) for number in range(count)]
    Division.objects.bulk_create(towns, batch_size=5000)
    villages = [_village(town, number) for town in towns for number in range(1, VILLAGES_OF_A_TOWN + 1)]
    Division.objects.bulk_create(villages, batch_size=5000)


def _districts(district: Division, count: int) -> Iterator[Division]:
    yield from [district] * min(count, TOWNS_OF_A_DISTRICT)
    for number in range(1, (count - 1) // TOWNS_OF_A_DISTRICT + 1):
        another = Division(
            code=f"{district.code[:4]}{90 + number}",
            name=f"{INVENTED}{number}区",
            level=Division.Level.DISTRICT,
            parent=district.parent,
        )
        another.save()
        yield from [another] * TOWNS_OF_A_DISTRICT


def _town(district: Division, number: int) -> Division:
    order = number % TOWNS_OF_A_DISTRICT + FIRST_INVENTED_TOWN
    code = f"{district.code}{order if order < 100 else order + 4:03d}"
    town = Division(
        code=code, name=f"{INVENTED}{number + 1:04d}镇", level=Division.Level.TOWN, parent=district, dual=True
    )
    [town.pk] = Division.objects.new_ids(1)
    town.place()
    return town


def _village(town: Division, number: int) -> Division:
    village = Division(
        code=f"{town.code}{200 + number}",
        name=f"{town.name}第{number}社区居民委员会",
        alias=f"{town.name}{number}村",
        level=Division.Level.COMMUNITY,
        parent=town,
        dual=True,
    )
    village.place()
    return village
