"""What the lists of reconciling can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.models import Post
from core.search import grams_filter
from households.filters import PlaceFilter, any_of
from households.models import Household, MeterReading, Reconciliation, ReconciliationRow, UsageAnomaly
from households.models.facts import FIRST_YEAR
from households.models.readings import Energy
from households.models.reconciliations import Source
from households.reconciling.matching import OF_EVERY_LIST, RULES
from households.search import search_households

LATEST_YEAR = 2100
Outcome = ReconciliationRow.Outcome


def reconciliations(request: Any) -> QuerySet[Reconciliation]:
    return Reconciliation.objects.visible_to(request.post).exclude(state=Reconciliation.State.VOID)


def columns_compared() -> list[tuple[str, str]]:
    names = dict.fromkeys([*(name for rules in RULES.values() for name in rules.compared), *OF_EVERY_LIST])
    return [(name, str(ReconciliationRow._meta.get_field(name).verbose_name)) for name in names]  # type: ignore[union-attr]


def season_filter() -> filters.NumberFilter:
    return filters.NumberFilter(label="采暖季（开始的年份）", min_value=FIRST_YEAR, max_value=LATEST_YEAR)


class ReconciliationFilter(filters.FilterSet):
    source = any_of("名单", Source.choices, coerce=str)
    state = any_of("状态", [choice for choice in Reconciliation.State.choices if choice[0] != "void"], coerce=str)
    current = filters.BooleanFilter(label="最近一次", widget=forms.CheckboxInput, method="newest")

    class Meta:
        model = Reconciliation
        fields: tuple[str, ...] = ()

    def newest(self, rows: QuerySet[Reconciliation], name: str, wanted: bool) -> QuerySet[Reconciliation]:
        return rows.filter(current=True) if wanted else rows


class RowFilter(PlaceFilter):
    """三方对账: what differs in any of the three lists is `outcome` without 相符, `current` ticked."""

    source = any_of("名单", Source.choices, coerce=str)
    outcome = any_of("比对结果", Outcome.choices, coerce=str)
    decision = any_of("裁定", ReconciliationRow.Decision.choices, coerce=str)
    differs = filters.MultipleChoiceFilter(label="不同的栏", choices=columns_compared, method="with_difference")
    current = filters.BooleanFilter(label="最近一次对账", widget=forms.CheckboxInput, method="of_the_newest")
    reconciliation = filters.ModelChoiceFilter(label="哪一次对账", queryset=reconciliations)

    class Meta:
        model = ReconciliationRow
        fields: tuple[str, ...] = ()

    def with_difference(
        self, rows: QuerySet[ReconciliationRow], name: str, columns: list[str]
    ) -> QuerySet[ReconciliationRow]:
        return rows.filter(differences__has_any_keys=columns) if columns else rows

    def of_the_newest(self, rows: QuerySet[ReconciliationRow], name: str, wanted: bool) -> QuerySet[ReconciliationRow]:
        return rows.filter(reconciliation__current=True) if wanted else rows


class ReadingFilter(PlaceFilter):
    energy = any_of("能源", Energy.choices, coerce=str)
    season_year = season_filter()
    whole = filters.BooleanFilter(label="只看全季", widget=forms.CheckboxInput, method="of_whole_seasons")

    class Meta:
        model = MeterReading
        fields: tuple[str, ...] = ()

    def of_whole_seasons(self, rows: QuerySet[MeterReading], name: str, wanted: bool) -> QuerySet[MeterReading]:
        return rows.filter(month=0) if wanted else rows


class AnomalyFilter(PlaceFilter):
    energy = any_of("能源", Energy.choices, coerce=str)
    season_year = season_filter()
    kind = any_of("异常", UsageAnomaly.Kind.choices, coerce=str)
    state = any_of("状态", UsageAnomaly.State.choices, coerce=str)
    cause = any_of("核实结果", UsageAnomaly.Cause.choices, coerce=str)

    class Meta:
        model = UsageAnomaly
        fields: tuple[str, ...] = ()


def search_rows(rows: QuerySet[Any], typed: str, post: Post) -> QuerySet[Any]:
    """By the household, or by the name that a list gives to one that the ledger does not have."""
    of_list = grams_filter("name", typed)
    return rows.filter(of_list | _of_households(typed, post)) if typed.strip() else rows


def search_by_household(rows: QuerySet[Any], typed: str, post: Post) -> QuerySet[Any]:
    return rows.filter(_of_households(typed, post)) if typed.strip() else rows


def _of_households(typed: str, post: Post) -> Q:
    return Q(household__in=search_households(Household.objects.visible_to(post), typed, post))
