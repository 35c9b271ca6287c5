"""聘请第三方评估机构: the contract, and each check of whom it is made with (P116, P118, P119)."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Organization, Post
from accounts.records import Record
from accounts.scoping import ScopedQuerySet, SeatScope


class Topic(models.TextChoices):
    """The three in which the plan has third parties assess (P117)."""

    SAFETY = "safety", "双代安全运行"
    UPKEEP = "upkeep", "采暖设备维保服务"
    GAS_SERVICE = "gas_service", "燃气企业经营服务"


class ContractQuerySet(ScopedQuerySet["AssessorContract"]):
    def unfinished(self) -> ContractQuerySet:
        """With whom one is about to sign, has signed, or works."""
        return self.filter(state__in=["selecting", "signed", "running"])

    def running(self) -> ContractQuerySet:
        return self.filter(state="running")


class AssessorContract(Record):
    """`area`: who hires, a township or the whole district."""

    class State(models.TextChoices):
        SELECTING = "selecting", "招选中"
        SIGNED = "signed", "已签约"
        RUNNING = "running", "履约中"
        ENDED = "ended", "待履约评价"
        EVALUATED = "evaluated", "待付清"
        SETTLED = "settled", "已结清"
        TERMINATED = "terminated", "已终止"

    class Procurement(models.TextChoices):
        OPEN = "open", "公开招标"
        INVITED = "invited", "邀请招标"
        NEGOTIATED = "negotiated", "竞争性谈判"
        CONSULTED = "consulted", "竞争性磋商"
        QUOTED = "quoted", "询价"
        SINGLE = "single", "单一来源"
        FRAMEWORK = "framework", "框架协议"
        DIRECT = "direct", "直接委托"

    area = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="聘请的街镇或区县"
    )
    assessor = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, verbose_name="评估机构"
    )
    title = models.CharField("合同名称", max_length=80)
    state = models.CharField("状态", max_length=10, choices=State, default=State.SELECTING, editable=False)
    procurement = models.CharField("采购方式", max_length=10, choices=Procurement)
    topics = ArrayField(models.CharField(max_length=11, choices=Topic), verbose_name="评估内容")
    services = models.TextField("服务范围", max_length=2000)
    qualification_name = models.CharField("资质名称", max_length=80)
    qualification_number = models.CharField("资质证书编号", max_length=60)
    qualification_expires_on = models.DateField("资质有效期至")
    price = models.DecimalField(
        "合同价款(元)", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    signed_on = models.DateField("签订日期", null=True, blank=True)
    starts_on = models.DateField("服务开始日期", null=True, blank=True)
    ends_on = models.DateField("服务结束日期", null=True, blank=True)
    filed_by = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False, verbose_name="登记人")
    # What the last check came to; every check is a row of ConflictCheck.
    conflicted = models.BooleanField("有利益冲突", default=False, editable=False)
    # Doubtful grounds that the district has looked into, as the check words them.
    doubts_ruled_out = models.JSONField("已排除的疑点", default=list, editable=False)
    score = models.PositiveSmallIntegerField("履约评价得分", null=True, blank=True, validators=[MaxValueValidator(100)])
    evaluation = models.TextField("履约评价意见", max_length=2000, blank=True)
    evaluated_on = models.DateField("评价日期", null=True, editable=False)
    paid_on = models.DateField("付清日期", null=True, blank=True)
    paid_amount = models.DecimalField(
        "实付金额(元)", max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip

    scope = SeatScope(area="area", company="assessor")
    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = "评估机构聘请"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="assessor_contract_in_order",
                violation_error_message="服务结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(topics=[]),
                name="assessor_contract_of_some_topic",
                violation_error_message="请至少选一项评估内容。",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=100),
                name="assessor_contract_score_of_hundred",
                violation_error_message="履约评价最多 100 分。",
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=None) | Q(price=None) | Q(paid_amount__lte=F("price")),
                name="assessor_contract_paid_within_price",
                violation_error_message="实付金额不能超过合同价款。",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="assessor_contract_area"),
            models.Index(fields=["assessor", "-id"], name="assessor_contract_assessor"),
        ]

    def __str__(self) -> str:
        return self.title


class ConflictCheck(Record):
    """Rows are only added: what was known on a day can be shown later."""

    class Occasion(models.TextChoices):
        SELECTED = "selected", "登记招选"
        ASKED = "asked", "人工检查"
        SIGNED = "signed", "签约"
        OWNERS = "owners", "股东或法定代表人变动"
        DAILY = "daily", "每日检查"

    class Result(models.TextChoices):
        CLEAR = "clear", "没有冲突"
        DOUBTFUL = "doubtful", "有疑点"
        CONFLICT = "conflict", "有冲突"

    contract = models.ForeignKey(
        AssessorContract, models.PROTECT, related_name="checks", db_index=False, verbose_name="评估机构聘请"
    )
    area = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="街镇或区县")
    assessor = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, verbose_name="评估机构"
    )
    occasion = models.CharField("何时检查", max_length=8, choices=Occasion)
    result = models.CharField("结果", max_length=8, choices=Result)
    # Sentences that name the company and the ground.
    grounds = models.JSONField("依据", default=list)
    checked_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="检查人"
    )

    scope = SeatScope(area="area")
    objects = ScopedQuerySet["ConflictCheck"].as_manager()

    class Meta:
        verbose_name = "利益冲突检查"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["area", "-id"], name="conflict_check_area"),
            models.Index(fields=["contract", "-id"], name="conflict_check_contract"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} 利益冲突检查第 {self.pk} 号"
