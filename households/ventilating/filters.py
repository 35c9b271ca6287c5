"""What 通气登记 can be narrowed by, and how it is searched."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Q, QuerySet

from accounts.models import Post
from core.search import grams_filter
from households.filters import PlaceFilter, any_of, districts, suppliers
from households.models import Household, Ventilation
from households.renovating.works.filters import days
from households.search import search_households


class VentilationFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    state = any_of("状态", Ventilation.State.choices, coerce=str)
    occasion = any_of("通气类别", Ventilation.Occasion.choices, coerce=str)
    supplier = filters.ModelChoiceFilter(label="供气企业", queryset=suppliers)
    ventilated = days("通气日期", "ventilated_on")

    class Meta:
        model = Ventilation
        fields: tuple[str, ...] = ()


def search_ventilations(rows: QuerySet[Ventilation], typed: str, post: Post) -> QuerySet[Ventilation]:
    """By who was the householder then, or by the household as it is now."""
    if not typed.strip():
        return rows
    households = search_households(Household.objects.visible_to(post), typed, post)
    return rows.filter(grams_filter("householder", typed) | Q(household__in=households))
