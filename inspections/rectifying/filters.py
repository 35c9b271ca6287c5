"""What the lists of this room can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, Q, QuerySet

from core.people.filters import towns
from households.filters import PlaceFilter, any_of
from inspections.models import ClosureSample, Rectification, RectificationVillage, Supervision

# Put right by the end of October of the year in which it was opened (P36); of what is opened in the season that is
# not asked.
BEFORE_WINTER = Q(
    state=RectificationVillage.State.DONE,
    rectification__in_season=False,
    finished_on__year=F("rectification__year"),
    finished_on__month__lte=10,
)


def rectifications(request: Any) -> QuerySet[Rectification]:
    return Rectification.objects.visible_to(request.post)


def supervisions(request: Any) -> QuerySet[Supervision]:
    return Supervision.objects.visible_to(request.post)


class RectificationFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    year = filters.NumberFilter(label="年度", min_value=2000, max_value=2100)
    state = any_of("状态", Rectification.State.choices, coerce=str)

    class Meta:
        model = Rectification
        fields: tuple[str, ...] = ()


class RectificationVillageFilter(PlaceFilter):
    rectification = filters.ModelChoiceFilter(label="举一反三整改", queryset=rectifications)
    year = filters.NumberFilter(label="年度", field_name="rectification__year", min_value=2000, max_value=2100)
    state = any_of("状态", RectificationVillage.State.choices, coerce=str)
    timely = filters.BooleanFilter(label="10 月 31 日前完成", method="before_winter", widget=forms.CheckboxInput)

    class Meta:
        model = RectificationVillage
        fields: tuple[str, ...] = ()

    def before_winter(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(BEFORE_WINTER) if wanted else rows


class SupervisionFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    state = any_of("状态", Supervision.State.choices, coerce=str)

    class Meta:
        model = Supervision
        fields: tuple[str, ...] = ()


class ClosureSampleFilter(PlaceFilter):
    supervision = filters.ModelChoiceFilter(label="督导检查", queryset=supervisions)
    year = filters.NumberFilter(
        label="销号年度", field_name="supervision__closed_until_on", lookup_expr="year", min_value=2000, max_value=2100
    )
    state = any_of("结果", ClosureSample.State.choices, coerce=str)

    class Meta:
        model = ClosureSample
        fields: tuple[str, ...] = ()
