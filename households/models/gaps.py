"""空档户: households that had heat, or were to have it by now, and have none (P6, P48). None at the season's start."""

from __future__ import annotations

import datetime

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from core.search import Grams
from core.timekeeping.seasons import season_ahead, season_of
from households.models.applications import Application
from households.models.households import Household


class HeatGapQuerySet(ScopedQuerySet["HeatGap"]):
    def open(self) -> HeatGapQuerySet:
        return self.filter(closed_at=None)


class HeatGap(Placed, Record):
    """Found and closed by the portal (`renovating/gaps.py`); the offices write down who keeps the household warm
    meanwhile (P22)."""

    class Reason(models.TextChoices):
        REMOVED = "removed", "旧设备已拆除，新设备还没有投用"
        LATE = "late", "计划增户已过投用期限，还没有投用"
        NO_DEVICE = "no_device", "台账内没有在用的取暖设备"

    application = models.ForeignKey(
        Application, models.PROTECT, null=True, editable=False, related_name="heat_gaps", verbose_name="申请"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, editable=False, related_name="heat_gaps", verbose_name="住户"
    )
    householder = models.CharField("户主", max_length=50, editable=False)
    reason = models.CharField("原因", max_length=10, choices=Reason, editable=False)
    since_on = models.DateField("自何日起", editable=False)
    fallback = models.CharField(
        "兜底措施", max_length=200, blank=True, help_text="如配发洁净煤、电暖器，或安排集中过冬。"
    )
    fallback_provider = models.CharField("由谁提供", max_length=60, blank=True)
    fallback_from_on = models.DateField("兜底自", null=True, blank=True)
    fallback_until_on = models.DateField("兜底至", null=True, blank=True)
    closed_at = models.DateTimeField("解决时间", null=True, editable=False)

    scope = Scope(area="")
    objects = HeatGapQuerySet.as_manager()

    class Meta:
        verbose_name = "空档户"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(household__isnull=False), name="heat_gap_of_somebody"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at=None, application__isnull=False),
                name="heat_gap_once_an_application",
            ),
            models.UniqueConstraint(
                fields=["household"], condition=Q(closed_at=None, application=None), name="heat_gap_once_a_household"
            ),
            models.CheckConstraint(
                condition=Q(fallback="", fallback_provider="", fallback_until_on=None)
                | (~Q(fallback="") & ~Q(fallback_provider="") & Q(fallback_until_on__isnull=False)),
                name="heat_gap_fallback_whole",
                violation_error_message="兜底措施须写明做什么、由谁提供、到哪一天。",
            ),
        ]  # fmt: skip
        indexes = [
            *[
                models.Index(fields=[tier, "-id"], condition=Q(closed_at=None), name=f"heat_gap_{tier}")
                for tier in TIERS
            ],
            GinIndex(OpClass(Grams(F("householder")), "array_ops"), condition=Q(closed_at=None), name="heat_gap_words"),
        ]

    def __str__(self) -> str:
        return f"{self.householder} 空档"

    @property
    def days_to_season(self) -> int | None:
        """0 within a season; None where no season is entered."""
        today: datetime.date = timezone.localdate()
        if season_of(today):
            return 0
        ahead = season_ahead(today)
        return (ahead.starts_on - today).days if ahead else None
