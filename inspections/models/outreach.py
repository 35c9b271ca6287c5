"""燃气安全宣传: what was done in each village, and the materials for it (P105)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Organization, Post
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import TIERS, AdministratorScope, Placed, Scope, ScopedQuerySet


class PublicityActivity(Placed, Record):
    class Kind(models.TextChoices):
        BROADCAST = "broadcast", "广播"
        LEAFLETS = "leaflets", "发放宣传品"
        MESSAGES = "messages", "微信、短信"
        TRAINING = "training", "集中培训"
        DOOR_TO_DOOR = "door", "入户宣传"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        FILED = "filed", "有效"
        VOID = "void", "作废"

    kind = models.CharField("宣传方式", max_length=10, choices=Kind)
    held_on = models.DateField("活动日期")
    topic = models.CharField("主题", max_length=100, help_text="如冬季用气安全、报警器使用。")
    reached = models.PositiveIntegerField("受众人数", validators=[MaxValueValidator(100_000)])
    leaflets = models.PositiveIntegerField("发放份数", default=0, validators=[MaxValueValidator(1_000_000)])
    organiser = models.CharField("组织单位", max_length=60)
    content = models.CharField("活动情况", max_length=500, blank=True)
    state = models.CharField("状态", max_length=5, choices=State, default=State.FILED, editable=False)
    filed_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", db_index=False, editable=False, verbose_name="登记人"
    )

    # None: of a village or township. A company sees what its own people did.
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False, editable=False,
        verbose_name="燃气企业",
    )  # fmt: skip

    scope = Scope(area="", company="company")
    objects = ScopedQuerySet["PublicityActivity"].as_manager()

    class Meta:
        verbose_name = "燃气安全宣传活动"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="leaflets") | Q(leaflets__gt=0),
                name="publicity_activity_leaflets_counted",
                violation_error_message="发放宣传品的，请填发放份数。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"activity_{tier}") for tier in TIERS],
            models.Index(fields=["village", "held_on"], name="activity_village_day"),
            models.Index(fields=["company", "-id"], name="activity_company"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}（{self.get_kind_display()} {self.held_on:%Y-%m-%d}）"


class PublicityMaterial(Record):
    """Only what its attachments are; everybody may take them."""

    class Kind(models.TextChoices):
        LEAFLET = "leaflet", "宣传单、海报"
        VIDEO = "video", "视频、音频"
        TEXT = "text", "广播稿、微信推文"
        SLIDES = "slides", "培训课件"
        OTHER = "other", "其他"

    class Audience(models.TextChoices):
        HOUSEHOLDS = "households", "农户"
        KEY_PERSONS = "key_persons", "独居老人等重点人员"
        CHILDREN = "children", "中小学生"
        VILLAGE = "village", "村干部、协管员"
        COMPANIES = "companies", "企业人员"

    title = models.CharField("名称", max_length=100, unique=True)
    kind = models.CharField("种类", max_length=10, choices=Kind)
    audience = models.CharField("对象", max_length=12, choices=Audience)
    summary = models.CharField("内容摘要", max_length=300, blank=True)
    retired = models.BooleanField("已停用", default=False, help_text="内容过时的，勾选停用。")

    scope = AdministratorScope(also=frozenset(Role))
    objects = ScopedQuerySet["PublicityMaterial"].as_manager()

    class Meta:
        verbose_name = "宣传材料"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title
