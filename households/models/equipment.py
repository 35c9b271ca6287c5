"""取暖设备: several a household; a replaced one stays, with what replaced it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.history import VersionedQuerySet
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import TIERS, Placed, Scope
from households.models.choices import Kind
from households.models.facts import DeviceFacts
from households.models.households import Household


class EquipmentQuerySet(VersionedQuerySet["Equipment"]):
    def in_use(self) -> Self:
        return self.filter(state=Equipment.State.IN_USE)


class Equipment(DeviceFacts, Placed, Record):
    class State(models.TextChoices):
        IN_USE = "in_use", "在用"
        STOPPED = "stopped", "停用"
        REPLACED = "replaced", "已更换"
        VOID = "void", "作废"

    household = models.ForeignKey(Household, models.PROTECT, related_name="equipment", verbose_name="住户")
    kind = models.PositiveSmallIntegerField("设备类型", choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.IN_USE)
    stopped_on = models.DateField("停运日期", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="更换为"
    )

    scope = Scope(
        area="",
        company="household__gas_supplier",
        trades={Role.POWER_COMPANY: Q(kind__range=(Kind.DIRECT_BOILER, Kind.GROUND_PUMP))},
    )
    objects = EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = "取暖设备"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="in_use", stopped_on=None) | ~Q(state="in_use"),
                name="equipment_in_use_not_stopped",
                violation_error_message="在用设备不能有停运日期。",
            ),
            models.CheckConstraint(
                condition=Q(device_made_on=None)
                | Q(device_installed_on=None)
                | Q(device_installed_on__gte=F("device_made_on")),
                name="equipment_installed_after_made",
                violation_error_message="安装日期不能早于生产日期。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"equipment_{tier}") for tier in TIERS],
            models.Index(fields=["device_code"], condition=~Q(device_code=""), name="equipment_code"),
            # What came into the ledger between two days.
            models.Index(fields=["created_at"], name="equipment_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.device_brand}{self.device_model}".strip()
