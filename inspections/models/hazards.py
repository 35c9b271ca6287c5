"""隐患: a record of its own, whatever found it; one problem ledger for all sources (P4, P98, F21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from accounts.history import VersionedQuerySet
from accounts.models import Organization, Post
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from core.search import Grams
from households.models import Household
from inspections.models.campaigns import Campaign
from inspections.models.inspections import Inspection
from inspections.models.levels import Level

# Hazard.State.unsettled(), for the constraints of its Meta.
UNSETTLED = ["open", "reported", "transferred"]


@dataclass(frozen=True)
class HazardScope(Scope):
    """An assessor sees what his own firm has found."""

    def predicate(self, post: Post) -> Q:
        if post.role == Role.ASSESSOR:
            return Q(assessor=post.organization_id)
        return super().predicate(post)


class HazardQuerySet(VersionedQuerySet["Hazard"]):
    def unsettled(self) -> Self:
        return self.filter(state__in=UNSETTLED)

    def found_by(self, campaign: Campaign) -> Self:
        """Found by its inspections; of buried pipes those found in its days and places that lie in no house (P100)."""
        if campaign.kind != Campaign.Kind.BURIED:
            return self.filter(inspection__campaign=campaign)
        days = (campaign.starts_on, campaign.ends_on)
        outside = self.filter(household=None, found_on__range=days, district=campaign.district_id)
        return outside.filter(town__in=campaign.towns) if campaign.towns else outside


class Hazard(Placed, Record):
    class State(models.TextChoices):
        OPEN = "open", "待整改"
        REPORTED = "reported", "待复查"
        TRANSFERRED = "transferred", "已移交执法"
        CLOSED = "closed", "已销号"
        DISMISSED = "dismissed", "误报"

        @classmethod
        def unsettled(cls) -> list[str]:
            return [cls.OPEN.value, cls.REPORTED.value, cls.TRANSFERRED.value]

    class Source(models.TextChoices):
        INSPECTION = "inspection", "入户安检"
        PATROL = "patrol", "巡查"
        COMPLAINT = "complaint", "投诉"
        ASSESSMENT = "assessment", "评估"
        SUPERVISION = "supervision", "监督检查"
        REPAIR = "repair", "维修"
        VILLAGER = "villager", "群众反映"

    number = models.CharField("隐患编号", max_length=20, editable=False, db_collation="C")
    # None: of a pipe, a station, a company.
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="hazards", db_index=False, verbose_name="住户"
    )
    householder = models.CharField("户主", max_length=50, blank=True, editable=False)
    location = models.CharField("部位", max_length=200, blank=True, help_text="不在住户家里的，写明地点和部位。")
    # Who has to see to it that it goes.
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="燃气企业",
    )  # fmt: skip
    source = models.CharField("来源", max_length=12, choices=Source)
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, related_name="hazards", editable=False, verbose_name="安检记录"
    )
    assessor = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False, editable=False,
        verbose_name="评估机构",
    )  # fmt: skip
    item_code = models.CharField("检查项编码", max_length=10, blank=True, editable=False)
    group = models.CharField("类别", max_length=30, blank=True)
    description = models.CharField("隐患描述", max_length=300)
    level = models.CharField("等级", max_length=8, choices=Level)
    basis = models.CharField("依据条款", max_length=200, blank=True)
    demand = models.CharField("整改要求", max_length=300, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.OPEN, editable=False)
    found_on = models.DateField("发现日期")
    found_by = models.CharField("发现人", max_length=50, editable=False)
    # How often it has been seen since, and when last.
    sightings = models.PositiveSmallIntegerField("发现次数", default=1, editable=False)
    seen_on = models.DateField("最近发现日期", editable=False)
    # None: until the next inspection.
    due_on = models.DateField("整改期限", null=True, editable=False)
    # Asked by the company; granted once it has `extended_on`.
    extension_until_on = models.DateField("申请延期至", null=True, blank=True)
    extension_reason = models.CharField("延期理由", max_length=500, blank=True, editable=False)
    extended_on = models.DateField("延期日期", null=True, editable=False)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)
    rectified_by = models.CharField(
        "整改人", max_length=60, blank=True, help_text="谁做的整改：住户自己、安全员、维修人员或施工单位，写明姓名。"
    )
    rectification = models.CharField("整改情况", max_length=300, blank=True)
    reported_at = models.DateTimeField("报整改完成时间", null=True, editable=False)
    reported_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", db_index=False, editable=False,
        verbose_name="报整改完成的人",
    )  # fmt: skip
    # What was photographed before it shows nothing of a further rectification.
    sent_back_at = models.DateTimeField("复查不合格时间", null=True, editable=False)
    rechecked_on = models.DateField("复查日期", null=True, blank=True)
    rechecked_by = models.CharField("复查人", max_length=50, blank=True, editable=False)
    closed_at = models.DateTimeField("销号时间", null=True, editable=False)
    # Of severe ones: why the gas flows on, and what the household said on the third day.
    stop_waived = models.CharField("不停气原因", max_length=500, blank=True, editable=False)
    followed_up_on = models.DateField("电话回访日期", null=True, editable=False)
    follow_up = models.CharField("回访情况", max_length=300, blank=True)
    transferred_to = models.CharField("移交单位", max_length=60, blank=True)
    transferred_on = models.DateField("移交日期", null=True, blank=True)
    # 挂牌督办 by the township or the district.
    supervised = models.BooleanField("挂牌督办", default=False, editable=False)
    notice = models.ForeignKey(
        "inspections.RectificationNotice", models.PROTECT, null=True, related_name="hazards", editable=False,
        verbose_name="整改通知书",
    )  # fmt: skip
    gas_stop = models.ForeignKey(
        "inspections.GasStop",
        models.PROTECT,
        null=True,
        related_name="hazards",
        editable=False,
        verbose_name="停气记录",
    )

    scope = HazardScope(area="", company="company")
    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = "隐患"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="hazard_number_once"),
            # Found again it is linked to the open one (domain.md 6.2).
            models.UniqueConstraint(
                fields=["household", "item_code"],
                condition=Q(state__in=UNSETTLED) & ~Q(item_code=""),
                name="hazard_open_once_a_household",
                violation_error_message="这户的这一项隐患还没有销号，请在原来那一条上办理。",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False) | ~Q(location=""),
                name="hazard_somewhere",
                violation_error_message="不在住户家里的隐患，请写明地点和部位。",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="hazard_closed_with_time",
            ),
            models.CheckConstraint(
                condition=Q(extended_on=None) | Q(extension_until_on__isnull=False),
                name="hazard_extended_until_a_day",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"hazard_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"hazard_{tier}_state") for tier in TIERS],
            models.Index(fields=["company", "-id"], name="hazard_company"),
            models.Index(fields=["household", "-id"], name="hazard_household"),
            models.Index(fields=["assessor", "-id"], condition=Q(assessor__isnull=False), name="hazard_assessor"),
            models.Index(fields=["due_on"], condition=Q(state__in=UNSETTLED), name="hazard_due"),
            GinIndex(OpClass(Grams(F("householder")), "array_ops"), name="hazard_words"),
        ]

    def __str__(self) -> str:
        return f"隐患 {self.number}"


class HazardSighting(Record):
    """The same open hazard found again: linked, so that it keeps its first day and its deadline."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="seen_again", verbose_name="隐患")
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="+", verbose_name="安检记录")
    seen_on = models.DateField("发现日期")
    seen_by = models.CharField("发现人", max_length=50)
    note = models.CharField("说明", max_length=300, blank=True)

    scope = Scope(area="hazard", company="hazard__company")
    objects = ScopedQuerySet["HazardSighting"].as_manager()

    class Meta:
        verbose_name = "隐患再次发现"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["hazard", "inspection"], name="hazard_sighting_once")]

    def __str__(self) -> str:
        return f"{self.hazard}（{self.seen_on:%Y-%m-%d}）"


class RectificationNotice(Placed, Record):
    """整改通知书: the written demand; without it the operator itself is at fault (domain.md 6.1, art. 9; F23)."""

    class State(models.TextChoices):
        ISSUED = "issued", "待送达"
        DELIVERED = "delivered", "已送达"
        CANCELLED = "cancelled", "已撤销"

    class Way(models.TextChoices):
        SIGNED = "signed", "当面签收"
        REFUSED = "refused", "当面送达、拒绝签字"
        POSTED = "posted", "张贴"
        MAILED = "mailed", "邮寄"
        MESSAGE = "message", "短信或微信"

    number = models.CharField("通知书编号", max_length=20, editable=False, db_collation="C")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="住户"
    )
    householder = models.CharField("户主或责任单位", max_length=60, editable=False)
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False, editable=False,
        verbose_name="燃气企业",
    )  # fmt: skip
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="安检记录"
    )
    # As printed, whatever becomes of the hazards: of each its number, code, description, level, basis, demand, day.
    items = models.JSONField("隐患条目", default=list, editable=False)
    state = models.CharField("状态", max_length=9, choices=State, default=State.ISSUED, editable=False)
    issued_on = models.DateField("开具日期", editable=False)
    issued_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="开具人"
    )
    due_on = models.DateField("整改期限", null=True, editable=False)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    way = models.CharField("送达方式", max_length=8, choices=Way, blank=True)
    recipient = models.CharField("签收人", max_length=50, blank=True)
    witness = models.CharField("见证人", max_length=50, blank=True)
    # Says that the paper is genuine, to who scans its code without an account.
    token = models.CharField(max_length=32, editable=False, unique=True)

    scope = Scope(area="", company="company")
    objects = ScopedQuerySet["RectificationNotice"].as_manager()

    class Meta:
        verbose_name = "整改通知书"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="rectification_notice_number_once"),
            models.CheckConstraint(
                condition=~Q(state="delivered") | (Q(delivered_at__isnull=False) & ~Q(way="")),
                name="rectification_notice_delivered_in_full",
                violation_error_message="送达须写明方式和时间。",
            ),
            models.CheckConstraint(
                condition=~Q(way="refused") | ~Q(witness=""),
                name="rectification_notice_refusal_witnessed",
                violation_error_message="拒绝签字的，须写明见证人。",
            ),
            models.CheckConstraint(
                condition=~Q(way="signed") | ~Q(recipient=""),
                name="rectification_notice_signed_by_somebody",
                violation_error_message="当面签收的，须写明签收人。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"notice_{tier}") for tier in TIERS],
            models.Index(fields=["company", "-id"], name="notice_company"),
            models.Index(fields=["-id"], condition=Q(state="issued"), name="notice_undelivered"),
        ]

    def __str__(self) -> str:
        return f"整改通知书 {self.number}"


class GasStopQuerySet(ScopedQuerySet["GasStop"]):
    def running(self) -> Self:
        return self.exclude(state=GasStop.State.RESTORED)


class GasStop(Placed, Record):
    """停气: on the spot for severe hazards, with time and witness; supply is restored within 24 hours after they are
    closed (F22, domain.md 1.22)."""

    class State(models.TextChoices):
        STOPPED = "stopped", "停气中"
        RESTORABLE = "restorable", "待恢复供气"
        RESTORED = "restored", "已恢复供气"

    household = models.ForeignKey(Household, models.PROTECT, related_name="gas_stops", verbose_name="住户")
    householder = models.CharField("户主", max_length=50, editable=False)
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False, editable=False,
        verbose_name="燃气企业",
    )  # fmt: skip
    state = models.CharField("状态", max_length=10, choices=State, default=State.STOPPED, editable=False)
    stopped_at = models.DateTimeField("停气时间")
    stopped_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="停气人"
    )
    witness = models.CharField("见证人", max_length=50)
    means = models.CharField("停气措施", max_length=200, help_text="如关闭表前阀并加封、拆除软管加堵。")
    restorable_at = models.DateTimeField("可恢复时间", null=True, editable=False)
    restored_at = models.DateTimeField("恢复供气时间", null=True, blank=True)
    restored_by = models.CharField("恢复供气人", max_length=50, blank=True)
    tightness_checked = models.BooleanField("气密性试验合格", default=False)

    scope = Scope(area="", company="company")
    objects = GasStopQuerySet.as_manager()

    class Meta:
        verbose_name = "停气记录"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=~Q(state="restored"),
                name="gas_stop_one_at_a_time",
                violation_error_message="这户已经停气，还没有恢复。",
            ),
            models.CheckConstraint(
                condition=~Q(state="restored") | (Q(restored_at__isnull=False, tightness_checked=True)),
                name="gas_stop_restored_after_test",
                violation_error_message="恢复供气须写明时间，并且气密性试验合格。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"gas_stop_{tier}") for tier in TIERS],
            models.Index(fields=["company", "-id"], name="gas_stop_company"),
        ]

    def __str__(self) -> str:
        return f"{self.householder} 停气（{self.stopped_at:%Y-%m-%d}）"
