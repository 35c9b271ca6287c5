"""办理记录: every step taken, of every workflow."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from accounts.models import Post


class StepTaken(models.Model):
    """One step of one record. Only ever added."""

    kind = models.CharField("类别", max_length=60)
    record_id = models.BigIntegerField("记录")
    workflow = models.CharField("流程", max_length=60)
    step = models.CharField("步骤", max_length=40)
    label = models.CharField("步骤名称", max_length=40)
    from_state = models.CharField("原状态", max_length=20, blank=True)
    to_state = models.CharField("新状态", max_length=20)
    at = models.DateTimeField("时间", db_default=Now())
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="经办")
    by_label = models.CharField("经办人", max_length=120)
    reason = models.CharField("意见", max_length=500, blank=True)
    flagged = models.JSONField("需改字段", null=True)
    act = models.UUIDField("操作编号")

    class Meta:
        verbose_name = "办理记录"
        indexes = [
            models.Index(fields=["kind", "record_id", "id"], name="step_of_record"),
            models.Index(fields=["act"], name="step_of_act"),
        ]

    def __str__(self) -> str:
        return self.label
