"""What the pages of households and campaigns show of what is due, and the way to the visit."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import GOVERNMENT, Role
from core.addresses import page_url
from core.views.declaration import Action, Shown
from core.views.facts import Fact
from core.wording.division_names import division_name
from core.workflow import Panel
from households.models import Household
from inspections.models import Campaign, InspectionDue
from inspections.visiting.workflows import INSPECTORS

READERS = GOVERNMENT | {Role.GAS_COMPANY, Role.SAFETY_OFFICER}
Kind = InspectionDue.Kind
Standing = InspectionDue.Standing
KIND_TONES: dict[str, str] = {
    Kind.FIRST_GAS: "danger",
    Kind.SEVENTH_DAY: "warning",
    Kind.CAMPAIGN: "doing",
    Kind.PRE_SEASON: "waiting",
    Kind.ANNUAL: "waiting",
    Kind.NONE: "good",
}
STANDING_TONES: dict[str, str] = {
    Standing.DONE: "good",
    Standing.NOT_HOME: "warning",
    Standing.REFUSED: "danger",
    Standing.VACANT: "neutral",
    Standing.CLOSED: "neutral",
    Standing.UNVISITED: "waiting",
}
CAMPAIGN_TONES: dict[str, str] = {
    Campaign.State.DRAFT: "neutral",
    Campaign.State.ISSUED: "doing",
    Campaign.State.CONCLUDED: "good",
}


def visit_url(due: InspectionDue) -> str:
    """Of the page on which the inspection is filled in."""
    if due.household_id:
        return reverse("visit", args=[due.household_id])
    return reverse("visit-ventilation", args=[due.ventilation_id])


def visiting(due: InspectionDue, post: Post) -> Sequence[Action]:
    """去安检, for who inspects."""
    may = post.role in INSPECTORS
    return [Action("去安检", visit_url(due), "clipboard-check", primary=True)] if may else ()


def of_household(household: Household, post: Post) -> dict[str, Sequence[Fact]] | None:
    """Which inspection is due there; not beside a past day."""
    if household.seen_on or post.role not in READERS:
        return None
    due = InspectionDue.objects.visible_to(post).filter(household=household).first()
    return {"facts": _facts(due)} if due else None


def _facts(due: InspectionDue) -> list[Fact]:
    url = reverse("inspection-dues-detail", args=[due.pk])
    late = due.due_on is not None and due.due_on < timezone.localdate()
    facts = [
        Fact("应检", due.get_due_kind_display(), tone=KIND_TONES[due.due_kind], url=url),
        Fact("最迟日期", f"{due.due_on}（{due.left_said}）" if due.due_on else "", tone="danger" if late else ""),
        Fact("本年次数", due.rounds_said),
        Fact("最近安检", str(due.last_valid_on or "")),
    ]
    if due.last_attempt_on:
        failed = f"{due.last_attempt_on} {due.get_last_outcome_display()}"
        facts.append(Fact("最近未入户", failed, tone=STANDING_TONES[due.last_outcome]))
    return facts


Panel(on=Household, title="应检", template="_components/facts.html", show=of_household)


def scope_of_campaign(campaign: Campaign, post: Post) -> Shown:
    """Whom it concerns, and where its progress stands."""
    facts = [
        Fact("范围", "、".join(division_name(pk) for pk in campaign.towns) or "全区", wide=True),
        Fact("进度", "专项进度表", url=page_url("campaign-progress", by=campaign.pk)),
    ]
    return Shown("范围与进度", "_components/facts.html", {"facts": facts if campaign.state != "draft" else facts[:1]})
