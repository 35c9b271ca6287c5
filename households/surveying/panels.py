"""What a household's page shows of its answers."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import Post
from accounts.roles import GOVERNMENT
from core.views.records import Shown
from households.models import DemandSurvey, Household

TONES = {
    DemandSurvey.Wants.REPAIR: "waiting",
    DemandSurvey.Wants.REPLACEMENT: "warning",
    DemandSurvey.Wants.ADDITION: "doing",
    DemandSurvey.Wants.NOTHING: "good",
}


def answers(household: Household, post: Post) -> Shown | None:
    if household.seen_on or post.role not in GOVERNMENT:
        return None
    known = DemandSurvey.objects.visible_to(post).filter(household=household, void=False)
    rows = [
        {
            "year": one.year,
            "url": reverse("demand-surveys-detail", args=[one.pk]),
            "wants": one.get_wants_display(),
            "tone": TONES[DemandSurvey.Wants(one.wants)],
            "device": str(one.equipment or ""),
            "description": one.description,
            "asked_on": one.asked_on,
        }
        for one in known.select_related("equipment").order_by("-year")
    ]
    return Shown("采暖设备需求", "households/_demand_surveys.html", {"answers": rows}) if rows else None
