"""增销户底数表: what a village counts of households coming in and going out in a year (P56)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet


class YearBase(Placed, Record):
    """The portal's own numbers stand beside those that the village counted."""

    class State(models.TextChoices):
        OPEN = "open", "待填报"
        FILLED = "filled", "待街镇确认"
        CONFIRMED = "confirmed", "待区接收"
        RECEIVED = "received", "已接收"

    year = models.PositiveSmallIntegerField("年度", editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN, editable=False)
    found_added = models.PositiveIntegerField("平台增户数", default=0, editable=False)
    found_cancelled = models.PositiveIntegerField("平台销户数", default=0, editable=False)
    added = models.PositiveIntegerField("增户数", null=True, blank=True, help_text="本村摸底的数，没有填 0。")
    cancelled = models.PositiveIntegerField("销户数", null=True, blank=True, help_text="本村摸底的数，没有填 0。")
    # Kept by the database itself.
    net = models.GeneratedField(
        expression=F("added") - F("cancelled"),
        output_field=models.IntegerField(null=True),
        db_persist=True,
        verbose_name="净增户数",
    )
    note = models.CharField("差异说明", max_length=300, blank=True, help_text="与平台的数不同的，写明原因。")
    filled_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="填报人"
    )
    filled_at = models.DateTimeField("填报时间", null=True, editable=False)
    received_at = models.DateTimeField("接收时间", null=True, editable=False)
    sent_back_reason = models.CharField("退回意见", max_length=500, blank=True, editable=False)

    scope = Scope(area="")
    objects = ScopedQuerySet["YearBase"].as_manager()

    class Meta:
        verbose_name = "增销户底数表"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "year"],
                name="year_base_once",
                violation_error_message="这个村今年的底数表已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(added__isnull=False, cancelled__isnull=False),
                name="year_base_filled_with_numbers",
                violation_error_message="填报须写明增户数和销户数，没有填 0。",
            ),
        ]
        indexes = [models.Index(fields=[tier, "-id"], name=f"year_base_{tier}") for tier in TIERS]

    def __str__(self) -> str:
        return f"{self.village}{self.year}年增销户底数表"

    @property
    def differs(self) -> bool:
        return (self.added, self.cancelled) != (self.found_added, self.found_cancelled)
