"""专项进度表: how far each campaign has come; of one of them by township and company (P100, P128)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Division, Organization
from accounts.pages import Menu
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Option, Sheet, SheetPages, share
from core.typed import whole_number
from core.views.declaration import Action
from inspections.models import Campaign, Hazard, InspectionDue
from inspections.models.campaigns import CampaignQuerySet
from inspections.models.dues import InspectionDueQuerySet
from inspections.models.hazards import HazardQuerySet
from inspections.planning.filters import issued_for
from inspections.planning.panels import READERS
from inspections.planning.standing import counted

Standing = InspectionDue.Standing
NOTE = "已完成：检够文件要求的次数；地埋管道排查不入户，只计发现的隐患。"


def build(area: Area, asked: Asked) -> Sheet:
    known = issued_for(area.post).order_by("-starts_on", "-pk")
    number = whole_number(asked.query.get("by", ""))
    campaign = known.filter(pk=number).first() if number else None
    options = [Option("全部", asked.address(by=""), campaign is None)]
    chosen = [campaign] if campaign and campaign.state != Campaign.State.ISSUED else []
    options += [Option(one.title, asked.address(by=one.pk), one == campaign) for one in (*chosen, *known.running())]
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    if campaign is None:
        begun = set(known.order_by().values_list("starts_on__year", flat=True))
        options += asked.years({*begun, this_year}, year)
    made = _one(area, campaign) if campaign else _by_campaign(area, asked, known.going_on_in(year))
    actions = [Action("专项排查", reverse("campaigns-list"))]
    return Sheet(made.headings, made.rows, (NOTE,), options, actions)


def _by_campaign(area: Area, asked: Asked, known: CampaignQuerySet) -> Sheet:
    headings = ("专项排查", "期限", "状态", "应检户", "已完成", "完成率", "发现隐患", "已销号")
    return Sheet(headings, [_line(area, asked, one) for one in known])


def _line(area: Area, asked: Asked, campaign: Campaign) -> list[Cell]:
    found = _hazards(area, campaign).aggregate(
        every=Count("pk"), closed=Count("pk", filter=Q(state=Hazard.State.CLOSED))
    )
    asked_for = {**area.filters, "campaign": campaign.pk}
    return [
        Cell(campaign.title, asked.address(by=campaign.pk)),
        Cell(f"{campaign.starts_on} 至 {campaign.ends_on}"),
        Cell(campaign.get_state_display()),
        *_of_households(area, campaign, asked_for),
        *_of_hazards(found, asked_for),
    ]


def _of_households(area: Area, campaign: Campaign, asked_for: Mapping[str, Any]) -> list[Cell]:
    """Of buried pipes no house is asked for."""
    if campaign.kind == Campaign.Kind.BURIED:
        return [Cell("0"), Cell("0"), Cell(share(0, 0))]
    households = counted(_dues(area), campaign, "district_id")[campaign.district_id,]
    done = households[Standing.DONE]
    return [
        Cell.of_rows(households.total(), "inspection-dues", **asked_for),
        Cell.of_rows(done, "inspection-dues", **asked_for, campaign_standing=Standing.DONE.value),
        Cell(share(done, households.total())),
    ]


def _one(area: Area, campaign: Campaign) -> Sheet:
    return _found_by_place(area, campaign) if campaign.kind == Campaign.Kind.BURIED else _by_place(area, campaign)


def _dues(area: Area) -> InspectionDueQuerySet:
    return InspectionDue.objects.visible_to(area.post).filter(area.within())


def _hazards(area: Area, campaign: Campaign) -> HazardQuerySet:
    return Hazard.objects.visible_to(area.post).filter(area.within()).found_by(campaign)


def _of_hazards(found: Mapping[str, int], asked_for: Mapping[str, Any]) -> list[Cell]:
    return [
        Cell.of_rows(found["every"], "hazards", **asked_for),
        Cell.of_rows(found["closed"], "hazards", **asked_for, state=Hazard.State.CLOSED.value),
    ]


def _found_by_place(area: Area, campaign: Campaign) -> Sheet:
    """Of buried pipes, which lie in no house: a row a township in its scope."""
    closed = Count("pk", filter=Q(state=Hazard.State.CLOSED))
    rows = _hazards(area, campaign).order_by().values("town").annotate(every=Count("pk"), closed=closed)
    found = {row["town"]: row for row in rows}
    towns = Division.objects.below(area.division).towns()
    concerned = towns.filter(pk__in=campaign.towns) if campaign.towns else towns.filter(Q(dual=True) | Q(pk__in=found))
    nothing = {"every": 0, "closed": 0}
    return Sheet(
        ("街镇", "发现隐患", "已销号"),
        [
            [Cell(str(one)), *_of_hazards(found.get(one.pk, nothing), {"town": one.pk, "campaign": campaign.pk})]
            for one in concerned.order_by("code")
        ],
    )


def _by_place(area: Area, campaign: Campaign) -> Sheet:
    """A row a township and company."""
    found = counted(_dues(area), campaign, "town_id", "company_id")
    towns = Division.objects.in_bulk({town for town, _ in found})
    companies = Organization.objects.in_bulk({company for _, company in found if company})

    def line(town: int, company: int | None) -> list[Cell]:
        row = found[town, company]
        place = {"town": town, "campaign": campaign.pk, **({"company": company} if company else {})}
        name = str(companies[company]) if company else "没有登记供气企业"
        return [
            Cell(str(towns[town])),
            Cell(name),
            Cell.of_rows(row.total(), "inspection-dues", **place),
            *(Cell.of_rows(row[one], "inspection-dues", **place, campaign_standing=one.value) for one in Standing),
            Cell(share(row[Standing.DONE], row.total())),
        ]

    ordered = sorted(found, key=lambda one: (towns[one[0]].code, one[1] or 0))
    headings = ("街镇", "燃气企业", "应检户", *(str(one.label) for one in Standing), "完成率")
    return Sheet(headings, [line(*one) for one in ordered])


PROGRESS = SheetPages(
    slug="campaign-progress",
    title="专项进度表",
    menu=Menu("安全检查", "专项进度表", "chart-bar"),
    readers=READERS,
    lede="这一年每次专项排查应检多少户、完成多少户、发现多少隐患。点名称查看各街镇、各企业的进度。",
    empty="这一年没有下发的专项排查。",
    hint="请区双代办或区燃气主管部门在“专项排查”里起草、下发。",
    described="year 年内各次专项排查的应检户、完成率和隐患数；by 为一次专项排查的编号时，是各街镇、各企业的进度。",
    build=build,
)
