"""What the lists of this room can be narrowed by, and how they are searched."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from core.parameters import Parameter
from core.people.filters import towns
from core.search import grams_filter
from households.filters import PlaceFilter, any_of, districts, suppliers
from inspections.models import (
    CompanyCheck,
    CompanyFinding,
    Level,
    PublicityActivity,
    PublicityMaterial,
    ReadinessCheck,
    ServicePoint,
    ServicePointCheck,
    ServicePointFinding,
    SpecialPeriod,
)
from inspections.models.checks import CheckState
from inspections.models.company_checks import QUARTERS

FIRST_YEAR, LAST_YEAR = 2023, 2100
DATES = {"widget": filters.widgets.DateRangeWidget(attrs={"type": "date"})}
WARNING_DAYS = Parameter(
    "inspections.licence_warning_days", "服务网点资质到期前提醒", 30, unit="天", lowest=1, highest=180,
    basis="《城镇燃气管理条例》第三十二条 燃烧器具售后须有资质；提前一个月通知换证",
)  # fmt: skip


def warned_until() -> datetime.date:
    """Until when a licence that ends is pointed out."""
    today = timezone.localdate()
    return today + datetime.timedelta(days=int(WARNING_DAYS.on(today)))


def periods(request: Any) -> QuerySet[SpecialPeriod]:
    planned = CompanyCheck.objects.visible_to(request.post).filter(period__isnull=False)
    return SpecialPeriod.objects.filter(pk__in=planned.values("period"))


def flag(label: str, method: str) -> filters.BooleanFilter:
    return filters.BooleanFilter(label=label, method=method, widget=forms.CheckboxInput)


class CheckFilter(filters.FilterSet):
    state = any_of("状态", CheckState.choices, coerce=str)
    checked = filters.DateFromToRangeFilter(label="检查日期", field_name="checked_on", **DATES)
    year = filters.NumberFilter(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    late = flag("逾期未检查", "that_are_late")

    def that_are_late(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(state=CheckState.PLANNED, due_on__lt=timezone.localdate()) if wanted else rows


class CompanyCheckFilter(CheckFilter):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns, field_name="seat")
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    tier = any_of("检查层级", CompanyCheck.Tier.choices, coerce=str)
    occasion = any_of("检查事由", CompanyCheck.Occasion.choices, coerce=str)
    quarter = any_of("季度", QUARTERS)
    period = filters.ModelChoiceFilter(label="重点时段", queryset=periods)
    valid = flag("三部分都查到的", "that_count")

    class Meta:
        model = CompanyCheck
        fields: tuple[str, ...] = ()

    def that_count(self, rows: Any, name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(pk__in=CompanyCheck.objects.valid().values("pk")) if wanted else rows


class ServicePointCheckFilter(PlaceFilter, CheckFilter):
    class Meta:
        model = ServicePointCheck
        fields: tuple[str, ...] = ()


class FindingFilter(filters.FilterSet):
    level = any_of("等级", Level.choices, coerce=str)
    due = filters.DateFromToRangeFilter(label="整改期限", field_name="due_on", **DATES)
    uncleared = flag("还没有复查合格", "that_stand")
    overdue = flag("逾期未整改", "that_are_late")

    def that_stand(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(cleared_on=None) if wanted else rows

    def that_are_late(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(cleared_on=None, due_on__lt=timezone.localdate()) if wanted else rows


class CompanyFindingFilter(FindingFilter):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns, field_name="visit__seat")
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers, field_name="visit__company")
    period = filters.ModelChoiceFilter(label="重点时段", queryset=periods, field_name="visit__period")

    class Meta:
        model = CompanyFinding
        fields: tuple[str, ...] = ()


class ServicePointFindingFilter(FindingFilter):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns, field_name="visit__town")

    class Meta:
        model = ServicePointFinding
        fields: tuple[str, ...] = ()


class ServicePointFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    kind = filters.MultipleChoiceFilter(label="器具种类", choices=ServicePoint.Kind.choices, method="of_kinds")
    closed = filters.BooleanFilter(label="已停业", field_name="closed_on", lookup_expr="isnull", exclude=True)
    expiring = flag("资质已到期或将到期", "that_expire")
    uncertified = flag("没有持证人员", "without_people")

    class Meta:
        model = ServicePoint
        fields: tuple[str, ...] = ()

    def of_kinds(self, rows: QuerySet[Any], name: str, kinds: list[str]) -> QuerySet[Any]:
        return rows.filter(kinds__overlap=kinds) if kinds else rows

    def that_expire(self, rows: Any, name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(pk__in=ServicePoint.objects.expiring(warned_until()).values("pk")) if wanted else rows

    def without_people(self, rows: QuerySet[Any], name: str, wanted: bool) -> QuerySet[Any]:
        return rows.filter(closed_on=None, certified_count=0) if wanted else rows


class ActivityFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    kind = any_of("宣传方式", PublicityActivity.Kind.choices, coerce=str)
    year = filters.NumberFilter(
        label="年度", field_name="held_on", lookup_expr="year", min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    held = filters.DateFromToRangeFilter(label="活动日期", field_name="held_on", **DATES)
    state = any_of("状态", PublicityActivity.State.choices, coerce=str)

    class Meta:
        model = PublicityActivity
        fields: tuple[str, ...] = ()


class MaterialFilter(filters.FilterSet):
    kind = any_of("种类", PublicityMaterial.Kind.choices, coerce=str)
    audience = any_of("对象", PublicityMaterial.Audience.choices, coerce=str)
    retired = filters.BooleanFilter(label="已停用")

    class Meta:
        model = PublicityMaterial
        fields: tuple[str, ...] = ()


class ReadinessFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns, field_name="seat")
    year = filters.NumberFilter(label="采暖季", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    state = any_of("状态", ReadinessCheck.State.choices, coerce=str)

    class Meta:
        model = ReadinessCheck
        fields: tuple[str, ...] = ()


def search_company_checks(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    return rows.filter(company__name__contains=text)


def search_findings(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    return rows.filter(description__contains=text)


def search_points(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    return rows.filter(grams_filter("name", text) | Q(company_name__contains=text) | Q(credit_code=text))


def search_point_checks(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    return rows.filter(point__in=ServicePoint.objects.filter(grams_filter("name", text)).values("pk"))


def search_activities(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    return rows.filter(Q(topic__contains=text) | Q(organiser__contains=text))


def search_materials(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    return rows.filter(title__contains=text)
