"""抽查复检: an inspection drawn at random is made again by somebody else, with the same checklist (F29)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Organization, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from inspections.models.checklists import Checklist
from inspections.models.inspections import Inspection
from inspections.models.levels import Level


class RecheckQuerySet(ScopedQuerySet["Recheck"]):
    def done(self) -> Self:
        return self.filter(state=Recheck.State.DONE)


class Recheck(Placed, Record):
    """`answers` as an inspection keeps its own. Compared are the items that both could judge."""

    class State(models.TextChoices):
        WAITING = "waiting", "待街镇复检"
        ENTRUSTED = "entrusted", "待第三方复检"
        REPORTED = "reported", "待街镇确认"
        DONE = "done", "已复检"
        UNREACHABLE = "unreachable", "未能入户"

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="rechecks", editable=False, verbose_name="安检记录"
    )
    # As the inspection has them: whoever rechecks need not see it.
    householder = models.CharField("户主", max_length=50, editable=False)
    address = models.CharField("地址", max_length=200, blank=True, editable=False)
    company = models.ForeignKey(Organization, models.PROTECT, related_name="+", editable=False, verbose_name="燃气企业")
    inspector = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="安检岗位"
    )
    inspector_name = models.CharField("安检员", max_length=50, editable=False)
    inspected_on = models.DateField("安检日期", editable=False)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+", editable=False, verbose_name="检查表")
    # The first day of the month whose inspections were drawn from; with the seed anybody draws the same again.
    month_on = models.DateField("抽查月份", editable=False)
    seed = models.BigIntegerField("随机数", editable=False)
    drawn_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="抽取人"
    )
    # None: the township rechecks itself.
    assessor = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="第三方评估机构",
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.WAITING, editable=False)
    answers = models.JSONField("复检结果", default=dict, editable=False)
    rechecked_on = models.DateField("复检日期", null=True, blank=True)
    rechecked_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="复检人"
    )
    note = models.CharField("说明", max_length=300, blank=True)
    compared = models.PositiveSmallIntegerField("比对项数", default=0, editable=False)
    agreeing = models.PositiveSmallIntegerField("一致项数", default=0, editable=False)
    differing = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, editable=False, verbose_name="不一致的项"
    )
    agrees = models.BooleanField("与安检一致", null=True, editable=False)
    # The gravest of what the inspector had called in order.
    missed = models.CharField("漏查的最高等级", max_length=8, choices=Level, blank=True, editable=False)

    scope = Scope(area="", company="assessor")
    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = "抽查复检"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"],
                name="recheck_once",
                violation_error_message="这份安检记录已经抽查过。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "done"]) | Q(rechecked_on__isnull=False),
                name="recheck_done_with_day",
                violation_error_message="请填写复检日期。",
            ),
            models.CheckConstraint(
                condition=Q(state="done", agrees__isnull=False) | (~Q(state="done") & Q(agrees=None)),
                name="recheck_done_is_compared",
            ),
            models.CheckConstraint(condition=Q(agreeing__lte=F("compared")), name="recheck_agreeing_among_compared"),
            models.CheckConstraint(
                condition=~Q(state__in=["entrusted", "reported"]) | Q(assessor__isnull=False),
                name="recheck_entrusted_to_somebody",
                violation_error_message="请选择第三方评估机构。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"recheck_{tier}") for tier in TIERS],
            models.Index(fields=["month_on", "company"], name="recheck_month"),
        ]

    def __str__(self) -> str:
        return f"{self.householder} 抽查复检"
