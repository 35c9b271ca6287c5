"""技术路线目录 (P25): what a household may choose among, with what it costs, as the district keeps it."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.records import Record
from accounts.roles import LEDGER_READERS
from accounts.scoping import AdministratorScope, ScopedQuerySet
from households.models.choices import Kind

POSITIVE = [MinValueValidator(Decimal(0))]


class TechOption(Record):
    kind = models.PositiveSmallIntegerField(
        "改造类型", choices=Kind, unique=True, error_messages={"unique": "目录中已有这一类型，请修改那一条。"}
    )
    season_cost_from = models.DecimalField("一季费用自(元)", max_digits=8, decimal_places=2, validators=POSITIVE)
    season_cost_to = models.DecimalField("一季费用至(元)", max_digits=8, decimal_places=2, validators=POSITIVE)
    own_share = models.DecimalField("改造时农户自付(元)", max_digits=8, decimal_places=2, validators=POSITIVE)
    suitability = models.CharField("适宜条件", max_length=300, help_text="住房、面积、收入、资源等，写给农户看。")
    offered = models.BooleanField("可选", default=True, help_text="不再推进的取消勾选，农户选了须特批。")

    scope = AdministratorScope(also=LEDGER_READERS)
    objects = ScopedQuerySet["TechOption"].as_manager()

    class Meta:
        verbose_name = "技术路线"
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(season_cost_to__gte=F("season_cost_from")),
                name="technology_costs_in_order",
                violation_error_message="一季费用的“至”不能小于“自”。",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def season_cost(self) -> str:
        return f"{self.season_cost_from:,.0f}—{self.season_cost_to:,.0f} 元"
