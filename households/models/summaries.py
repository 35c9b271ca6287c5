"""增户月报: what a township verified in a month, as it reports it to the district (P49, F8)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.models import Division, Post
from accounts.records import Record
from accounts.scoping import ScopedQuerySet, SeatScope

# Kept by triggers: of such a summary no row leaves or joins, and no figure moves.
LOCKED = ["submitted", "verified"]
is_month = RegexValidator(r"\A20\d\d-(0[1-9]|1[0-2])\Z", "月份写作 2026-11。")
# What a district most often finds wrong, by the columns of an application.
FAULTS = {
    "name": "户主姓名",
    "id_number": "身份证号",
    "phone": "联系方式",
    "address": "地址",
    "heated_area": "采暖面积",
    "converted_year": "改造年份",
    "kind": "改造类型",
    "batch": "改造批次",
    "subsidy_method": "发放补贴方式",
    "bank_account": "银行账号",
    "gas_meter_number": "燃气表号",
    "power_account": "电力户号",
    "device_model": "设备型号",
}


class MonthlySummary(Record):
    """Its rows are the applications whose `summary` it is; `counts` say how many of each case and kind they are:
    {"add": {"9": 3, "": 1}}, "" where no 改造类型 is named."""

    class State(models.TextChoices):
        OPEN = "open", "待确认"
        RETURNED = "returned", "已退回"
        SUBMITTED = "submitted", "已上报"
        VERIFIED = "verified", "已核实"

    town = models.ForeignKey(Division, models.PROTECT, related_name="+", editable=False, verbose_name="街镇")
    month = models.CharField("月份", max_length=7, db_collation="C", validators=[is_month], help_text="如 2026-11。")
    # From its end the days count in which the township confirms.
    ends_on = models.DateField("月末", editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN, editable=False)
    rows = models.PositiveIntegerField("件数", default=0, editable=False)
    counts = models.JSONField("各类件数", default=dict, editable=False)
    # As they stood when the township last reported: what has changed since a return.
    reported = models.JSONField("上次上报的各类件数", null=True, editable=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", editable=False, verbose_name="上一份月报"
    )
    submitted_at = models.DateTimeField("上报时间", null=True, editable=False)
    submitted_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="上报人"
    )
    verified_at = models.DateTimeField("核实时间", null=True, editable=False)
    sent_back_reason = models.CharField("退回意见", max_length=500, blank=True, editable=False)
    # Asked when it is returned, and carried over to the applications themselves.
    at_fault = models.TextField("有误的受理编号", blank=True, help_text="一行一个。抽查不属实的不必写，一并退回。")
    faults = ArrayField(
        models.CharField(max_length=40, choices=FAULTS), default=list, blank=True, verbose_name="需改的栏"
    )
    # With both anybody can draw the same sample again: it was drawn at random, and not chosen.
    sample_rate = models.DecimalField("抽查比例(%)", max_digits=5, decimal_places=2, null=True, editable=False)
    sample_seed = models.BigIntegerField("抽查随机数", null=True, editable=False)

    scope = SeatScope(area="town")
    objects = ScopedQuerySet["MonthlySummary"].as_manager()

    class Meta:
        verbose_name = "增户月报"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "month"],
                name="summary_once_a_month",
                violation_error_message="这个街镇这个月的月报已经有了，请打开它重新汇总。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LOCKED, submitted_at__isnull=False) | ~Q(state__in=LOCKED),
                name="summary_reported_with_time",
                violation_error_message="上报的月报须有上报时间。",
            ),
            models.CheckConstraint(
                condition=Q(sample_rate=None, sample_seed=None)
                | Q(sample_rate__isnull=False, sample_seed__isnull=False),
                name="summary_sample_can_be_drawn_again",
                violation_error_message="抽查比例和随机数须一并留存。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town}{self.month}增户月报"

    @property
    def is_locked(self) -> bool:
        return self.state in LOCKED

    @property
    def compared_with(self) -> dict[str, Any]:
        """The counts that its own are laid against: those last reported, else the month before's."""
        if self.reported is not None and self.state in {self.State.OPEN, self.State.RETURNED}:
            return dict(self.reported)
        return dict(self.previous.counts) if self.previous else {}
