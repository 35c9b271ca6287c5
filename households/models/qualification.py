"""资格审定 (P50): what each rule found of an application on the day of the review, in the words of that day."""

from __future__ import annotations

from django.db import models

from accounts.models import Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models.applications import Application


class QualificationReview(Placed, Record):
    application = models.ForeignKey(Application, models.PROTECT, related_name="reviews", verbose_name="申请")
    # [{"规则", "要求", "结果", "说明"}]: texts as they read then.
    results = models.JSONField("审定结果")
    met_all = models.BooleanField("各项均符合")
    override_reason = models.CharField("特批理由", max_length=500, blank=True)
    reviewed_at = models.DateTimeField("审定时间")
    reviewed_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="审定人")

    scope = Scope(area="")
    objects = ScopedQuerySet["QualificationReview"].as_manager()

    class Meta:
        verbose_name = "资格审定"
        ordering = ["-id"]
        indexes = [models.Index(fields=[tier, "-id"], name=f"review_{tier}") for tier in TIERS]

    def __str__(self) -> str:
        return f"{self.application}资格审定"
