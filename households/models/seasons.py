"""采暖季封账: the ledger of a district as it stood on one day of a heating season, frozen row by row (P2, P43, F9).

The base for subsidies: what is paid is laid beside these rows. Once frozen neither the close nor its rows can be
changed by anybody; triggers refuse it (accounts/audit_operations.py). Sealed numbers are copied as they are and can be
sealed again with a new key; the hashes are over their digests, which stay.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Now

from accounts.models import Division, Organization, Post
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import TIERS, DistrictScope, Placed, Scope, ScopedQuerySet
from core.models import HeatingSeason
from core.sealing.numbers import sealed_whole
from households.models.choices import CancelReason, Category, DataSource, Kind, Status
from households.models.facts import DeviceFacts, HouseholdFacts
from households.models.households import Household

CODE_DIGITS, GROUP = 20, 4
GIVEN_UP = ["rejected"]
HASH_BYTES = 32
HEX_DIGITS = 2 * HASH_BYTES


class Hashed(models.Model):
    sha256 = models.CharField("校验值", max_length=HEX_DIGITS, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def check_code(self) -> str:
        """校验码: of the hash as much as people compare by eye, on paper or on the telephone; in figures."""
        if not self.sha256:
            return ""
        figures = f"{int(self.sha256, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"
        return "-".join(figures[place : place + GROUP] for place in range(0, CODE_DIGITS, GROUP))


class SeasonCloseQuerySet(ScopedQuerySet["SeasonClose"]):
    def frozen(self) -> SeasonCloseQuerySet:
        return self.filter(state=SeasonClose.State.FROZEN)


class SeasonClose(Hashed, Record):
    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        FREEZING = "freezing", "正在封账"
        FROZEN = "frozen", "已封账"
        REJECTED = "rejected", "不予封账"

    district = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="区县"
    )
    season = models.ForeignKey(HeatingSeason, models.PROTECT, related_name="+", db_index=False, verbose_name="采暖季")
    as_of_on = models.DateField("台账日期", help_text="按这一天结束时的台账封账；选今天的，按确认封账时的台账。")
    remark = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField("提出时间", editable=False)
    proposed_by = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False, verbose_name="提出人")
    confirmed_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="确认人"
    )
    frozen_at = models.DateTimeField("封账时间", null=True, editable=False)
    households = models.PositiveIntegerField("封存户数", null=True, editable=False)
    # Its rows' keys lie between these, and no other close's: what it holds is one range of every index.
    first_row = models.BigIntegerField(null=True, editable=False)
    last_row = models.BigIntegerField(null=True, editable=False)
    # What the hash of a row is over, in this order: a column that comes later leaves older hashes as they are.
    hashed_columns = ArrayField(models.CharField(max_length=40), default=list, editable=False)

    scope = DistrictScope(area="district")
    objects = SeasonCloseQuerySet.as_manager()

    class Meta:
        verbose_name = "采暖季封账"
        ordering = ["-id"]
        constraints = [
            UniqueConstraint(
                fields=["district", "season"],
                condition=~Q(state__in=GIVEN_UP),
                name="season_close_once",
                violation_error_message="本区这一采暖季已经提出封账或已封账。",
            ),
            models.CheckConstraint(
                condition=~Q(state="frozen")
                | Q(
                    frozen_at__isnull=False,
                    confirmed_by__isnull=False,
                    households__isnull=False,
                )
                & ~Q(sha256=""),
                name="season_close_frozen_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district}{self.season}封账"

    @property
    def winter(self) -> str:
        """The season by its name, which everybody may know; the calendar's row is the administrators'."""
        return str(self.season)


class SeasonRowQuerySet(ScopedQuerySet["SeasonRow"]):
    def of(self, close: SeasonClose) -> SeasonRowQuerySet:
        return self.filter(close=close, pk__range=(close.first_row or 0, close.last_row or 0))


class SeasonRow(HouseholdFacts, DeviceFacts, Placed):
    """A household as the ledger had it, with its newest device in use. Where it stood is frozen too: a village that
    moves later takes no frozen row along, so the places are bound by no foreign key."""

    close = models.ForeignKey(
        SeasonClose, models.PROTECT, related_name="rows", db_index=False, db_constraint=False, verbose_name="封账"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="season_rows", db_constraint=False, verbose_name="住户"
    )
    # The household's own when it was frozen.
    version = models.PositiveIntegerField("版本")
    number = models.CharField("户编号", max_length=20, db_collation="C")
    status = models.PositiveSmallIntegerField("使用状态", choices=Status)
    cancelled_on = models.DateField("销户日期", null=True)
    cancel_reason = models.CharField("销户原因", max_length=20, choices=CancelReason, blank=True)
    data_source = models.CharField("数据来源", max_length=20, choices=DataSource)
    second_house = models.BooleanField("同一人第二处住房")
    completeness = models.SmallIntegerField("完整度(%)")
    gas_supplier = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="供气企业",
    )
    sha256 = models.BinaryField("校验值", max_length=HASH_BYTES)

    scope = Scope(area="", company="gas_supplier", trades={Role.POWER_COMPANY: Q(category=Category.ELECTRIC)})
    objects = SeasonRowQuerySet.as_manager()

    class Meta:
        verbose_name = "封账住户"
        ordering = ["-id"]
        constraints = [
            sealed_whole("id_number", "id_number_digest", "id_number_tail", name="season_row_id_number_whole"),
            sealed_whole("bank_account", "bank_account_digest", name="season_row_bank_account_whole"),
        ]
        indexes = [
            *[
                models.Index(fields=[tier, "-id"], include=["status", "category", "kind"], name=f"season_row_{tier}")
                for tier in TIERS
            ],
            models.Index(
                fields=["gas_supplier", "-id"], condition=Q(gas_supplier__isnull=False), name="season_row_supplier"
            ),
            models.Index(fields=["id_number_digest"], name="season_row_id_digest"),
            models.Index(fields=["name_initials"], name="season_row_initials"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="season_row_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"


class SeasonVillage(Hashed, Placed):
    """A village's part of a close, so that one village can be verified alone."""

    close = models.ForeignKey(SeasonClose, models.PROTECT, related_name="villages", verbose_name="封账")
    households = models.PositiveIntegerField("封存户数")

    objects = ScopedQuerySet["SeasonVillage"].as_manager()

    class Meta:
        verbose_name = "封账村"
        ordering = ["-id"]
        indexes = [models.Index(fields=[tier, "-id"], name=f"season_village_{tier}") for tier in TIERS]
        constraints = [UniqueConstraint(fields=["close", "village"], name="season_village_once")]

    def __str__(self) -> str:
        return f"{self.village}封账"


class SeasonCount(Placed):
    """How many of a village's frozen rows are alike in status, category and kind: any total is a sum of these."""

    close = models.ForeignKey(SeasonClose, models.PROTECT, related_name="counts", verbose_name="封账")
    status = models.PositiveSmallIntegerField("使用状态", choices=Status)
    category = models.PositiveSmallIntegerField("改造类别", choices=Category, null=True)
    kind = models.PositiveSmallIntegerField("改造类型", choices=Kind, null=True)
    households = models.PositiveIntegerField("封存户数")

    # Of a company's own customers nothing is counted beforehand: its rows are.
    scope = Scope(area="", trades={Role.POWER_COMPANY: Q(category=Category.ELECTRIC)})
    objects = ScopedQuerySet["SeasonCount"].as_manager()

    class Meta:
        verbose_name = "封账计数"

    def __str__(self) -> str:
        return f"{self.village}：{self.households}"


class SeasonCheck(models.Model):
    """核对封账: what came of reckoning the hashes again."""

    close = models.ForeignKey(SeasonClose, models.PROTECT, related_name="checks", verbose_name="封账")
    at = models.DateTimeField("核对时间", db_default=Now())
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="核对人")
    villages = models.PositiveIntegerField("核对村数")
    # Ids of the villages whose rows are no longer what was frozen.
    faulty = ArrayField(models.BigIntegerField(), default=list, verbose_name="不一致的村")
    whole = models.BooleanField("总校验值一致")

    scope = DistrictScope(area="close__district")
    objects = ScopedQuerySet["SeasonCheck"].as_manager()

    class Meta:
        verbose_name = "封账核对"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.close}核对"

    @property
    def agrees(self) -> bool:
        return self.whole and not self.faulty
