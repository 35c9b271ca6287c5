"""改造名单公示 (F80, P50): the list of a township's qualified households, put up for some days; what is said against it
stands in objections.py."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Division, Post
from accounts.records import Record
from accounts.scoping import ScopedQuerySet, SeatScope
from core.wording.division_names import division_name


class Publicity(Record):
    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        RUNNING = "running", "公示中"
        EXPIRED = "expired", "期满待办结"
        ENDED = "ended", "已结束"
        STOPPED = "stopped", "已终止"

    town = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="街镇"
    )
    title = models.CharField("标题", max_length=80)
    number = models.CharField("公示文号", max_length=60, blank=True)
    # Ids of divisions; empty: the whole township.
    villages = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="公示的村（社区）")
    posting_place = models.CharField("张贴地点", max_length=200, help_text="如“各村村务公开栏、镇政府公示栏”。")
    objection_phone = models.CharField("监督电话", max_length=20, help_text="群众提出异议时拨打，公示页上显示。")
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    filed_by = models.ForeignKey(Post, models.PROTECT, editable=False, related_name="+", verbose_name="登记人")
    begun_on = models.DateField("公示开始日", null=True, editable=False)
    # The last day on which objections are taken.
    ends_on = models.DateField("公示截止日", null=True, editable=False)
    ended_at = models.DateTimeField("办结时间", null=True, editable=False)
    # Names the public page: who has it was given it with the notice.
    token = models.CharField("公示页编号", max_length=32, blank=True, editable=False)

    scope = SeatScope(area="town")
    objects = ScopedQuerySet["Publicity"].as_manager()

    class Meta:
        verbose_name = "改造名单公示"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="publicity_token_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(begun_on__isnull=False, ends_on__isnull=False) & ~Q(token="")),
                name="publicity_begun_with_days",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["ended", "stopped"]) & Q(ended_at__isnull=False))
                | (~Q(state__in=["ended", "stopped"]) & Q(ended_at=None)),
                name="publicity_ended_with_time",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "-id"], name="publicity_town"),
            models.Index(fields=["ends_on"], condition=Q(state="running"), name="publicity_running"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def village_names(self) -> str:
        return "、".join(division_name(pk) for pk in self.villages) or "本街镇全部"
