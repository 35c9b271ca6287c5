"""通知: a row first, delivered when the transaction has committed."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User


class Notice(models.Model):
    class Kind(models.TextChoices):
        NEWS = "news", "进展"
        DUE_SOON = "due_soon", "临期提醒"
        OVERDUE = "overdue", "逾期提醒"
        ESCALATED = "escalated", "下级逾期"
        JOB = "job", "任务"
        SECURITY = "security", "安全"

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", db_index=False, verbose_name="收件人")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=500, blank=True)
    link = models.CharField("链接", max_length=200, blank=True)
    # What the notice is about: the same thing is told to the same person once.
    about = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField("时间", db_default=Now())
    read_at = models.DateTimeField("已读", null=True)
    delivered_at = models.DateTimeField("已送外部渠道", null=True)

    class Meta:
        verbose_name = "通知"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "about"], condition=~Q(about=""), name="notice_told_once")
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            models.Index(fields=["user", "-id"], condition=Q(read_at=None), name="notice_unread"),
            # Rows come in the order of time: what is left to deliver of the last day is found in a few pages.
            BrinIndex(fields=["created_at"], name="notice_by_time", autosummarize=True),
        ]

    def __str__(self) -> str:
        return self.title
