"""施工记录: what was built at a household, by whom, and how it was tried (P47, P48)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Organization
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from core.search import Grams
from households.models import checks
from households.models.applications import Application
from households.models.choices import Category, Kind, MeterType, SafetyDevice
from households.models.facts import DeviceFacts

WITHOUT_HEAT_YET = ["waiting", "building", "reported", "accepted"]
HIGHEST_PRESSURE, LONGEST_HELD, LONGEST_TRIAL = 1000, 1440, 720
WARMEST = 40


class Result(models.TextChoices):
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class ConstructionQuerySet(ScopedQuerySet["Construction"]):
    def standing(self) -> ConstructionQuerySet:
        return self.exclude(state=Construction.State.CANCELLED)


class Construction(DeviceFacts, Placed, Record):
    """One an application. The contractor sees it and not the application: what he needs of it stands here."""

    class State(models.TextChoices):
        WAITING = "waiting", "未开工"
        BUILDING = "building", "施工中"
        REPORTED = "reported", "已报验"
        ACCEPTED = "accepted", "合格待投用"
        COMMISSIONED = "commissioned", "已投用"
        CANCELLED = "cancelled", "已取消"

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="construction", editable=False, verbose_name="申请"
    )
    number = models.CharField("受理编号", max_length=24, editable=False, db_collation="C")
    case = models.CharField("申请类别", max_length=12, choices=Application.Case, editable=False)
    householder = models.CharField("户主", max_length=50, editable=False)
    address = models.CharField("地址", max_length=200, blank=True, editable=False)
    kind = models.PositiveSmallIntegerField("改造类型", choices=Kind, editable=False)
    year = models.PositiveSmallIntegerField("施工年度", editable=False)
    state = models.CharField("状态", max_length=12, choices=State, default=State.WAITING, editable=False)
    contractor = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="施工单位"
    )
    supervisor = models.CharField("监理", max_length=50, blank=True)
    supervisor_phone = models.CharField("监理电话", max_length=20, blank=True, validators=[checks.phone])
    planned_from_on = models.DateField("计划开工", null=True, blank=True)
    planned_until_on = models.DateField("计划完工", null=True, blank=True)
    begun_on = models.DateField("开工日期", null=True, blank=True)
    materials = models.CharField("主要材料", max_length=500, blank=True, help_text="管材、线缆、保温等的品牌和规格")
    old_removed_on = models.DateField(
        "旧设备拆除日期", null=True, blank=True, help_text="先立后破：新设备投用前尽量不拆。"
    )
    hidden_works = models.CharField("隐蔽工程", max_length=500, blank=True, help_text="穿墙、埋地、暗敷的部位和做法")
    tested_on = models.DateField("打压日期", null=True, blank=True)
    test_pressure = models.DecimalField(
        "试验压力(kPa)", max_digits=6, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(HIGHEST_PRESSURE)],
    )  # fmt: skip
    test_minutes = models.PositiveSmallIntegerField(
        "稳压时间(分钟)", null=True, blank=True, validators=[MaxValueValidator(LONGEST_HELD)]
    )
    test_drop = models.DecimalField(
        "压力降(kPa)", max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    test_result = models.CharField("打压结果", max_length=6, choices=Result, blank=True)
    tested_by = models.CharField("试验人", max_length=50, blank=True)
    electric_checked_on = models.DateField("电气安全检查日期", null=True, blank=True)
    electric_result = models.CharField("电气安全检查结果", max_length=6, choices=Result, blank=True)
    electric_checked_by = models.CharField("电气检查人", max_length=50, blank=True)
    gas_account = models.CharField("燃气户号", max_length=30, blank=True, validators=[checks.identifier])
    gas_meter_number = models.CharField("燃气表号", max_length=30, blank=True, validators=[checks.identifier])
    gas_meter_type = models.PositiveSmallIntegerField("燃气表类型", choices=MeterType, null=True, blank=True)
    safety_device = models.PositiveSmallIntegerField("安全装置配备", choices=SafetyDevice, null=True, blank=True)
    power_meter_number = models.CharField("电表号", max_length=30, blank=True, validators=[checks.identifier])
    self_check = models.CharField("自检结论", max_length=300, blank=True)
    finished_on = models.DateField("完工日期", null=True, blank=True)
    rework_until_on = models.DateField("整改期限", null=True, blank=True, editable=False)
    trial_hours = models.PositiveSmallIntegerField(
        "试运行时长(小时)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TRIAL)]
    )
    heating_temperature = models.DecimalField(
        "室内采暖温度(℃)", max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(WARMEST)],
    )  # fmt: skip
    trained_person = models.CharField("接受使用培训的人", max_length=50, blank=True)

    scope = Scope(area="", company="contractor")
    objects = ConstructionQuerySet.as_manager()

    class Meta:
        verbose_name = "施工记录"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_from_on=None)
                | Q(planned_until_on=None)
                | Q(planned_until_on__gte=F("planned_from_on")),
                name="construction_planned_in_order",
                violation_error_message="计划完工不能早于计划开工。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "cancelled"]) | Q(begun_on__isnull=False),
                name="construction_begun_with_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "building", "cancelled"]) | Q(finished_on__isnull=False),
                name="construction_finished_with_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="commissioned") | Q(device_commissioned_on__isnull=False),
                name="construction_commissioned_with_day",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"construction_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"construction_{tier}_state") for tier in TIERS],
            models.Index(fields=["contractor", "-id"], name="construction_contractor"),
            models.Index(fields=["number"], name="construction_number"),
            GinIndex(OpClass(Grams(F("householder")), "array_ops"), name="construction_words"),
            models.Index(fields=["state"], condition=Q(state__in=WITHOUT_HEAT_YET), name="construction_unheated"),
        ]

    def __str__(self) -> str:
        return f"施工记录 {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """What the application says of the place."""
        application = self.application
        self.village_id, self.number, self.case = application.village_id, application.number, application.case
        assert application.kind is not None, "asked of every planned application"
        self.householder, self.kind = application.householder, application.kind
        household = application.household
        self.address = application.address or (household.address if household else "")

    @property
    def category(self) -> Category:
        return Kind(self.kind).category

    @property
    def is_geothermal(self) -> bool:
        return bool(self.kind == Kind.GROUND_PUMP)
