"""特殊时期 and 专项排查: when there is more to look at than every year's rounds (P99, P100, P111, P128)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Post
from accounts.records import Record
from accounts.roles import GOVERNMENT, Role
from accounts.scoping import AdministratorScope, DistrictScope, ScopedQuerySet
from inspections.models.checklists import Checklist


class SpecialPeriod(Record):
    """汛期、节假日、采暖期…: how many times as often one patrols then, and whether companies are supervised in it."""

    class Kind(models.TextChoices):
        FLOOD = "flood", "汛期"
        HOLIDAY = "holiday", "节假日"
        HEATING = "heating", "采暖期"
        PREPARING = "preparing", "取暖准备期"
        EVENT = "event", "重大活动"

    kind = models.CharField("类别", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=40, help_text="如 2026 年汛期")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    factor = models.PositiveSmallIntegerField(
        "巡查频次倍数", default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    basis = models.CharField("依据", max_length=200, blank=True)

    scope = AdministratorScope(also=frozenset(GOVERNMENT | {Role.GAS_COMPANY, Role.SAFETY_OFFICER}))
    objects = ScopedQuerySet["SpecialPeriod"].as_manager()

    class Meta:
        verbose_name = "特殊时期"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="special_period_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                fields=["kind", "starts_on"],
                name="special_period_once",
                violation_error_message="这一类别在这一天开始的特殊时期已经有了。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignQuerySet(ScopedQuerySet["Campaign"]):
    def running(self) -> CampaignQuerySet:
        return self.filter(state=Campaign.State.ISSUED)

    def going_on_in(self, year: int) -> CampaignQuerySet:
        return self.filter(starts_on__year__lte=year, ends_on__year__gte=year)


class Campaign(Record):
    """专项排查: ordered by a document, on top of the year's rounds."""

    class Kind(models.TextChoices):
        SPECIAL = "special", "专项排查"
        PRE_SEASON = "pre_season", "采暖期前全面排查"
        BURIED = "buried", "地埋管道排查整治"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "执行中"
        CONCLUDED = "concluded", "已总结"

    district = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="区县"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.SPECIAL)
    title = models.CharField("名称", max_length=80)
    document_number = models.CharField("文号", max_length=60)
    issued_by_name = models.CharField("发文单位", max_length=60)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT, editable=False)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    # How many inspections of each household within the campaign.
    rounds = models.PositiveSmallIntegerField(
        "每户检查次数", default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    # Ids of townships; empty: the whole district.
    towns = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="范围（街镇）")
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查表",
        help_text="不选则用定期入户安检的检查表。",
    )  # fmt: skip
    demands = models.TextField("要求", blank=True, max_length=2000)
    conclusion = models.TextField("总结", blank=True, max_length=4000)
    drafted_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="起草人"
    )
    issued_at = models.DateTimeField("下发时间", null=True, editable=False)
    concluded_at = models.DateTimeField("总结时间", null=True, editable=False)

    scope = DistrictScope(area="district")
    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "专项排查"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                fields=["district", "document_number", "title"],
                name="campaign_once",
                violation_error_message="这个文号的同名专项排查已经有了。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-id"], name="campaign_district")]

    def __str__(self) -> str:
        return self.title
