"""验收单: each finished household looked at item by item; every attempt is kept (P52, P28)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Organization
from accounts.records import Record
from accounts.roles import LEDGER_READERS, Role
from accounts.scoping import TIERS, AdministratorScope, Placed, Scope, ScopedQuerySet
from core.search import Grams
from households.models.choices import Category
from households.models.constructions import Construction

MOST_POINTS = 100
MOST_ITEMS = 30


class AcceptanceItemQuerySet(ScopedQuerySet["AcceptanceItem"]):
    def current(self) -> AcceptanceItemQuerySet:
        return self.filter(retired_at=None).order_by("position", "code", "pk")


class AcceptanceItem(Record):
    """What is looked at. Never overwritten: a new text or number of points is a new version, and an old form keeps
    the one by which it was filled."""

    class Concerns(models.IntegerChoices):
        EVERYBODY = 0, "各类改造"
        ELECTRIC = Category.ELECTRIC, "电代煤"
        GAS = Category.GAS, "气代煤"
        OTHER = Category.OTHER, "其他清洁能源"

    code = models.CharField("编码", max_length=10)
    text = models.CharField("验收内容", max_length=200)
    points = models.PositiveSmallIntegerField("分值", validators=[MinValueValidator(1), MaxValueValidator(MOST_POINTS)])
    obligatory = models.BooleanField("必达项", default=False, help_text="必达项得 0 分的，不能验收合格。")
    concerns = models.PositiveSmallIntegerField("适用于", choices=Concerns, default=Concerns.EVERYBODY)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    retired_at = models.DateTimeField("停用时间", null=True, editable=False)

    scope = AdministratorScope(also=frozenset(LEDGER_READERS | {Role.CONTRACTOR}))
    objects = AcceptanceItemQuerySet.as_manager()

    class Meta:
        verbose_name = "验收项目"
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(retired_at=None),
                name="acceptance_item_one_version",
                violation_error_message="这个编码已有在用的验收项目。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Acceptance(Placed, Record):
    class State(models.TextChoices):
        WAITING = "waiting", "待验收"
        PASSED = "passed", "合格"
        REWORK = "rework", "整改"

    construction = models.ForeignKey(
        Construction, models.PROTECT, related_name="acceptances", editable=False, verbose_name="施工记录"
    )
    contractor = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="施工单位"
    )
    number = models.CharField("受理编号", max_length=24, editable=False, db_collation="C")
    householder = models.CharField("户主", max_length=50, editable=False)
    attempt = models.PositiveSmallIntegerField("第几次验收", editable=False)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING, editable=False)
    planned_on = models.DateField("约定验收日期", null=True, blank=True)
    inspected_on = models.DateField("查验日期", null=True, blank=True)
    # Of a hundred: not every item concerns every household. None while an item is open.
    total = models.PositiveSmallIntegerField("得分", null=True, editable=False)
    heat_only = models.BooleanField(
        "取热不取水承诺", default=False, help_text="地源热泵：承诺书已签，井水全部回灌，不取用地下水。"
    )
    reinjection_checked_on = models.DateField("回灌检查日期", null=True, blank=True)
    reinjection_passed = models.BooleanField("回灌检查合格", default=False)
    signed_by_household = models.CharField("农户签字", max_length=50, blank=True)
    signed_by_household_on = models.DateField("农户签字日期", null=True, blank=True)
    signed_by_village = models.CharField("村（居）委会签字", max_length=50, blank=True)
    signed_by_village_on = models.DateField("村（居）委会签字日期", null=True, blank=True)
    signed_by_contractor = models.CharField("施工单位签字", max_length=50, blank=True)
    signed_by_contractor_on = models.DateField("施工单位签字日期", null=True, blank=True)
    signed_by_town = models.CharField("街镇签字", max_length=50, blank=True)
    signed_by_town_on = models.DateField("街镇签字日期", null=True, blank=True)
    accepted_on = models.DateField("验收合格日期", null=True, blank=True)
    rework_until_on = models.DateField("整改期限", null=True, blank=True)

    scope = Scope(area="", company="contractor")
    objects = ScopedQuerySet["Acceptance"].as_manager()

    class Meta:
        verbose_name = "验收单"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["construction", "attempt"], name="acceptance_attempt_once"),
            models.UniqueConstraint(
                fields=["construction"], condition=Q(state="waiting"), name="acceptance_one_waiting"
            ),
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(accepted_on__isnull=False, total__isnull=False),
                name="acceptance_passed_with_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="rework") | Q(rework_until_on__isnull=False), name="acceptance_rework_with_day"
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"acceptance_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"acceptance_{tier}_state") for tier in TIERS],
            models.Index(fields=["contractor", "-id"], name="acceptance_contractor"),
            models.Index(fields=["number"], name="acceptance_number"),
            GinIndex(OpClass(Grams(F("householder")), "array_ops"), name="acceptance_words"),
        ]

    def __str__(self) -> str:
        return f"验收单 {self.number} 第{self.attempt}次"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        works = self.construction
        self.village_id, self.contractor_id = works.village_id, works.contractor_id
        self.number, self.householder = works.number, works.householder


class AcceptanceScore(Record):
    """One line of the form."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="scores", verbose_name="验收单")
    item = models.ForeignKey(AcceptanceItem, models.PROTECT, related_name="+", verbose_name="验收项目")
    position = models.PositiveSmallIntegerField("序号")
    points = models.PositiveSmallIntegerField("得分", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    scope = Scope(area="acceptance", company="acceptance__contractor")
    objects = ScopedQuerySet["AcceptanceScore"].as_manager()

    class Meta:
        verbose_name = "验收项得分"
        ordering = ["acceptance", "position"]
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "position"], name="acceptance_score_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.item.text}"
