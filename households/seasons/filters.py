"""What the lists of closes, of their villages and of their rows can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from households.filters import FactsFilter, PlaceFilter, any_of
from households.models import SeasonClose, SeasonRow, SeasonVillage


def closes(request: Any) -> QuerySet[SeasonClose]:
    return SeasonClose.objects.visible_to(request.post).frozen().select_related("district", "season")


class CloseFilter(filters.FilterSet):
    state = any_of("状态", SeasonClose.State.choices, coerce=str)

    class Meta:
        model = SeasonClose
        fields: tuple[str, ...] = ()


class SeasonVillageFilter(PlaceFilter):
    close = filters.ModelChoiceFilter(label="采暖季", queryset=closes)

    class Meta:
        model = SeasonVillage
        fields: tuple[str, ...] = ()


class SeasonRowFilter(FactsFilter):
    close = filters.ModelChoiceFilter(label="采暖季", queryset=closes, method="of_close")

    class Meta:
        model = SeasonRow
        fields: tuple[str, ...] = ()

    def of_close(self, rows: Any, name: str, close: SeasonClose) -> Any:
        return rows.of(close)
