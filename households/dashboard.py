"""台账统计: how many households there are, by place, category, type, year, status and completeness.

Every figure opens the rows behind it; a place's bar opens the same page of that place. Tiers above the village read the
tallies; a village or a company counts its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Division, Post
from accounts.pages import Menu, PortalRequest, page
from accounts.roles import LEDGER_READERS, Reach
from accounts.scoping import in_area
from core.addresses import rows_url
from core.figures.areas import Area, area_asked_for
from core.timekeeping.seasons import season_ahead, season_of
from core.views.declaration import Figure
from households.ageing.figures import devices_of
from households.models import Household, Tally
from households.models.choices import Category, Kind, Status
from households.models.completeness import BANDS, COMPLETE
from households.models.quality import MASKS, Group
from households.renovating.works.gap_figures import Gaps, gaps_of

Dimension = Tally.Dimension
Counts: TypeAlias = Mapping[str, Mapping[int, int]]
UNKNOWN = 0
MOST_PLACES = 30
# In use, the three categories, the gaps.
ON_HOME_PAGE = 5
FAULTY = {Group.ACCURACY: "信息存疑", Group.REGULARITY: "填写不规范"}


@page(readers=LEDGER_READERS, menu=Menu("统计", "台账统计", "chart-column"))
def dashboard_page(request: PortalRequest) -> HttpResponse:
    area = area_asked_for(request)
    counts, today = counts_of(area), timezone.localdate()
    context = {
        "area": area,
        "above": area.above("dashboard"),
        "figures": [*figures(counts, area.filters), *(one.figure for one in without_heat(area))],
        "device_figures": [one.figure for one in devices_of(area.post, area.filters)],
        "charts": charts(counts, area),
        "list_url": rows_url("households", **area.filters),
        "screen_url": area.address("dashboard-screen"),
        "season": season_of(today),
        "season_ahead": season_ahead(today),
    }
    return render(request, "households/dashboard.html", context)


@page(readers=LEDGER_READERS)
def screen_page(request: PortalRequest) -> HttpResponse:
    """大屏: for a wall, read from afar; asks for itself anew every minute. Figures alone, nothing of a person."""
    area = area_asked_for(request)
    counts = counts_of(area)
    context = {
        "area": area,
        "figures": figures(counts, area.filters),
        "charts": [chart for chart in charts(counts, area) if chart["dimension"] in ON_SCREEN],
        "back_url": area.address("dashboard"),
        "here": area.address("dashboard-screen"),
        "now": timezone.localtime(),
    }
    template = "households/_screen.html" if request.htmx else "households/screen.html"
    return render(request, template, context)


def without_heat(area: Area) -> list[Gaps]:
    """For the offices, which alone are told of it."""
    return [gaps_of(area.post, area.filters)] if area.post.reach is Reach.DIVISION else []


def key_figures(post: Post) -> Sequence[Figure]:
    return figures(counts_of(Area(post)))[:ON_HOME_PAGE]


# Counting


def counts_of(area: Area) -> Counts:
    """Dimension → value → households; the place is of the tier below, the village for villages and companies."""
    if area.is_tallied:
        return _tallied(area)
    return _counted(Household.objects.visible_to(area.post).in_ledger().filter(area.within()))


def _tallied(area: Area) -> Counts:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    town = area.division.town_id
    rows = Tally.objects.filter(town=town) if town else Tally.objects.filter(in_area(area.division, "town"))
    for dimension, value, households in (
        rows.exclude(dimension__in=[Dimension.VILLAGE, Dimension.QUALITY])
        .values_list("dimension", "value")
        .annotate(Sum("households"))
        .order_by("dimension", "value")
    ):
        found[dimension][value] = households
    found["place"] = _by_place(rows, area)
    return found


def _by_place(rows: QuerySet[Tally], area: Area) -> dict[int, int]:
    tier, _ = area.below
    if tier == "village":
        return dict(rows.filter(dimension=Dimension.VILLAGE).values_list("value").annotate(Sum("households")))
    in_use = rows.filter(dimension=Dimension.STATUS, value=Status.NORMAL)
    return dict(in_use.values_list("town" if tier == "town" else "town__district").annotate(Sum("households")))


def _counted(rows: QuerySet[Household]) -> Counts:
    in_use = rows.filter(status=Status.NORMAL)
    found: dict[str, dict[int, int]] = {
        name: {value or UNKNOWN: count for value, count in in_use.values_list(name).annotate(Count("pk")).order_by()}
        for name in (Dimension.CATEGORY, Dimension.KIND, Dimension.YEAR)
    }
    found[Dimension.STATUS] = dict(rows.values_list("status").annotate(Count("pk")).order_by())
    found[Dimension.BAND] = dict(in_use.values_list(_band()).annotate(Count("pk")).order_by())
    found[Dimension.FAULTS] = dict(in_use.values_list("faults").annotate(Count("pk")).order_by())
    found["place"] = dict(in_use.values_list("village").annotate(Count("pk")).order_by())
    return found


def _band() -> Case:
    steps = [When(completeness__gte=lowest, then=Value(lowest)) for lowest in BANDS]
    return Case(*steps, default=Value(0), output_field=IntegerField())


# Showing


@dataclass(frozen=True)
class Counted:
    """A number of households, and the filters of the ledger that give them."""

    label: str
    households: int
    filters: Mapping[str, Any]
    tone: str = ""

    @property
    def url(self) -> str:
        return rows_url("households", **self.filters)


def counted(counts: Counts, within: Mapping[str, Any] | None = None) -> list[Counted]:
    """In use, then the categories that make it up, so that each page that shows some of these adds up. `within`: the
    filters of the place that is counted."""
    of_category = counts[Dimension.CATEGORY]
    in_use = counts[Dimension.STATUS].get(Status.NORMAL, 0)
    gaps = in_use - counts[Dimension.BAND].get(COMPLETE, 0)
    of_all, normal = within or {}, {**(within or {}), "status": Status.NORMAL}
    shares = [Counted(f"{one.label}户", of_category.get(one, 0), {**normal, "category": one}) for one in Category]
    cancelled = counts[Dimension.STATUS].get(Status.CANCELLED, 0)
    return [
        Counted("在用户数", in_use, normal),
        *shares,
        Counted("台账有空缺", gaps, {**normal, "incomplete": "on"}, "warning"),
        *(_faulty(counts, group, label, normal) for group, label in FAULTY.items()),
        Counted("已销户", cancelled, {**of_all, "status": Status.CANCELLED}),
    ]


def _faulty(counts: Counts, group: Group, label: str, within: Mapping[str, Any]) -> Counted:
    of_mask = counts[Dimension.FAULTS].items()
    households = sum(households for mask, households in of_mask if mask & MASKS[group])
    return Counted(label, households, {**within, group.value: "wrong"}, "warning")


def figures(counts: Counts, within: Mapping[str, Any] | None = None) -> list[Figure]:
    return [
        Figure(one.label, f"{one.households:,}", one.url, "户", tone=one.tone if one.households else "")
        for one in counted(counts, within)
    ]


@dataclass(frozen=True)
class Chart:
    """How one dimension is drawn: labels of its values, in order, and the filter that opens a value's rows."""

    title: str
    axis: str
    dimension: str
    filter: str
    kind: str
    labels: Mapping[int, str]
    across: bool = False

    def drawn(self, counts: Counts, within: Mapping[str, Any]) -> dict[str, Any]:
        found = counts[self.dimension]
        rows = [
            {"label": label, "url": self._url(value, within), "values": [found[value]]}
            for value, label in self.labels.items()
            if found.get(value)
        ]
        if missing := found.get(UNKNOWN) if UNKNOWN not in self.labels else None:
            blank = rows_url("households", **within, status=Status.NORMAL, blank=self.filter)
            rows.append({"label": "未填", "url": blank, "values": [missing]})
        return _picture(self, rows)

    def _url(self, value: int, within: Mapping[str, Any]) -> str:
        status = {} if self.dimension == Dimension.STATUS else {"status": Status.NORMAL}
        return rows_url("households", **within, **{self.filter: value}, **status)


def _picture(chart: Chart, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"chart-{chart.dimension}".replace("_", "-"),
        "dimension": chart.dimension,
        "title": chart.title,
        "kind": chart.kind,
        "axis": chart.axis,
        "rows": rows,
        "series": [{"name": "户数"}],
        "across": chart.across,
    }


def charts(counts: Counts, area: Area) -> list[dict[str, Any]]:
    others = [chart.drawn(counts, area.filters) for chart in (*CHARTS, _year_chart(counts))]
    return [chart for chart in (_place_chart(counts, area), *others) if chart["rows"]]


def _place_chart(counts: Counts, area: Area) -> dict[str, Any]:
    """The places with the most households, a page of them; the next page behind the last bar."""
    tier, label = area.below
    of_place = {pk: count for pk, count in counts["place"].items() if count}
    ranked = sorted(of_place, key=lambda pk: (-of_place[pk], pk))
    last = area.first + MOST_PLACES
    shown, rest = ranked[area.first : last], ranked[last:]
    names = Division.objects.in_bulk(shown)
    opens = area.is_tallied and tier != "village"
    rows = []
    for pk in shown:
        behind = rows_url("households", status=Status.NORMAL, **{tier: pk})
        drill = Area(area.post, names[pk]).address("dashboard") if opens else behind
        rows.append({"label": str(names[pk]), "url": drill, "rows_url": behind, "values": [of_place[pk]]})
    if rest:
        others = {"label": f"其他 {len(rest)} 个", "url": area.address("dashboard", first=last), "rows_url": ""}
        rows.append({**others, "values": [sum(of_place[pk] for pk in rest)]})
    chart = Chart(f"各{label}户数", label, "place", tier, "bar", {}, across=True)
    return _picture(chart, rows)


def _year_chart(counts: Counts) -> Chart:
    years = {year: f"{year}年" for year in sorted(counts[Dimension.YEAR]) if year != UNKNOWN}
    return Chart("各年改造户数", "改造年份", Dimension.YEAR, "converted_year", "bar", years)


CHARTS = (
    Chart("改造类别", "改造类别", Dimension.CATEGORY, "category", "pie", dict(Category.choices)),
    Chart("改造类型", "改造类型", Dimension.KIND, "kind", "bar", dict(Kind.choices), across=True),
    Chart("使用状态", "使用状态", Dimension.STATUS, "status", "pie", {1: "正常", 2: "销户"}),
    Chart("台账完整度", "完整度", Dimension.BAND, "completeness", "bar", BANDS),
)
ON_SCREEN = frozenset({"place", Dimension.CATEGORY, Dimension.YEAR})
