"""采暖季: when the district heats, season by season."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import AdministratorScope, ScopedQuerySet
from core.small_tables import forget


class HeatingSeason(Record):
    """Known by the year in which it begins."""

    year = models.PositiveSmallIntegerField(
        "采暖季年份", unique=True, error_messages={"unique": "已有这一采暖季，请改那一行。"}, help_text="开始的那一年"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    extended_to_on = models.DateField("延长至", null=True, blank=True)
    basis = models.CharField("依据", max_length=100, blank=True)

    scope = AdministratorScope(also=frozenset({Role.DISTRICT_OFFICE}))
    objects = ScopedQuerySet["HeatingSeason"].as_manager()

    class Meta:
        verbose_name = "采暖季"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__year=F("year")) & Q(ends_on__gt=F("starts_on")) & Q(ends_on__year=F("year") + 1),
                name="heating_season_over_the_winter",
                violation_error_message="采暖季应在采暖季年份当年开始、次年结束。",
            ),
            models.CheckConstraint(
                condition=Q(extended_to_on=None)
                | (Q(extended_to_on__gt=F("ends_on")) & Q(extended_to_on__year=F("year") + 1)),
                name="heating_season_extended_after_its_end",
                violation_error_message="延长后的日期应晚于结束日期，仍在次年之内。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}–{self.year + 1} 采暖季"

    @property
    def last_day(self) -> datetime.date:
        return self.extended_to_on or self.ends_on

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(HeatingSeason)
