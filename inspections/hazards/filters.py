"""What hazards, notices, stops and orders can be narrowed by, and how they are searched."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from core.search import grams_filter
from households.filters import PlaceFilter, any_of, districts, suppliers
from households.models import Household
from households.renovating.works.filters import days
from households.search import search_households
from inspections.models import Campaign, GasStop, Hazard, Level, RectificationNotice, SuperviseOrder
from inspections.models.hazards import HazardQuerySet
from inspections.planning.filters import issued_for


def campaigns(request: Any) -> QuerySet[Campaign]:
    return issued_for(request.post)


def box(label: str, method: str) -> filters.BooleanFilter:
    return filters.BooleanFilter(label=label, method=method, widget=forms.CheckboxInput)


class HazardFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    level = any_of("等级", Level.choices, coerce=str)
    state = any_of("状态", Hazard.State.choices, coerce=str)
    source = any_of("来源", Hazard.Source.choices, coerce=str)
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    group = filters.CharFilter(label="类别", lookup_expr="contains")
    found = days("发现日期", "found_on")
    closed = days("销号日期", "closed_at__date")
    campaign = filters.ModelChoiceFilter(label="专项排查", queryset=campaigns, method="of_campaign")
    unsettled = box("未销号", "with_unsettled")
    overdue = box("已逾期", "with_overdue")
    supervised = box("挂牌督办", "with_supervised")
    unnoticed = box("没有通知书", "with_unnoticed")

    class Meta:
        model = Hazard
        fields: tuple[str, ...] = ()

    def of_campaign(self, rows: HazardQuerySet, name: str, campaign: Campaign) -> HazardQuerySet:
        return rows.found_by(campaign)

    def with_unsettled(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(state__in=Hazard.State.unsettled()) if wanted else rows

    def with_overdue(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(is_overdue()) if wanted else rows

    def with_supervised(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(supervised=True) if wanted else rows

    def with_unnoticed(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(state__in=Hazard.State.unsettled(), notice=None) if wanted else rows


def is_overdue() -> Q:
    """What is reported as done by its deadline, or handed over, is not late."""
    return Q(state=Hazard.State.OPEN, due_on__lt=timezone.localdate())


class NoticeFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    state = any_of("状态", RectificationNotice.State.choices, coerce=str)
    way = any_of("送达方式", RectificationNotice.Way.choices, coerce=str)
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    issued = days("开具日期", "issued_on")

    class Meta:
        model = RectificationNotice
        fields: tuple[str, ...] = ()


class GasStopFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    state = any_of("状态", GasStop.State.choices, coerce=str)
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    stopped = days("停气日期", "stopped_at__date")

    class Meta:
        model = GasStop
        fields: tuple[str, ...] = ()


class OrderFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    state = any_of("状态", SuperviseOrder.State.choices, coerce=str)
    company = filters.ModelChoiceFilter(label="责任企业", queryset=suppliers)
    issued = days("挂牌日期", "issued_on")
    overdue = box("已逾期", "with_overdue")

    class Meta:
        model = SuperviseOrder
        fields: tuple[str, ...] = ()

    def with_overdue(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        late = {"state": SuperviseOrder.State.HUNG, "due_on__lt": timezone.localdate()}
        return rows.filter(**late) if wanted else rows


def _households(typed: str, post: Post) -> QuerySet[Household]:
    return search_households(Household.objects.visible_to(post), typed, post)


def search_hazards(rows: QuerySet[Hazard], typed: str, post: Post) -> QuerySet[Hazard]:
    """By its number, by who was the householder then, or by the household as it is now."""
    words = typed.strip()
    if not words:
        return rows
    return rows.filter(
        Q(number=words.upper()) | grams_filter("householder", words) | Q(household__in=_households(words, post))
    )


def search_notices(rows: QuerySet[RectificationNotice], typed: str, post: Post) -> QuerySet[RectificationNotice]:
    words = typed.strip()
    return rows.filter(Q(number=words.upper()) | Q(household__in=_households(words, post))) if words else rows


def search_stops(rows: QuerySet[GasStop], typed: str, post: Post) -> QuerySet[GasStop]:
    words = typed.strip()
    return rows.filter(household__in=_households(words, post)) if words else rows


def search_orders(rows: QuerySet[SuperviseOrder], typed: str, post: Post) -> QuerySet[SuperviseOrder]:
    words = typed.strip().upper()
    return rows.filter(Q(number=words) | Q(hazard__number=words)) if words else rows
