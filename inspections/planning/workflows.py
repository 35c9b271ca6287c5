"""专项排查: who orders one, whom it concerns, how it ends (P100, P111, P128). Read this first.

起草 → 下发 → 总结. What is due in it is reckoned as it is issued (migration 0009); what every year asks of each
household, nobody plans: inspections/planning/reckoning.py. What gas has to wait for: letting_in.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from accounts.audit import Actor
from accounts.hiding import without_numbers
from accounts.models import Division, Post
from accounts.models.users import PostQuerySet
from accounts.roles import Role
from core.models import Notice
from core.notifying import notices
from core.workflow import ACTOR, NOW, Answers, Clock, Limit, Step, Unit, Workflow, refusals
from inspections.models import Campaign, Checklist, InspectionDue

State = Campaign.State
Campaigns = Sequence[Campaign]
ISSUERS = frozenset({Role.DISTRICT_OFFICE, Role.GAS_AUTHORITY})
# Who works on it, besides the companies whose customers it concerns.
TOLD_IN_TOWNS = frozenset({Role.TOWN_GAS_OFFICE, Role.TOWN_OFFICE})


def has_not_ended(campaigns: Campaigns, by: Actor) -> dict[int, str]:
    """结束日期没有过。"""
    today = timezone.localdate()
    sentence = "结束日期已经过了，请先改好日期再下发。"
    return refusals(campaigns, lambda one: sentence if one.ends_on < today else "")


def towns_are_the_districts(campaigns: Campaigns, by: Actor) -> dict[int, str]:
    """范围内的街镇都在本区县。"""
    asked = {pk for one in campaigns for pk in one.towns}
    known = dict(Division.objects.towns().filter(pk__in=asked).values_list("pk", "district"))
    sentence = "范围里有不属于本区县的街镇，请重新勾选。"
    return refusals(
        campaigns, lambda one: "" if all(known.get(pk) == one.district_id for pk in one.towns) else sentence
    )


def checklist_is_in_force(campaigns: Campaigns, by: Actor) -> dict[int, str]:
    """所选检查表已启用。"""
    sentence = "所选的检查表没有启用，请先启用它，或改选另一张。"
    return refusals(
        campaigns, lambda one: sentence if one.checklist and one.checklist.state != Checklist.State.IN_FORCE else ""
    )


def tell_concerned(campaigns: Campaigns, by: Actor, answers: Answers) -> None:
    """The offices of its townships, and the companies that have customers there."""
    for campaign in campaigns:
        notices.tell(
            concerned(campaign).values_list("user", flat=True).distinct(),
            Notice.Kind.NEWS,
            f"专项排查已下发：{campaign.title}",
            body=f"{campaign.document_number}，{campaign.starts_on} 至 {campaign.ends_on}，每户 {campaign.rounds} 次。",
            link=notices.link_to(Campaign._meta.label_lower, campaign.pk),
            about=f"campaign:{campaign.pk}",
        )


def concerned(campaign: Campaign) -> PostQuerySet:
    """The posts that have to do with it."""
    towns = Division.objects.towns().filter(district=campaign.district_id)
    if campaign.towns:
        towns = towns.filter(pk__in=campaign.towns)
    companies = InspectionDue.objects.filter(town__in=towns, company__isnull=False).values("company")
    in_towns = Q(role__in=TOLD_IN_TOWNS, division__in=towns)
    return Post.objects.in_force().filter(in_towns | Q(role=Role.GAS_COMPANY, organization__in=companies))


class RunCampaign(Workflow):
    title = "专项排查"
    model, state = Campaign, State

    draft = Step(
        "起草专项排查",
        None,
        State.DRAFT,
        by=ISSUERS,
        asks=["kind", "title", "document_number", "issued_by_name", "starts_on", "ends_on", "rounds"],
        accepts=["towns", "checklist", "demands"],
        stamps={"drafted_by": ACTOR},
    )
    issue = Step(
        "下发",
        State.DRAFT,
        State.ISSUED,
        by=ISSUERS,
        requires=[has_not_ended, towns_are_the_districts, checklist_is_in_force],
        stamps={"issued_at": NOW},
        then=[tell_concerned],
    )
    conclude = Step(
        "总结",
        State.ISSUED,
        State.CONCLUDED,
        by=ISSUERS,
        asks=["conclusion"],
        stamps={"concluded_at": NOW},
        aside=True,
        singly=True,
    )
    concluded = Clock(
        "限期总结",
        starts=[issue],
        stops=[conclude],
        limit=Limit(5, Unit.WORKING_DAYS, extension=5),
        since="ends_on",
    )

    @classmethod
    def prepare(cls, records: Campaigns) -> None:
        for campaign in records:
            if campaign.drafted_by:
                campaign.district = campaign.drafted_by.division
            campaign.demands = without_numbers(campaign.demands)
