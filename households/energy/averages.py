"""取暖费用统计: what heating cost on average, place by place, and how many paid much (P27)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet, Sum

from accounts.pages import Menu
from accounts.roles import TOWN_AND_ABOVE
from core.addresses import rows_url
from core.figures.areas import Area
from core.figures.by_place import by_place
from core.figures.sheets import Asked, Cell, Option, Sheet, SheetPages, share
from core.views.declaration import Action
from core.wording.words import money
from households.energy.carbon import used_in
from households.energy.costs import season_options, season_to_show
from households.energy.parameters import HIGH_COST
from households.models import HeatingCost
from households.models.choices import Category

BY = {"": "各类合计", **{str(one.value): str(one.label) for one in (Category.GAS, Category.ELECTRIC)}}


def build(area: Area, asked: Asked) -> Sheet:
    year = asked.year(season_to_show())
    by = asked.query.get("by", "")
    tier, label = area.below
    rows = used_in(area, year)
    kept = {"season_year": year, **({"category": by} if by in BY and by else {})}
    threshold = HIGH_COST.on()
    return Sheet(
        (label, "有费用的户数", "费用合计", "户均费用", "高费用户", "高费用户占比"),
        list(_rows(area, asked, rows.filter(**kept), tier, kept, threshold)),
        notes=(
            "取暖费用 = 本季用量 × 单价，单价按采暖季开始那天的业务参数；气代煤算用气，电代煤算用电。",
            f"高费用户：一季费用达到 {HIGH_COST.said(threshold)} 的户。",
        ),
        options=[*season_options(asked, year), *_ways(asked, by)],
        actions=[Action("高费用户清单", rows_url("heating-costs", **kept, high="on"))],
    )


def _rows(
    area: Area, asked: Asked, rows: QuerySet[HeatingCost], tier: str, kept: dict[str, Any], threshold: Decimal
) -> Iterator[list[Cell]]:
    figures = {"count": Count("pk"), "total": Sum("cost"), "mean": Avg("cost")}
    high = Count("pk", filter=Q(cost__gte=threshold))
    found = {one.pop(tier): one for one in rows.values(tier).annotate(**figures, high=high).order_by()}
    if found:
        total = rows.aggregate(**figures, high=high)
        yield _row(Cell("合计"), total, {**area.filters, **kept})
    for name, one, place in by_place(area, asked, found):
        yield _row(name, one, {**place, **kept})


def _row(name: Cell, one: dict[str, Any], filters: dict[str, object]) -> list[Cell]:
    return [
        name,
        Cell.of_rows(one["count"], "heating-costs", **filters),
        Cell(money(one["total"])),
        Cell(money(one["mean"])),
        Cell.of_rows(one["high"], "heating-costs", **filters, high="on"),
        Cell(share(one["high"], one["count"])),
    ]


def _ways(asked: Asked, by: str) -> list[Option]:
    return [Option(label, asked.address(by=name), name == by) for name, label in BY.items()]


AVERAGES = SheetPages(
    slug="heating-cost-averages",
    title="取暖费用统计",
    menu=Menu("统计", "取暖费用统计", "wallet"),
    readers=TOWN_AND_ABOVE,
    lede="各地方一季的户均取暖费用和高费用户。点户数查看这些住户，点地方查看其下各处。",
    empty="这一采暖季还没有用量，算不出取暖费用。",
    hint="请先导入燃气、电力的表底数，次日早上平台算好；已导入的不用再做什么。",
    described="下一级各地方的户数、费用合计、户均费用和高费用户数。year 是采暖季开始的那一年，by 是改造类别。",
    build=build,
)
