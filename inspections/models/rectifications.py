"""举一反三: a problem found somewhere is looked for in every village of the township, and put right before winter
(P36)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet, TownScope
from inspections.models.hazards import Hazard


class Rectification(Record):
    """Of one township and one problem; its villages' rows say how far each has come."""

    class State(models.TextChoices):
        OPEN = "open", "排查整改中"
        REPORTED = "reported", "待区督导检查"
        CLOSED = "closed", "已办结"

    town = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="街镇")
    year = models.PositiveSmallIntegerField("年度", editable=False)
    title = models.CharField("问题", max_length=100)
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, null=True, blank=True, related_name="rectifications", verbose_name="起因的隐患"
    )
    demands = models.TextField("排查整改要求", max_length=1000)
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN, editable=False)
    # Whether it was opened while people heat: then there is no time until the autumn (P40).
    in_season = models.BooleanField("采暖季内", default=False, editable=False)
    opened_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="部署人"
    )
    report = models.TextField("整改情况", blank=True, max_length=2000)
    reported_at = models.DateTimeField("上报时间", null=True, editable=False)
    confirmed_at = models.DateTimeField("办结时间", null=True, editable=False)
    sent_back_reason = models.CharField("退回意见", max_length=500, blank=True, editable=False)

    scope = TownScope(area="town")
    objects = ScopedQuerySet["Rectification"].as_manager()

    class Meta:
        verbose_name = "举一反三整改"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["town", "year", "title"],
                name="rectification_once_a_year",
                violation_error_message="这个街镇今年已部署过同一问题的整改。",
            ),
            models.CheckConstraint(
                condition=Q(state="open", reported_at=None) | (~Q(state="open") & Q(reported_at__isnull=False)),
                name="rectification_reported_with_time",
            ),
        ]
        indexes = [models.Index(fields=["town", "-id"], name="rectification_town")]

    def __str__(self) -> str:
        return f"{self.title}（{self.year} 年）"


class RectificationVillage(Placed, Record):
    class State(models.TextChoices):
        WAITING = "waiting", "待排查"
        FOUND = "found", "整改中"
        DONE = "done", "已完成"

    rectification = models.ForeignKey(
        Rectification, models.PROTECT, related_name="villages", editable=False, verbose_name="举一反三整改"
    )
    state = models.CharField("状态", max_length=7, choices=State, default=State.WAITING, editable=False)
    checked_on = models.DateField("排查日期", null=True, blank=True)
    checked = models.PositiveIntegerField("排查户（处）数", null=True, blank=True)
    found = models.PositiveIntegerField("发现问题数", null=True, blank=True)
    rectified = models.PositiveIntegerField("已整改数", null=True, blank=True)
    finished_on = models.DateField("完成日期", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    scope = Scope(area="")
    objects = ScopedQuerySet["RectificationVillage"].as_manager()

    class Meta:
        verbose_name = "各村整改情况"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["rectification", "village"], name="rectification_village_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(found=0) | Q(rectified=F("found")),
                name="rectification_village_done_in_full",
                violation_error_message="发现的问题全部整改了，才能办理完成。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"rectification_village_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"rect_village_{tier}_state") for tier in TIERS[1:]],
        ]

    def __str__(self) -> str:
        return f"{self.village}：{self.rectification.title}"
