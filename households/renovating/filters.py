"""What the lists of the long way can be narrowed by."""

from __future__ import annotations

import django_filters as filters

from core.people.filters import towns
from households.filters import PlaceFilter, any_of, plans, publicities
from households.models import (
    EnergyConfirmation,
    ExcludedVillage,
    Objection,
    Publicity,
    QualificationReview,
    RenovationPlan,
)
from households.models.plans import PlanLine


class PublicityFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    state = any_of("状态", Publicity.State.choices, coerce=str)


class ObjectionFilter(PlaceFilter):
    publicity = filters.ModelChoiceFilter(label="公示", queryset=publicities)
    state = any_of("状态", Objection.State.choices, coerce=str)
    ground = any_of("异议类别", Objection.Ground.choices, coerce=str)

    class Meta:
        model = Objection
        fields: tuple[str, ...] = ()


class ExcludedVillageFilter(PlaceFilter):
    reason = any_of("原因", ExcludedVillage.Reason.choices, coerce=str)

    class Meta:
        model = ExcludedVillage
        fields: tuple[str, ...] = ()


class QualificationFilter(PlaceFilter):
    met_all = filters.BooleanFilter(label="各项均符合")
    reviewed = filters.DateFromToRangeFilter(
        label="审定日期", field_name="reviewed_at", widget=filters.widgets.DateRangeWidget(attrs={"type": "date"})
    )

    class Meta:
        model = QualificationReview
        fields: tuple[str, ...] = ()


class PlanFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    year = filters.NumberFilter(label="年度")
    state = any_of("状态", RenovationPlan.State.choices, coerce=str)


class OfPlanFilter(filters.FilterSet):
    plan = filters.ModelChoiceFilter(label="改造计划", queryset=plans)
    state = any_of("状态", PlanLine.State.choices, coerce=str)


class ConfirmationFilter(filters.FilterSet):
    plan = filters.ModelChoiceFilter(label="改造计划", queryset=plans)
    energy = any_of("供能类别", EnergyConfirmation.Energy.choices)
    state = any_of("状态", EnergyConfirmation.State.choices, coerce=str)
