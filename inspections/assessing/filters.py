"""What the lists of this room can be narrowed by, and how they are searched."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from accounts.models import Organization, Post
from core.people.filters import towns
from households.filters import PlaceFilter, any_of
from households.renovating.works.filters import days
from inspections.assessing.forms import OWNED, organizations_around
from inspections.models import (
    Assessment,
    AssessmentFinding,
    AssessmentPart,
    AssessmentSample,
    AssessorContract,
    ConflictCheck,
    Level,
    OrganizationOwner,
    Topic,
)


def assessors(request: Any) -> QuerySet[Organization]:
    """Itself, of who is one."""
    found: QuerySet[Organization] = organizations_around(request.post.division, Organization.Kind.ASSESSOR)
    post: Post = request.post
    own = post.organization.kind == Organization.Kind.ASSESSOR
    return found.filter(pk=post.organization_id) if own else found


def owned(request: Any) -> QuerySet[Organization]:
    found: QuerySet[Organization] = organizations_around(request.post.division, *OWNED)
    return found


def contracts(request: Any) -> QuerySet[AssessorContract]:
    return AssessorContract.objects.visible_to(request.post)


def assessments(request: Any) -> QuerySet[Assessment]:
    return Assessment.objects.visible_to(request.post)


class OwnerFilter(filters.FilterSet):
    organization = filters.ModelChoiceFilter(label="单位", queryset=owned)
    kind = any_of("身份", OrganizationOwner.Kind.choices, coerce=str)
    current = filters.BooleanFilter(label="现任")

    class Meta:
        model = OrganizationOwner
        fields: tuple[str, ...] = ()


class ContractFilter(filters.FilterSet):
    state = any_of("状态", AssessorContract.State.choices, coerce=str)
    assessor = filters.ModelChoiceFilter(label="评估机构", queryset=assessors)
    procurement = any_of("采购方式", AssessorContract.Procurement.choices, coerce=str)
    conflicted = filters.BooleanFilter(label="有利益冲突")
    town = filters.ModelChoiceFilter(label="聘请的街镇", field_name="area", queryset=towns)

    class Meta:
        model = AssessorContract
        fields: tuple[str, ...] = ()


class ConflictFilter(filters.FilterSet):
    result = any_of("结果", ConflictCheck.Result.choices, coerce=str)
    occasion = any_of("何时检查", ConflictCheck.Occasion.choices, coerce=str)
    contract = filters.ModelChoiceFilter(label="聘请合同", queryset=contracts)

    class Meta:
        model = ConflictCheck
        fields: tuple[str, ...] = ()


class AssessmentFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    kind = any_of("类别", Assessment.Kind.choices, coerce=str)
    state = any_of("状态", Assessment.State.choices, coerce=str)
    year = filters.NumberFilter(label="采暖季年份")
    contract = filters.ModelChoiceFilter(label="聘请合同", queryset=contracts)
    assessor = filters.ModelChoiceFilter(label="评估机构", queryset=assessors)

    class Meta:
        model = Assessment
        fields: tuple[str, ...] = ()


class PartFilter(filters.FilterSet):
    assessment = filters.ModelChoiceFilter(label="评估任务", queryset=assessments)
    topic = any_of("评估内容", Topic.choices, coerce=str)

    class Meta:
        model = AssessmentPart
        fields: tuple[str, ...] = ()


class SampleFilter(PlaceFilter):
    assessment = filters.ModelChoiceFilter(label="评估任务", queryset=assessments)
    state = any_of("状态", AssessmentSample.State.choices, coerce=str)
    visited = days("走访日期", "visited_on")

    class Meta:
        model = AssessmentSample
        fields: tuple[str, ...] = ()


class FindingFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    assessment = filters.ModelChoiceFilter(label="评估任务", queryset=assessments)
    topic = any_of("评估内容", Topic.choices, coerce=str)
    level = any_of("等级", Level.choices, coerce=str)
    state = any_of("状态", AssessmentFinding.State.choices, coerce=str)
    in_season = filters.BooleanFilter(label="采暖季内发现")

    class Meta:
        model = AssessmentFinding
        fields: tuple[str, ...] = ()


def search_owners(rows: QuerySet[OrganizationOwner], typed: str, post: Post) -> QuerySet[OrganizationOwner]:
    by_code = Q(credit_code=typed.upper())
    return rows.filter(Q(name__contains=typed) | Q(organization__name__contains=typed) | by_code)


def search_contracts(rows: QuerySet[AssessorContract], typed: str, post: Post) -> QuerySet[AssessorContract]:
    return rows.filter(Q(title__contains=typed) | Q(assessor__name__contains=typed))


def search_by_contract(rows: QuerySet[Any], typed: str, post: Post) -> QuerySet[Any]:
    """What was done under a contract."""
    return rows.filter(Q(contract__title__contains=typed) | Q(assessor__name__contains=typed))


def search_samples(rows: QuerySet[AssessmentSample], typed: str, post: Post) -> QuerySet[AssessmentSample]:
    return rows.filter(address__contains=typed)


def search_findings(rows: QuerySet[AssessmentFinding], typed: str, post: Post) -> QuerySet[AssessmentFinding]:
    return rows.filter(Q(description__contains=typed) | Q(location__contains=typed))
