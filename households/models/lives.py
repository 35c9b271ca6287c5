"""老旧设备台账: of every device in use, until when it may be used, what is found wrong with it, how much it should be
replaced (P30, P35)."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models.applications import Application
from households.models.choices import UPGRADE_TARGETS, Kind
from households.models.equipment import Equipment
from households.models.flags import DeviceFlag
from households.models.households import Household

# While one of these is under way, a device is no candidate.
RENEWING = [
    Application.Case.UPGRADE, Application.Case.PLAN_UPGRADE, Application.Case.CONVERT, Application.Case.CANCEL,
]  # fmt: skip
NO_DAY = datetime.date(9999, 12, 31)
TARGETS = [(kind.value, kind.label) for kind in Kind if kind in UPGRADE_TARGETS]


class Expiry(models.TextChoices):
    """As of today; the database knows the day alone."""

    EXPIRED = "expired", "已到期"
    SOON = "soon", "一年内到期"
    LATER = "later", "未到期"
    UNKNOWN = "unknown", "无法判断"


def in_a_year(today: datetime.date) -> datetime.date:
    try:
        return today.replace(year=today.year + 1)
    except ValueError:
        return today.replace(year=today.year + 1, day=28)


class DeviceLifeQuerySet(ScopedQuerySet["DeviceLife"]):
    def listed(self) -> Self:
        return self.filter(state=DeviceLife.State.LISTED)

    def standing(self, expiry: str) -> Self:
        today = timezone.localdate()
        ends = {
            Expiry.EXPIRED: Q(ends_on__lte=today),
            Expiry.SOON: Q(ends_on__gt=today, ends_on__lte=in_a_year(today)),
            Expiry.LATER: Q(ends_on__gt=in_a_year(today), ends_on__lt=NO_DAY),
            Expiry.UNKNOWN: Q(ends_on=NO_DAY),
        }
        return self.filter(ends[Expiry(expiry)])

    def flagged(self) -> Self:
        return self.filter(open_flags__gt=0)

    def candidates(self) -> Self:
        """更新升级候选."""
        return self.filter(score__gt=0).not_being_renewed()

    def not_being_renewed(self) -> Self:
        """Neither by an application about the device nor by one that names none of its household's."""
        of_device = Q(equipment=OuterRef("equipment")) | Q(equipment=None)
        renewals = Application.objects.under_way().filter(of_device, household=OuterRef("household"), case__in=RENEWING)
        return self.exclude(Exists(renewals))


class DeviceLife(Placed, Record):
    """One of each device that is or was in use. The database keeps it itself, whoever writes the device, the
    household's year or a flag; the clock once a night, for the life table may have changed and days go by (migration
    0017). Only what is meant to replace it is written by a step."""

    class State(models.TextChoices):
        LISTED = "listed", "在用"
        LEFT = "left", "已退出使用"

    class Basis(models.TextChoices):
        """From which day its age counts: of sale (GB 17905-2008), or what is known that comes nearest."""

        INSTALLED = "installed", "安装日期"
        COMMISSIONED = "commissioned", "投运日期"
        MADE = "made", "生产日期"
        CONVERTED = "converted", "改造年份的年末"
        UNKNOWN = "unknown", "没有日期可依"

    # Written with the device itself, from the device's own row: no constraint has to look for it once more.
    equipment = models.OneToOneField(
        Equipment, models.PROTECT, related_name="life", db_constraint=False, editable=False, verbose_name="设备"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="device_lives", db_constraint=False, editable=False, verbose_name="住户"
    )
    kind = models.PositiveSmallIntegerField("设备类型", choices=Kind, editable=False)
    power = models.DecimalField("额定功率(kW)", max_digits=6, decimal_places=2, null=True, editable=False)
    state = models.CharField("状态", max_length=6, choices=State, default=State.LISTED, editable=False)
    counted_from_on = models.DateField("计算起日", null=True, editable=False)
    basis = models.CharField("起日依据", max_length=12, choices=Basis, editable=False)
    service_years = models.PositiveSmallIntegerField("使用年限(年)", editable=False)
    by_maker = models.BooleanField("年限由设备自身注明", editable=False)
    high_power = models.BooleanField("大功率", default=False, editable=False)
    expires_on = models.DateField("到期日期", null=True, editable=False)
    # What lists are ordered and narrowed by: those without a day come last.
    ends_on = models.GeneratedField(
        expression=Coalesce("expires_on", NO_DAY),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name="到期次序",
    )
    # Bits of `DeviceFlag.What`, of the open ones.
    open_flags = models.PositiveSmallIntegerField("未处置的问题", default=0, editable=False)
    score = models.PositiveSmallIntegerField("更新迫切程度(分)", default=0, editable=False)
    target = models.PositiveSmallIntegerField("拟更新为", choices=TARGETS, null=True, blank=True)

    scope = Scope(
        area="",
        company="household__gas_supplier",
        trades={Role.POWER_COMPANY: Q(kind__range=(Kind.DIRECT_BOILER, Kind.GROUND_PUMP))},
    )
    objects = DeviceLifeQuerySet.as_manager()

    class Meta:
        verbose_name = "老旧设备"
        ordering = ["-id"]
        indexes = [
            *[
                models.Index(fields=[tier, "ends_on", "id"], condition=Q(state="listed"), name=f"device_life_{tier}")
                for tier in TIERS
            ],
            # A village's few are sorted in less time than an index would cost at every write.
            *[
                models.Index(
                    fields=[tier, "score", "id"], condition=Q(state="listed"), name=f"device_life_{tier}_score"
                )
                for tier in TIERS[1:]
            ],
            models.Index(
                fields=["ends_on", "id"], condition=Q(state="listed", open_flags__gt=0), name="device_life_flagged"
            ),
        ]

    def __str__(self) -> str:
        return str(self.equipment)

    @property
    def expiry(self) -> Expiry:
        today = timezone.localdate()
        if self.expires_on is None:
            return Expiry.UNKNOWN
        if self.expires_on <= today:
            return Expiry.EXPIRED
        return Expiry.SOON if self.expires_on <= in_a_year(today) else Expiry.LATER

    @property
    def expiry_said(self) -> str:
        return str(self.expiry.label)

    @property
    def age_said(self) -> str:
        """“6 年 2 个月”."""
        return span(self.counted_from_on, timezone.localdate()) if self.counted_from_on else ""

    @property
    def overdue_said(self) -> str:
        return span(self.expires_on, timezone.localdate()) if self.expires_on else ""

    @property
    def basis_said(self) -> str:
        """“自安装日期起 8 年（使用年限表）”: on what the day of expiry rests, or what is lacking for one."""
        if self.counted_from_on is None:
            return "台账没有安装、投运、生产日期和改造年份"
        by = "设备注明的年限" if self.by_maker else "使用年限表"
        return f"自{self.get_basis_display()}起 {self.service_years} 年（{by}）"

    @property
    def flags_said(self) -> str:
        return "、".join(what.label for what in DeviceFlag.What if self.open_flags & what.bit)

    @property
    def reasons_said(self) -> str:
        """Why it should be replaced, the gravest first; empty where nothing speaks for it."""
        power = f"额定功率 {self.power.normalize():f} kW，功率大" if self.power and self.high_power else ""
        return "；".join(filter(None, [f"有{self.flags_said}" if self.open_flags else "", self._ageing_said(), power]))

    def _ageing_said(self) -> str:
        if self.expiry == Expiry.EXPIRED:
            return f"{self.expires_on} 到期{f'，已超 {self.overdue_said}' if self.overdue_said else ''}"
        return f"{self.expires_on} 到期，不到一年" if self.expiry == Expiry.SOON else ""


def span(begin: datetime.date, end: datetime.date) -> str:
    """Whole years and months from one day to another; empty where it is less than a month."""
    months = (end.year - begin.year) * 12 + end.month - begin.month - (end.day < begin.day)
    years, months = divmod(max(months, 0), 12)
    return " ".join([*([f"{years} 年"] if years else []), *([f"{months} 个月"] if months else [])])
