"""采暖设备需求: what an electric household wants of its heating device, asked once a year (P34)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.history import VersionedQuerySet
from accounts.models import Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope
from households.models.choices import Category, Status
from households.models.energy import LAST_YEAR
from households.models.equipment import Equipment
from households.models.facts import FIRST_YEAR
from households.models.households import Household


class DemandSurveyQuerySet(VersionedQuerySet["DemandSurvey"]):
    def of_electric_households(self) -> DemandSurveyQuerySet:
        """Of those that still heat with electricity: what was asked of others counts no more."""
        return self.filter(household__status=Status.NORMAL, household__category=Category.ELECTRIC)


class DemandSurvey(Placed, Record):
    """The answer of a household in a year: a later one takes its place. Void ones are of imports that were taken
    back."""

    class Wants(models.TextChoices):
        REPAIR = "repair", "维修"
        REPLACEMENT = "replacement", "更换"
        ADDITION = "addition", "新增"
        NOTHING = "nothing", "无需求"

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="demand_surveys", db_index=False, verbose_name="住户"
    )
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    wants = models.CharField("需求", max_length=11, choices=Wants)
    equipment = models.ForeignKey(
        Equipment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及设备"
    )
    description = models.CharField("需求说明", max_length=300, blank=True)
    asked_on = models.DateField("调查日期")
    asked_by = models.CharField("调查人", max_length=50)
    entered_by = models.ForeignKey(
        Post, models.PROTECT, related_name="+", editable=False, db_index=False, verbose_name="填报人"
    )
    void = models.BooleanField("作废", default=False, editable=False)

    scope = Scope(area="")
    objects = DemandSurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "采暖设备需求"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"],
                condition=Q(void=False),
                name="demand_survey_once_a_year",
                violation_error_message="这户这一年度已有答复，请修改那一条。",
            ),
            models.CheckConstraint(
                condition=Q(equipment=None) | Q(wants__in=["repair", "replacement"]),
                name="demand_survey_of_a_device",
                violation_error_message="只有维修、更换才写明是哪一台设备。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"demand_survey_{tier}") for tier in TIERS],
            *[
                models.Index(
                    fields=[tier, "year", "wants"], include=["household", "void"], name=f"demand_survey_{tier}_year"
                )
                for tier in TIERS
            ],
        ]

    def __str__(self) -> str:
        return f"{self.year} 年采暖设备需求"
