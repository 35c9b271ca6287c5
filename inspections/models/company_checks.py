"""燃气企业监督检查: of a gas company, by a township or by the district (P103, P113, P114)."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Division, Organization
from accounts.scoping import SeatScope
from inspections.models.campaigns import SpecialPeriod
from inspections.models.checklists import Checklist
from inspections.models.checks import Check, CheckFinding, CheckQuerySet

# The groups of the checklist that a whole check has looked at, and where that is kept (P113).
PARTS = {
    "经营活动": "business_covered",
    "服务情况": "service_covered",
    "设施设备安全状况": "facilities_covered",
}
QUARTERS = [(1, "一季度"), (2, "二季度"), (3, "三季度"), (4, "四季度")]


class CompanyCheckQuerySet(CheckQuerySet):
    def valid(self) -> Self:
        """Those that count towards the four a year: done, and all three parts looked at."""
        return self.done().filter(**dict.fromkeys(PARTS.values(), True))


class CompanyCheck(Check):
    class Tier(models.TextChoices):
        TOWN = "town", "街镇检查"
        DISTRICT = "district", "区级检查"

    class Occasion(models.TextChoices):
        QUARTERLY = "quarterly", "季度检查"
        FLOOD = "flood", "汛期督导"
        PREPARING = "preparing", "取暖准备期督导"
        UNANNOUNCED = "unannounced", "随机抽查"

    purpose = Checklist.Purpose.COMPANY

    # The township or the district whose office checks.
    seat = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="检查单位所在"
    )
    tier = models.CharField("检查层级", max_length=8, choices=Tier, editable=False)
    company = models.ForeignKey(
        Organization, models.PROTECT, related_name="company_checks", db_index=False,
        limit_choices_to={"kind": Organization.Kind.GAS}, verbose_name="燃气企业",
    )  # fmt: skip
    occasion = models.CharField("检查事由", max_length=12, choices=Occasion)
    period = models.ForeignKey(
        SpecialPeriod, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="重点时段"
    )
    year = models.PositiveSmallIntegerField("年度", editable=False)
    quarter = models.PositiveSmallIntegerField(
        "季度", choices=QUARTERS, editable=False, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    business_covered = models.BooleanField("已查经营活动", default=False, editable=False)
    service_covered = models.BooleanField("已查服务情况", default=False, editable=False)
    facilities_covered = models.BooleanField("已查设施设备", default=False, editable=False)

    scope = SeatScope(area="seat", company="company")
    objects = CompanyCheckQuerySet.as_manager()

    class Meta(Check.Meta):
        verbose_name = "燃气企业监督检查"
        ordering = ["-id"]
        constraints = [
            *Check.Meta.constraints,
            models.UniqueConstraint(
                fields=["seat", "company", "year", "quarter"],
                condition=Q(occasion="quarterly"),
                name="company_check_once_a_quarter",
                violation_error_message="这家企业这个季度的季度检查已经安排了，请在原来那一条上办理。",
            ),
            models.UniqueConstraint(
                fields=["seat", "company", "period"],
                condition=Q(period__isnull=False),
                name="company_check_once_a_period",
                violation_error_message="这家企业这个重点时段的检查已经安排了。",
            ),
        ]
        indexes = [
            models.Index(fields=["seat", "-id"], name="company_check_seat"),
            models.Index(fields=["seat", "state", "-id"], name="company_check_seat_state"),
            models.Index(fields=["company", "-id"], name="company_check_company"),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.year}年{self.get_quarter_display()}{self.said}"

    @property
    def whom(self) -> str:
        return str(self.company)

    @property
    def said(self) -> str:
        """“一季度监督检查”: the quarter is said before it."""
        return "监督检查" if self.occasion == self.Occasion.QUARTERLY else self.get_occasion_display()

    @property
    def office(self) -> str:
        return str(self.seat)


class CompanyFinding(CheckFinding):
    visit = models.ForeignKey(
        CompanyCheck, models.PROTECT, related_name="findings", editable=False, verbose_name="监督检查"
    )

    scope = SeatScope(area="visit__seat", company="visit__company")

    class Meta(CheckFinding.Meta):
        verbose_name = "燃气企业检查问题"
        ordering = ["-id"]
