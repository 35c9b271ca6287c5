"""Filters of the lists of people, organisations, divisions, posts and logs."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from accounts.audit import AccessLog, Change
from accounts.models import Division, Organization, Post, SignInEvent, User, VillageDuty
from accounts.roles import Role


def towns(request: Any) -> QuerySet[Division]:
    return Division.objects.below(request.post.division).towns()


def villages(request: Any) -> QuerySet[Division]:
    return Division.objects.below(request.post.division).villages()


class PeriodFilter(filters.FilterSet):  # type: ignore[misc]
    at = filters.DateFromToRangeFilter(
        label="时间", field_name="at", widget=filters.widgets.DateRangeWidget(attrs={"type": "date"})
    )


class UserFilter(filters.FilterSet):  # type: ignore[misc]
    role = filters.ChoiceFilter(label="角色", choices=Role.choices, method="with_role")
    without_post = filters.BooleanFilter(label="没有在岗岗位", method="by_post")

    class Meta:
        model = User
        fields = ["is_active", "second_step_required"]

    def with_role(self, rows: QuerySet[User], name: str, role: str) -> QuerySet[User]:
        return rows.filter(pk__in=Post.objects.in_force().filter(role=role).values("user"))

    def by_post(self, rows: QuerySet[User], name: str, without: bool) -> QuerySet[User]:
        holders = Post.objects.in_force().values("user")
        return rows.exclude(pk__in=holders) if without else rows.filter(pk__in=holders)


class OrganizationFilter(filters.FilterSet):  # type: ignore[misc]
    class Meta:
        model = Organization
        fields = ["kind", "active"]


class DivisionFilter(filters.FilterSet):  # type: ignore[misc]
    ended = filters.BooleanFilter(label="已停用", field_name="valid_to", lookup_expr="isnull", exclude=True)
    under = filters.CharFilter(label="代码开头", field_name="code", lookup_expr="startswith")

    class Meta:
        model = Division
        fields = ["level", "dual"]


class PostFilter(filters.FilterSet):  # type: ignore[misc]
    class Meta:
        model = Post
        fields = ["state", "role"]


class VillageDutyFilter(filters.FilterSet):  # type: ignore[misc]
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    village = filters.ModelChoiceFilter(label="村（社区）", queryset=villages)
    officer = filters.CharFilter(label="安全员姓名", field_name="post__user__name", lookup_expr="contains")

    class Meta:
        model = VillageDuty
        fields = ["state"]


class ChangeFilter(PeriodFilter):
    who = filters.CharFilter(label="用户登录名", method="by_user")

    class Meta:
        model = Change
        fields = ["operation", "system", "act"]

    def by_user(self, rows: QuerySet[Change], name: str, username: str) -> QuerySet[Change]:
        return rows.filter(user_id__in=User.objects.filter(username=username).values("pk"))


class AccessFilter(PeriodFilter):
    who = filters.CharFilter(label="用户登录名", method="by_user")

    class Meta:
        model = AccessLog
        fields = ["act"]

    def by_user(self, rows: QuerySet[AccessLog], name: str, username: str) -> QuerySet[AccessLog]:
        return rows.filter(user_id__in=User.objects.filter(username=username).values("pk"))


class SignInEventFilter(PeriodFilter):
    class Meta:
        model = SignInEvent
        fields = ["kind", "username"]
