"""What the lists of works can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from households.filters import PlaceFilter, any_of, contractors, districts
from households.models import Acceptance, AcceptanceItem, Application, Construction, HeatGap, Qualification
from households.models.choices import Kind

PLANNED_CASES = [(one.value, one.label) for one in (Application.Case.PLAN_ADD, Application.Case.PLAN_UPGRADE)]


def days(label: str, column: str) -> filters.DateFromToRangeFilter:
    return filters.DateFromToRangeFilter(
        label=label, field_name=column, widget=filters.widgets.DateRangeWidget(attrs={"type": "date"})
    )


class QualificationFilter(filters.FilterSet):
    organization = filters.ModelChoiceFilter(label="施工单位", queryset=contractors)
    expired = filters.BooleanFilter(label="已到期", method="with_expired", widget=forms.CheckboxInput)

    class Meta:
        model = Qualification
        fields: tuple[str, ...] = ()

    def with_expired(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        in_force = Qualification.objects.in_force(timezone.localdate()).values("pk")
        return rows.exclude(pk__in=in_force) if wanted else rows


class ConstructionFilter(PlaceFilter):
    state = any_of("状态", Construction.State.choices, coerce=str)
    case = any_of("申请类别", PLANNED_CASES, coerce=str)
    kind = any_of("改造类型", Kind.choices)
    contractor = filters.ModelChoiceFilter(label="施工单位", queryset=contractors)
    year = filters.NumberFilter(label="施工年度")
    finished = days("完工日期", "finished_on")

    class Meta:
        model = Construction
        fields: tuple[str, ...] = ()


class AcceptanceItemFilter(filters.FilterSet):
    retired = filters.BooleanFilter(label="已停用", field_name="retired_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = AcceptanceItem
        fields: tuple[str, ...] = ()


class AcceptanceFilter(PlaceFilter):
    state = any_of("状态", Acceptance.State.choices, coerce=str)
    contractor = filters.ModelChoiceFilter(label="施工单位", queryset=contractors)
    planned = days("约定验收日期", "planned_on")
    year = filters.NumberFilter(label="施工年度", field_name="construction__year")
    again = filters.BooleanFilter(label="只看复验", method="with_second", widget=forms.CheckboxInput)

    class Meta:
        model = Acceptance
        fields: tuple[str, ...] = ()

    def with_second(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(attempt__gt=1) if wanted else rows


class HeatGapFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    reason = any_of("原因", HeatGap.Reason.choices, coerce=str)
    unprovided = filters.BooleanFilter(label="没有兜底措施", method="with_none", widget=forms.CheckboxInput)

    class Meta:
        model = HeatGap
        fields: tuple[str, ...] = ()

    def with_none(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(fallback="") if wanted else rows
