"""聘请情况、评估得分、履约评价: place by place and year by year (P116–P118)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Division
from accounts.pages import Menu
from accounts.scoping import in_area
from core.addresses import rows_url
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Sheet, SheetPages
from core.timekeeping.seasons import season_ahead, season_of
from core.views.declaration import Action
from inspections.assessing.panels import OFFICES, READERS
from inspections.models import Assessment, AssessmentPart, AssessorContract, Topic


def towns_of(area: Area) -> list[Division]:
    return list(Division.objects.below(area.division).towns().dual().valid_on(timezone.localdate()).order_by("code"))


def season_asked_for(known: QuerySet[Assessment], asked: Asked) -> int:
    """The one that is asked for, else the last of which there is something, else the present or next one."""
    day = timezone.localdate()
    season = season_of(day) or season_ahead(day)
    latest = known.aggregate(year=Max("year"))["year"]
    return asked.year(latest or (season.year if season else day.year))


# 聘请情况


def hired(area: Area, asked: Asked) -> Sheet:
    towns = towns_of(area)
    contracts = _contracts_of(towns)
    rows = [_hired_row(town, contracts[town.pk]) for town in towns]
    lacking = sum(1 for town in towns if not contracts[town.pk])
    return Sheet(
        ("街镇", "是否聘请", "评估机构", "评估内容", "缺少的内容", "服务期至", "资质到期", "利益冲突"),
        rows,
        notes=(f"{len(towns)} 个街镇中，{lacking} 个没有履约中的聘请合同。区双代办签订的合同，覆盖全区各街镇。",),
        actions=[Action("评估机构聘请", reverse("assessor-contracts-list"))],
    )


def _contracts_of(towns: Iterable[Division]) -> dict[int, list[AssessorContract]]:
    """Town → the contracts in force there, its own and its district's."""
    places = {pk for town in towns for pk in (town.pk, town.district_id) if pk}
    by_place: dict[int, list[AssessorContract]] = defaultdict(list)
    for one in AssessorContract.objects.running().filter(area__in=places).select_related("assessor").order_by("pk"):
        by_place[one.area_id].append(one)
    return {town.pk: [*by_place[town.pk], *by_place[town.district_id or 0]] for town in towns}


def _hired_row(town: Division, contracts: list[AssessorContract]) -> list[Cell]:
    address = rows_url("assessor-contracts", town=town.pk)
    if not contracts:
        return [Cell(str(town), address), Cell("没有聘请", tone="danger"), *[Cell("")] * 6]
    topics = {topic for one in contracts for topic in one.topics}
    conflicted = any(one.conflicted for one in contracts)
    lacking = _labels(topic for topic in Topic.values if topic not in topics)
    return [
        Cell(str(town), address),
        Cell("已聘请", tone="good"),
        Cell("、".join(dict.fromkeys(str(one.assessor) for one in contracts))),
        Cell(_labels(topic for topic in Topic.values if topic in topics)),
        Cell(lacking, tone="warning" if lacking else ""),
        Cell(str(max(one.ends_on for one in contracts if one.ends_on))),
        Cell(str(min(one.qualification_expires_on for one in contracts))),
        Cell("有" if conflicted else "没有", tone="danger" if conflicted else ""),
    ]


def _labels(topics: Iterable[str]) -> str:
    return "、".join(str(Topic(topic).label) for topic in topics)


# 评估得分


def scores(area: Area, asked: Asked) -> Sheet:
    known = Assessment.objects.visible_to(area.post).reported().filter(in_area(area.division, "town"))
    year = season_asked_for(known, asked)
    now, before = _scores_of(known.filter(year=year)), _scores_of(known.filter(year=year - 1))
    names = {one.pk: str(one) for one in Division.objects.filter(pk__in=[pk for pk, _ in now]).order_by("code")}
    rows = [_score_row(pk, name, year, now, before) for pk, name in names.items()]
    years = known.order_by().values_list("year", flat=True).distinct()
    return Sheet(
        ("街镇", *Topic.labels, "平均", f"{year - 1} 年平均", "升降"),
        rows,
        notes=("各项得分是这一采暖季已提交报告的评估的平均分，满分 100 分；升降与上一采暖季相比。",),
        options=asked.years(years, year, "{} 年采暖季".format),
        actions=[Action("评估任务", reverse("assessments-list"))],
    )


Scores = dict[tuple[int, str], Decimal]


def _scores_of(assessments: Iterable[Assessment]) -> Scores:
    """Town and topic → the mean of what its lists came to."""
    found: dict[tuple[int, str], list[Decimal]] = defaultdict(list)
    parts = AssessmentPart.objects.filter(assessment__in=assessments, score__isnull=False).order_by()
    for town, topic, score in parts.values_list("assessment__town", "topic", "score"):
        found[town, topic].append(score)  # type: ignore[index, arg-type]  # the filter leaves out those without
    return {key: _mean(values) for key, values in found.items()}


def _mean(values: list[Decimal]) -> Decimal:
    return round(sum(values, Decimal(0)) / len(values), 1)


def _score_row(pk: int, name: str, year: int, now: Scores, before: Scores) -> list[Cell]:
    address = rows_url("assessments", town=pk, year=year)
    own, former = _of_town(now, pk), _of_town(before, pk)
    change = own - former if own is not None and former is not None else None
    tone = "" if not change else "good" if change > 0 else "danger"
    return [
        Cell(name, address),
        *(Cell(_said(now.get((pk, topic)))) for topic in Topic.values),
        Cell(_said(own), address),
        Cell(_said(former)),
        Cell("—" if change is None else f"{change:+}", tone=tone),
    ]


def _of_town(scores: Scores, pk: int) -> Decimal | None:
    values = [score for (town, _), score in scores.items() if town == pk]
    return _mean(values) if values else None


def _said(score: Decimal | None) -> str:
    return "—" if score is None else str(score)


# 履约评价


def evaluations(area: Area, asked: Asked) -> Sheet:
    known = AssessorContract.objects.visible_to(area.post).filter(in_area(area.division, "area"))
    judged = known.filter(score__isnull=False).select_related("assessor").order_by("-evaluated_on", "-pk")
    return Sheet(
        ("合同", "评估机构", "聘请单位", "评价得分", "评价意见", "合同价款(元)", "实付金额(元)", "付清日期"),
        list(_evaluated(judged)),
        notes=("履约评价后付款：评估任务全部结案，才能评价；评价后才能登记付清。",),
        actions=[Action("评估机构聘请", reverse("assessor-contracts-list"))],
    )


def _evaluated(contracts: Iterable[AssessorContract]) -> Iterator[list[Cell]]:
    places = Division.objects.in_bulk({one.area_id for one in contracts})
    for one in contracts:
        yield [
            Cell(one.title, reverse("assessor-contracts-detail", args=[one.pk])),
            Cell(str(one.assessor)),
            Cell(str(places[one.area_id])),
            Cell(str(one.score)),
            Cell(one.evaluation),
            Cell(f"{one.price:,.2f}" if one.price is not None else "—"),
            Cell(f"{one.paid_amount:,.2f}" if one.paid_amount is not None else "—"),
            Cell(str(one.paid_on or "")),
        ]


HIRED = SheetPages(
    slug="assessor-hiring",
    title="聘请情况表",
    menu=Menu("监督评估", "聘请情况表", "table"),
    readers=OFFICES,
    lede="各街镇有没有履约中的第三方评估机构合同，管哪些内容，到什么时候。没有聘请的标红。",
    empty="还没有涉双代的街镇。",
    hint="请系统管理员在“区划”中标明涉双代的街镇和村。",
    described="各街镇是否聘请、评估机构、评估内容、缺少的内容、服务期、资质到期日和有没有利益冲突。",
    build=hired,
)
SCORES = SheetPages(
    slug="assessment-scores",
    title="评估得分",
    menu=Menu("监督评估", "评估得分", "chart-line"),
    readers=READERS,
    lede="各街镇三项评估内容的得分，和上一采暖季相比的升降。",
    empty="这一采暖季还没有已提交报告的评估。",
    hint="评估机构提交报告后，得分显示在这里。",
    described="各街镇三项内容的平均分、总平均、上一采暖季平均和升降。",
    build=scores,
)
EVALUATIONS = SheetPages(
    slug="assessor-evaluations",
    title="履约评价",
    menu=Menu("监督评估", "履约评价", "star"),
    readers=OFFICES,
    lede="评估机构的履约评价得分、意见和付款。",
    empty="还没有履约评价。",
    hint="合同期满后，由聘请的街镇或区双代办在合同页面上办理“履约评价”。",
    described="各合同的评估机构、聘请单位、评价得分和意见、合同价款、实付金额和付清日期。",
    build=evaluations,
)
