"""能源结构目标, and what a household's heating cost in a season (P7, P27)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Division
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models.choices import Category, Kind
from households.models.facts import FIRST_YEAR
from households.models.households import Household
from households.models.readings import Energy, season_said

LAST_YEAR = 2100


def unit_of(category: int) -> str:
    """In which the energy of a category of households is metered."""
    return Energy.GAS.unit if category == Category.GAS else Energy.POWER.unit


class EnergyTarget(Record):
    """How many households of a category, or of one kind of it, a township is to have by the end of a year."""

    town = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="街镇")
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    category = models.PositiveSmallIntegerField("改造类别", choices=Category)
    kind = models.PositiveSmallIntegerField(
        "改造类型", choices=Kind, null=True, blank=True, help_text="不填：这一类别各类型合计的目标。"
    )
    households = models.PositiveIntegerField("目标户数")
    basis = models.CharField("依据", max_length=200, blank=True, help_text="下达目标的文件")

    scope = Scope(area="town")
    objects = ScopedQuerySet["EnergyTarget"].as_manager()

    class Meta:
        verbose_name = "能源结构目标"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "year", "category", "kind"],
                nulls_distinct=False,
                name="energy_target_once",
                violation_error_message="这个街镇这一年度已有同一类别、类型的目标，请改那一条。",
            ),
            models.CheckConstraint(
                condition=Q(kind=None)
                | Q(kind=Kind.GAS, category=Category.GAS)
                | Q(kind__range=(Kind.DIRECT_BOILER, Kind.GROUND_PUMP), category=Category.ELECTRIC)
                | Q(kind__gte=Kind.DISTRICT_HEATING, category=Category.OTHER),
                name="energy_target_kind_of_category",
                violation_error_message="改造类型不属于所选的改造类别。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town} {self.year} 年{self.get_kind_display() or self.get_category_display()}目标"


class HeatingCost(Placed):
    """Usage of one season times the price in force when it was reckoned (households/energy/costs.py)."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="heating_costs", db_index=False, verbose_name="住户"
    )
    season_year = models.PositiveSmallIntegerField("采暖季", help_text="开始的那一年")
    category = models.PositiveSmallIntegerField("改造类别", choices=Category)
    usage = models.DecimalField("用量", max_digits=12, decimal_places=2)
    price = models.DecimalField("单价(元)", max_digits=6, decimal_places=2)
    cost = models.DecimalField("取暖费用(元)", max_digits=12, decimal_places=2)

    scope = Scope(area="")
    objects = ScopedQuerySet["HeatingCost"].as_manager()

    class Meta:
        verbose_name = "取暖费用"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "season_year"],
                name="heating_cost_once_a_season",
                violation_error_message="这户这一采暖季的取暖费用已经算过。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"heating_cost_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "cost", "id"], name=f"heating_cost_{tier}_by_cost") for tier in TIERS],
            *[
                models.Index(
                    fields=[tier, "season_year"], include=["category", "usage", "cost"], name=f"heating_cost_{tier}_sum"
                )
                for tier in TIERS
            ],
        ]

    def __str__(self) -> str:
        return f"{self.season}取暖费用"

    @property
    def season(self) -> str:
        return season_said(self.season_year)

    @property
    def usage_said(self) -> str:
        """“1,200.00 m³”."""
        return f"{self.usage:,} {unit_of(self.category)}"
