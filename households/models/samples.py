"""抽查核实: of a summary some rows, drawn at random, looked into by telephone or at the house (P57)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models.applications import Application
from households.models.summaries import MonthlySummary


class VerificationSample(Placed, Record):
    class State(models.TextChoices):
        PENDING = "pending", "待核实"
        DONE = "done", "已核实"

    class Way(models.TextChoices):
        PHONE = "phone", "电话"
        VISIT = "visit", "入户"

    class Result(models.TextChoices):
        TRUE = "true", "属实"
        NOT_TRUE = "not_true", "不属实"
        UNREACHABLE = "unreachable", "联系不上"

    summary = models.ForeignKey(
        MonthlySummary, models.PROTECT, related_name="samples", editable=False, verbose_name="增户月报"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="samples", editable=False, verbose_name="台账申请"
    )
    state = models.CharField("状态", max_length=8, choices=State, default=State.PENDING, editable=False)
    way = models.CharField("核实方式", max_length=6, choices=Way, blank=True)
    verified_on = models.DateField("核实日期", null=True, blank=True)
    verified_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="核实人"
    )
    result = models.CharField("核实结果", max_length=12, choices=Result, blank=True)
    note = models.CharField("核实情况", max_length=300, blank=True)

    scope = Scope(area="")
    objects = ScopedQuerySet["VerificationSample"].as_manager()

    class Meta:
        verbose_name = "抽查核实"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "application"],
                name="sample_once",
                violation_error_message="这件申请已在这份月报的抽查名单里。",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", result="") | (Q(state="done") & ~Q(result="") & ~Q(way="")),
                name="sample_done_with_result",
                violation_error_message="登记核实须有方式和结果。",
            ),
        ]
        indexes = [models.Index(fields=[tier, "-id"], name=f"sample_{tier}") for tier in TIERS]

    def __str__(self) -> str:
        return f"抽查 {self.application.number}"
