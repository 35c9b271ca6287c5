"""What checklists and their items can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from households.filters import any_of
from inspections.models import Checklist, ChecklistItem, Level


def checklists(request: Any) -> QuerySet[Checklist]:
    return Checklist.objects.visible_to(request.post)


class ChecklistFilter(filters.FilterSet):
    state = any_of("状态", Checklist.State.choices, coerce=str)
    purpose = any_of("用途", Checklist.Purpose.choices, coerce=str)
    name = filters.CharFilter(label="名称", lookup_expr="icontains")

    class Meta:
        model = Checklist
        fields: tuple[str, ...] = ()


class ItemFilter(filters.FilterSet):
    checklist = filters.ModelChoiceFilter(label="检查表", queryset=checklists)
    level = any_of("隐患等级", Level.choices, coerce=str)

    class Meta:
        model = ChecklistItem
        fields: tuple[str, ...] = ()
