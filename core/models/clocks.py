"""Running clocks and the limits in force."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import Division, Organization, User
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import AdministratorScope, InboxScope, ScopedQuerySet
from core.small_tables import forget

SOME_LEAP_YEAR = 2024


class Unit(models.TextChoices):
    MINUTES = "minutes", "分钟"
    HOURS = "hours", "小时"
    CALENDAR_DAYS = "calendar_days", "天"
    WORKING_DAYS = "working_days", "个工作日"
    DAY_OF_YEAR = "day_of_year", "（每年固定日期，月×100＋日）"


class TimeLimit(Record):
    """时限: what the district put in place of a clock's declared limit, from a day on (P180). The row with the latest
    `effective_on` not after the clock's start is in force; a clock already running keeps its own."""

    clock = models.CharField("时限", max_length=80, help_text="如 households.application.verify")
    case = models.CharField("情形", max_length=40, blank=True, help_text="留空则适用于所有情形")
    value = models.PositiveIntegerField("数值")
    unit = models.CharField("单位", max_length=14, choices=Unit)
    effective_on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=200)

    scope = AdministratorScope(also=frozenset({Role.DISTRICT_OFFICE}))
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "办理时限"
        ordering = ["clock", "case", "-effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "case", "effective_on"],
                name="time_limit_once_a_day",
                violation_error_message="这一时限在该日已有规定。",
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0), name="time_limit_positive", violation_error_message="时限应大于零。"
            ),
        ]

    def __str__(self) -> str:
        return f"自 {self.effective_on} 起 {self.value} {self.get_unit_display()}"

    def clean(self) -> None:
        if self.unit == Unit.DAY_OF_YEAR and self.value and not is_day_of_year(self.value):
            raise ValidationError({"value": "每年固定日期应写作月×100＋日，如 10 月 31 日写 1031。"})

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(TimeLimit)


def is_day_of_year(value: int) -> bool:
    try:
        datetime.date(SOME_LEAP_YEAR, value // 100, value % 100)
    except ValueError:
        return False
    return True


class OpenItemQuerySet(ScopedQuerySet["OpenItem"]):
    def open(self) -> OpenItemQuerySet:
        return self.filter(closed_at=None)


def _waits_at(model: type[models.Model], label: str) -> models.ForeignKey[Any, Any]:
    """No index of its own: the partial ones below are led by it."""
    return models.ForeignKey(model, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=label)


class OpenItem(models.Model):
    """待办: something that waits for a role at a place (or for a person), with or without a deadline. The inbox, the
    reminders and every overdue list read this one table."""

    kind = models.CharField("类别", max_length=60, help_text="模型标签，如 households.application")
    record_id = models.BigIntegerField("记录")
    title = models.CharField("事项", max_length=120)
    clock = models.CharField("时限", max_length=80)
    case = models.CharField("情形", max_length=40, blank=True)
    role = models.CharField("承办角色", max_length=24, choices=Role)
    holder = _waits_at(User, "承办人")
    organization = _waits_at(Organization, "承办单位")
    village = _waits_at(Division, "村（社区）")
    town = _waits_at(Division, "街镇")
    district = _waits_at(Division, "区县")
    city = _waits_at(Division, "市")
    started_at = models.DateTimeField("开始")
    due_at = models.DateTimeField("截止", null=True)
    warn_at = models.DateTimeField("提醒时间", null=True)
    paused_at = models.DateTimeField("暂停于", null=True)
    pause_reason = models.CharField("暂停原因", max_length=200, blank=True)
    limit_value = models.PositiveIntegerField("时限数值", null=True)
    limit_unit = models.CharField("时限单位", max_length=14, choices=Unit, blank=True)
    extended = models.PositiveIntegerField("已延长", default=0, help_text="以时限单位计")
    closed_at = models.DateTimeField("办结", null=True)

    scope = InboxScope(area="", company="organization", assignee="holder")
    objects = OpenItemQuerySet.as_manager()

    class Meta:
        verbose_name = "待办"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_id", "clock", "role"], condition=Q(closed_at=None), name="open_item_once"
            ),
            models.CheckConstraint(
                condition=Q(due_at=None, limit_unit="") | (Q(due_at__isnull=False) & ~Q(limit_unit="")),
                name="open_item_due_with_limit",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, pause_reason="") | (Q(paused_at__isnull=False) & ~Q(pause_reason="")),
                name="open_item_paused_with_reason",
            ),
        ]
        indexes = [
            *[
                models.Index(
                    fields=["role", place, "due_at", "id"],
                    condition=Q(closed_at=None, **{f"{place}__isnull": False}),
                    name=f"open_item_{place}",
                )
                for place in ("village", "town", "district", "city", "organization", "holder")
            ],
            models.Index(fields=["warn_at"], condition=Q(closed_at=None, paused_at=None), name="open_item_to_warn"),
            models.Index(fields=["due_at"], condition=Q(closed_at=None, paused_at=None), name="open_item_due"),
            models.Index(fields=["kind", "record_id"], name="open_item_of_record"),
        ]

    def __str__(self) -> str:
        return self.title
