"""工作日历、下班时间与办理时限: kept by the system administrator, the limits by the district too (P180)."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.utils import timezone

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import ADMINISTRATORS, Role
from core.models import CalendarDay, HeatingSeason, OfficeHours, TimeLimit
from core.timekeeping.forms import CalendarDayForm, HeatingSeasonForm, OfficeHoursForm, TimeLimitForm
from core.timekeeping.named import name_of_case, name_of_clock, named_limits
from core.views.records import RecordPages, Section

GROUP = "系统"
KEEPERS = frozenset({Role.SYSTEM_ADMIN})
LIMIT_KEEPERS = KEEPERS | {Role.DISTRICT_OFFICE}
READERS = ADMINISTRATORS | {Role.DISTRICT_OFFICE}


class CalendarFilter(filters.FilterSet):  # type: ignore[misc]
    year = filters.NumberFilter(label="年份", field_name="date", lookup_expr="year")

    class Meta:
        model = CalendarDay
        fields = ["is_workday"]


class CalendarPages(RecordPages):
    model = CalendarDay
    slug = "calendar"
    title = "工作日历"
    menu = Menu(GROUP, "工作日历", "calendar-days")
    readers = READERS
    creators = editors = KEEPERS
    forms = {None: CalendarDayForm}
    columns = ("date", "is_workday", "name", "basis")
    headings = {"is_workday": "上班"}
    colours = {"is_workday": {True: "waiting", False: "good"}}
    sorts = {"date": ("date", "id")}
    default_sort = "-date"
    filterset_class = CalendarFilter
    unit = "天"
    new_label = "登记一天"
    empty = "日历还是空的，工作日按内置的放假安排推算。管理命令 fill_calendar 可写入已公布的年份。"
    sections = (Section("日期", ("date", "is_workday", "name", "basis")),)
    api = False


class RulePages(RecordPages):
    """Rules in force from a day on: past days were reckoned by them, so they are followed by others, not changed."""

    readers = ADMINISTRATORS
    creators = editors = KEEPERS
    sorts = {"effective_on": ("effective_on", "id")}
    default_sort = "-effective_on"
    unit = "条"
    api = False

    @classmethod
    def why_not_edit(cls, record: Any, post: Post) -> str:
        if record.effective_on <= timezone.localdate():
            return "已生效的规定不能修改，请新增一条，写明新的生效日期。"
        return super().why_not_edit(record, post)


class OfficeHoursPages(RulePages):
    model = OfficeHours
    slug = "office-hours"
    title = "下班时间"
    menu = Menu(GROUP, "下班时间", "clock")
    forms = {None: OfficeHoursForm}
    columns = ("effective_on", "closes_at", "basis")
    empty = "没有另行规定，按 17:30 下班计算：以后收到的从下一个工作日起算。"
    sections = (Section("规定", ("effective_on", "closes_at", "basis")),)


class HeatingSeasonPages(RecordPages):
    model = HeatingSeason
    slug = "heating-seasons"
    title = "采暖季"
    menu = Menu(GROUP, "采暖季", "thermometer-snowflake")
    readers = READERS
    creators = editors = LIMIT_KEEPERS
    forms = {None: HeatingSeasonForm}
    columns = ("year", "starts_on", "ends_on", "extended_to_on", "basis")
    sorts = {"year": ("year", "id")}
    default_sort = "-year"
    unit = "季"
    empty = "还没有采暖季。"
    sections = (Section("采暖季", ("year", "starts_on", "ends_on", "extended_to_on", "basis")),)
    api = False


class TimeLimitPages(RulePages):
    model = TimeLimit
    slug = "time-limits"
    title = "办理时限"
    menu = Menu(GROUP, "办理时限", "timer")
    readers = READERS
    creators = editors = LIMIT_KEEPERS
    forms = {None: TimeLimitForm}
    columns = ("what", "value", "unit", "effective_on", "basis")
    headings = {"what": "哪一步的时限"}
    sayings = {"clock": name_of_clock, "case": name_of_case}
    empty = "没有另行规定时限，各步按流程原定的时限计算。"
    sections = (Section("规定", ("what", "value", "unit", "effective_on", "basis")),)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        """With the clock's name in the office's words, which only the workflows know."""
        names = [When(clock=one.clock, case=one.case, then=Value(one.label)) for one in named_limits()]
        rows = super().queryset(post).annotate(what=Case(*names, default=F("clock"), output_field=CharField()))
        named: QuerySet[Any] = rows
        return named
