"""What checklists and their items can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from accounts.models import Post
from households.filters import any_of
from inspections.models import Checklist, ChecklistItem, Level


def checklists(request: Any) -> QuerySet[Checklist]:
    return Checklist.objects.visible_to(request.post)


def search_checklists(rows: QuerySet[Checklist], typed: str, post: Post) -> QuerySet[Checklist]:
    return rows.filter(name__contains=typed.strip())


def search_items(rows: QuerySet[ChecklistItem], typed: str, post: Post) -> QuerySet[ChecklistItem]:
    words = typed.strip()
    return rows.filter(Q(text__contains=words) | Q(code=words))


class ChecklistFilter(filters.FilterSet):
    state = any_of("状态", Checklist.State.choices, coerce=str)
    purpose = any_of("用途", Checklist.Purpose.choices, coerce=str)

    class Meta:
        model = Checklist
        fields: tuple[str, ...] = ()


class ItemFilter(filters.FilterSet):
    checklist = filters.ModelChoiceFilter(label="检查表", queryset=checklists)
    level = any_of("隐患等级", Level.choices, coerce=str)

    class Meta:
        model = ChecklistItem
        fields: tuple[str, ...] = ()
