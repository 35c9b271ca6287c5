"""What 安检记录 and 未入户跟进 can be narrowed by, and how they are searched."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.models import Post
from accounts.roles import Reach
from core.search import grams_filter
from households.filters import PlaceFilter, any_of, districts, suppliers
from households.models import Household
from households.renovating.works.filters import days
from households.search import search_households
from inspections.models import AccessCase, Campaign, Inspection, Level
from inspections.planning.filters import OfficerChoice, issued_for
from inspections.visiting.workflows import INSPECTORS


def campaigns(request: Any) -> QuerySet[Campaign]:
    return issued_for(request.post)


def inspectors(request: Any) -> QuerySet[Post]:
    """Also those who serve no more."""
    posts = Post.objects.filter(role__in=INSPECTORS).select_related("user", "organization")
    if request.post.reach is Reach.COMPANY:
        return posts.filter(organization=request.post.organization_id)
    return posts.filter(organization__in=suppliers(request))


class InspectionFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    inspected = days("安检日期", "inspected_on")
    outcome = any_of("结果", Inspection.Outcome.choices, coerce=str)
    kind = any_of("类别", Inspection.Kind.choices, coerce=str)
    campaign = filters.ModelChoiceFilter(label="专项排查", queryset=campaigns)
    worst = any_of("最高隐患等级", Level.choices, coerce=str)
    clean = filters.BooleanFilter(label="已安检、没有隐患", method="without_hazard", widget=forms.CheckboxInput)
    inspector = OfficerChoice(label="安检员", queryset=inspectors, null_label="没有岗位的")
    inspector_name = filters.CharFilter(label="安检员姓名", max_length=50)
    doubts = filters.MultipleChoiceFilter(label="存疑", choices=Inspection.Doubt.choices, method="with_doubts")
    state = any_of("状态", Inspection.State.choices, coerce=str)
    source = any_of("来源", Inspection.Source.choices, coerce=str)

    class Meta:
        model = Inspection
        fields: tuple[str, ...] = ()

    def without_hazard(self, rows: QuerySet[Inspection], name: str, wanted: bool) -> QuerySet[Inspection]:
        return rows.filter(outcome=Inspection.Outcome.DONE, found=0) if wanted else rows

    def with_doubts(self, rows: QuerySet[Inspection], name: str, doubts: list[str]) -> QuerySet[Inspection]:
        """Any of them."""
        return rows.exclude(doubts=[]).filter(doubts__overlap=doubts) if doubts else rows


class AccessCaseFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    state = any_of("状态", AccessCase.State.choices, coerce=str)
    cause = any_of("原因", AccessCase.Cause.choices, coerce=str)
    last_visit = days("最近到访", "last_visit_on")

    class Meta:
        model = AccessCase
        fields: tuple[str, ...] = ()


def search_inspections(rows: QuerySet[Inspection], typed: str, post: Post) -> QuerySet[Inspection]:
    """By who was the householder then, or by the household as it is now."""
    if not typed.strip():
        return rows
    households = search_households(Household.objects.visible_to(post), typed, post)
    return rows.filter(grams_filter("householder", typed) | Q(household__in=households))


def search_cases(rows: QuerySet[AccessCase], typed: str, post: Post) -> QuerySet[AccessCase]:
    if not typed.strip():
        return rows
    return rows.filter(household__in=search_households(Household.objects.visible_to(post), typed, post))
