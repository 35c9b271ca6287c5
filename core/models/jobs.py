"""任务: the row is the truth, Celery only carries it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Post
from accounts.scoping import Scope, ScopedQuerySet


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未成功"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("任务", max_length=60)
    title = models.CharField("名称", max_length=120)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="发起人")
    params = models.JSONField(default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", null=True)
    sentence = models.CharField("说明", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    cancel_asked = models.BooleanField("已要求取消", default=False)
    created_at = models.DateTimeField("发起时间", db_default=Now())
    started_at = models.DateTimeField("开始时间", null=True)
    heartbeat_at = models.DateTimeField("最近活动", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    # The file that the job made, sealed like every attachment; swept after `expires_at`.
    result = models.FileField("结果文件", max_length=80, blank=True)
    result_name = models.CharField("文件名", max_length=150, blank=True)
    result_size = models.PositiveBigIntegerField("大小（字节）", null=True)
    expires_at = models.DateTimeField("保留至", null=True)
    downloads = models.PositiveIntegerField("下载次数", default=0)

    scope = Scope(area=None, company=None, assignee=None)
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "任务"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["post", "-id"], name="job_of_post"),
            models.Index(fields=["heartbeat_at"], condition=Q(state__in=["queued", "running"]), name="job_unfinished"),
        ]

    def __str__(self) -> str:
        return self.title
