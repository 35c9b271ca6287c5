"""What the pages of this room show beside a record's own facts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.models import Post
from core.views.records import Shown
from inspections.models import ServicePoint, ServicePointCheck
from inspections.models.checks import Check, CheckFinding, CheckState

TONES: dict[Any, str] = {
    CheckState.PLANNED: "waiting",
    CheckState.PASSED: "good",
    CheckState.ORDERED: "danger",
    CheckState.REPORTED: "doing",
    CheckState.CLOSED: "good",
    CheckState.TRANSFERRED: "danger",
    CheckState.CANCELLED: "neutral",
}


def findings_of_companies(check: Check, post: Post) -> Shown | None:
    return _findings(check, "company-findings-detail")


def findings_of_points(check: Check, post: Post) -> Shown | None:
    return _findings(check, "service-point-findings-detail")


def _findings(check: Check, page: str) -> Shown | None:
    """Every one; what is not well yet is as far as its check."""
    lines = [_line(one, page) for one in check.findings.order_by("pk")]
    context = {"lines": lines, "standing": check.get_state_display(), "tone": TONES[check.state]}
    return Shown("检查发现的问题", "inspections/_findings.html", context) if lines else None


def _line(one: CheckFinding, page: str) -> dict[str, Any]:
    return {
        "url": reverse(page, args=[one.pk]),
        "description": one.description,
        "level": one.get_level_display(),
        "demand": one.demand,
        "due_on": one.due_on,
        "rectification": one.rectification,
        "cleared_on": one.cleared_on,
    }


def checks_of_point(point: ServicePoint, post: Post) -> Shown | None:
    """Every visit to it that the post sees, the newest first."""
    visits = ServicePointCheck.objects.visible_to(post).filter(point=point).order_by("-id")[:20]
    lines = [
        {
            "url": reverse("service-point-checks-detail", args=[one.pk]),
            "day": one.checked_on or one.planned_on,
            "state": one.get_state_display(),
            "tone": TONES[one.state],
            "found": one.found,
            "score": one.score,
        }
        for one in visits
    ]
    return Shown("检查记录", "inspections/_point_checks.html", {"lines": lines}) if lines else None
