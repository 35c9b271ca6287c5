"""完整率、准确率、规范率 of places: of the households in use, how many are whole, break no rule of 准确, break none of
规范. Tiers above the village read the tallies; a village or a company counts its own rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.lookups import GreaterThan

from accounts.models import Division
from accounts.scoping import in_area
from core.addresses import rows_url
from core.figures.areas import Area
from households.filters import RIGHT
from households.models import Household, Tally
from households.models.choices import Status
from households.models.completeness import COMPLETE
from households.models.quality import MASKS, RULES, Group, Masked, Rule, broken

# As the tallies' trigger puts village and quality into one number (households/models/tallies.py).
WHOLE, ACCURATE, REGULAR, VILLAGES = 4, 2, 1, 8
RATES = {"whole": "完整率", "accurate": "准确率", "regular": "规范率"}
FILTERS: Mapping[str, Mapping[str, Any]] = {
    "whole": {"completeness": COMPLETE},
    "accurate": {Group.ACCURACY.value: RIGHT},
    "regular": {Group.REGULARITY.value: RIGHT},
}
FORMULAS = {
    "whole": "应填的栏全部填了的在用户 ÷ 在用户",
    "accurate": "没有准确方面问题的在用户 ÷ 在用户",
    "regular": "没有规范方面问题的在用户 ÷ 在用户",
}


@dataclass(frozen=True)
class Rate:
    """`good` of `all_`, and the addresses of both."""

    title: str
    good: int
    all_: int
    url: str

    @property
    def text(self) -> str:
        """Rounded down: 100% only where nothing is missing. Of nothing there is no share."""
        return f"{self.good * 1000 // self.all_ / 10:.1f}%" if self.all_ else "—"

    @property
    def said(self) -> str:
        return f"{self.good:,} ÷ {self.all_:,}"


@dataclass(frozen=True)
class Place:
    label: str
    # Opens the same page of the place; empty of a village.
    url: str
    in_use: int
    rows_url: str
    rates: Sequence[Rate]


@dataclass(frozen=True)
class Fault:
    rule: Rule
    households: int
    url: str


Quality = Mapping[str, int]


def whole_of(area: Area) -> Place:
    found = _of_places(area, None)
    return _place(str(area.division), "", found.get(None, {}), area.filters)


def places_of(area: Area) -> list[Place]:
    """Of the tier below, in the order of their codes."""
    tier, _ = area.below
    found = _of_places(area, tier)
    divisions = Division.objects.filter(pk__in=found).order_by("code")
    opens = area.is_tallied and tier != "village"
    return [
        _place(
            str(one),
            Area(area.post, one).address("quality") if opens else "",
            found[one.pk],
            {**area.filters, tier: one.pk},
        )
        for one in divisions
    ]


def villages_of(area: Area) -> list[tuple[Division, Quality]]:
    found = _of_places(area, "village")
    divisions = Division.objects.filter(pk__in=found).select_related("town").order_by("code")
    return [(one, found[one.pk]) for one in divisions]


def faults_of(area: Area) -> list[Fault]:
    """Every rule, with how many households in use break it."""
    of_mask = _tallied_faults(area) if area.is_tallied else _counted_faults(area)
    return [
        Fault(
            rule,
            sum(households for mask, households in of_mask.items() if mask & rule.mask),
            _url(area.filters, {"fault": rule.bit}),
        )
        for rule in RULES
    ]


def rates_of(quality: Quality, within: Mapping[str, Any]) -> list[Rate]:
    return [
        Rate(title, quality.get(name, 0), quality.get("in_use", 0), _url(within, FILTERS[name]))
        for name, title in RATES.items()
    ]


def _place(label: str, url: str, quality: Quality, within: Mapping[str, Any]) -> Place:
    return Place(label, url, quality.get("in_use", 0), _url(within, {}), rates_of(quality, within))


def _url(within: Mapping[str, Any], filters: Mapping[str, Any]) -> str:
    return rows_url("households", **within, status=Status.NORMAL, **filters)


def _of_places(area: Area, tier: str | None) -> dict[Any, Quality]:
    """By the place's id; None: of all together."""
    return _tallied(area, tier) if area.is_tallied else _counted(area, tier)


def _tallied(area: Area, tier: str | None) -> dict[Any, Quality]:
    rows = _tallies(area).filter(dimension=Tally.Dimension.QUALITY)
    columns = {"village": F("value") / Value(VILLAGES), "town": F("town_id"), "district": F("town__district_id")}
    bits = {"whole": WHOLE, "accurate": ACCURATE, "regular": REGULAR}
    sums = {
        name: Sum("households", filter=GreaterThan(Masked(F("value"), Value(bit)), 0)) for name, bit in bits.items()
    }
    return _grouped(rows, columns[tier] if tier else None, {"in_use": Sum("households"), **sums})


def _counted(area: Area, tier: str | None) -> dict[Any, Quality]:
    counts = {
        "in_use": Count("pk"),
        "whole": Count("pk", filter=Q(completeness=COMPLETE)),
        "accurate": Count("pk", filter=~broken(MASKS[Group.ACCURACY])),
        "regular": Count("pk", filter=~broken(MASKS[Group.REGULARITY])),
    }
    return _grouped(_rows(area), F(f"{tier}_id") if tier else None, counts)


def _grouped(rows: QuerySet[Any], place: Any, figures: Mapping[str, Any]) -> dict[Any, Quality]:
    by = place if place is not None else Value(None, output_field=IntegerField())
    found = rows.order_by().annotate(by_place=by).values("by_place").annotate(**figures)
    kept = ({name: value or 0 for name, value in one.items()} | {"by_place": one["by_place"]} for one in found)
    return {one.pop("by_place"): one for one in kept if one["in_use"]}


def _tallied_faults(area: Area) -> dict[int, int]:
    rows = _tallies(area).filter(dimension=Tally.Dimension.FAULTS).order_by()
    return dict(rows.values_list("value").annotate(Sum("households")))


def _counted_faults(area: Area) -> dict[int, int]:
    return dict(_rows(area).order_by().values_list("faults").annotate(Count("pk")))


def _tallies(area: Area) -> QuerySet[Tally]:
    town = area.division.town_id
    return Tally.objects.filter(town=town) if town else Tally.objects.filter(in_area(area.division, "town"))


def _rows(area: Area) -> QuerySet[Household]:
    return Household.objects.visible_to(area.post).in_use().filter(area.within())
