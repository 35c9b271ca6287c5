"""What the pages of inspections and households show of what was seen there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.models import Post
from accounts.roles import GOVERNMENT
from core.files.attachments import opens_at_once
from core.models import Attachment
from core.views.declaration import Declaration, Shown, pages_of
from core.wording.division_names import division_name
from core.workflow import Panel
from households.models import Household
from households.models.choices import Category
from inspections.models import Hazard, Inspection, InspectionPhoto
from inspections.visiting.expiring import expiring_in
from inspections.visiting.photos import PURPOSES, SIGNATURE
from inspections.visiting.positions import place_of
from inspections.visiting.workflows import INSPECTORS

READERS = GOVERNMENT | INSPECTORS
OUTCOMES: dict[str, str] = {
    Inspection.Outcome.DONE: "good",
    Inspection.Outcome.NOT_HOME: "warning",
    Inspection.Outcome.REFUSED: "danger",
    Inspection.Outcome.VACANT: "neutral",
    Inspection.Outcome.CLOSED: "neutral",
}
LAST = 5


def photos(inspection: Inspection, post: Post) -> Shown | None:
    """With what is known of each; as pictures only to who opens them without being asked why."""
    rows = list(photos_of(inspection, post))
    return Shown("照片和签字", "inspections/visiting/_photos.html", {"photos": rows}) if rows else None


def photos_of(inspection: Inspection, post: Post) -> Iterable[dict[str, Any]]:
    pages: type[Declaration] | None = pages_of(inspection._meta.label_lower)
    assert pages is not None, "declared in views.py"
    texts = _texts_of(inspection)
    taken = {one.attachment_id: one for one in InspectionPhoto.objects.filter(inspection=inspection)}
    kept = Attachment.objects.filter(kind=inspection._meta.label_lower, record_id=inspection.pk, removed_at=None)
    for file in kept.order_by("id"):
        photo = taken.get(file.pk)
        item = texts.get(photo.item_code, "") if photo else ""
        yield {
            "url": reverse("file", args=[file.pk]),
            "label": item or PURPOSES.get(file.purpose, "材料"),
            "taken_at": photo.taken_at if photo else None,
            "seen": opens_at_once(pages, file.purpose, post) and file.content_type.startswith("image/"),
            "is_signature": file.purpose == SIGNATURE,
        }


def _texts_of(inspection: Inspection) -> dict[str, str]:
    if inspection.checklist is None:
        return {}
    return dict(inspection.checklist.items.values_list("code", "text"))


def place(inspection: Inspection, post: Post) -> Shown | None:
    """Where it was filed from, beside where the ledger has the household, or its village."""
    here, home = place_of(inspection), place_of(inspection.household)
    beside = home or place_of(inspection.village)
    if here is None or beside is None:
        return None
    label = "住户" if home else division_name(inspection.village_id)
    points = [
        {"label": label, "longitude": beside.longitude, "latitude": beside.latitude, "named": True},
        {"label": "安检时", "longitude": here.longitude, "latitude": here.latitude, "here": True},
    ]
    context = {"points": points, "distance": inspection.distance, "home": home, "label": label}
    return Shown("位置示意图", "inspections/visiting/_place.html", context)


def expiring(inspection: Inspection, post: Post) -> Shown | None:
    rows = expiring_in(inspection)
    return Shown("须告知住户更换", "inspections/visiting/_expiring.html", {"devices": rows}) if rows else None


def of_household(household: Household, post: Post) -> dict[str, Any] | None:
    """The last visits, and how many hazards are open; not beside a past day."""
    if household.seen_on or post.role not in READERS or household.category != Category.GAS:
        return None
    visits = Inspection.objects.visible_to(post).filter(household=household).order_by("-inspected_on", "-pk")
    return {
        "inspections": [visit_row(one) for one in visits[:LAST]],
        "open": Hazard.objects.unsettled().filter(household=household).count(),
        "file_url": reverse("household-file", args=[household.pk]),
        "visit_url": reverse("visit", args=[household.pk]) if post.role in INSPECTORS else "",
    }


def visit_row(inspection: Inspection) -> dict[str, Any]:
    void = inspection.state == Inspection.State.VOID
    return {
        "url": reverse("inspections-detail", args=[inspection.pk]),
        "day": inspection.inspected_on,
        "kind": inspection.get_kind_display(),
        "outcome": "作废" if void else inspection.get_outcome_display(),
        "tone": "neutral" if void else OUTCOMES[inspection.outcome],
        "found": inspection.found,
        "inspector": inspection.inspector_name,
        "checklist": inspection.checklist,
        "signed_by": inspection.signed_by,
        "note": inspection.void_reason or inspection.note,
    }


Panel(on=Household, title="入户安检", template="inspections/visiting/_of_household.html", show=of_household)
