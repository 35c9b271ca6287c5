"""What the lists of this room can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, Q, QuerySet

from core.people.filters import towns
from households.filters import PlaceFilter, any_of, summaries
from households.models import (
    Application,
    CityExchange,
    CityExchangeRow,
    MonthlySummary,
    StrangeReply,
    VerificationSample,
    YearBase,
)


def exchanges(request: Any) -> QuerySet[CityExchange]:
    return CityExchange.objects.visible_to(request.post)


class SummaryFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    month = filters.CharFilter(label="月份")
    state = any_of("状态", MonthlySummary.State.choices, coerce=str)

    class Meta:
        model = MonthlySummary
        fields: tuple[str, ...] = ()


class SampleFilter(PlaceFilter):
    summary = filters.ModelChoiceFilter(label="增户月报", queryset=summaries)
    state = any_of("状态", VerificationSample.State.choices, coerce=str)
    result = any_of("核实结果", VerificationSample.Result.choices, coerce=str)
    way = any_of("核实方式", VerificationSample.Way.choices, coerce=str)

    class Meta:
        model = VerificationSample
        fields: tuple[str, ...] = ()


class BaseFilter(PlaceFilter):
    year = filters.NumberFilter(label="年度", min_value=2000, max_value=2100)
    state = any_of("状态", YearBase.State.choices, coerce=str)
    differing = filters.BooleanFilter(label="与平台的数不同", method="with_difference", widget=forms.CheckboxInput)

    class Meta:
        model = YearBase
        fields: tuple[str, ...] = ()

    def with_difference(self, rows: QuerySet[YearBase], name: str, wanted: bool) -> QuerySet[YearBase]:
        differs = ~Q(added=F("found_added")) | ~Q(cancelled=F("found_cancelled"))
        return rows.filter(differs, added__isnull=False) if wanted else rows


class ExchangeFilter(filters.FilterSet):
    state = any_of("状态", CityExchange.State.choices, coerce=str)
    month = filters.CharFilter(label="月报月份")

    class Meta:
        model = CityExchange
        fields: tuple[str, ...] = ()


class ExchangeRowFilter(PlaceFilter):
    exchange = filters.ModelChoiceFilter(label="市平台报送", queryset=exchanges)
    standing = any_of("结果", CityExchangeRow.Standing.choices, coerce=str)
    case = any_of("变动类别", Application.Case.choices, coerce=str)
    differing = filters.BooleanFilter(label="与回执不同", method="with_difference", widget=forms.CheckboxInput)
    undone = filters.BooleanFilter(label="未能办理", method="not_done_only", widget=forms.CheckboxInput)

    class Meta:
        model = CityExchangeRow
        fields: tuple[str, ...] = ()

    def with_difference(self, rows: QuerySet[CityExchangeRow], name: str, wanted: bool) -> QuerySet[CityExchangeRow]:
        return rows.exclude(differences={}) if wanted else rows

    def not_done_only(self, rows: QuerySet[CityExchangeRow], name: str, wanted: bool) -> QuerySet[CityExchangeRow]:
        return rows.exclude(not_done="") if wanted else rows


class StrangeFilter(filters.FilterSet):
    exchange = filters.ModelChoiceFilter(label="市平台报送", queryset=exchanges)

    class Meta:
        model = StrangeReply
        fields: tuple[str, ...] = ()
