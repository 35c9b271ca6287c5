"""What the lists of old devices and of what is wrong with them can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from households.filters import PlaceFilter, any_of, districts
from households.models import DeviceFlag, DeviceLife
from households.models.choices import Kind
from households.models.lives import DeviceLifeQuerySet, Expiry


def ticked(label: str, method: str) -> filters.BooleanFilter:
    return filters.BooleanFilter(label=label, method=method, widget=forms.CheckboxInput)


class OldDeviceFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    expiry = filters.ChoiceFilter(label="到期情况", choices=Expiry.choices, method="by_expiry")
    kind = any_of("设备类型", Kind.choices)
    what = filters.MultipleChoiceFilter(label="未处置的问题", choices=DeviceFlag.What.choices, method="with_flags")
    flagged = ticked("有未处置的问题", "with_any_flag")
    candidate = ticked("更新升级候选", "of_candidates")
    basis = any_of("起日依据", DeviceLife.Basis.choices, coerce=str)
    power_from = filters.NumberFilter(label="额定功率不小于(kW)", field_name="power", lookup_expr="gte", min_value=0)

    class Meta:
        model = DeviceLife
        fields: tuple[str, ...] = ()

    def by_expiry(self, rows: DeviceLifeQuerySet, name: str, expiry: str) -> DeviceLifeQuerySet:
        return rows.standing(expiry)

    def with_flags(self, rows: DeviceLifeQuerySet, name: str, asked: list[str]) -> DeviceLifeQuerySet:
        """Any of them."""
        if not asked:
            return rows
        found = DeviceFlag.objects.open().filter(what__in=asked)
        return rows.flagged().filter(equipment__in=found.values("equipment"))

    def with_any_flag(self, rows: DeviceLifeQuerySet, name: str, wanted: bool) -> DeviceLifeQuerySet:
        return rows.flagged() if wanted else rows

    def of_candidates(self, rows: DeviceLifeQuerySet, name: str, wanted: bool) -> DeviceLifeQuerySet:
        return rows.candidates() if wanted else rows


class DeviceFlagFilter(PlaceFilter):
    what = any_of("问题", DeviceFlag.What.choices, coerce=str)
    state = any_of("状态", DeviceFlag.State.choices, coerce=str)
    open = ticked("未处置完", "still_open")
    source = any_of("来源", DeviceFlag.Source.choices, coerce=str)
    kind = filters.TypedMultipleChoiceFilter(
        label="设备类型", choices=Kind.choices, coerce=int, field_name="equipment__kind", distinct=False
    )
    found = filters.DateFromToRangeFilter(
        label="发现日期", field_name="found_on", widget=filters.widgets.DateRangeWidget(attrs={"type": "date"})
    )

    class Meta:
        model = DeviceFlag
        fields: tuple[str, ...] = ()

    def still_open(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.open() if wanted else rows  # type: ignore[attr-defined]
