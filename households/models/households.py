"""确户台账: one row per converted household; it decides who gets 运行补贴."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from accounts.history import VersionedQuerySet
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import TIERS, Placed, Scope
from core.sealing.numbers import sealed_whole
from core.search import Grams
from households.models.choices import CancelReason, Category, DataSource, Kind, Status, UserClass
from households.models.completeness import completeness
from households.models.facts import MAX_AREA, HouseholdFacts
from households.models.numbers import household_numbers
from households.models.quality import faults
from households.models.words import LastFour, Spelled, Words

# Found by their beginning; most rows have only some of them.
NUMBERS = ("gas_meter_number", "gas_account", "gas_user_code", "power_account", "power_meter_number")
# What the list is filtered by besides the place: by an index of its own where few rows may have a value.
CODES = ("category", "kind", "converted_year", "batch", "user_class", "completeness", "faults", "gas_supplier")
FILTERED = ("kind", "converted_year", "batch", "completeness")
PLACED = ["status", "town", "district", "city"]


def filtered_index(column: str) -> models.Index:
    """Covering the other filters too: a year of a category is counted in the year's entries alone, a tenth of the
    district's."""
    others = [code for code in CODES if code not in (column, "gas_supplier")]
    return models.Index(fields=[column, "id"], include=[*PLACED, *others], name=f"household_{column}")


class HouseholdQuerySet(VersionedQuerySet["Household"]):
    def in_use(self) -> Self:
        return self.filter(status=Status.NORMAL)

    def in_ledger(self) -> Self:
        """With 销户 rows, which stay; without the void ones of undone imports."""
        return self.exclude(status=Status.VOID)


class Household(HouseholdFacts, Placed, Record):
    """A row is never deleted: 销户 is a status (P54)."""

    number = models.CharField(
        "户编号",
        max_length=20,
        editable=False,
        db_collation="C",
        help_text="区划代码六位加顺序号，系统编定，终身不变。",
    )
    status = models.PositiveSmallIntegerField("使用状态", choices=Status, default=Status.NORMAL)
    cancelled_on = models.DateField("销户日期", null=True, blank=True)
    cancel_reason = models.CharField("销户原因", max_length=20, choices=CancelReason, blank=True)
    data_source = models.CharField("数据来源", max_length=20, choices=DataSource, default=DataSource.APPLICATION)
    # Set by the district's decision alone: the same person's second house.
    second_house = models.BooleanField("同一人第二处住房", default=False)
    came_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="split_off",
        db_index=False,
        verbose_name="分自",
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", db_index=False, verbose_name="并入"
    )
    # Kept by the database itself, whoever writes the row (P42).
    completeness = models.GeneratedField(
        expression=completeness(), output_field=models.SmallIntegerField(), db_persist=True, verbose_name="完整度(%)"
    )
    # Bits of the rules that the row breaks (households/models/quality.py).
    faults = models.GeneratedField(
        expression=faults(), output_field=models.IntegerField(), db_persist=True, verbose_name="质量问题"
    )

    scope = Scope(area="", company="gas_supplier", trades={Role.POWER_COMPANY: Q(category=Category.ELECTRIC)})
    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "住户"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="household_number_once"),
            sealed_whole("id_number", "id_number_digest", "id_number_tail", name="household_id_number_whole"),
            sealed_whole("bank_account", "bank_account_digest", name="household_bank_account_whole"),
            models.CheckConstraint(
                condition=~Q(name=""), name="household_named", violation_error_message="请填写户主姓名。"
            ),
            models.CheckConstraint(
                condition=Q(heated_area=None) | Q(heated_area__gt=0, heated_area__lte=MAX_AREA),
                name="household_area_in_range",
                violation_error_message="采暖面积应大于 0、不超过 2000 平方米。",
            ),
            models.CheckConstraint(
                condition=Q(kind=None, category=None)
                | Q(kind=Kind.GAS, category=Category.GAS)
                | Q(kind__range=(Kind.DIRECT_BOILER, Kind.GROUND_PUMP), category=Category.ELECTRIC)
                | Q(kind__gte=Kind.DISTRICT_HEATING, category=Category.OTHER),
                name="household_kind_of_category",
                violation_error_message="改造类型不属于所选的改造类别。",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CANCELLED, cancelled_on__isnull=False)
                | (~Q(status=Status.CANCELLED) & Q(cancelled_on=None)),
                name="household_cancelled_with_date",
                violation_error_message="销户须有销户日期。",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status=Status.CANCELLED, cancel_reason=CancelReason.MERGED),
                name="household_merged_is_cancelled",
                violation_error_message="并入另一户的，使用状态为销户，原因为并户。",
            ),
            models.UniqueConstraint(
                fields=["id_number_digest"],
                condition=Q(status=Status.NORMAL, second_house=False),
                name="household_id_number_once",
                violation_error_message="台账中已有使用这个身份证号的正常户。",
            ),
            models.UniqueConstraint(
                fields=["gas_meter_number"],
                condition=Q(status=Status.NORMAL) & ~Q(gas_meter_number=""),
                name="household_gas_meter_once",
                violation_error_message="这个燃气表号已登记在另一户。",
            ),
        ]
        indexes = [
            # Covering what lists are filtered by, so that counts read the index alone.
            *[
                models.Index(fields=[tier, "-id"], include=["status", *CODES], name=f"household_{tier}")
                for tier in TIERS
            ],
            *[models.Index(fields=[tier, "name_pinyin", "id"], name=f"household_{tier}_by_name") for tier in TIERS[1:]],
            *[filtered_index(column) for column in FILTERED],
            *[
                models.Index(fields=[column], condition=~Q(**{column: ""}), name=f"household_{column}")
                for column in NUMBERS
            ],
            models.Index(
                fields=["gas_supplier", "-id"],
                include=PLACED,
                condition=Q(gas_supplier__isnull=False),
                name="household_supplier",
            ),
            models.Index(
                fields=["status", "-id"],
                include=PLACED,
                condition=~Q(status=Status.NORMAL),
                name="household_not_normal",
            ),
            models.Index(
                fields=["user_class", "-id"],
                include=PLACED,
                condition=~Q(user_class=UserClass.NORMAL),
                name="household_not_lived_in",
            ),
            models.Index(
                fields=["-id"], include=["faults", *PLACED], condition=Q(faults__gt=0), name="household_faulty"
            ),
            # What came into the ledger between two days.
            models.Index(fields=["created_at"], name="household_created"),
            GinIndex(fields=["care"], condition=~Q(care=[]), name="household_care"),
            models.Index(fields=["came_from"], condition=Q(came_from__isnull=False), name="household_split_off"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="household_merged"),
            models.Index(fields=["name"], condition=Q(merged_into__isnull=False), name="household_merged_name"),
            models.Index(fields=["id_number_digest"], name="household_id_digest"),
            models.Index(fields=["id_number_tail"], name="household_id_tail"),
            models.Index(fields=["phone"], name="household_phone"),
            models.Index(LastFour(F("phone")), name="household_phone_tail"),
            models.Index(Spelled(F("name_pinyin")), name="household_pinyin"),
            models.Index(fields=["name_initials"], name="household_initials"),
            # A short pending list: imports write it three times as fast as without one, a search reads 256 kB at most.
            GinIndex(
                OpClass(Grams(Words("name", "address")), "array_ops"),
                name="household_words",
                fastupdate=True,
                gin_pending_list_limit=256,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.number:
            [self.number] = household_numbers([self.village_id])
        super().save(*args, **kwargs)
