"""季前准备: whether a township is ready for winter, aspect by aspect (P37)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Division
from accounts.records import Record
from accounts.scoping import ScopedQuerySet, SeatScope


class Standing(models.TextChoices):
    READY = "ready", "已就绪"
    LACKING = "lacking", "有缺口"


# Each a pair of columns: how it stands, and what is lacking.
ASPECTS = {
    "ledger": "台账核对",
    "devices": "设备检修",
    "officers": "两员到岗",
    "repair": "维修力量和备件",
    "fuel": "气电保供和应急燃料",
    "duty": "值班值守",
    "publicity": "安全宣传",
}


def _standing(label: str) -> models.CharField[Any, Any]:
    return models.CharField(label, max_length=8, choices=Standing, blank=True)


def _note(label: str) -> models.CharField[Any, Any]:
    return models.CharField(f"{label}说明", max_length=200, blank=True, help_text="有缺口的写明缺什么、何时补齐。")


class ReadinessCheck(Record):
    class State(models.TextChoices):
        OPEN = "open", "未开始"
        CHECKED = "checked", "待签字"
        SIGNED = "signed", "待区复核"
        CONFIRMED = "confirmed", "已复核"

    seat = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="街镇"
    )
    year = models.PositiveSmallIntegerField("采暖季", editable=False, help_text="采暖季开始的那一年。")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN, editable=False)
    ledger = _standing("台账核对")
    ledger_note = _note("台账核对")
    devices = _standing("设备检修")
    devices_note = _note("设备检修")
    officers = _standing("两员到岗")
    officers_note = _note("两员到岗")
    repair = _standing("维修力量和备件")
    repair_note = _note("维修力量和备件")
    fuel = _standing("气电保供和应急燃料")
    fuel_note = _note("气电保供和应急燃料")
    duty = _standing("值班值守")
    duty_note = _note("值班值守")
    publicity = _standing("安全宣传")
    publicity_note = _note("安全宣传")
    checked_on = models.DateField("自查日期", null=True, blank=True)
    signed_by = models.CharField("签字人", max_length=50, blank=True)
    signed_on = models.DateField("签字日期", null=True, editable=False)
    confirmed_on = models.DateField("复核日期", null=True, editable=False)
    sent_back_reason = models.CharField("退回意见", max_length=500, blank=True, editable=False)

    scope = SeatScope(area="seat")
    objects = ScopedQuerySet["ReadinessCheck"].as_manager()

    class Meta:
        verbose_name = "季前准备自查"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "year"],
                name="readiness_once_a_year",
                violation_error_message="这个街镇这一年的季前准备自查已经有了。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "confirmed"]) | (~Q(signed_by="") & Q(signed_on__isnull=False)),
                name="readiness_signed_by_somebody",
                violation_error_message="签字须写明签字人。",
            ),
        ]
        indexes = [models.Index(fields=["seat", "-id"], name="readiness_seat")]

    def __str__(self) -> str:
        return f"{self.seat}{self.year}年季前准备自查"

    @property
    def unseen(self) -> list[str]:
        """Aspects that nobody has looked at yet."""
        return [label for name, label in ASPECTS.items() if not getattr(self, name)]

    @property
    def lacking(self) -> list[str]:
        return [label for name, label in ASPECTS.items() if getattr(self, name) == Standing.LACKING]
