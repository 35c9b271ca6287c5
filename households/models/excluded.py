"""拆迁、集中供热范围 (P50): villages in which the district lets nobody be converted, for as long as it says."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet


class ExcludedVillage(Placed, Record):
    class Reason(models.TextChoices):
        DEMOLITION = "demolition", "列入拆迁"
        DISTRICT_HEATING = "district_heating", "纳入集中供热"
        OTHER = "other", "其他"

    reason = models.CharField("原因", max_length=20, choices=Reason)
    document_number = models.CharField("依据文号", max_length=60)
    since_on = models.DateField("起始日期")
    until_on = models.DateField("截止日期", null=True, blank=True, help_text="当日起恢复；不填的一直有效。")
    remark = models.CharField("备注", max_length=200, blank=True)

    scope = Scope(area="")
    objects = ScopedQuerySet["ExcludedVillage"].as_manager()

    class Meta:
        verbose_name = "不改造的村"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("since_on")),
                name="excluded_until_after_since",
                violation_error_message="截止日期应晚于起始日期。",
            )
        ]
        indexes = [models.Index(fields=[tier, "-id"], name=f"excluded_{tier}") for tier in TIERS]

    def __str__(self) -> str:
        return f"{self.village}{self.get_reason_display()}"
