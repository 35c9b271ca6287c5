"""What the lists of targets, fuel, pilots and costs can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from core.people.filters import towns
from households.energy.parameters import HIGH_COST
from households.filters import PlaceFilter, any_of, districts
from households.models import EmergencyFuelIssue, EnergyTarget, FuelMove, FuelPoint, HeatingCost, Pilot, PilotHousehold
from households.models.choices import Category, Kind
from households.models.energy import LAST_YEAR
from households.models.facts import FIRST_YEAR

DATES = {"widget": filters.widgets.DateRangeWidget(attrs={"type": "date"})}


def points(request: Any) -> QuerySet[FuelPoint]:
    return FuelPoint.objects.visible_to(request.post).order_by("name")


def pilots(request: Any) -> QuerySet[Pilot]:
    return Pilot.objects.visible_to(request.post)


class TargetFilter(filters.FilterSet):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts, field_name="town__district")
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    year = filters.NumberFilter(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    category = any_of("改造类别", Category.choices)
    kind = any_of("改造类型", Kind.choices)

    class Meta:
        model = EnergyTarget
        fields: tuple[str, ...] = ()


class PointFilter(PlaceFilter):
    active = filters.BooleanFilter(label="启用")
    short = filters.BooleanFilter(label="低于最低储量", method="with_little", widget=forms.CheckboxInput)

    class Meta:
        model = FuelPoint
        fields: tuple[str, ...] = ()

    def with_little(self, rows: QuerySet[FuelPoint], name: str, wanted: bool) -> QuerySet[FuelPoint]:
        return rows.filter(pk__in=FuelPoint.objects.short().values("pk")) if wanted else rows


class MoveFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns, field_name="point__town")
    point = filters.ModelChoiceFilter(label="供应点", queryset=points)
    kind = any_of("类别", FuelMove.Kind.choices, coerce=str)
    moved = filters.DateFromToRangeFilter(label="日期", field_name="moved_on", **DATES)

    class Meta:
        model = FuelMove
        fields: tuple[str, ...] = ()


class IssueFilter(PlaceFilter):
    point = filters.ModelChoiceFilter(label="供应点", queryset=points)
    state = any_of("状态", EmergencyFuelIssue.State.choices, coerce=str)
    given_to = any_of("发放对象", EmergencyFuelIssue.GivenTo.choices, coerce=str)
    fuel_reason = filters.CharFilter(label="应急用煤原因")
    issued = filters.DateFromToRangeFilter(label="发放日期", field_name="issued_on", **DATES)

    class Meta:
        model = EmergencyFuelIssue
        fields: tuple[str, ...] = ()


class PilotFilter(PlaceFilter):
    state = any_of("状态", Pilot.State.choices, coerce=str)
    technology = filters.CharFilter(label="试点技术", lookup_expr="icontains")

    class Meta:
        model = Pilot
        fields: tuple[str, ...] = ()


class PilotHouseholdFilter(PlaceFilter):
    pilot = filters.ModelChoiceFilter(label="试点项目", queryset=pilots)

    class Meta:
        model = PilotHousehold
        fields: tuple[str, ...] = ()


class CostFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    season_year = filters.NumberFilter(label="采暖季（开始的那一年）", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    category = any_of("改造类别", [(one.value, one.label) for one in (Category.GAS, Category.ELECTRIC)])
    high = filters.BooleanFilter(label="高费用户", method="with_high_cost", widget=forms.CheckboxInput)
    cost = filters.NumericRangeFilter(label="取暖费用(元)")

    class Meta:
        model = HeatingCost
        fields: tuple[str, ...] = ()

    def with_high_cost(self, rows: QuerySet[HeatingCost], name: str, wanted: bool) -> QuerySet[HeatingCost]:
        return rows.filter(cost__gte=HIGH_COST.on()) if wanted else rows
