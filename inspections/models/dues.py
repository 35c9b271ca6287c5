"""应检清单: of every gas household which inspection is due next, and until when (P92, P94–P96, P100, P111; F18)."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Organization, VillageDuty
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models import Household, Ventilation
from inspections.models.campaigns import Campaign
from inspections.models.inspections import Inspection


class InspectionDueQuerySet(ScopedQuerySet["InspectionDue"]):
    def of_households(self) -> Self:
        """Without houses where gas is let in before they stand in the ledger: what coverage is counted of."""
        return self.filter(household__isnull=False)

    def owed(self) -> Self:
        return self.exclude(due_kind=InspectionDue.Kind.NONE)

    def overdue(self, today: datetime.date | None = None) -> Self:
        return self.filter(due_on__lt=today or timezone.localdate())

    def unassigned(self) -> Self:
        """In villages that none of the company's officers is responsible for."""
        duties = VillageDuty.objects.in_force().filter(
            village=OuterRef("village"), post__organization=OuterRef("company")
        )
        return self.exclude(Exists(duties))

    def enough(self) -> Self:
        """两次达标: as many rounds as the year asks for."""
        return self.filter(rounds_done__gte=F("rounds_due"))


class InspectionDue(Placed, Record):
    """One of each gas household in use, and of each house where gas is let in before it stands in the ledger, as long
    as that is owed an inspection. The database keeps it itself, whoever writes what it follows from; the clock once a
    night, for days go by (migration 0009, inspections/planning/reckoning.py). Nobody writes it."""

    class Kind(models.TextChoices):
        FIRST_GAS = "first_gas", "通气当天"
        SEVENTH_DAY = "seventh_day", "通气后七日内"
        CAMPAIGN = "campaign", "专项排查"
        PRE_SEASON = "pre_season", "采暖期前排查"
        ANNUAL = "annual", "年度安检"
        NONE = "none", "暂无应检"

    class Standing(models.TextChoices):
        """Where a household stands in a period: inspected, or what came of the last visit (P102)."""

        DONE = "done", "已安检"
        NOT_HOME = "not_home", "到访不遇"
        REFUSED = "refused", "拒绝安检"
        VACANT = "vacant", "长期无人居住"
        CLOSED = "closed", "已停用燃气"
        UNVISITED = "unvisited", "未到访"

    household = models.OneToOneField(
        Household, models.PROTECT, null=True, related_name="inspection_due", db_constraint=False, editable=False,
        verbose_name="住户",
    )  # fmt: skip
    ventilation = models.OneToOneField(
        Ventilation, models.PROTECT, null=True, related_name="inspection_due", db_constraint=False, editable=False,
        verbose_name="通气登记",
    )  # fmt: skip
    householder = models.CharField("户主", max_length=50, editable=False)
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False, editable=False,
        verbose_name="燃气企业",
    )  # fmt: skip
    year = models.PositiveSmallIntegerField("年度", editable=False)
    # Fewer of a house where gas came so late that not all fit into the year.
    rounds_due = models.PositiveSmallIntegerField("本年应检次数", editable=False)
    rounds_done = models.PositiveSmallIntegerField("本年已检次数", editable=False)
    last_valid_on = models.DateField("最近安检日期", null=True, editable=False)
    pre_season_done_on = models.DateField("采暖期前排查日期", null=True, editable=False)
    # Of the last visit since, on which nobody was let in.
    last_outcome = models.CharField(
        "最近未入户原因", max_length=8, choices=Inspection.Outcome, blank=True, editable=False
    )
    last_attempt_on = models.DateField("最近未入户日期", null=True, editable=False)
    due_kind = models.CharField("应检类别", max_length=11, choices=Kind, editable=False)
    opens_on = models.DateField("可检日期", null=True, editable=False)
    due_on = models.DateField("最迟日期", null=True, editable=False)
    # The one that asks for another visit, whatever is due before it.
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False, editable=False,
        verbose_name="专项排查",
    )  # fmt: skip
    # In what is due now, in the calendar year, since the sweep before the season began.
    standing = models.CharField("到访情况", max_length=9, choices=Standing, editable=False)
    # Blank of a house that is in no ledger yet: it is counted in no coverage.
    year_standing = models.CharField("本年情况", max_length=9, choices=Standing, blank=True, editable=False)
    pre_season_standing = models.CharField("采暖期前情况", max_length=9, choices=Standing, blank=True, editable=False)

    scope = Scope(area="", company="company")
    objects = InspectionDueQuerySet.as_manager()

    class Meta:
        verbose_name = "应检"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False, ventilation=None) | Q(household=None, ventilation__isnull=False),
                name="inspection_due_of_one_house",
            )
        ]
        indexes = [
            *[models.Index(fields=[tier, "due_on", "id"], name=f"inspection_due_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "-id"], name=f"inspection_due_{tier}_id") for tier in TIERS[1:]],
            models.Index(fields=["company", "due_on", "id"], name="inspection_due_company"),
            # Few at a time, and the most pressing.
            models.Index(
                fields=["due_kind", "due_on", "id"],
                condition=Q(due_kind__in=["first_gas", "seventh_day"]),
                name="inspection_due_of_gas",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.householder}（{self.get_due_kind_display()}）"

    @property
    def rounds_said(self) -> str:
        """“1 / 2”."""
        return f"{self.rounds_done} / {self.rounds_due}"

    @property
    def left_said(self) -> str:
        """“还有 3 天”, “逾期 2 天”."""
        if self.due_on is None:
            return ""
        days = (self.due_on - timezone.localdate()).days
        if days < 0:
            return f"逾期 {-days} 天"
        return f"还有 {days} 天" if days else "今天到期"
