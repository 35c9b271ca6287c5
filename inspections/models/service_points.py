"""燃烧器具服务网点: where makers and sellers of gas appliances look after their customers (P104): with an after-sales
station and people who passed an examination (城镇燃气管理条例 art. 32)."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from core.credit_codes import check_credit_code
from core.search import Grams
from households.models import checks
from inspections.models.checklists import Checklist
from inspections.models.checks import Check, CheckFinding, CheckQuerySet


class ServicePointQuerySet(ScopedQuerySet["ServicePoint"]):
    def active(self) -> Self:
        return self.filter(closed_on=None)

    def expiring(self, until: datetime.date) -> Self:
        """With a licence that ends by then, or has ended."""
        return self.active().filter(licence_expires_on__lte=until)


class ServicePoint(Placed, Record):
    class Kind(models.TextChoices):
        BOILER = "boiler", "采暖热水炉"
        STOVE = "stove", "灶具"
        WATER_HEATER = "water_heater", "热水器"
        ALARM = "alarm", "报警器"
        HOSE = "hose", "连接管"

    name = models.CharField("网点名称", max_length=80)
    company_name = models.CharField("所属企业", max_length=100)
    credit_code = models.CharField("统一社会信用代码", max_length=18, validators=[check_credit_code])
    brands = models.CharField("品牌", max_length=200, help_text="多个用顿号隔开。")
    kinds = ArrayField(models.CharField(max_length=14, choices=Kind), verbose_name="器具种类")
    licence_number = models.CharField("安装维修资质证书号", max_length=60, blank=True)
    licence_expires_on = models.DateField("资质有效期至", null=True, blank=True)
    certified_count = models.PositiveSmallIntegerField("持证人员数", default=0)
    certified_names = models.CharField("持证人员", max_length=300, blank=True, help_text="姓名，用顿号隔开。")
    phone = models.CharField("服务电话", max_length=20, validators=[checks.phone])
    address = models.CharField("地址", max_length=200)
    closed_on = models.DateField("停业日期", null=True, blank=True, help_text="还在营业的不填。")
    remark = models.CharField("备注", max_length=300, blank=True)

    scope = Scope(area="")
    objects = ServicePointQuerySet.as_manager()

    class Meta:
        verbose_name = "燃烧器具服务网点"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code", "village", "name"],
                name="service_point_once",
                violation_error_message="这家企业在这个村（社区）的同名网点已经登记了。",
            ),
            models.CheckConstraint(
                condition=~Q(kinds=[]),
                name="service_point_of_some_kind",
                violation_error_message="请至少选一种器具。",
            ),
            models.CheckConstraint(
                condition=Q(licence_number="", licence_expires_on=None)
                | (~Q(licence_number="") & Q(licence_expires_on__isnull=False)),
                name="service_point_licence_whole",
                violation_error_message="资质证书号和有效期要一起填。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"service_point_{tier}") for tier in TIERS],
            models.Index(fields=["licence_expires_on"], condition=Q(closed_on=None), name="service_point_licence"),
            GinIndex(OpClass(Grams(F("name")), "array_ops"), name="service_point_words"),
        ]

    def __str__(self) -> str:
        return self.name


class ServicePointCheck(Placed, Check):
    purpose = Checklist.Purpose.SERVICE_POINT

    point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="visits", verbose_name="服务网点")
    year = models.PositiveSmallIntegerField("年度", editable=False)

    scope = Scope(area="")
    objects = CheckQuerySet.as_manager()

    class Meta(Check.Meta):
        verbose_name = "经销售后检查"
        ordering = ["-id"]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"point_check_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"point_check_{tier}_state") for tier in TIERS],
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.planned_on:%Y-%m-%d}检查"

    @property
    def whom(self) -> str:
        return f"{self.point.company_name}{self.point}"

    @property
    def office(self) -> str:
        return str(self.town)

    @property
    def how_to_report(self) -> str:
        """It has no account."""
        return "并把整改情况书面报检查单位，由检查单位复查。"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.village = self.point.village
        super().save(*args, **kwargs)


class ServicePointFinding(CheckFinding):
    visit = models.ForeignKey(
        ServicePointCheck, models.PROTECT, related_name="findings", editable=False, verbose_name="经销售后检查"
    )

    scope = Scope(area="visit")

    class Meta(CheckFinding.Meta):
        verbose_name = "服务网点检查问题"
        ordering = ["-id"]
