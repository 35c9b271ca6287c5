"""Where a division lies among its neighbours: what the map in its form draws."""

from __future__ import annotations

from statistics import fmean
from typing import Any

from accounts.models import Division, Post

# A county's communities; more dots than that show nothing.
MOST = 400


def places_around(division: Division, post: Post) -> list[dict[str, Any]]:
    """Its neighbours under the same parent, then itself, marked `here`: in their middle while it has no position yet.

    Empty where nobody has one.
    """
    beside = list(
        Division.objects.visible_to(post)
        .filter(parent=division.parent_id, longitude__isnull=False, latitude__isnull=False)
        .exclude(pk=division.pk)[:MOST]
        if division.parent_id
        else ()
    )
    here = _position(division) or _middle(beside)
    return [*map(_dot, beside), {**here, "label": str(division), "here": True}] if here else []


def _dot(division: Division) -> dict[str, Any]:
    return {"label": str(division), "longitude": division.longitude, "latitude": division.latitude}


def _position(division: Division) -> dict[str, Any] | None:
    if division.longitude is None or division.latitude is None:
        return None
    return {"longitude": division.longitude, "latitude": division.latitude}


def _middle(divisions: list[Division]) -> dict[str, Any] | None:
    if not divisions:
        return None
    return {name: round(fmean(getattr(one, name) for one in divisions), 6) for name in ("longitude", "latitude")}
