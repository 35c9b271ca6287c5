"""试点项目: another way of heating tried out at a place, before it is taken further (P26)."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models.households import Household


class Pilot(Placed, Record):
    """Stands in its main village; its households may live in others of the township."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待区批准实施"
        RUNNING = "running", "实施中"
        EVALUATED = "evaluated", "待区决定推广"
        PROMOTED = "promoted", "已推广"
        STOPPED = "stopped", "已终止"

    name = models.CharField("项目名称", max_length=80)
    state = models.CharField("状态", max_length=9, choices=State, default=State.PROPOSED)
    site = models.CharField("试点地点", max_length=200, help_text="涉及的村、小区或建筑")
    technology = models.CharField("试点技术", max_length=60, help_text="如光热+空气源热泵")
    investment = models.DecimalField(
        "总投资(元)",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    starts_on = models.DateField("试点开始日期", null=True, blank=True)
    ends_on = models.DateField("试点结束日期", null=True, blank=True)
    cost_before = models.DecimalField(
        "原取暖费(元/户·季)",
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    cost_after = models.DecimalField(
        "试点取暖费(元/户·季)",
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="按实测用量计算。",
    )
    conclusion = models.CharField("评估结论", max_length=500, blank=True)
    decided_at = models.DateTimeField("办结时间", null=True, editable=False)

    scope = Scope(area="")
    objects = ScopedQuerySet["Pilot"].as_manager()

    class Meta:
        verbose_name = "试点项目"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="pilot_ends_after_it_starts",
                violation_error_message="试点结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["evaluated", "promoted"])
                | Q(cost_before__isnull=False, cost_after__isnull=False) & ~Q(conclusion=""),
                name="pilot_evaluated_in_full",
                violation_error_message="评估须有原取暖费、试点取暖费和结论。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["promoted", "stopped"], decided_at__isnull=False)
                | ~Q(state__in=["promoted", "stopped"]) & Q(decided_at=None),
                name="pilot_decided_with_time",
                violation_error_message="办结的须有办结时间。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"pilot_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"pilot_{tier}_state") for tier in TIERS],
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def saving(self) -> Decimal | None:
        """What a household saves a season, in yuan; less than nothing where it costs more."""
        if self.cost_before is None or self.cost_after is None:
            return None
        return self.cost_before - self.cost_after

    @property
    def saving_share(self) -> str:
        """“37.5%”."""
        if self.saving is None or not self.cost_before:
            return ""
        return f"{self.saving / self.cost_before:.1%}"


class PilotHousehold(Placed, Record):
    """A household that takes part."""

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="members", db_index=False, verbose_name="试点项目")
    household = models.ForeignKey(Household, models.PROTECT, related_name="pilots", verbose_name="住户")

    scope = Scope(area="")
    objects = ScopedQuerySet["PilotHousehold"].as_manager()

    class Meta:
        verbose_name = "试点户"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "household"],
                name="pilot_household_once",
                violation_error_message="这户已在这个试点项目里。",
            )
        ]
        indexes = [models.Index(fields=[tier, "-id"], name=f"pilot_household_{tier}") for tier in TIERS]

    def __str__(self) -> str:
        return f"{self.pilot}试点户"
