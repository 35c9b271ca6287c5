"""检查表: versioned; a result keeps the version that it was made with (F16, F17)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Post
from accounts.records import Record
from accounts.roles import GOVERNMENT, Role
from accounts.scoping import AdministratorScope, ScopedQuerySet
from inspections.models.levels import Level

READERS = GOVERNMENT | {Role.GAS_COMPANY, Role.SAFETY_OFFICER, Role.ASSESSOR}


class ChecklistQuerySet(ScopedQuerySet["Checklist"]):
    def in_force(self, purpose: str) -> ChecklistQuerySet:
        return self.filter(state=Checklist.State.IN_FORCE, purpose=purpose)


class Checklist(Record):
    """One version. Its items are written while it is a draft and stand from then on."""

    class Purpose(models.TextChoices):
        ROUTINE = "routine", "定期入户安检"
        FIRST_GAS = "first_gas", "首次通气和通气后七日内安检"
        CAMPAIGN = "campaign", "专项排查"
        COMPANY = "company", "燃气企业监督检查"
        SERVICE_POINT = "service_point", "燃烧器具服务网点检查"
        ASSESSMENT = "assessment", "第三方评估"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        IN_FORCE = "in_force", "在用"
        RETIRED = "retired", "停用"
        DROPPED = "dropped", "作废"

    name = models.CharField("名称", max_length=60)
    purpose = models.CharField("用途", max_length=14, choices=Purpose)
    number = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT, editable=False)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="上一版"
    )
    basis = models.CharField("依据", max_length=200, blank=True)
    in_force_from_at = models.DateTimeField("启用时间", null=True, editable=False)
    retired_at = models.DateTimeField("停用时间", null=True, editable=False)
    made_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="编制人"
    )

    scope = AdministratorScope(also=frozenset(READERS))
    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = "检查表"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "number"],
                name="checklist_version_once",
                violation_error_message="这个名称的检查表已有这一版。",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state="in_force"),
                name="checklist_one_version_in_force",
                violation_error_message="同一名称的检查表只能有一版在用。",
            ),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=Q(state="in_force") & ~Q(purpose__in=["campaign", "assessment"]),
                name="checklist_one_a_purpose",
                violation_error_message="这一用途已有在用的检查表，请先停用它。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], in_force_from_at=None)
                | Q(state__in=["in_force", "retired"], in_force_from_at__isnull=False),
                name="checklist_in_force_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.number}版"


class ChecklistItem(Record):
    """A line of a checklist. Codes are unlike within a version; results name them."""

    class Answer(models.TextChoices):
        JUDGED = "judged", "合格／不合格"
        NUMBER = "number", "数值"
        DATE = "date", "日期"
        TEXT = "text", "文字"

    class Fact(models.TextChoices):
        """What is read off at the house and kept with the inspection (F31)."""

        METER_READING = "meter_reading", "燃气表读数"
        METER_MADE_ON = "meter_made_on", "燃气表生产日期"
        BOILER_MADE_ON = "boiler_made_on", "采暖热水炉生产日期"
        ALARM_EXPIRES_ON = "alarm_expires_on", "报警器有效期至"
        HOSE_EXPIRES_ON = "hose_expires_on", "连接管有效期至"

    class Result(models.TextChoices):
        OK = "ok", "合格"
        BAD = "bad", "不合格"
        NOT_CONCERNED = "na", "不涉及"

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items", verbose_name="检查表")
    position = models.PositiveSmallIntegerField("顺序")
    group = models.CharField("分组", max_length=30)
    code = models.CharField("编码", max_length=10)
    text = models.CharField("检查内容", max_length=200)
    answer = models.CharField("回答方式", max_length=8, choices=Answer, default=Answer.JUDGED)
    obligatory = models.BooleanField("必答", default=True)
    level = models.CharField("不合格时的隐患等级", max_length=8, choices=Level, blank=True)
    points = models.PositiveSmallIntegerField("分值", default=0)
    lowest = models.DecimalField("下限", max_digits=12, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField("上限", max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    # A date of this kind that has passed is a bad answer.
    must_be_ahead = models.BooleanField("日期已过即不合格", default=False)
    # Of the day on which something was made: it may be used for so long (F31).
    lasts_years = models.PositiveSmallIntegerField("自该日满几年即不合格", null=True, blank=True)
    photo_always = models.BooleanField("必须拍照", default=False)
    photo_when_bad = models.BooleanField("不合格必须拍照", default=True)
    note_when_bad = models.BooleanField("不合格必须写说明", default=False)
    shown_if_code = models.CharField(
        "仅当这一项", max_length=10, blank=True, help_text="填另一项的编码；不填则总是要查。"
    )
    shown_if_result = models.CharField("的结果是", max_length=4, choices=Result, blank=True)
    fact = models.CharField("记录为", max_length=16, choices=Fact, blank=True)
    basis = models.CharField("依据条款", max_length=200, blank=True)
    demand = models.CharField("整改要求", max_length=200, blank=True)

    scope = AdministratorScope(also=frozenset(READERS))
    objects = ScopedQuerySet["ChecklistItem"].as_manager()

    class Meta:
        verbose_name = "检查项"
        ordering = ["checklist", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "code"],
                name="checklist_item_code_once",
                violation_error_message="这张检查表里已有这个编码。",
            ),
            models.CheckConstraint(
                condition=Q(shown_if_code="", shown_if_result="") | (~Q(shown_if_code="") & ~Q(shown_if_result="")),
                name="checklist_item_condition_whole",
                violation_error_message="条件要写全：哪一项、结果是什么。",
            ),
            models.CheckConstraint(
                condition=Q(lowest=None) | Q(highest=None) | Q(lowest__lte=F("highest")),
                name="checklist_item_limits_in_order",
                violation_error_message="下限不能大于上限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"
