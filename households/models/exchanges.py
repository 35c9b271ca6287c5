"""市平台报送: the packages that go to the city's platform, row by row as they were sent, and what came back (P53,
P176)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Division, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet, SeatScope
from core.models import Job
from core.sealing.numbers import DigestField, SealedField, mask_id_number, sealed_whole
from households.models.applications import Application
from households.models.summaries import is_month

# Of a package whose rows wait for the city.
WITH_THE_CITY = "sent"


class CityExchange(Record):
    class State(models.TextChoices):
        PREPARED = "prepared", "待提交"
        UNDER_REVIEW = "under_review", "审核中"
        PASSED = "passed", "已通过"
        PARTLY = "partly", "部分通过"
        REJECTED = "rejected", "已驳回"
        WITHDRAWN = "withdrawn", "已撤回"

    district = models.ForeignKey(Division, models.PROTECT, related_name="+", editable=False, verbose_name="区县")
    number = models.CharField("报送编号", max_length=24, db_collation="C", editable=False)
    period = models.CharField("报送期间", max_length=60, help_text="写在封面上，如“2026年11月”。")
    # Which summaries' rows, by month; empty: every reviewed application that is in no package.
    month = models.CharField(
        "月报月份",
        max_length=7,
        blank=True,
        db_collation="C",
        validators=[is_month],
        help_text="只报送这个月已核实月报里的申请，如 2026-11；留空不限月份。",
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.PREPARED, editable=False)
    rows = models.PositiveIntegerField("行数", default=0, editable=False)
    in_full = models.BooleanField("文件中写完整号码", default=False)
    purpose = models.CharField("完整号码的用途", max_length=300, blank=True)
    prepared_by = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False, verbose_name="制作人")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="任务")
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    replied_at = models.DateTimeField("回执办结时间", null=True, editable=False)

    scope = SeatScope(area="district")
    objects = ScopedQuerySet["CityExchange"].as_manager()

    class Meta:
        verbose_name = "市平台报送"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="exchange_number_once", violation_error_message="这个报送编号已经用过。"
            ),
            models.CheckConstraint(
                condition=Q(in_full=False) | ~Q(purpose=""),
                name="exchange_in_full_for_a_purpose",
                violation_error_message="文件中写完整号码的，须写明用途。",
            ),
        ]

    def __str__(self) -> str:
        return f"市平台报送 {self.number}"


# What the contents of rows are sealed for.
PURPOSE = "city_exchange_row"


class CityExchangeRow(Placed, Record):
    """What was sent of one application, frozen; and what the city said of it.

    `before` and `after` are the householder as the ledger has him and as the application makes him, sealed as one
    piece. `differences`: heading → what we sent and what the city wrote, numbers masked."""

    class Standing(models.TextChoices):
        PREPARED = "prepared", "待提交"
        SENT = "sent", "审核中"
        PASSED = "passed", "已通过"
        RETURNED = "returned", "退回修改"
        REJECTED = "rejected", "未通过"
        MISSING = "missing", "回执中没有"
        TAKEN_OUT = "taken_out", "已撤回"

    class Verdict(models.TextChoices):
        PASSED = "passed", "通过"
        RETURNED = "returned", "退回修改"
        REJECTED = "rejected", "不通过"

    exchange = models.ForeignKey(
        CityExchange, models.PROTECT, related_name="sent", editable=False, verbose_name="市平台报送"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="sent_to_city", editable=False, verbose_name="台账申请"
    )
    row_number = models.PositiveIntegerField("序号", editable=False)
    case = models.CharField("变动类别", max_length=12, choices=Application.Case, editable=False)
    standing = models.CharField("结果", max_length=10, choices=Standing, default=Standing.PREPARED, editable=False)
    name = models.CharField("户主姓名", max_length=50, editable=False)
    id_number = SealedField("身份证号", mask=mask_id_number, null=True, editable=False)
    id_number_digest = DigestField("id_number")
    content = models.BinaryField("报送内容", editable=False)
    verdict = models.CharField("审核结果", max_length=8, choices=Verdict, blank=True, editable=False)
    opinion = models.CharField("审核意见", max_length=300, blank=True, editable=False)
    differences = models.JSONField("与回执不同的栏", default=dict, editable=False)
    # What our own step refused, when the city's word was carried out.
    not_done = models.CharField("未办原因", max_length=300, blank=True, editable=False)

    sealed_by_hand: ClassVar[dict[str, str]] = {"content": PURPOSE}
    scope = Scope(area="")
    objects = ScopedQuerySet["CityExchangeRow"].as_manager()

    class Meta:
        verbose_name = "报送行"
        ordering = ["-id"]
        constraints = [
            sealed_whole("id_number", "id_number_digest", name="exchange_row_id_number_whole"),
            models.UniqueConstraint(
                fields=["exchange", "row_number"],
                name="exchange_row_once",
                violation_error_message="一个报送包里序号不能重复。",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(standing=WITH_THE_CITY),
                name="application_with_the_city_once",
                violation_error_message="有申请已在另一个审核中的报送包里，不能重复报送。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"exchange_row_{tier}") for tier in TIERS],
            models.Index(fields=["id_number_digest"], name="exchange_row_id_digest"),
        ]

    def __str__(self) -> str:
        return f"报送行 {self.row_number}"


class StrangeReply(Record):
    """A row of the city's reply that is of nothing we sent; listed so that somebody asks the city."""

    exchange = models.ForeignKey(
        CityExchange, models.PROTECT, related_name="strange", editable=False, verbose_name="市平台报送"
    )
    row = models.PositiveIntegerField("回执行号", editable=False)
    name = models.CharField("户主姓名", max_length=50, blank=True, editable=False)
    said = models.CharField("审核结果", max_length=40, blank=True, editable=False)
    opinion = models.CharField("审核意见", max_length=300, blank=True, editable=False)

    scope = SeatScope(area="exchange__district")
    objects = ScopedQuerySet["StrangeReply"].as_manager()

    class Meta:
        verbose_name = "回执中的未知行"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"回执第 {self.row} 行"
