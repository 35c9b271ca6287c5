"""兜底保供: 洁净煤供应点, what comes in and goes out there, and who gets some in need (P22)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Post
from accounts.records import Record
from accounts.scoping import NOTHING, TIERS, Placed, Scope, ScopedQuerySet, in_area
from households.models import checks
from households.models.households import Household

NOTHING_LEFT = Decimal(0)
LEAST = Decimal("0.01")


class TownshipScope(Scope):
    """Of what serves a whole township: its villages see it too."""

    by_ids: ClassVar[bool] = False

    def predicate(self, post: Post) -> Q:
        if post.division.level != post.division.Level.COMMUNITY:
            return super().predicate(post)
        return in_area(post.division.town, self.area or "") if post.division.town else NOTHING


class FuelPointQuerySet(ScopedQuerySet["FuelPoint"]):
    def with_stock(self) -> FuelPointQuerySet:
        """`stock`: what the last move left, in tonnes."""
        last = FuelMove.objects.filter(point=OuterRef("pk")).order_by("-number").values("stock_after")[:1]
        return self.annotate(stock=Coalesce(Subquery(last), Value(NOTHING_LEFT), output_field=_tonnes()))

    def short(self) -> FuelPointQuerySet:
        """Those in use with less than they should have."""
        return self.with_stock().filter(active=True, stock__lt=F("minimum"))  # type: ignore[misc]  # annotated


def _tonnes() -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=9, decimal_places=2)


class FuelPoint(Placed, Record):
    """洁净煤供应点. Its stock is the sum of its moves and stands in the last of them."""

    name = models.CharField("供应点名称", max_length=60)
    address = models.CharField("地址", max_length=200)
    keeper = models.CharField("负责人", max_length=50)
    phone = models.CharField("联系电话", max_length=20, validators=[checks.phone])
    minimum = models.DecimalField(
        "最低储量(吨)",
        max_digits=9,
        decimal_places=2,
        default=NOTHING_LEFT,
        validators=[MinValueValidator(NOTHING_LEFT)],
        help_text="低于这个数时，提醒街镇和区双代办补充。",
    )
    active = models.BooleanField("启用", default=True)
    remark = models.CharField("备注", max_length=300, blank=True)

    scope = TownshipScope(area="")
    objects = FuelPointQuerySet.as_manager()

    class Meta:
        verbose_name = "洁净煤供应点"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "name"],
                name="fuel_point_named_once",
                violation_error_message="本街镇已有同名的供应点。",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0),
                name="fuel_point_minimum_is_some",
                violation_error_message="最低储量不能小于 0。",
            ),
        ]
        indexes = [models.Index(fields=[tier, "-id"], name=f"fuel_point_{tier}") for tier in TIERS]

    def __str__(self) -> str:
        return self.name


class EmergencyFuelIssue(Placed, Record):
    """应急发放: to a household of the ledger, or to somebody who is not in it yet."""

    class GivenTo(models.TextChoices):
        LEDGER = "ledger", "台账住户"
        OTHER = "other", "台账外农户"

    class State(models.TextChoices):
        FILED = "filed", "待街镇批准"
        APPROVED = "approved", "待发放"
        ISSUED = "issued", "已发放"
        REFUSED = "refused", "不予发放"
        WITHDRAWN = "withdrawn", "已撤回"

    given_to = models.CharField("发放对象", max_length=6, choices=GivenTo, editable=False)
    state = models.CharField("状态", max_length=9, choices=State, default=State.FILED)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="fuel_issues", verbose_name="住户"
    )
    name = models.CharField("户主姓名", max_length=50)
    address = models.CharField("地址", max_length=200, blank=True)
    fuel_reason = models.CharField("应急用煤原因", max_length=60)
    note = models.CharField("情况说明", max_length=300, blank=True)
    tonnes = models.DecimalField("数量(吨)", max_digits=9, decimal_places=2, validators=[MinValueValidator(LEAST)])
    point = models.ForeignKey(FuelPoint, models.PROTECT, related_name="issues", verbose_name="供应点")
    issued_on = models.DateField("发放日期", null=True, blank=True)
    filed_by = models.ForeignKey(
        Post, models.PROTECT, related_name="+", editable=False, db_index=False, verbose_name="登记人"
    )
    decided_at = models.DateTimeField("办结时间", null=True, editable=False)

    scope = Scope(area="")
    objects = ScopedQuerySet["EmergencyFuelIssue"].as_manager()

    class Meta:
        verbose_name = "应急发放"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_to="ledger", household__isnull=False)
                | Q(given_to="other", household=None) & ~Q(name=""),
                name="fuel_issue_to_somebody",
                violation_error_message="请选定住户；不在台账里的，请填写户主姓名。",
            ),
            models.CheckConstraint(
                condition=Q(tonnes__gt=0),
                name="fuel_issue_of_some",
                violation_error_message="发放数量应大于 0 吨。",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", issued_on__isnull=False) | ~Q(state="issued") & Q(issued_on=None),
                name="fuel_issue_issued_with_day",
                violation_error_message="已发放的须有发放日期。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["issued", "refused", "withdrawn"], decided_at__isnull=False)
                | Q(state__in=["filed", "approved"], decided_at=None),
                name="fuel_issue_decided_with_time",
                violation_error_message="办结的须有办结时间。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"fuel_issue_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"fuel_issue_{tier}_state") for tier in TIERS],
        ]

    def __str__(self) -> str:
        return f"应急发放洁净煤第 {self.pk} 号"


class FuelMove(Record):
    """入库、出库、盘点: added, never changed. Moves of a point are numbered, each with the stock that it leaves, so
    that two at once can't both take the last tonne."""

    class Kind(models.TextChoices):
        IN = "in", "入库"
        OUT = "out", "出库"
        COUNT = "count", "盘点"

    class State(models.TextChoices):
        RECORDED = "recorded", "已记账"

    point = models.ForeignKey(FuelPoint, models.PROTECT, related_name="moves", db_index=False, verbose_name="供应点")
    number = models.PositiveIntegerField("序号", editable=False)
    kind = models.CharField("类别", max_length=5, choices=Kind, editable=False)
    state = models.CharField("状态", max_length=8, choices=State, default=State.RECORDED, editable=False)
    tonnes = models.DecimalField(
        "数量(吨)",
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(NOTHING_LEFT)],
        help_text="盘点填实际存量。",
    )
    change = models.DecimalField("增减(吨)", max_digits=9, decimal_places=2, editable=False)
    stock_after = models.DecimalField("结存(吨)", max_digits=9, decimal_places=2, editable=False)
    moved_on = models.DateField("日期")
    issue = models.OneToOneField(
        EmergencyFuelIssue, models.PROTECT, null=True, editable=False, related_name="move", verbose_name="应急发放"
    )
    remark = models.CharField("说明", max_length=200, blank=True)
    moved_by = models.ForeignKey(
        Post, models.PROTECT, related_name="+", editable=False, db_index=False, verbose_name="经办人"
    )

    scope = TownshipScope(area="point")
    objects = ScopedQuerySet["FuelMove"].as_manager()

    class Meta:
        verbose_name = "洁净煤出入库"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "number"],
                name="fuel_move_in_order",
                violation_error_message="这个供应点刚有另一笔出入库，请再提交一次。",
            ),
            models.CheckConstraint(
                condition=Q(stock_after__gte=0),
                name="fuel_move_leaves_some",
                violation_error_message="出库数量超过现存数量，请核对后再填，或先登记入库、盘点。",
            ),
            models.CheckConstraint(
                condition=Q(kind="in", change=F("tonnes"), tonnes__gt=0)
                | Q(kind="out", change=-F("tonnes"), tonnes__gt=0)
                | Q(kind="count", stock_after=F("tonnes")),
                name="fuel_move_of_its_kind",
                violation_error_message="入库、出库的数量应大于 0 吨。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}第 {self.number} 笔"
