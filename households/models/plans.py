"""年度改造计划 (P46, P51): households of a township, what they cost, whence money and energy come."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Organization, Post
from accounts.records import Record
from accounts.scoping import ScopedQuerySet, SeatScope
from households.models.choices import Category, Kind

FIRST_YEAR, LAST_YEAR = 2023, 2100
SOME_MONEY = [MinValueValidator(Decimal("0.01"))]


class RenovationPlan(Record):
    """Its households are the applications that name it."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ASKED = "asked", "待确认"
        SUBMITTED = "submitted", "待区批准"
        APPROVED = "approved", "已批准"
        WITHDRAWN = "withdrawn", "已撤回"

    town = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="街镇"
    )
    title = models.CharField("计划名称", max_length=80)
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    starts_on = models.DateField("计划开工日期")
    ends_on = models.DateField("计划完工日期")
    remark = models.CharField("说明", max_length=500, blank=True)
    gas_document_number = models.CharField("整村气代煤批准文号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    filed_by = models.ForeignKey(Post, models.PROTECT, editable=False, related_name="+", verbose_name="登记人")
    sent_back_reason = models.CharField("退回意见", max_length=500, blank=True, editable=False)
    approved_at = models.DateTimeField("批准时间", null=True, editable=False)
    approved_by = models.ForeignKey(
        Post, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="批准人"
    )

    # A company sees what it is asked to supply.
    scope = SeatScope(area="town", company="confirmations__company")
    objects = ScopedQuerySet["RenovationPlan"].as_manager()

    class Meta:
        verbose_name = "年度改造计划"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message="完工日期不能早于开工日期。",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False, approved_by__isnull=False)
                | (~Q(state="approved") & Q(approved_at=None, approved_by=None)),
                name="plan_approved_with_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "-id"], name="plan_town"),
            models.Index(fields=["town", "year"], name="plan_town_year"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanLine(Record):
    """Never changed: a wrong one is made void, and another written."""

    class State(models.TextChoices):
        IN_FORCE = "in_force", "有效"
        VOID = "void", "已作废"

    plan = models.ForeignKey(RenovationPlan, models.PROTECT, related_name="%(class)ss", verbose_name="改造计划")
    state = models.CharField("状态", max_length=8, choices=State, default=State.IN_FORCE)
    remark = models.CharField("备注", max_length=200, blank=True)

    scope = SeatScope(area="plan__town")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class BudgetLine(PlanLine):
    """What one household of a kind costs."""

    kind = models.PositiveSmallIntegerField("改造类型", choices=Kind)
    unit_cost = models.DecimalField("每户预算(元)", max_digits=10, decimal_places=2, validators=SOME_MONEY)

    class Meta:
        verbose_name = "计划预算"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind"],
                condition=Q(state="in_force"),
                name="budget_line_once_a_kind",
                violation_error_message="这个计划已有这一类型的预算；要改的，请先作废原来的一条。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}每户 {self.unit_cost:,.2f} 元"


class FundLine(PlanLine):
    class Source(models.TextChoices):
        CENTRAL = "central", "中央资金"
        PROVINCE = "province", "省级资金"
        CITY = "city", "市级资金"
        DISTRICT = "district", "区级资金"
        TOWN = "town", "街镇资金"
        HOUSEHOLDS = "households", "农户自筹"
        OTHER = "other", "其他"

    source = models.CharField("资金来源", max_length=10, choices=Source)
    amount = models.DecimalField("金额(元)", max_digits=14, decimal_places=2, validators=SOME_MONEY)
    document_number = models.CharField("资金文号", max_length=60)

    class Meta:
        verbose_name = "计划资金"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.amount:,.2f} 元"


class EnergyConfirmation(Record):
    """A company's word that it supplies so many households of a plan (P46)."""

    class State(models.TextChoices):
        ASKED = "asked", "待企业确认"
        CONFIRMED = "confirmed", "已确认"
        DECLINED = "declined", "不能保障"
        VOID = "void", "已撤销"

    class Energy(models.IntegerChoices):
        """The categories that need a company."""

        POWER = Category.ELECTRIC.value, "供电"
        GAS = Category.GAS.value, "供气"

    plan = models.ForeignKey(RenovationPlan, models.PROTECT, related_name="confirmations", verbose_name="改造计划")
    company = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="+",
        limit_choices_to={"kind__in": ["gas", "power"], "active": True},
        verbose_name="供能企业",
    )
    energy = models.PositiveSmallIntegerField("供能类别", choices=Energy, editable=False)
    households = models.PositiveIntegerField("保障户数", validators=[MinValueValidator(1)])
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    reference = models.CharField("复函文号", max_length=60, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)

    scope = SeatScope(area="plan__town", company="company")
    objects = ScopedQuerySet["EnergyConfirmation"].as_manager()

    class Meta:
        verbose_name = "供能确认"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (~Q(reference="") & Q(confirmed_on__isnull=False)),
                name="confirmation_with_reference_and_day",
                violation_error_message="已确认的，须有复函文号和确认日期。",
            )
        ]
        indexes = [models.Index(fields=["company", "-id"], name="confirmation_company")]

    def __str__(self) -> str:
        return f"{self.company}{self.get_energy_display()}确认"
