"""申请: 增户、变更、分户、并户、销户、改造 … Its columns are the ledger's; its life is in workflows.py."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Organization, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from core.sealing.numbers import sealed_whole
from core.search import Grams, initials_of, pinyin_of
from core.wording.column_names import ColumnNames
from households.models.choices import CancelReason, DevicesGo, HouseholderReason, Kind
from households.models.equipment import Equipment
from households.models.facts import DeviceFacts, HouseholdFacts, area_field
from households.models.households import Household
from households.models.numbers import application_numbers
from households.models.plans import RenovationPlan
from households.models.publicities import Publicity
from households.models.summaries import MonthlySummary
from households.models.words import Words

UNDER_WAY = [
    "draft", "willing", "qualified", "publicised", "eligible", "planned", "building", "built", "accepted",
    "submitted", "verified", "reviewed",
]  # fmt: skip
OF_NEW_HOUSEHOLDS = ["add", "plan_add"]


class ApplicationQuerySet(ScopedQuerySet["Application"]):
    def under_way(self) -> ApplicationQuerySet:
        return self.filter(state__in=Application.State.under_way())


class Application(HouseholdFacts, DeviceFacts, Placed, Record):
    """Of a 增户 and a 分户 the columns are the new row; of the others what the ledger's row is to become, blank: left
    as it is."""

    class Case(models.TextChoices):
        """What kind of change of the ledger (domain.md 0)."""

        ADD = "add", "增户"
        CHANGE = "change", "变更"
        CANCEL = "cancel", "销户"
        CONVERT = "convert", "改造类型变更"
        UPGRADE = "upgrade", "设备更新升级"
        PLAN_ADD = "plan_add", "计划增户"
        PLAN_UPGRADE = "plan_upgrade", "计划更新改造"
        SPLIT = "split", "分户"
        MERGE = "merge", "并户"

        @classmethod
        def of_new_households(cls) -> list[Application.Case]:
            return [cls(case) for case in OF_NEW_HOUSEHOLDS]

    class State(models.TextChoices):
        """From 待资格审定 to 待上报: of the planned ones alone (P45–P53)."""

        DRAFT = "draft", "草稿"
        WILLING = "willing", "待资格审定"
        QUALIFIED = "qualified", "待公示"
        PUBLICISED = "publicised", "公示中"
        ELIGIBLE = "eligible", "待列入计划"
        PLANNED = "planned", "待施工"
        BUILDING = "building", "施工中"
        BUILT = "built", "待验收"
        ACCEPTED = "accepted", "待上报"
        SUBMITTED = "submitted", "待街镇核实"
        VERIFIED = "verified", "待区初审"
        REVIEWED = "reviewed", "待市核查"
        IN_LEDGER = "in_ledger", "已入台账"
        REJECTED = "rejected", "未通过"
        WITHDRAWN = "withdrawn", "已撤回"

        @classmethod
        def under_way(cls) -> list[Application.State]:
            return [cls(state) for state in UNDER_WAY]

    number = models.CharField("受理编号", max_length=24, db_collation="C")
    case = models.CharField("申请类别", max_length=12, choices=Case)
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name="住户"
    )
    # The ledger row's version when the application was filed: if the row has moved on since, the page says so.
    household_version = models.PositiveIntegerField(null=True, editable=False)
    # Whose application it is among the companies: the household's own supplier, else the one that is to supply it.
    served_by = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name="相关供气企业",
    )
    # As the ledger has him, for lists and search; `name` is what the application makes of it.
    householder = models.CharField("户主", max_length=50, editable=False)
    # Columns to be emptied: a blank one is left as it is.
    cleared = ColumnNames(models.CharField(max_length=40), default=list, blank=True, verbose_name="清空的栏")
    moved_to = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="迁往村（社区）"
    )
    equipment = models.ForeignKey(
        Equipment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所涉设备",
        help_text="只有一台在用设备时可不选。",
    )
    filed_by = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False, verbose_name="登记人")
    # Of a planned one: who is to build.
    contractor = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        limit_choices_to={"kind": Organization.Kind.CONTRACTOR, "active": True},
        verbose_name="施工单位",
    )
    reason = models.CharField("申请理由", max_length=500, blank=True)
    known_on = models.DateField("知悉日期", null=True, blank=True, help_text="村里得知这户应销户的日期。")
    effective_on = models.DateField("生效日期", null=True, blank=True)
    cancel_reason = models.CharField("销户原因", max_length=20, choices=CancelReason.of_cancellations(), blank=True)
    householder_reason = models.CharField("户主变更原因", max_length=20, choices=HouseholderReason, blank=True)
    # Of a 并户 the household that goes; of a 分户 the new one, once it stands in the ledger.
    counterpart = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications_beside",
        db_index=False,
        verbose_name="另一户",
    )
    remaining_area = area_field("原户采暖面积(㎡)", help_text="分户以后原户还剩的采暖面积。")
    devices_go = models.CharField("另一户的在用设备", max_length=10, choices=DevicesGo, blank=True)
    supplier_confirmed_on = models.DateField("供气企业确认日期", null=True, blank=True)
    supplier_reference = models.CharField("供气确认文号", max_length=60, blank=True)
    second_house = models.BooleanField("同一人第二处住房", default=False, editable=False)
    visited_on = models.DateField("入户核实日期", null=True, blank=True)
    consented_on = models.DateField("意愿确认日期", null=True, blank=True, help_text="农户在意愿确认书上签字的日期。")
    # Why a rule of the qualification was passed over.
    override_reason = models.CharField("资格特批理由", max_length=500, blank=True, editable=False)
    publicity = models.ForeignKey(
        Publicity,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="applications",
        db_index=False,
        verbose_name="公示",
    )
    plan = models.ForeignKey(
        RenovationPlan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        db_index=False,
        limit_choices_to={"state": "draft"},
        verbose_name="改造计划",
    )
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    decided_at = models.DateTimeField("办结时间", null=True, editable=False)
    # Named by the tier that sent it back: the lower tier is led to these fields (F7).
    flagged = ColumnNames(
        models.CharField(max_length=40), default=list, blank=True, editable=False, verbose_name="需改的栏"
    )
    sent_back_reason = models.CharField("退回意见", max_length=500, blank=True, editable=False)
    # Of a township's workbook: the act that wrote it, and by it the import whose documents it shares.
    import_act = models.UUIDField("导入批次", null=True, editable=False)

    # The township's report to the district that it is in; it is in one alone.
    summary = models.ForeignKey(
        MonthlySummary,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="applications",
        db_index=False,
        verbose_name="增户月报",
    )

    scope = Scope(area="", company="served_by")
    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "台账申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="application_number_once"),
            sealed_whole("id_number", "id_number_digest", "id_number_tail", name="application_id_number_whole"),
            sealed_whole("bank_account", "bank_account_digest", name="application_bank_account_whole"),
            models.CheckConstraint(
                condition=Q(case__in=OF_NEW_HOUSEHOLDS) | Q(household__isnull=False),
                name="application_names_its_household",
                violation_error_message="请先选定要办理的住户。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="withdrawn") | Q(submitted_at__isnull=False),
                name="application_submitted_with_time",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["in_ledger", "rejected", "withdrawn"]) & Q(decided_at__isnull=False))
                | (~Q(state__in=["in_ledger", "rejected", "withdrawn"]) & Q(decided_at=None)),
                name="application_decided_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(case__in=OF_NEW_HOUSEHOLDS, state="in_ledger") | Q(household__isnull=False),
                name="application_added_has_household",
            ),
            models.UniqueConstraint(
                fields=["household", "case"],
                condition=Q(state__in=UNDER_WAY, household__isnull=False),
                name="application_one_of_a_case",
                violation_error_message="这户已有一件同类申请正在办理。",
            ),
            models.CheckConstraint(
                condition=~Q(case="merge") | Q(counterpart__isnull=False) & ~Q(counterpart=F("household")),
                name="application_merges_two",
                violation_error_message="请填写要并入的另一户，不能是这一户自己。",
            ),
            models.CheckConstraint(
                condition=~Q(case="split", state="in_ledger") | Q(counterpart__isnull=False),
                name="application_split_has_household",
            ),
            models.UniqueConstraint(
                fields=["counterpart"],
                condition=Q(state__in=UNDER_WAY, case="merge"),
                name="application_merged_once",
                violation_error_message="另一户已有一件并户申请正在办理。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"application_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"application_{tier}_state") for tier in TIERS],
            models.Index(
                fields=["served_by", "-id"], condition=Q(served_by__isnull=False), name="application_served_by"
            ),
            models.Index(
                fields=["counterpart"], condition=Q(counterpart__isnull=False), name="application_counterpart"
            ),
            models.Index(
                fields=["contractor", "-id"], condition=Q(contractor__isnull=False), name="application_contractor"
            ),
            models.Index(fields=["id_number_digest"], name="application_id_digest"),
            models.Index(fields=["name_initials"], name="application_initials"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="application_phone"),
            models.Index(
                fields=["gas_meter_number"], condition=~Q(gas_meter_number=""), name="application_gas_meter_number"
            ),
            models.Index(fields=["state"], condition=Q(state__in=UNDER_WAY), name="application_under_way"),
            models.Index(fields=["summary", "-id"], condition=Q(summary__isnull=False), name="application_of_summary"),
            models.Index(fields=["import_act"], condition=Q(import_act__isnull=False), name="application_imported"),
            models.Index(
                fields=["publicity", "-id"], condition=Q(publicity__isnull=False), name="application_publicity"
            ),
            models.Index(fields=["plan", "-id"], condition=Q(plan__isnull=False), name="application_plan"),
            GinIndex(OpClass(Grams(Words("householder", "name")), "array_ops"), name="application_words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_case_display()}申请 {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.number:
            [self.number] = application_numbers(1)
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill what follows from the other columns."""
        if self.household:
            self.village = self.household.village
        self.served_by_id = (self.household.gas_supplier_id if self.household else None) or self.gas_supplier_id
        self.householder = self.household.name if self.household else self.name
        self.category = Kind(self.kind).category if self.kind else None
        self.spell_name()
        self.place()

    def spell_name(self) -> None:
        name = self.name or self.householder
        self.name_pinyin, self.name_initials = pinyin_of(name), initials_of(name)

    @property
    def amended(self) -> Household | None:
        """Whose row the columns are written over; None where they are a new household's."""
        return None if self.case == self.Case.SPLIT else self.household

    @property
    def resulting_category(self) -> int | None:
        """改造类别 after the last step."""
        return self.category or (self.household.category if self.household else None)
