"""对账: a list of a company or of the finance bureau laid against the ledger, and what came of each row (F10)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Organization, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet, SeatScope
from core.sealing.numbers import DigestField, SealedField, mask_account, mask_id_number, sealed_whole
from core.search import Grams
from households.models.applications import Application
from households.models.households import Household


class Source(models.TextChoices):
    GAS = "gas", "燃气企业用户名单"
    POWER = "power", "电力企业用户名单"
    PAYMENT = "payment", "补贴发放名单"


class UsageStatus(models.TextChoices):
    """As a gas company keeps its customers."""

    IN_USE = "in_use", "在用"
    STOPPED = "stopped", "停用"


class Reconciliation(Record):
    """One list of one day. `current`: no later one of the same list has taken its place."""

    class State(models.TextChoices):
        OPEN = "open", "核对中"
        CLOSED = "closed", "已办结"
        VOID = "void", "已撤销"

    source = models.CharField("名单", max_length=8, choices=Source)
    area = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="范围")
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="企业"
    )
    as_of_on = models.DateField("名单截止日期")
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    current = models.BooleanField("最近一次", default=True, editable=False)
    agreeing = models.PositiveIntegerField("相符", default=0, editable=False)
    differing = models.PositiveIntegerField("有差异", default=0, editable=False)
    missing_here = models.PositiveIntegerField("台账无此户", default=0, editable=False)
    missing_there = models.PositiveIntegerField("对方无此户", default=0, editable=False)
    unclear = models.PositiveIntegerField("认户不明", default=0, editable=False)
    brought_by = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False, verbose_name="导入人")
    import_act = models.UUIDField("导入批次", editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)

    scope = SeatScope(area="area", company="company")
    objects = ScopedQuerySet["Reconciliation"].as_manager()

    class Meta:
        verbose_name = "对账"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "area", "company"],
                condition=Q(current=True),
                nulls_distinct=False,
                name="reconciliation_current_once",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed"),
                name="reconciliation_closed_with_time",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="reconciliation_area"),
            models.Index(fields=["company", "-id"], name="reconciliation_company"),
            models.Index(fields=["import_act"], name="reconciliation_imported"),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.as_of_on}"


class ReconciliationRow(Placed, Record):
    """A row of the list beside the household that it names, or a household that the list does not name.

    It stands where the household stands, else where the list says. `differences`: column → what the ledger had, what
    the list has; of a sealed number both are blank, and the numbers themselves stand on the two records."""

    class Outcome(models.TextChoices):
        AGREES = "agrees", "相符"
        DIFFERS = "differs", "有差异"
        MISSING_HERE = "missing_here", "台账无此户"
        MISSING_THERE = "missing_there", "对方无此户"
        UNCLEAR = "unclear", "认户不明"
        # A household that the list seemed not to name, until somebody pointed out the line that means it.
        FOUND = "found", "已由另一行认定"

    class Decision(models.TextChoices):
        NONE_NEEDED = "none_needed", "不需裁定"
        UNDECIDED = "undecided", "待裁定"
        TO_VERIFY = "to_verify", "待核实"
        OURS = "ours", "以台账为准"
        THEIRS = "theirs", "以对方为准，待登记申请"
        FILED = "filed", "以对方为准，已登记申请"
        SAME = "same", "同户不同名，已核实一致"

    class Key(models.TextChoices):
        """By what the household was known, the surest first."""

        ACCOUNT = "account", "户号"
        USER_CODE = "user_code", "用户编码"
        METER = "meter", "表号"
        ID_NUMBER = "id_number", "身份证号"
        PERSON = "person", "村和姓名"
        HAND = "hand", "人工认定"

    reconciliation = models.ForeignKey(
        Reconciliation, models.PROTECT, related_name="rows", db_index=False, verbose_name="对账"
    )
    source = models.CharField("名单", max_length=8, choices=Source)
    as_of_on = models.DateField("名单截止日期")
    line = models.PositiveIntegerField("名单行号", null=True)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="reconciliation_rows", verbose_name="住户"
    )
    # Whose row it is among the companies: the bringer's, as far as it sees the household.
    served_by = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="相关企业"
    )
    outcome = models.CharField("比对结果", max_length=14, choices=Outcome)
    known_by = models.CharField("认户依据", max_length=10, choices=Key, blank=True)
    differences = models.JSONField("不同的栏", default=dict)
    remark = models.CharField("比对说明", max_length=120, blank=True)

    # As the list has it; the name of whom it does not name is the ledger's.
    name = models.CharField("户主姓名", max_length=50, blank=True)
    id_number = SealedField("身份证号", mask=mask_id_number, null=True, blank=True)
    id_number_digest = DigestField("id_number")
    gas_account = models.CharField("燃气户号", max_length=30, blank=True)
    gas_user_code = models.CharField("燃气用户编码", max_length=30, blank=True)
    gas_meter_number = models.CharField("燃气表号", max_length=30, blank=True)
    power_account = models.CharField("电力户号", max_length=30, blank=True)
    power_meter_number = models.CharField("电表号", max_length=30, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    usage_status = models.CharField("用气状态", max_length=8, choices=UsageStatus, blank=True)
    bank_account = SealedField("银行账号", mask=mask_account, null=True, blank=True)
    bank_account_digest = DigestField("bank_account")
    amount = models.DecimalField("金额(元)", max_digits=10, decimal_places=2, null=True, blank=True)
    season_year = models.PositiveSmallIntegerField("采暖季", null=True, blank=True)
    listed_village = models.ForeignKey(
        Division, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="名单上的村（社区）"
    )

    decision = models.CharField("裁定", max_length=12, choices=Decision, default=Decision.UNDECIDED)
    note = models.CharField("裁定说明", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, db_index=False, verbose_name="裁定人"
    )
    decided_at = models.DateTimeField("裁定时间", null=True, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, related_name="reconciliation_rows", verbose_name="登记的申请"
    )

    scope = Scope(area="", company="served_by")
    objects = ScopedQuerySet["ReconciliationRow"].as_manager()

    class Meta:
        verbose_name = "对账明细"
        ordering = ["-id"]
        constraints = [
            sealed_whole("id_number", "id_number_digest", name="reconciliation_row_id_number_whole"),
            sealed_whole("bank_account", "bank_account_digest", name="reconciliation_row_bank_account_whole"),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(household__isnull=False), name="reconciliation_row_of_something"
            ),
            models.UniqueConstraint(
                fields=["reconciliation", "household"],
                condition=Q(household__isnull=False) & ~Q(outcome="found"),
                name="reconciliation_row_once_a_household",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["none_needed", "undecided"], decided_at=None)
                | (~Q(decision__in=["none_needed", "undecided"]) & Q(decided_at__isnull=False)),
                name="reconciliation_row_decided_with_time",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"reconciliation_row_{tier}") for tier in TIERS],
            models.Index(
                fields=["served_by", "-id"], condition=Q(served_by__isnull=False), name="reconciliation_row_company"
            ),
            models.Index(fields=["reconciliation", "outcome", "-id"], name="reconciliation_row_outcome"),
            models.Index(fields=["reconciliation", "decision", "-id"], name="reconciliation_row_decision"),
            GinIndex(OpClass(Grams(F("name")), "array_ops"), name="reconciliation_row_name"),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}：{self.get_outcome_display()}"

    @property
    def differences_said(self) -> str:
        """“户主姓名：台账张三，名单张山；银行账号不同”."""
        label = self._label_of_column
        return "；".join(
            f"{label(name)}：台账{ours or '未填'}，名单{theirs}" if theirs else f"{label(name)}不同"
            for name, (ours, theirs) in self.differences.items()
        )

    @staticmethod
    def _label_of_column(name: str) -> str:
        field: Any = ReconciliationRow._meta.get_field(name)
        return str(field.verbose_name)
