"""第三方评估: the task, what it asked topic by topic, whom it visited, what it found (P32, P33, P39, P117, P118)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Organization
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet, SeatScope
from households.models import Household
from inspections.models.checklists import Checklist
from inspections.models.contracts import AssessorContract, Topic
from inspections.models.hazards import Hazard
from inspections.models.levels import Level

FIRST_YEAR, LAST_YEAR = 2023, 2100


class AssessmentQuerySet(ScopedQuerySet["Assessment"]):
    def open(self) -> Self:
        return self.exclude(state__in=["closed", "cancelled"])

    def reported(self) -> Self:
        """Whose score is out."""
        return self.filter(state__in=["reported", "rectifying", "closed"])


class Assessment(Record):
    """Of one township, under one contract."""

    class Kind(models.TextChoices):
        PRE_SEASON = "pre_season", "季前评估"
        IN_SEASON = "in_season", "季中评估"
        END_SEASON = "end_season", "季末评估"
        TRACKING = "tracking", "采暖季跟踪检查"

    class State(models.TextChoices):
        COMMISSIONED = "commissioned", "待报方案"
        PLANNED = "planned", "现场评估"
        ASSESSED = "assessed", "待提交报告"
        REPORTED = "reported", "待反馈意见"
        RECTIFYING = "rectifying", "整改中"
        CLOSED = "closed", "已结案"
        CANCELLED = "cancelled", "已取消"

    contract = models.ForeignKey(
        AssessorContract, models.PROTECT, related_name="assessments", db_index=False, verbose_name="聘请合同"
    )
    assessor = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="评估机构"
    )
    town = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="街镇")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    # Of a heating season the year in which it begins.
    year = models.PositiveSmallIntegerField(
        "采暖季年份", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.COMMISSIONED, editable=False)
    topics = ArrayField(models.CharField(max_length=11, choices=Topic), verbose_name="评估内容")
    demands = models.TextField("委托要求", max_length=2000, blank=True)
    planned_from_on = models.DateField("计划开始日期")
    planned_until_on = models.DateField("计划完成日期")
    method = models.TextField("评估方法", max_length=2000, blank=True)
    sample_size = models.PositiveSmallIntegerField(
        "抽样户数", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    # By which anybody draws the same households again.
    sample_seed = models.BigIntegerField("抽样种子", null=True, editable=False)
    assessed_on = models.DateField("现场完成日期", null=True, blank=True)
    # 双签: two assessors answer for it (P118).
    first_assessor = models.CharField("评估人员一", max_length=50, blank=True)
    second_assessor = models.CharField("评估人员二", max_length=50, blank=True)
    score = models.DecimalField("得分", max_digits=4, decimal_places=1, null=True, editable=False)
    feedback = models.TextField("街镇反馈意见", max_length=2000, blank=True)
    conclusion = models.TextField("结案说明", max_length=2000, blank=True)
    # 两员配备和教育培训 (P33).
    villages_without_officer = models.PositiveSmallIntegerField("没有驻村安全员的村数", null=True, editable=False)
    officers_required = models.PositiveSmallIntegerField("两员应配人数", null=True, blank=True)
    officers_on_post = models.PositiveSmallIntegerField("两员在岗人数", null=True, blank=True)
    officers_certified = models.PositiveSmallIntegerField("持有效证书人数", null=True, blank=True)
    trainings_planned = models.PositiveSmallIntegerField("计划培训次数", null=True, blank=True)
    trainings_held = models.PositiveSmallIntegerField("已办培训次数", null=True, blank=True)

    scope = SeatScope(area="town", company="assessor")
    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "评估任务"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_until_on__gte=F("planned_from_on")),
                name="assessment_in_order",
                violation_error_message="计划完成日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(topics=[]),
                name="assessment_of_some_topic",
                violation_error_message="请至少选一项评估内容。",
            ),
            models.CheckConstraint(
                condition=Q(first_assessor="") | ~Q(first_assessor=F("second_assessor")),
                name="assessment_signed_by_two",
                violation_error_message="两名评估人员不能是同一个人。",
            ),
            models.CheckConstraint(
                condition=Q(officers_certified=None)
                | Q(officers_on_post=None)
                | Q(officers_certified__lte=F("officers_on_post")),
                name="assessment_certified_are_on_post",
                violation_error_message="持有效证书的人数不能多于在岗人数。",
            ),
            models.UniqueConstraint(
                fields=["contract", "town", "planned_from_on"],
                condition=Q(kind="tracking"),
                name="assessment_tracking_once",
                violation_error_message="这个街镇在这一天开始的跟踪检查已经有了。",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "-id"], name="assessment_town"),
            models.Index(fields=["assessor", "-id"], name="assessment_assessor"),
            models.Index(fields=["contract", "-id"], name="assessment_contract"),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_kind_display()}第 {self.pk} 号"


class AssessmentPart(Record):
    """One topic of a task: its checklist as it was answered. `answers` as inspections/checklists/judging.py cleans
    them."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="parts", editable=False, verbose_name="评估任务"
    )
    topic = models.CharField("评估内容", max_length=11, choices=Topic, editable=False)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+", editable=False, verbose_name="检查表")
    answers = models.JSONField("检查结果", default=dict, editable=False)
    # Of a hundred; None while the list is not answered in full.
    score = models.DecimalField("得分", max_digits=4, decimal_places=1, null=True, editable=False)
    remark = models.CharField("综合说明", max_length=500, blank=True)

    scope = SeatScope(area="assessment__town", company="assessment__assessor")
    objects = ScopedQuerySet["AssessmentPart"].as_manager()

    class Meta:
        verbose_name = "评估打分表"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "topic"],
                name="assessment_part_once",
                violation_error_message="这次评估已有这一项内容的打分表。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.get_topic_display()}"


class AssessmentSample(Placed, Record):
    """A household that was drawn. The assessor knows of it what stands here, and nothing of the ledger."""

    class State(models.TextChoices):
        WAITING = "waiting", "待走访"
        VISITED = "visited", "已走访"
        MISSED = "missed", "没有见到"

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="samples", db_index=False, editable=False, verbose_name="评估任务"
    )
    assessor = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="评估机构"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="assessment_samples", db_index=False, editable=False,
        verbose_name="住户",
    )  # fmt: skip
    householder = models.CharField("户主", max_length=50, editable=False)
    address = models.CharField("地址", max_length=200, blank=True, editable=False)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING, editable=False)
    visited_on = models.DateField("走访日期", null=True, blank=True)
    note = models.CharField("走访情况", max_length=300, blank=True)

    scope = Scope(area="", company="assessor")
    objects = ScopedQuerySet["AssessmentSample"].as_manager()

    class Meta:
        verbose_name = "评估抽样户"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "household"], name="assessment_sample_once"),
            models.CheckConstraint(
                condition=~Q(state="visited") | Q(visited_on__isnull=False),
                name="assessment_sample_visited_with_day",
                violation_error_message="已走访的须有走访日期。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"assessment_sample_{tier}") for tier in TIERS],
            models.Index(fields=["assessor", "-id"], name="assessment_sample_assessor"),
            models.Index(fields=["household", "-id"], name="assessment_sample_household"),
        ]

    def __str__(self) -> str:
        return f"抽样户第 {self.pk} 号"


class FindingQuerySet(ScopedQuerySet["AssessmentFinding"]):
    def open(self) -> Self:
        return self.exclude(state__in=["closed", "dismissed"])


class AssessmentFinding(Record):
    """Of a drawn household that a gas company supplies it is a hazard, and is closed with it; elsewhere it goes its own
    way."""

    class State(models.TextChoices):
        OPEN = "open", "待整改"
        RECTIFIED = "rectified", "待核实"
        CLOSED = "closed", "已销号"
        DISMISSED = "dismissed", "不成立"

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="findings", db_index=False, verbose_name="评估任务"
    )
    sample = models.ForeignKey(
        AssessmentSample, models.PROTECT, null=True, blank=True, related_name="findings", db_index=False,
        verbose_name="抽样户",
    )  # fmt: skip
    hazard = models.OneToOneField(
        Hazard, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="隐患"
    )
    town = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="街镇"
    )
    assessor = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="评估机构"
    )
    topic = models.CharField("评估内容", max_length=11, choices=Topic)
    location = models.CharField(
        "问题在何处", max_length=100, blank=True, help_text="不在抽样户家里的，写明单位或地点。"
    )
    description = models.CharField("问题描述", max_length=300)
    level = models.CharField("等级", max_length=8, choices=Level)
    demand = models.CharField("整改要求", max_length=300, blank=True)
    found_on = models.DateField("发现日期")
    # Within a heating season there is less time (P40).
    in_season = models.BooleanField("采暖季内发现", default=False, editable=False)
    state = models.CharField("状态", max_length=9, choices=State, default=State.OPEN, editable=False)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)
    rectification = models.CharField("整改情况", max_length=300, blank=True)

    scope = SeatScope(area="town", company="assessor")
    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "评估问题"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sample__isnull=False) | ~Q(location=""),
                name="assessment_finding_somewhere",
                violation_error_message="不在抽样户家里的问题，请写明单位或地点。",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "-id"], name="assessment_finding_town"),
            models.Index(fields=["assessor", "-id"], name="assessment_finding_assessor"),
            models.Index(fields=["assessment", "-id"], name="assessment_finding_of"),
        ]

    def __str__(self) -> str:
        return f"评估问题第 {self.pk} 号"
