"""督导检查: the district looks again at a random share of what a township has closed (P38)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet, SeatScope
from inspections.models.hazards import Hazard


class Supervision(Record):
    """One round in one township. `seed` draws the same sample again, whoever asks."""

    class State(models.TextChoices):
        NOTIFIED = "notified", "待检查"
        FED_BACK = "fed_back", "待街镇整改"
        RECTIFIED = "rectified", "待回头看"
        CLOSED = "closed", "已办结"

    town = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="街镇")
    closed_from_on = models.DateField("销号日期自")
    closed_until_on = models.DateField("销号日期至")
    state = models.CharField("状态", max_length=9, choices=State, default=State.NOTIFIED, editable=False)
    share = models.DecimalField("抽查比例(%)", max_digits=5, decimal_places=2, editable=False)
    seed = models.BigIntegerField("抽样种子", editable=False)
    closed = models.PositiveIntegerField("已销号隐患数", editable=False)
    sampled = models.PositiveIntegerField("抽查数", editable=False)
    notified_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="通知人"
    )
    feedback = models.TextField("反馈意见", blank=True, max_length=2000)
    answer = models.TextField("街镇整改情况", blank=True, max_length=2000)
    fed_back_on = models.DateField("反馈日期", null=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, editable=False)

    scope = SeatScope(area="town")
    objects = ScopedQuerySet["Supervision"].as_manager()

    class Meta:
        verbose_name = "督导检查"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_until_on__gte=F("closed_from_on")),
                name="supervision_in_order",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(condition=Q(sampled__lte=F("closed")), name="supervision_samples_what_is_there"),
        ]
        indexes = [models.Index(fields=["town", "-id"], name="supervision_town")]

    def __str__(self) -> str:
        return f"{self.town}督导检查（{self.closed_from_on:%Y-%m-%d} 至 {self.closed_until_on:%Y-%m-%d}）"


class ClosureSample(Placed, Record):
    """A closed hazard that was drawn, and whether it is gone indeed."""

    class State(models.TextChoices):
        WAITING = "waiting", "待检查"
        PASSED = "passed", "属实"
        FAILED = "failed", "不属实"

    supervision = models.ForeignKey(
        Supervision, models.PROTECT, related_name="samples", editable=False, verbose_name="督导检查"
    )
    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="samples", editable=False, verbose_name="隐患")
    state = models.CharField("结果", max_length=7, choices=State, default=State.WAITING, editable=False)
    checked_on = models.DateField("检查日期", null=True, blank=True)
    checked_by = models.CharField("检查人", max_length=100, blank=True)
    note = models.CharField("检查情况", max_length=300, blank=True)

    scope = Scope(area="")
    objects = ScopedQuerySet["ClosureSample"].as_manager()

    class Meta:
        verbose_name = "销号抽查"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["supervision", "hazard"], name="closure_sample_once"),
            models.CheckConstraint(
                condition=Q(state="waiting") | (Q(checked_on__isnull=False) & ~Q(checked_by="")),
                name="closure_sample_checked_by_somebody",
                violation_error_message="请写明检查日期和检查人。",
            ),
        ]
        indexes = [models.Index(fields=[tier, "-id"], name=f"closure_sample_{tier}") for tier in TIERS]

    def __str__(self) -> str:
        return f"销号抽查 {self.hazard.number}"
