"""法定节假日与调休，下班时间."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import AdministratorScope, ScopedQuerySet
from core.small_tables import forget


class CalendarDay(Record):
    """A day that differs from Monday–Friday: a statutory day off, or a weekend day worked instead (调休)."""

    date = models.DateField("日期", unique=True, error_messages={"unique": "日历里已有这一天，请改那一行。"})
    is_workday = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=30)
    basis = models.CharField("依据", max_length=100, blank=True)

    scope = AdministratorScope(also=frozenset({Role.DISTRICT_OFFICE}))
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "工作日历"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(CalendarDay)


class OfficeHours(Record):
    """下班时间: from a day on, what comes after it counts from the next working day. A clock already running keeps the
    one with which it started."""

    effective_on = models.DateField("生效日期", unique=True, error_messages={"unique": "这一天已有规定，请改那一行。"})
    closes_at = models.TimeField("下班时间", default=datetime.time(17, 30))
    basis = models.CharField("依据", max_length=100)

    scope = AdministratorScope()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "下班时间"
        ordering = ["-effective_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gte=datetime.time(12)),
                name="office_closes_in_the_afternoon",
                violation_error_message="下班时间应在 12:00 以后，按 24 小时制填写，如 17:30。",
            )
        ]

    def __str__(self) -> str:
        return f"自 {self.effective_on} 起 {self.closes_at:%H:%M} 下班"

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(OfficeHours)
