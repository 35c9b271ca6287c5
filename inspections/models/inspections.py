"""安检记录: every visit to a household, whether somebody opened or not; never deleted (P92, P93)."""

from __future__ import annotations

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.history import VersionedQuerySet
from accounts.models import Organization, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from core.models import Attachment
from core.search import Grams
from households.models import Household, Ventilation
from inspections.models.campaigns import Campaign
from inspections.models.checklists import Checklist
from inspections.models.levels import Level


class InspectionQuerySet(VersionedQuerySet["Inspection"]):
    def valid(self) -> Self:
        """Which count: somebody was let in, and nobody has taken it back. 到访不遇 is not an inspection (P102)."""
        return self.filter(outcome=Inspection.Outcome.DONE, state=Inspection.State.FILED)


class Inspection(Placed, Record):
    """`answers`: code of the item → {"result", "value", "note"}, as inspections/checklists/judging.py cleans them."""

    class Kind(models.TextChoices):
        ROUTINE = "routine", "定期安检"
        FIRST_GAS = "first_gas", "首次通气安检"
        SEVENTH_DAY = "seventh_day", "通气后七日内安检"
        CAMPAIGN = "campaign", "专项排查"

    class Outcome(models.TextChoices):
        DONE = "done", "已安检"
        NOT_HOME = "not_home", "到访不遇"
        REFUSED = "refused", "拒绝安检"
        VACANT = "vacant", "长期无人居住"
        CLOSED = "closed", "已停用燃气"

    class State(models.TextChoices):
        FILED = "filed", "有效"
        VOID = "void", "作废"

    class Source(models.TextChoices):
        PHONE = "phone", "现场填报"
        DESK = "desk", "后台补录"
        IMPORTED = "imported", "表格导入"
        API = "api", "企业系统"

    class Doubt(models.TextChoices):
        """What makes one look at it again (F26, F28)."""

        FAR = "far", "离住户过远"
        FAST = "fast", "用时过短"
        SAME_PHOTO = "same_photo", "照片重复"
        SAME_PLACE = "same_place", "多户同一位置"
        NO_POSITION = "no_position", "没有定位"

    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="inspections", db_index=False, editable=False,
        verbose_name="住户",
    )  # fmt: skip
    # Of a house where gas is let in before it stands in the ledger.
    ventilation = models.ForeignKey(
        Ventilation, models.PROTECT, null=True, related_name="inspections", editable=False, verbose_name="通气登记"
    )
    householder = models.CharField("户主", max_length=50, editable=False)
    company = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="燃气企业"
    )
    inspector = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", db_index=False, editable=False, verbose_name="填报岗位"
    )
    inspector_name = models.CharField("安检员", max_length=50)
    kind = models.CharField("类别", max_length=12, choices=Kind, default=Kind.ROUTINE)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="专项排查"
    )
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, related_name="+", db_index=False, editable=False, verbose_name="检查表"
    )
    outcome = models.CharField("结果", max_length=8, choices=Outcome)
    state = models.CharField("状态", max_length=5, choices=State, default=State.FILED, editable=False)
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.PHONE, editable=False)
    begun_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("完成时间")
    # The day of `ended_at` in China: what counts for rounds and deadlines.
    inspected_on = models.DateField("安检日期", editable=False)
    answers = models.JSONField("检查结果", default=dict, editable=False)
    found = models.PositiveSmallIntegerField("隐患数", default=0, editable=False)
    worst = models.CharField("最高隐患等级", max_length=8, choices=Level, blank=True, editable=False)
    meter_reading = models.DecimalField(
        "燃气表读数(m³)", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    meter_made_on = models.DateField("燃气表生产日期", null=True, blank=True)
    boiler_made_on = models.DateField("采暖热水炉生产日期", null=True, blank=True)
    alarm_expires_on = models.DateField("报警器有效期至", null=True, blank=True)
    hose_expires_on = models.DateField("连接管有效期至", null=True, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    # Metres: how exact the position is, and how far from the household, or from its village's place.
    accuracy = models.PositiveIntegerField("定位精度(米)", null=True, blank=True)
    distance = models.PositiveIntegerField("距住户(米)", null=True, editable=False)
    signed_by = models.CharField("签字人", max_length=50, blank=True)
    signer_relation = models.CharField("与户主关系", max_length=20, blank=True)
    # 拒绝安检: who saw it.
    witness = models.CharField("见证人", max_length=50, blank=True)
    notice_left = models.BooleanField("已留到访通知", default=False)
    # 长期无人、停用: that nothing can flow.
    valve_closed = models.BooleanField("表前阀已关闭", default=False)
    note = models.CharField("说明", max_length=500, blank=True)
    doubts = ArrayField(
        models.CharField(max_length=12, choices=Doubt), default=list, blank=True, editable=False, verbose_name="存疑"
    )
    # The phone's own name for the form: sent twice, it is filed once.
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    external_number = models.CharField("企业安检编号", max_length=60, blank=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=300, blank=True, editable=False)

    scope = Scope(area="", company="company")
    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "安检记录"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(ventilation__isnull=False),
                name="inspection_of_a_house",
                violation_error_message="请先选定住户或待通气的登记。",
            ),
            models.CheckConstraint(
                condition=Q(begun_at=None) | Q(ended_at__gte=F("begun_at")),
                name="inspection_ended_after_begun",
                violation_error_message="完成时间不能早于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(state="filed", void_reason="") | (Q(state="void") & ~Q(void_reason="")),
                name="inspection_void_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(witness=""),
                name="inspection_refusal_witnessed",
                violation_error_message="拒绝安检须写明见证人。",
            ),
            models.UniqueConstraint(
                fields=["company", "external_number"],
                condition=~Q(external_number="") & Q(state="filed"),
                name="inspection_external_number_once",
                violation_error_message="这个企业安检编号已登记过。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"inspection_{tier}") for tier in TIERS],
            *[
                models.Index(fields=[tier, "outcome", "-id"], name=f"inspection_{tier}_outcome")
                for tier in ("town", "district")
            ],
            models.Index(fields=["company", "-id"], name="inspection_company"),
            models.Index(fields=["inspector", "-id"], name="inspection_inspector"),
            models.Index(
                fields=["household", "inspected_on"], include=["outcome", "state", "kind"], name="inspection_household"
            ),
            models.Index(fields=["inspected_on", "company"], name="inspection_day"),
            models.Index(fields=["-id"], condition=~Q(doubts=[]), name="inspection_doubtful"),
            # Read off at few visits, and asked for by the day (F31).
            *[
                models.Index(fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"inspection_{short}")
                for name, short in {
                    "alarm_expires_on": "alarm",
                    "hose_expires_on": "hose",
                    "boiler_made_on": "boiler",
                    "meter_made_on": "meter",
                }.items()
            ],
            GinIndex(OpClass(Grams(F("householder")), "array_ops"), name="inspection_words"),
        ]

    def __str__(self) -> str:
        return f"{self.householder}（{self.inspected_on:%Y-%m-%d} {self.get_outcome_display()}）"


class InspectionPhoto(Record):
    """What is known of a photo beside its file: when and where it was taken, and what it looks like without the stamp
    (F25, F28). Also of hazards: of them one looks again from the same place."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name="照片")
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, related_name="photos", editable=False, verbose_name="安检记录"
    )
    hazard = models.ForeignKey(
        "inspections.Hazard", models.PROTECT, null=True, related_name="photos", editable=False, verbose_name="隐患"
    )
    # The checklist item that it shows; blank: the visit as a whole.
    item_code = models.CharField("检查项", max_length=10, blank=True)
    taken_at = models.DateTimeField("拍摄时间")
    longitude = models.FloatField("经度", null=True)
    latitude = models.FloatField("纬度", null=True)
    # Difference hash of 64 bits, over the picture without its stamp: alike for pictures that look alike.
    likeness = models.BigIntegerField(null=True)

    scope = Scope(area=None)
    objects = ScopedQuerySet["InspectionPhoto"].as_manager()

    class Meta:
        verbose_name = "安检照片"
        constraints = [
            models.CheckConstraint(
                condition=Q(inspection__isnull=False) | Q(hazard__isnull=False), name="inspection_photo_of_something"
            )
        ]
        indexes = [models.Index(fields=["likeness"], name="inspection_photo_likeness")]

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d %H:%M}"
