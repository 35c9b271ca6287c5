"""每周复核: that somebody looked at who had personal numbers shown in full (F102)."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Division, User
from accounts.records import Record
from accounts.scoping import PeopleScope, ScopedQuerySet


class UnmaskingReview(Record):
    """One a week in which a number was shown."""

    class State(models.TextChoices):
        DUE = "due", "待复核"
        REVIEWED = "reviewed", "已复核"

    week_from_on = models.DateField("周一", unique=True, error_messages={"unique": "这一周已经列出。"})
    district = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区县")
    shown = models.PositiveIntegerField("显示次数")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DUE)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    reviewed_at = models.DateTimeField("复核时间", null=True, blank=True)
    opinion = models.CharField("复核意见", max_length=500, blank=True)

    scope = PeopleScope(area="district")
    objects = ScopedQuerySet["UnmaskingReview"].as_manager()

    class Meta:
        verbose_name = "显示完整号码的复核"
        ordering = ["-week_from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="due", reviewed_at=None, reviewed_by=None)
                | Q(state="reviewed", reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="unmasking_review_with_who_and_when",
                violation_error_message="已复核的，应有复核人和时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week_from_on:%Y-%m-%d} 至 {self.week_to_on:%m-%d} 显示完整号码 {self.shown:,} 次"

    @property
    def week_to_on(self) -> datetime.date:
        return self.week_from_on + datetime.timedelta(days=6)
