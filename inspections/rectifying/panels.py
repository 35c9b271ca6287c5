"""What the pages of this room show of the rows that hang on a record, and its colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from accounts.models import Post
from core.views.records import Shown
from inspections.models import ClosureSample, Rectification, RectificationVillage, Supervision

RECTIFICATION_TONES = {
    Rectification.State.OPEN: "waiting",
    Rectification.State.REPORTED: "doing",
    Rectification.State.CLOSED: "good",
}
VILLAGE_TONES = {
    RectificationVillage.State.WAITING: "waiting",
    RectificationVillage.State.FOUND: "warning",
    RectificationVillage.State.DONE: "good",
}
SUPERVISION_TONES = {
    Supervision.State.NOTIFIED: "waiting",
    Supervision.State.FED_BACK: "warning",
    Supervision.State.RECTIFIED: "doing",
    Supervision.State.CLOSED: "good",
}
SAMPLE_TONES = {
    ClosureSample.State.WAITING: "waiting",
    ClosureSample.State.PASSED: "good",
    ClosureSample.State.FAILED: "danger",
}


def villages(record: Rectification, post: Post) -> Shown:
    own = record.villages.visible_to(post).select_related("village").order_by("village__code")
    rows = [_row("rectification-villages", one, VILLAGE_TONES) for one in own]
    return Shown("各村整改情况", "inspections/rectifying/_villages.html", {"rows": rows})


def samples(record: Supervision, post: Post) -> Shown:
    own = record.samples.visible_to(post).select_related("hazard", "village").order_by("pk")
    rows = [_row("closure-samples", one, SAMPLE_TONES) for one in own]
    return Shown("抽到的样本", "inspections/rectifying/_samples.html", {"rows": rows})


def _row(slug: str, one: Any, tones: Mapping[Any, str]) -> dict[str, Any]:
    return {"of": one, "url": reverse(f"{slug}-detail", args=[one.pk]), "tone": tones[one.state]}
