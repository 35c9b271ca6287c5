"""Photos of a hazard: before, after, at the re-check, each with where it was taken; from another place than the first
ones they are pointed out, never refused (domain.md 6.2: 同一角度)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from core.models import Attachment
from core.parameters import Parameter
from inspections.hazards.guards import AFTER, BEFORE, RECHECK
from inspections.models import Hazard, InspectionPhoto
from inspections.visiting.positions import metres_between, place_of
from inspections.visiting.visits import Position

NEAR = Parameter(
    "inspections.photo_distance",
    "整改、复查照片与发现时照片的最大距离",
    30,
    unit="米",
    lowest=5,
    highest=500,
    basis="工作方案要求复查照片与发现时同一角度，未定距离；按手机在院落内的定位误差取值，超过的只提示。",
)
OF_HAZARD = {BEFORE: "发现时", AFTER: "整改后", RECHECK: "复查"}


@dataclass(frozen=True)
class Photo:
    """`metres`: from where the first ones were taken; None: one of the two says nothing of its place."""

    attachment: Attachment
    label: str
    metres: int | None = None

    @property
    def far(self) -> bool:
        return self.metres is not None and self.metres > NEAR.on()


def photos_of(hazard: Hazard) -> list[Photo]:
    """From the first to the last; those that the inspection took of this item are the first."""
    found = [*_of_inspection(hazard), *_of_hazard(hazard)]
    places = _places([attachment.pk for _, attachment in found])
    start = next((places[one.pk] for label, one in found if label == OF_HAZARD[BEFORE] and one.pk in places), None)
    return [Photo(one, label, _metres(label, start, places.get(one.pk))) for label, one in found]


def _of_inspection(hazard: Hazard) -> Iterator[tuple[str, Attachment]]:
    if hazard.inspection_id is None or not hazard.item_code:
        return
    taken = InspectionPhoto.objects.filter(inspection=hazard.inspection_id, item_code=hazard.item_code)
    for photo in taken.filter(attachment__removed_at=None).select_related("attachment").order_by("pk"):
        yield OF_HAZARD[BEFORE], photo.attachment


def _of_hazard(hazard: Hazard) -> Iterator[tuple[str, Attachment]]:
    kept = Attachment.objects.filter(
        kind=Hazard._meta.label_lower, record_id=hazard.pk, purpose__in=OF_HAZARD, removed_at=None
    )
    order = list(OF_HAZARD)
    for one in sorted(kept, key=lambda one: (order.index(one.purpose), one.pk)):
        yield OF_HAZARD[one.purpose], one


def _places(attachments: Sequence[int]) -> dict[int, Position]:
    known = InspectionPhoto.objects.filter(attachment__in=attachments)
    places = {one.attachment_id: place_of(one) for one in known}
    return {pk: place for pk, place in places.items() if place is not None}


def _metres(label: str, start: Position | None, place: Position | None) -> int | None:
    first = label == OF_HAZARD[BEFORE]
    return metres_between(start, place) if start and place and not first else None


def keep_places(attachments: Sequence[Attachment], given: Mapping[str, Any]) -> None:
    """Where the phone was when a step's page took them; what is no position is none."""
    longitude, latitude = _degrees(given.get("longitude"), 180), _degrees(given.get("latitude"), 90)
    for one in attachments:
        if one.purpose in OF_HAZARD and longitude is not None and latitude is not None:
            InspectionPhoto.objects.create(
                attachment=one,
                hazard_id=one.record_id,
                taken_at=timezone.now(),
                longitude=longitude,
                latitude=latitude,
            )


def _degrees(typed: Any, most: int) -> float | None:
    try:
        degrees = float(typed or "")
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= most else None
