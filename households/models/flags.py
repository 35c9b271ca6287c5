"""设备问题: what is found wrong with a device, and what became of it (P35)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Post
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models.choices import Kind
from households.models.equipment import Equipment
from households.models.households import Household

OPEN = ["waiting", "planned"]


class DeviceFlagQuerySet(ScopedQuerySet["DeviceFlag"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)


class DeviceFlag(Placed, Record):
    """Stands where the device stands, at the household that has it."""

    class What(models.TextChoices):
        QUALITY = "quality", "质量问题"
        HAZARD = "hazard", "安全隐患"
        POOR_EFFECT = "poor_effect", "取暖效果差"

        @property
        def bit(self) -> int:
            """In `DeviceLife.open_flags`."""
            return 1 << list(DeviceFlag.What).index(self)

    class Source(models.TextChoices):
        VILLAGE = "village", "村里上报"
        INSPECTION = "inspection", "检查发现"
        REPAIR = "repair", "报修"
        USER = "user", "用户反映"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        WAITING = "waiting", "待处置"
        PLANNED = "planned", "已列入计划"
        REPAIRED = "repaired", "已维修"
        RENEWED = "renewed", "已更新"
        STOPPED = "stopped", "已停用"
        DISMISSED = "dismissed", "误报"

    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="flags", verbose_name="设备")
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        related_name="device_flags",
        db_index=False,
        editable=False,
        verbose_name="住户",
    )
    what = models.CharField("问题", max_length=12, choices=What)
    found_on = models.DateField("发现日期")
    source = models.CharField("来源", max_length=12, choices=Source)
    description = models.CharField("情况说明", max_length=300, help_text="不写姓名、电话等个人信息。")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    settlement = models.CharField("处置情况", max_length=300, blank=True)
    filed_by = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False, verbose_name="登记人")
    settled_at = models.DateTimeField("处置时间", null=True, editable=False)

    scope = Scope(
        area="",
        company="household__gas_supplier",
        trades={Role.POWER_COMPANY: Q(equipment__kind__range=(Kind.DIRECT_BOILER, Kind.GROUND_PUMP))},
    )
    objects = DeviceFlagQuerySet.as_manager()

    class Meta:
        verbose_name = "设备问题"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["equipment", "what"],
                condition=Q(state__in=OPEN),
                name="device_flag_open_once",
                violation_error_message="这台设备已登记过同样的问题，还没有处置完；请在那一条里补充。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, settled_at=None) | (~Q(state__in=OPEN) & Q(settled_at__isnull=False)),
                name="device_flag_settled_with_time",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"device_flag_{tier}") for tier in TIERS],
            *[
                models.Index(fields=[tier, "-id"], condition=Q(state__in=OPEN), name=f"device_flag_{tier}_open")
                for tier in TIERS
            ],
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}（{self.equipment.get_kind_display()}）"
