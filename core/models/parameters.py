"""业务参数 that the district sets: how many days, which share, how many years."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import AdministratorScope, ScopedQuerySet
from core.small_tables import forget


class ParameterValue(Record):
    """What the district put in place of a parameter's declared value, from a day on. The row with the latest
    `effective_on` not after a day is in force on that day."""

    code = models.CharField("参数", max_length=60, help_text="如 households.publicity_days")
    value = models.DecimalField("数值", max_digits=12, decimal_places=2)
    effective_on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=200)

    scope = AdministratorScope(also=frozenset({Role.DISTRICT_OFFICE}))
    objects = ScopedQuerySet["ParameterValue"].as_manager()

    class Meta:
        verbose_name = "业务参数"
        ordering = ["code", "-effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_on"],
                name="parameter_once_a_day",
                violation_error_message="这一参数在该日已有规定。",
            )
        ]

    def __str__(self) -> str:
        return f"自 {self.effective_on} 起 {self.value.normalize():f}"

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(ParameterValue)
