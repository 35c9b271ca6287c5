"""What the answers of 采暖设备需求 can be narrowed by, and how they are searched."""

from __future__ import annotations

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from households.filters import PlaceFilter, any_of, districts
from households.models import DemandSurvey
from households.models.choices import Kind
from households.models.energy import LAST_YEAR
from households.models.facts import FIRST_YEAR


class DemandSurveyFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    year = filters.NumberFilter(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    wants = any_of("需求", DemandSurvey.Wants.choices, coerce=str)
    device = filters.MultipleChoiceFilter(
        label="设备类型", choices=[(str(kind.value), kind.label) for kind in Kind], method="of_devices"
    )
    asked = filters.DateFromToRangeFilter(
        label="调查日期", field_name="asked_on", widget=filters.widgets.DateRangeWidget(attrs={"type": "date"})
    )
    electric = filters.BooleanFilter(
        label="只看现在在用的电代煤户", method="of_electric_households", widget=forms.CheckboxInput
    )

    class Meta:
        model = DemandSurvey
        fields: tuple[str, ...] = ()

    def of_devices(self, rows: QuerySet[DemandSurvey], name: str, kinds: list[str]) -> QuerySet[DemandSurvey]:
        return rows.filter(equipment__kind__in=kinds) if kinds else rows

    def of_electric_households(self, rows: QuerySet[DemandSurvey], name: str, wanted: bool) -> QuerySet[DemandSurvey]:
        return rows.of_electric_households() if wanted else rows  # type: ignore[attr-defined]
