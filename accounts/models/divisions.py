"""行政区划: the tree on which people and rows stand."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q

from accounts.records import Record
from accounts.scoping import PeopleScope, ScopedQuerySet

CODE_LENGTHS = {"province": 2, "city": 4, "district": 6, "street": 9, "town": 9, "community": 12}
LEVEL_FIELDS = {"city": "city", "district": "district", "street": "town", "town": "town", "community": "village"}


class DivisionQuerySet(ScopedQuerySet["Division"]):
    def new_ids(self, count: int) -> list[int]:
        """Ids for rows yet to be inserted: a row that names itself has to know its own."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [self.model._meta.db_table, count],
            )
            return [pk for (pk,) in cursor.fetchall()]

    def below(self, division: Division) -> DivisionQuerySet:
        """The division and all under it, by code prefix."""
        return self.filter(code__startswith=division.code)

    def towns(self) -> DivisionQuerySet:
        return self.filter(level__in=TOWN_LEVELS)

    def villages(self) -> DivisionQuerySet:
        return self.filter(level=Division.Level.COMMUNITY)

    def dual(self) -> DivisionQuerySet:
        return self.filter(dual=True)

    def valid_on(self, day: datetime.date) -> DivisionQuerySet:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


class Division(Record):
    """A unit of the statistical bureau's code; a child's code begins with its parent's."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省"
        CITY = "city", "市"
        DISTRICT = "district", "区县"
        STREET = "street", "街道"
        TOWN = "town", "镇"
        COMMUNITY = "community", "村（社区）"

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    alias = models.CharField("通称", max_length=60, blank=True, help_text="村民口中的名字，如“店上村”")
    level = models.CharField("级别", max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    # Ancestors as ids, itself at its own level, so that a village's row can be placed without walking the tree.
    town = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="街镇")
    district = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="区县"
    )
    city = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="市")
    dual = models.BooleanField("涉双代", default=False)
    valid_from = models.DateField("启用日期", default=datetime.date(2023, 6, 30))
    valid_to = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    position_is_illustrative = models.BooleanField("位置为示意", default=True)

    scope = PeopleScope(area="")
    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = "行政区划"
        ordering = ["code"]
        indexes = [
            models.Index(fields=["parent", "code"], name="division_by_parent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$"),
                name="division_code_shape",
                violation_error_message="区划代码应为 2、4、6、9 或 12 位数字。",
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent=None) | (~Q(level="province") & Q(parent__isnull=False)),
                name="division_below_another",
                violation_error_message="除省以外，区划应有上级。",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | (Q(valid_to__isnull=False) & ~Q(successor=F("id"))),
                name="division_merged_when_ended",
                violation_error_message="并入其他区划的，应填写停用日期，且不能并入自己。",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="division_valid_to_after_from",
                violation_error_message="停用日期应晚于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.alias or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is None:
            [self.pk] = Division.objects.new_ids(1)
            kwargs["force_insert"] = True
        self.place()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.level and len(self.code) != CODE_LENGTHS[self.level]:
            raise ValidationError({"code": f"{self.get_level_display()}的代码应为 {CODE_LENGTHS[self.level]} 位数字。"})
        if self.parent and not self.code.startswith(self.parent.code):
            raise ValidationError({"code": f"代码应以上级的代码 {self.parent.code} 开头。"})

    def place(self) -> None:
        """Take the ancestors from the parent, and stand as its own at its own level."""
        for name in ("town", "district", "city"):
            setattr(self, f"{name}_id", getattr(self.parent, f"{name}_id", None))
        own = LEVEL_FIELDS.get(self.level)
        if own in {"town", "district", "city"}:
            setattr(self, f"{own}_id", self.pk)

    @property
    def scope_field(self) -> str:
        """The name of the column by which rows of this division are found: "town" for a street."""
        return LEVEL_FIELDS[self.level]

    @property
    def is_town(self) -> bool:
        return self.level in TOWN_LEVELS


# 街镇: two kinds of one tier.
TOWN_LEVELS = (Division.Level.STREET, Division.Level.TOWN)
