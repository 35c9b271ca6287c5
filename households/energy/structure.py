"""能源结构表: how many households heat with what, beside what the township was set (P7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import Division
from accounts.pages import Menu
from accounts.roles import TOWN_AND_ABOVE
from accounts.scoping import in_area
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Option, Sheet, SheetPages, share
from core.views.declaration import Action
from households.dashboard import UNKNOWN
from households.models import EnergyTarget, Tally
from households.models.choices import Category, Kind, Status

Dimension = Tally.Dimension
BY = {"category": dict(Category.choices), "kind": dict(Kind.choices)}
HEADINGS = ("街镇", "取暖能源", "实有户数", "占比", "目标户数", "完成率", "与目标相差")
# What everything together is filed under.
ALL = 0
Counts = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Structure:
    """Of each township and of all: (town, value) → households, in use and aimed at. `by`: category or kind."""

    by: str
    year: int
    filters: Mapping[str, int]
    actual: Counts = field(default_factory=lambda: defaultdict(int))
    target: Counts = field(default_factory=lambda: defaultdict(int))

    def add(self, counts: Counts, town: int, value: int, households: int) -> None:
        counts[town, value] += households
        counts[ALL, value] += households

    def rows(self, names: Mapping[int, str]) -> Iterator[list[Cell]]:
        for town, name in {ALL: "合计", **names}.items():
            in_use = sum(count for (where, _), count in self.actual.items() if where == town)
            for value, label in {**BY[self.by], UNKNOWN: "未填"}.items():
                if self.actual.get((town, value)) or self.target.get((town, value)):
                    yield self._row(town, name, value, label, in_use)

    def _row(self, town: int, name: str, value: int, label: str, in_use: int) -> list[Cell]:
        actual, target = self.actual.get((town, value), 0), self.target.get((town, value))
        place = {"town": town} if town else dict(self.filters)
        what = {"blank": self.by} if value == UNKNOWN else {self.by: value}
        aims = {**place, "year": self.year, "category": _category(self.by, value)}
        return [
            Cell(name),
            Cell(label),
            Cell.of_rows(actual, "households", **place, **what, status=Status.NORMAL),
            Cell(share(actual, in_use)),
            Cell("未下达") if target is None else Cell.of_rows(target, "energy-targets", **aims),
            Cell(share(actual, target or 0)),
            Cell(f"{actual - target:+,}" if target is not None else ""),
        ]


def _category(by: str, value: int) -> int:
    return Kind(value).category if by == "kind" and value else value


def build(area: Area, asked: Asked) -> Sheet:
    by = "kind" if asked.query.get("by") == "kind" else "category"
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    found = Structure(by, year, area.filters)
    rows = _tallies(area).filter(dimension=by).values_list("town", "value").annotate(Sum("households"))
    for town, value, households in rows.order_by():
        found.add(found.actual, town, value, households)
    targets = EnergyTarget.objects.filter(in_area(area.division, "town"))
    for town, value, households in (
        targets.filter(year=year, kind__isnull=by == "category").values_list("town", by, "households").order_by()
    ):
        found.add(found.target, town, value, households)
    towns = {town for town, _ in (*found.actual, *found.target)} - {ALL}
    names = {one.pk: str(one) for one in Division.objects.filter(pk__in=towns).order_by("code")}
    return Sheet(
        HEADINGS,
        list(found.rows(names)),
        notes=(
            "实有户数是现在在用的户数，随台账变化；占比是该能源占在用户数的比例。",
            "完成率 = 实有户数 ÷ 目标户数；与目标相差 = 实有户数 − 目标户数。",
        ),
        options=[*_years(targets, asked, year, this_year), *_ways(asked, by)],
        actions=[Action("能源结构目标", reverse("energy-targets-list"))],
    )


def _tallies(area: Area) -> QuerySet[Tally]:
    town = area.division.town_id
    return Tally.objects.filter(town=town) if town else Tally.objects.filter(in_area(area.division, "town"))


def _years(targets: QuerySet[EnergyTarget], asked: Asked, year: int, this_year: int) -> list[Option]:
    known = targets.values_list("year", flat=True).order_by().distinct()
    return asked.years({*known, this_year}, year, "{} 年目标".format)


def _ways(asked: Asked, by: str) -> list[Option]:
    labels = {"category": "按改造类别", "kind": "按改造类型"}
    return [Option(label, asked.address(by=name), name == by) for name, label in labels.items()]


STRUCTURE = SheetPages(
    slug="energy-structure",
    title="能源结构表",
    menu=Menu("统计", "能源结构表", "chart-pie"),
    readers=TOWN_AND_ABOVE,
    lede="各街镇各种清洁能源取暖的实有户数与年度目标对照。点户数查看住户，点目标查看下达的目标。",
    empty="台账里还没有住户，也没有下达目标。",
    hint="由区双代办在“能源结构目标”里下达各街镇的年度目标。",
    described="各街镇各种能源的实有户数、占比、目标和相差。by=kind 按改造类型分列。",
    build=build,
)
