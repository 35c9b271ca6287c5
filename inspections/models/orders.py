"""挂牌督办: a hazard that an office demands to be gone, reported on and accepted by it (P106)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Organization, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from inspections.models.hazards import Hazard


class SuperviseOrderQuerySet(ScopedQuerySet["SuperviseOrder"]):
    def hanging(self) -> Self:
        return self.exclude(state=SuperviseOrder.State.LIFTED)


class SuperviseOrder(Placed, Record):
    class State(models.TextChoices):
        HUNG = "hung", "督办中"
        REPORTED = "reported", "待验收"
        LIFTED = "lifted", "已摘牌"

    number = models.CharField("督办编号", max_length=20, editable=False, db_collation="C")
    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="orders", verbose_name="隐患")
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False, editable=False,
        verbose_name="责任企业",
    )  # fmt: skip
    state = models.CharField("状态", max_length=8, choices=State, default=State.HUNG, editable=False)
    demands = models.TextField("督办要求", max_length=500)
    issued_on = models.DateField("挂牌日期", editable=False)
    issued_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", db_index=False, editable=False, verbose_name="挂牌岗位"
    )
    due_on = models.DateField("整改报告期限", editable=False)
    report = models.TextField("整改报告", max_length=1000, blank=True)
    reported_on = models.DateField("报告日期", null=True, editable=False)
    # How often the acceptance has failed.
    failures = models.PositiveSmallIntegerField("验收未通过次数", default=0, editable=False)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    conclusion = models.CharField("验收意见", max_length=300, blank=True)

    scope = Scope(area="", company="company")
    objects = SuperviseOrderQuerySet.as_manager()

    class Meta:
        verbose_name = "挂牌督办"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="supervise_order_number_once"),
            models.UniqueConstraint(
                fields=["hazard"],
                condition=~Q(state="lifted"),
                name="supervise_order_one_at_a_time",
                violation_error_message="这条隐患已挂牌督办，还没有摘牌。",
            ),
            models.CheckConstraint(
                condition=Q(state="lifted", accepted_on__isnull=False) | (~Q(state="lifted") & Q(accepted_on=None)),
                name="supervise_order_lifted_with_day",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"supervise_{tier}") for tier in TIERS],
            models.Index(fields=["company", "-id"], name="supervise_company"),
        ]

    def __str__(self) -> str:
        return f"督办通知 {self.number}"
