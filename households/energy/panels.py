"""What a household's page shows of fuel in need and of its costs, and a point's page of its moves."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import Post
from accounts.roles import GOVERNMENT
from core.addresses import rows_url
from core.views.records import Shown
from households.models import EmergencyFuelIssue, FuelMove, FuelPoint, HeatingCost, Household, Pilot

LAST_MOVES = 10
TONES = {
    EmergencyFuelIssue.State.FILED: "waiting",
    EmergencyFuelIssue.State.APPROVED: "doing",
    EmergencyFuelIssue.State.ISSUED: "good",
    EmergencyFuelIssue.State.REFUSED: "danger",
    EmergencyFuelIssue.State.WITHDRAWN: "neutral",
}
PILOT_TONES = {
    Pilot.State.PROPOSED: "waiting",
    Pilot.State.RUNNING: "doing",
    Pilot.State.EVALUATED: "waiting",
    Pilot.State.PROMOTED: "good",
    Pilot.State.STOPPED: "neutral",
}


def fuel_issues(household: Household, post: Post) -> Shown | None:
    """Not beside a past day: their states are today's."""
    if household.seen_on or post.role not in GOVERNMENT:
        return None
    rows = [
        {
            "name": str(issue),
            "url": reverse("fuel-issues-detail", args=[issue.pk]),
            "reason": issue.fuel_reason,
            "tonnes": issue.tonnes,
            "issued_on": issue.issued_on,
            "state": issue.get_state_display(),
            "tone": TONES[EmergencyFuelIssue.State(issue.state)],
        }
        for issue in EmergencyFuelIssue.objects.visible_to(post).filter(household=household).order_by("-pk")
    ]
    return Shown("应急发放洁净煤", "households/_fuel_issues.html", {"issues": rows}) if rows else None


def costs(household: Household, post: Post) -> Shown | None:
    if household.seen_on or post.role not in GOVERNMENT:
        return None
    rows = list(HeatingCost.objects.visible_to(post).filter(household=household).order_by("-season_year"))
    return Shown("取暖费用", "households/_heating_costs.html", {"costs": rows}) if rows else None


def moves(point: FuelPoint, post: Post) -> Shown | None:
    last = list(FuelMove.objects.filter(point=point).order_by("-number")[:LAST_MOVES])
    context = {"moves": last, "url": rows_url("fuel-moves", point=point.pk)}
    return Shown("最近的出入库", "households/_fuel_moves.html", context) if last else None
