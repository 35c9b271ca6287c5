"""A check by checklist of somebody who is supervised, with what was found, the order to rectify it and the look again:
what gas companies and service points have in common (P103, P104, P113)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.records import Record
from accounts.scoping import ScopedQuerySet
from inspections.models.checklists import Checklist
from inspections.models.levels import Level


class CheckState(models.TextChoices):
    PLANNED = "planned", "待检查"
    PASSED = "passed", "检查合格"
    ORDERED = "ordered", "限期整改"
    REPORTED = "reported", "待复查"
    CLOSED = "closed", "复查合格"
    TRANSFERRED = "transferred", "已移交执法"
    CANCELLED = "cancelled", "已取消"

    @classmethod
    def done(cls) -> list[str]:
        """Somebody was there."""
        return [cls.PASSED.value, cls.ORDERED.value, cls.REPORTED.value, cls.CLOSED.value, cls.TRANSFERRED.value]


class CheckQuerySet(ScopedQuerySet[Any]):
    def done(self) -> Self:
        return self.filter(state__in=CheckState.done())

    def standing(self) -> Self:
        return self.exclude(state=CheckState.CANCELLED)


class Check(Record):
    """`answers`: as of an inspection. Has `findings`, each a row of its own: a check concerns no household and a
    company stands in no village, so what it finds is no Hazard; order and deadline are the check's."""

    State = CheckState
    # Which checklist is asked.
    purpose: ClassVar[Checklist.Purpose]
    # The reverse of `visit` of the subclass's findings.
    findings: Any

    state = models.CharField("状态", max_length=12, choices=CheckState, default=CheckState.PLANNED, editable=False)
    planned_on = models.DateField("计划检查日期")
    # The last day on which it is in time.
    due_on = models.DateField("最迟检查日期", editable=False)
    checked_on = models.DateField("检查日期", null=True, blank=True)
    checkers = models.CharField("检查人员", max_length=100, blank=True, help_text="至少两人，用顿号隔开。")
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, related_name="+", db_index=False, editable=False, verbose_name="检查表"
    )
    answers = models.JSONField("检查结果", default=dict, editable=False)
    # Of a hundred, over the items that have points and concern the place. None where no item has any.
    score = models.PositiveSmallIntegerField("得分", null=True, editable=False)
    found = models.PositiveSmallIntegerField("问题数", default=0, editable=False)
    conclusion = models.CharField("检查意见", max_length=500, blank=True)
    signed_by_checkers = models.CharField("检查方签字", max_length=50, blank=True)
    signed_by_checked = models.CharField("被检查方签字", max_length=50, blank=True)
    rectify_until_on = models.DateField("整改期限", null=True, blank=True)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)
    rechecked_on = models.DateField("复查日期", null=True, blank=True)
    transferred_to = models.CharField("移交单位", max_length=60, blank=True)
    transferred_on = models.DateField("移交日期", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(checked_on__isnull=False),
                name="%(class)s_done_with_day",
                violation_error_message="已检查的须有检查日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "reported", "closed"]) | Q(rectify_until_on__isnull=False),
                name="%(class)s_ordered_with_day",
                violation_error_message="限期整改的须有整改期限。",
            ),
            models.CheckConstraint(
                condition=~Q(state="transferred") | (~Q(transferred_to="") & Q(transferred_on__isnull=False)),
                name="%(class)s_transferred_where",
                violation_error_message="移交执法须写明移交单位和日期。",
            ),
        ]

    # What its order says of it: who was checked, what the check is called, whose office it was.
    @property
    def whom(self) -> str:
        raise NotImplementedError

    @property
    def said(self) -> str:
        return "检查"

    @property
    def office(self) -> str:
        raise NotImplementedError

    @property
    def how_to_report(self) -> str:
        return "并在平台上逐条填写整改情况、报请复查。"


class CheckFindingQuerySet(ScopedQuerySet[Any]):
    def open(self) -> Self:
        return self.filter(cleared_on=None)


class CheckFinding(Record):
    """A bad answer; subclasses have `visit`, the check that found it."""

    item_code = models.CharField("检查项编码", max_length=10, editable=False)
    group = models.CharField("类别", max_length=30, editable=False)
    description = models.CharField("问题", max_length=300, editable=False)
    level = models.CharField("等级", max_length=8, choices=Level, editable=False)
    basis = models.CharField("依据条款", max_length=200, blank=True, editable=False)
    demand = models.CharField("整改要求", max_length=300, blank=True, editable=False)
    due_on = models.DateField("整改期限", editable=False)
    rectification = models.CharField("整改情况", max_length=300, blank=True)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)
    # None: not yet, or not well.
    cleared_on = models.DateField("复查合格日期", null=True, blank=True)

    objects = CheckFindingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.description
