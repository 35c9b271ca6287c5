"""表底数与用量, and what is unusual in them (F15, P162)."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.history import VersionedQuerySet
from accounts.models import Post
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models.choices import Category
from households.models.households import Household


class Energy(models.TextChoices):
    GAS = "gas", "燃气"
    POWER = "power", "电"

    @property
    def unit(self) -> str:
        return "m³" if self == Energy.GAS else "kWh"


# Of the households that it sees.
OF_POWER_COMPANY = {Role.POWER_COMPANY: Q(energy=Energy.POWER, household__category=Category.ELECTRIC)}


def season_said(year: int) -> str:
    return f"{year}–{year + 1} 采暖季"


class MeterReadingQuerySet(VersionedQuerySet["MeterReading"]):
    def standing(self) -> Self:
        """Without those of imports that were taken back."""
        return self.filter(void=False)


class MeterReading(Placed, Record):
    """Of a season, or of one month of it."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="readings", db_index=False, verbose_name="住户"
    )
    energy = models.CharField("能源", max_length=6, choices=Energy)
    season_year = models.PositiveSmallIntegerField("采暖季", help_text="开始的那一年")
    # The calendar's month; 0: the whole season.
    month = models.PositiveSmallIntegerField("月份", default=0)
    starts_at = models.DecimalField("起始表底数", max_digits=12, decimal_places=2, null=True)
    ends_at = models.DecimalField("结束表底数", max_digits=12, decimal_places=2, null=True)
    # As given, else the difference of the two: less than nothing where a meter was changed or runs backwards.
    usage = models.DecimalField("用量", max_digits=12, decimal_places=2)
    remark = models.CharField("备注", max_length=200, blank=True)
    void = models.BooleanField("作废", default=False, editable=False)

    scope = Scope(area="", company="household__gas_supplier", trades=OF_POWER_COMPANY)
    objects = MeterReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "表底数"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "energy", "season_year", "month"], name="meter_reading_once_a_month"
            ),
            models.CheckConstraint(condition=Q(month__lte=12), name="meter_reading_of_a_month"),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"meter_reading_{tier}") for tier in TIERS],
            models.Index(fields=["energy", "season_year", "month"], name="meter_reading_season"),
        ]

    def __str__(self) -> str:
        month = f" {self.month} 月" if self.month else ""
        return f"{season_said(self.season_year)}{month}{self.get_energy_display()}用量"

    @property
    def unit(self) -> str:
        return Energy(self.energy).unit

    @property
    def season(self) -> str:
        return season_said(self.season_year)

    @property
    def starts_month_on(self) -> datetime.date:
        """The first of the month: autumn is of the year in which the season begins."""
        return datetime.date(self.season_year + (self.month < 8), self.month, 1)


class UsageAnomaly(Placed, Record):
    class Kind(models.TextChoices):
        ZERO = "zero", "零用量"
        STOPPED = "stopped", "用量骤停"
        HIGH = "high", "用量过高"
        NEGATIVE = "negative", "表底数倒走或换表"

    class State(models.TextChoices):
        FOUND = "found", "待走访核实"
        EXPLAINED = "explained", "已核实"
        CLEARED = "cleared", "数据已更正，不再异常"

    class Cause(models.TextChoices):
        VACANT = "vacant", "房屋空置"
        COAL = "coal", "返煤"
        FAULTY_METER = "faulty_meter", "表故障"
        METER_CHANGED = "meter_changed", "已换表"
        NORMAL = "normal", "正常使用"
        REPAIR = "repair", "设备故障，转维修"
        OTHER = "other", "其他"

    household = models.ForeignKey(Household, models.PROTECT, related_name="anomalies", verbose_name="住户")
    energy = models.CharField("能源", max_length=6, choices=Energy)
    season_year = models.PositiveSmallIntegerField("采暖季")
    kind = models.CharField("异常", max_length=8, choices=Kind)
    usage = models.DecimalField("用量", max_digits=12, decimal_places=2)
    compared = models.DecimalField("对照值", max_digits=12, decimal_places=2)
    state = models.CharField("状态", max_length=10, choices=State, default=State.FOUND)
    cause = models.CharField("核实结果", max_length=14, choices=Cause, blank=True)
    visited_on = models.DateField("走访日期", null=True, blank=True)
    note = models.CharField("核实说明", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, db_index=False, verbose_name="核实人"
    )
    decided_at = models.DateTimeField("核实时间", null=True, editable=False)

    scope = Scope(area="", company="household__gas_supplier", trades=OF_POWER_COMPANY)
    objects = ScopedQuerySet["UsageAnomaly"].as_manager()

    class Meta:
        verbose_name = "异常用量"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "energy", "season_year", "kind"], name="usage_anomaly_once_a_season"
            ),
            models.CheckConstraint(
                condition=Q(state="explained", decided_at__isnull=False, visited_on__isnull=False) & ~Q(cause="")
                | ~Q(state="explained"),
                name="usage_anomaly_explained_in_full",
                violation_error_message="请填写核实结果和走访日期。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"usage_anomaly_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"usage_anomaly_{tier}_state") for tier in TIERS],
        ]

    def __str__(self) -> str:
        return f"{season_said(self.season_year)}{self.get_energy_display()}{self.get_kind_display()}"

    @property
    def season(self) -> str:
        return season_said(self.season_year)
