"""公示异议 (F80): said against one household of a list that is publicised, looked into, upheld or not."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models import checks
from households.models.applications import Application
from households.models.publicities import Publicity


class Objection(Placed, Record):
    """Stands where the household stands."""

    class State(models.TextChoices):
        OPEN = "open", "待查"
        UPHELD = "upheld", "成立"
        DISMISSED = "dismissed", "不成立"
        LAPSED = "lapsed", "公示已终止"

    class Ground(models.TextChoices):
        NOT_ENTITLED = "not_entitled", "不符合改造条件"
        SERVED = "served", "已享受过改造"
        VACANT = "vacant", "房屋空置或无人居住"
        WRONG = "wrong", "公示内容有误"
        OTHER = "other", "其他"

    class Channel(models.TextChoices):
        VISIT = "visit", "来访"
        PHONE = "phone", "来电"
        LETTER = "letter", "来信"
        WEB = "web", "公示页"

    application = models.ForeignKey(Application, models.PROTECT, related_name="objections", verbose_name="申请")
    publicity = models.ForeignKey(
        Publicity, models.PROTECT, related_name="objections", editable=False, verbose_name="公示"
    )
    ground = models.CharField("异议类别", max_length=12, choices=Ground)
    statement = models.CharField("异议内容", max_length=500)
    channel = models.CharField("来源", max_length=6, choices=Channel, default=Channel.VISIT)
    objector = models.CharField("异议人", max_length=50, blank=True, help_text="可以不填。")
    phone = models.CharField("联系方式", max_length=20, blank=True, validators=[checks.phone])
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    finding = models.CharField("核查结论", max_length=500, blank=True, editable=False)
    decided_at = models.DateTimeField("核查时间", null=True, editable=False)

    scope = Scope(area="")
    objects = ScopedQuerySet["Objection"].as_manager()

    class Meta:
        verbose_name = "公示异议"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="objection_decided_with_time",
            )
        ]
        indexes = [models.Index(fields=[tier, "-id"], name=f"objection_{tier}") for tier in TIERS]

    def __str__(self) -> str:
        return f"对{self.application} 的异议"
