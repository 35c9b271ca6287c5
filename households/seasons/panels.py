"""What the pages of closes and of households show of what was frozen."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import Division, Post
from core.views.records import Shown
from households.models import Household, SeasonClose, SeasonRow
from households.models.choices import Status
from households.seasons.totals import totals_of

MOST_CHECKS = 10


def totals(close: SeasonClose, post: Post) -> Shown | None:
    if close.state != SeasonClose.State.FROZEN:
        return None
    found = totals_of(close, post)
    return Shown("成效对比", "households/seasons/_totals.html", {"totals": found})


def checks(close: SeasonClose, post: Post) -> Shown | None:
    found = close.checks.select_related("by__user")[:MOST_CHECKS]
    faulty = Division.objects.in_bulk({pk for one in found for pk in one.faulty})
    rows = [
        {
            "at": one.at,
            "by": one.by.user.name,
            "villages": one.villages,
            "agrees": one.agrees,
            "faulty": "、".join(str(faulty[pk]) for pk in one.faulty),
        }
        for one in found
    ]
    return Shown("核对", "households/seasons/_checks.html", {"checks": rows}) if rows else None


def season_rows(household: Household, post: Post) -> Shown | None:
    """历次封账: what each season's subsidies go by."""
    found = SeasonRow.objects.filter(household=household).visible_to(post).select_related("close__season")
    rows = [
        {
            "season": str(row.close.season),
            "url": reverse("season-rows-detail", args=[row.pk]),
            "as_of_on": row.close.as_of_on,
            "category": row.get_category_display() or "",
            "kind": row.get_kind_display() or "",
            "status": row.get_status_display(),
            "tone": "danger" if row.status == Status.CANCELLED else "good",
        }
        for row in found.order_by("-pk")
    ]
    return Shown("历次封账", "households/seasons/_season_rows.html", {"rows": rows}) if rows else None
