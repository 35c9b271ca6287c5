"""双碳贡献表: coal replaced and carbon dioxide saved in a season, from usage and emission factors (P23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from accounts.models import Division
from accounts.pages import Menu
from accounts.roles import TOWN_AND_ABOVE
from core.addresses import rows_url
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Sheet, SheetPages
from core.views.declaration import Action
from households.energy.costs import begins_on, season_options, season_to_show
from households.energy.parameters import (
    COAL_FACTOR,
    COAL_PER_HOUSEHOLD,
    COAL_TO_STANDARD,
    GAS_FACTOR,
    GRID_FACTOR,
)
from households.models import HeatingCost
from households.models.choices import Category
from households.models.energy import unit_of

THOUSAND = Decimal(1000)
HEADINGS = ("街镇", "改造类别", "有用量的户数", "用量", "替代原煤(吨)", "少用煤减排(吨)", "用能排放(吨)", "净减排(吨)")


@dataclass(frozen=True)
class Factors:
    """Those in force when the season began."""

    coal_per_household: Decimal
    coal_to_standard: Decimal
    coal: Decimal
    gas: Decimal
    grid: Decimal

    @classmethod
    def of(cls, year: int) -> Factors:
        day = begins_on(year)
        parameters = (COAL_PER_HOUSEHOLD, COAL_TO_STANDARD, COAL_FACTOR, GAS_FACTOR, GRID_FACTOR)
        return cls(*(one.on(day) for one in parameters))

    def coal_replaced(self, households: int) -> Decimal:
        """In tonnes of raw coal."""
        return households * self.coal_per_household

    def spared(self, households: int) -> Decimal:
        """Tonnes of carbon dioxide that the coal would have given."""
        return self.coal_replaced(households) * self.coal_to_standard / THOUSAND * self.coal

    def emitted(self, category: int, usage: Decimal) -> Decimal:
        """Tonnes that the gas (m³) or the power (kWh) gives instead."""
        return usage * self.gas / THOUSAND if category == Category.GAS else usage * self.grid / THOUSAND / THOUSAND

    def said(self) -> list[str]:
        return [
            f"替代原煤 = 户数 × {COAL_PER_HOUSEHOLD.said(self.coal_per_household)}/户。",
            f"少用煤减排 = 替代原煤 × {self.coal_to_standard.normalize():f} ÷ 1000（折标准煤）"
            f" × {self.coal.normalize():f} 吨二氧化碳/吨标准煤。",
            f"用能排放：气代煤 = 用气量 × {self.gas.normalize():f} 千克/m³ ÷ 1000；"
            f"电代煤 = 用电量 × {self.grid.normalize():f} 千克/千度 ÷ 1000 ÷ 1000。",
            "净减排 = 少用煤减排 − 用能排放。只算有本季用量的气代煤、电代煤户；其他清洁能源没有表计用量，未计入。",
            "系数都是可以另行规定的假定值，按采暖季开始那天适用的数值计算，依据见业务参数。",
        ]


@dataclass
class Saved:
    """Of a place and a category, or of several together."""

    households: int = 0
    spared: Decimal = Decimal(0)
    emitted: Decimal = Decimal(0)
    coal: Decimal = Decimal(0)


def build(area: Area, asked: Asked) -> Sheet:
    year = asked.year(season_to_show())
    rows = list(
        used_in(area, year).values_list("town", "category").annotate(Count("pk"), Sum("usage")).order_by("category")
    )
    names = {one.pk: str(one) for one in Division.objects.filter(pk__in={town for town, *_ in rows}).order_by("code")}
    factors = Factors.of(year)
    return Sheet(
        HEADINGS,
        list(_rows(area, year, rows, names, factors)) if rows else (),
        notes=factors.said(),
        options=season_options(asked, year),
        actions=[Action("取暖费用清单", rows_url("heating-costs", season_year=year))],
    )


def used_in(area: Area, year: int) -> QuerySet[HeatingCost]:
    return HeatingCost.objects.visible_to(area.post).filter(area.within(), season_year=year)


Row = tuple[int, int, int, Decimal]


def _rows(area: Area, year: int, rows: list[Row], names: Mapping[int, str], factors: Factors) -> Iterator[list[Cell]]:
    total = _total(rows, factors)
    filters = {"season_year": year, **area.filters}
    yield _row("合计", "", "", total, filters)
    for town, name in names.items():
        for _, category, households, usage in (row for row in rows if row[0] == town):
            label = Category(category).label
            one = _total([(town, category, households, usage)], factors)
            yield _row(
                name, label, f"{usage:,.0f} {unit_of(category)}", one, {**filters, "town": town, "category": category}
            )


def _total(rows: list[Row], factors: Factors) -> Saved:
    found = Saved()
    for _, category, households, usage in rows:
        found.households += households
        found.coal += factors.coal_replaced(households)
        found.spared += factors.spared(households)
        found.emitted += factors.emitted(category, usage)
    return found


def _row(name: str, label: str, usage: str, found: Saved, filters: Mapping[str, int]) -> list[Cell]:
    tonnes = (found.coal, found.spared, found.emitted, found.spared - found.emitted)
    return [
        Cell(name),
        Cell(label),
        Cell.of_rows(found.households, "heating-costs", **filters),
        Cell(usage),
        *(Cell(f"{one:,.2f}") for one in tonnes),
    ]


CARBON = SheetPages(
    slug="carbon",
    title="双碳贡献表",
    menu=Menu("统计", "双碳贡献表", "leaf"),
    readers=TOWN_AND_ABOVE,
    lede="本季清洁取暖替代的煤和减少的二氧化碳，按有用量的户计算。点户数查看这些住户的用量。",
    empty="这一采暖季还没有用量，算不出减排。",
    hint="请先导入燃气、电力的表底数，次日早上平台算好；已导入的不用再做什么。",
    described="各街镇、各类别的户数、用量、替代原煤和减排量（吨）；notes 是算式和系数。year 是采暖季开始的那一年。",
    build=build,
)
