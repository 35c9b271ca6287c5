"""不漏一户: of how many households, place by place, which were inspected, and why the others were not (P94, P102, P111;
F19). Every figure opens the households that it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.pages import Menu
from core.figures.areas import Area
from core.figures.by_place import by_place, summed
from core.figures.sheets import Asked, Cell, Option, Sheet, SheetPages, share
from core.typed import whole_number
from core.views.declaration import Action
from inspections.models import Campaign, InspectionDue
from inspections.models.campaigns import CampaignQuerySet
from inspections.models.dues import InspectionDueQuerySet
from inspections.planning import after_gas, responsibility
from inspections.planning.filters import ENOUGH, NONE, SHORT, issued_for
from inspections.planning.panels import READERS
from inspections.planning.parameters import ROUNDS_A_YEAR
from inspections.planning.standing import with_campaign_standing

Standing = InspectionDue.Standing
YEAR, PRE_SEASON, ROUNDS, GAS, OFFICERS = "year", "pre_season", "rounds", "gas", "officers"


@dataclass(frozen=True)
class Column:
    """Some of the households: the condition on the rows, and that of the list which gives the same."""

    heading: str
    those: Q
    listed: Mapping[str, Any]


@dataclass(frozen=True)
class Look:
    """What is counted of each place; the rate is that of the first column."""

    columns: Sequence[Column]
    rate: str
    note: str
    # What every figure's list is narrowed by.
    listed: Mapping[str, Any]


def of_period(column: str, note: str) -> Look:
    counted = [Column(str(one.label), Q(**{column: one}), {column: one.value}) for one in Standing]
    kept = "到访不遇、拒绝安检、闲置和停用的户仍在应检户数内，不算已安检。"
    return Look(counted, "安检率", f"{note}{kept}", {"listed": "on"})


def of_rounds() -> Look:
    columns = [
        Column("已达标", Q(rounds_done__gte=F("rounds_due")), {"rounds": ENOUGH}),
        Column("次数不足", Q(rounds_done__lt=F("rounds_due")), {"rounds": SHORT}),
        Column("一次没检", Q(rounds_done=0), {"rounds": NONE}),
    ]
    times = int(ROUNDS_A_YEAR.on())
    note = f"本年有效安检够 {times} 次的为达标；两次之间间隔不足的只算一次；今年通气较晚的，按当年来得及的次数算。"
    return Look(columns, "达标率", note, {"listed": "on"})


def of_campaign(campaign: Campaign) -> Look:
    look = of_period("campaign_standing", f"{campaign.starts_on} 至 {campaign.ends_on}，每户 {campaign.rounds} 次。")
    return Look(look.columns, "完成率", look.note, {"campaign": campaign.pk})


def build(area: Area, asked: Asked) -> Sheet:
    by = asked.query.get("by", YEAR)
    made = _looked_at(area, asked, by)
    return Sheet(made.headings, made.rows, made.notes, list(_options(area, asked, by)), made.actions)


def _looked_at(area: Area, asked: Asked, by: str) -> Sheet:
    if by == GAS:
        return after_gas.build(area, asked)
    if by == OFFICERS:
        return responsibility.build(area, asked)
    rows = InspectionDue.objects.visible_to(area.post).filter(area.within()).of_households()
    campaign = _campaign(area, by)
    if campaign:
        return _counted(area, asked, of_campaign(campaign), with_campaign_standing(rows, campaign))
    year = timezone.localdate().year
    looks = {
        YEAR: of_period("year_standing", f"{year} 年内至少有一次有效安检的为已安检。"),
        PRE_SEASON: of_period("pre_season_standing", f"{year} 年采暖期前排查开始以来有有效安检的为已安检。"),
        ROUNDS: of_rounds(),
    }
    return _counted(area, asked, looks.get(by, looks[YEAR]), rows)


def _campaigns(area: Area) -> CampaignQuerySet:
    return issued_for(area.post).exclude(kind=Campaign.Kind.BURIED)


def _campaign(area: Area, by: str) -> Campaign | None:
    number = whole_number(by)
    return _campaigns(area).filter(pk=number).first() if number else None


def _counted(area: Area, asked: Asked, look: Look, rows: InspectionDueQuerySet) -> Sheet:
    tier, label = area.below
    counts = {f"column_{place}": Count("pk", filter=one.those) for place, one in enumerate(look.columns)}
    found = {row.pop(tier): row for row in rows.order_by().values(tier).annotate(households=Count("pk"), **counts)}
    lines = [_line(Cell("合计"), summed(found.values()), look, area.filters)] if found else []
    lines += [_line(name, row, look, place) for name, row, place in by_place(area, asked, found)]
    headings = (label, "应检户", *(one.heading for one in look.columns), look.rate)
    return Sheet(headings, lines, (look.note,), actions=[Action("应检清单", reverse("inspection-dues-list"))])


def _line(name: Cell, counts: Mapping[str, int], look: Look, place: Mapping[str, Any]) -> list[Cell]:
    kept = {**place, **look.listed}
    figures = [counts[f"column_{number}"] for number in range(len(look.columns))]
    cells = [
        Cell.of_rows(figure, "inspection-dues", **kept, **one.listed)
        for figure, one in zip(figures, look.columns, strict=True)
    ]
    every = counts["households"]
    return [name, Cell.of_rows(every, "inspection-dues", **kept), *cells, Cell(share(figures[0], every))]


def _options(area: Area, asked: Asked, by: str) -> Iterator[Option]:
    named = {YEAR: "本年", PRE_SEASON: "采暖期前", ROUNDS: "年度次数", GAS: "通气安检", OFFICERS: "责任村"}
    named |= {str(one.pk): one.title for one in _campaigns(area).running()}
    for key, label in named.items():
        yield Option(label, asked.address(by=key), key == by)


COVERAGE = SheetPages(
    slug="inspection-coverage",
    title="不漏一户",
    menu=Menu("安全检查", "不漏一户", "list-checks"),
    readers=READERS,
    lede="各地方应检多少户、检了多少户、没检的是什么原因。点数字查看这些户，点地方查看其下各处。",
    empty="这里没有气代煤户。",
    hint="台账里有气代煤户以后，这里自动计数。",
    described="by：year 本年、pre_season 采暖期前、rounds 年度次数、gas 通气安检、officers 责任村，或专项排查的编号。"
    "各列是应检户数、按情况分列的户数和比率。",
    build=build,
)
