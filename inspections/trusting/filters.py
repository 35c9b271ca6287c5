"""What rechecks can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from accounts.models import Organization, Post
from households.filters import PlaceFilter, any_of, suppliers
from households.forms import DISTRICT_CODE_LENGTH
from households.renovating.works.filters import days
from inspections.models import Level, Recheck
from inspections.planning.filters import OfficerChoice


def assessors_around(post: Post) -> QuerySet[Organization]:
    """Of the post's district, whose townships do not see the companies themselves."""
    district = post.division.code[:DISTRICT_CODE_LENGTH]
    return Organization.objects.filter(kind=Organization.Kind.ASSESSOR, division__code__startswith=district)


def assessors(request: Any) -> QuerySet[Organization]:
    return Organization.objects.filter(pk__in=Recheck.objects.visible_to(request.post).values("assessor"))


def inspectors(request: Any) -> QuerySet[Post]:
    rechecked = Recheck.objects.visible_to(request.post).values("inspector")
    return Post.objects.filter(pk__in=rechecked).select_related("user", "organization")


def search_rechecks(rows: QuerySet[Recheck], typed: str, post: Post) -> QuerySet[Recheck]:
    words = typed.strip()
    return rows.filter(Q(householder__contains=words) | Q(address__contains=words))


class RecheckFilter(PlaceFilter):
    state = any_of("状态", Recheck.State.choices, coerce=str)
    month = days("抽查月份", "month_on")
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    inspector = OfficerChoice(label="安检员", queryset=inspectors, null_label="没有岗位的")
    inspector_name = filters.CharFilter(label="安检员姓名", max_length=50)
    assessor = filters.ModelChoiceFilter(label="第三方评估机构", queryset=assessors)
    agrees = filters.BooleanFilter(label="与安检一致")
    missed = any_of("漏查的最高等级", Level.choices, coerce=str)

    class Meta:
        model = Recheck
        fields: tuple[str, ...] = ()
