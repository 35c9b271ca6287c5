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
from core.figures.by_place import by_place
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
from inspections.planning.standing import counted

Standing = InspectionDue.Standing
YEAR, PRE_SEASON, ROUNDS, GAS, OFFICERS = "year", "pre_season", "rounds", "gas", "officers"
KEPT = "到访不遇、拒绝安检、闲置和停用的户仍在应检户数内，不算已安检。"
# Of each place its households, and of these those of each column.
Figures = Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Column:
    """Some of the households: the condition of the list which gives them, and that on the rows, where there is one."""

    heading: str
    listed: Mapping[str, Any]
    those: Q = Q()


@dataclass(frozen=True)
class Look:
    """What is counted of each place; the rate is that of the first column."""

    columns: Sequence[Column]
    rate: str
    note: str
    # What every figure's list is narrowed by.
    listed: Mapping[str, Any]


def of_period(column: str, note: str) -> Look:
    columns = [Column(str(one.label), {column: one.value}, Q(**{column: one})) for one in Standing]
    return Look(columns, "安检率", f"{note}{KEPT}", {"listed": "on"})


def of_rounds() -> Look:
    columns = [
        Column("已达标", {"rounds": ENOUGH}, Q(rounds_done__gte=F("rounds_due"))),
        Column("次数不足", {"rounds": SHORT}, Q(rounds_done__lt=F("rounds_due"))),
        Column("一次没检", {"rounds": NONE}, Q(rounds_done=0)),
    ]
    times = int(ROUNDS_A_YEAR.on())
    note = f"本年有效安检够 {times} 次的为达标；两次之间间隔不足的只算一次；今年通气较晚的，按当年来得及的次数算。"
    return Look(columns, "达标率", note, {"listed": "on"})


def of_campaign(campaign: Campaign) -> Look:
    columns = [Column(str(one.label), {"campaign_standing": one.value}) for one in Standing]
    note = f"{campaign.starts_on} 至 {campaign.ends_on}，每户 {campaign.rounds} 次。{KEPT}"
    return Look(columns, "完成率", note, {"campaign": campaign.pk})


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
        return _sheet(area, asked, of_campaign(campaign), _in_campaign(rows, campaign, area.below[0]))
    year = timezone.localdate().year
    looks = {
        YEAR: of_period("year_standing", f"{year} 年内至少有一次有效安检的为已安检。"),
        PRE_SEASON: of_period("pre_season_standing", f"{year} 年采暖期前排查开始以来有有效安检的为已安检。"),
        ROUNDS: of_rounds(),
    }
    look = looks.get(by, looks[YEAR])
    return _sheet(area, asked, look, _by_condition(rows, look, area.below[0]))


def _campaigns(area: Area) -> CampaignQuerySet:
    return issued_for(area.post).exclude(kind=Campaign.Kind.BURIED)


def _campaign(area: Area, by: str) -> Campaign | None:
    number = whole_number(by)
    return _campaigns(area).filter(pk=number).first() if number else None


def _by_condition(rows: InspectionDueQuerySet, look: Look, tier: str) -> Figures:
    counts = {f"column_{number}": Count("pk", filter=one.those) for number, one in enumerate(look.columns)}
    found = rows.order_by().values(tier).annotate(households=Count("pk"), **counts)
    return {row.pop(tier): list(row.values()) for row in found}


def _in_campaign(rows: InspectionDueQuerySet, campaign: Campaign, tier: str) -> Figures:
    found = counted(rows, campaign, f"{tier}_id")
    return {place: [stood.total(), *(stood[one] for one in Standing)] for (place,), stood in found.items()}


def _sheet(area: Area, asked: Asked, look: Look, found: Figures) -> Sheet:
    tier, label = area.below
    lines = []
    if found:
        whole = [sum(column) for column in zip(*found.values(), strict=True)]
        lines.append(_line(Cell("合计"), whole, look, area.filters))
    lines += [_line(name, row, look, place) for name, row, place in by_place(area, asked, found)]
    headings = (label, "应检户", *(one.heading for one in look.columns), look.rate)
    return Sheet(headings, lines, (look.note,), actions=[Action("应检清单", reverse("inspection-dues-list"))])


def _line(name: Cell, counts: Sequence[int], look: Look, place: Mapping[str, Any]) -> list[Cell]:
    kept = {**place, **look.listed}
    every, *figures = counts
    cells = [
        Cell.of_rows(figure, "inspection-dues", **kept, **one.listed)
        for figure, one in zip(figures, look.columns, strict=True)
    ]
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
