"""事件推送: where another system wants to be told of what happens, and each thing that it was told."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Post
from accounts.records import Record
from accounts.scoping import PeopleScope, ScopedQuerySet
from core.sealing.numbers import SealedField
from core.small_tables import forget


def mask_whole(text: str) -> str:
    return "*" * 12


class WebhookQuerySet(ScopedQuerySet["Webhook"]):
    def listening(self) -> WebhookQuerySet:
        """Switched on, and their post still in force."""
        return self.filter(active=True, post__in=Post.objects.in_force())


class Webhook(Record):
    """Tells only of rows that its post sees, at the moment of the event and again at that of sending."""

    name = models.CharField(
        "名称", max_length=60, unique=True, error_messages={"unique": "已有同名的推送，请换一个名称。"}
    )
    address = models.CharField("接收网址", max_length=300)
    secret = SealedField("签名密钥", mask=mask_whole)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="按哪个岗位的范围")
    events = ArrayField(models.CharField(max_length=120), verbose_name="事件")
    active = models.BooleanField("启用", default=True)
    # How the address has answered: failures since it last took something, and until when it is left alone.
    failures = models.PositiveSmallIntegerField("连续失败", default=0, editable=False)
    retry_at = models.DateTimeField("下次再试", null=True, editable=False)
    stopped_at = models.DateTimeField("因失败停推", null=True, editable=False)

    scope = PeopleScope(area="post__division")
    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = "事件推送"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | Q(stopped_at=None),
                name="webhook_stopped_is_off",
                violation_error_message="因失败停推的，须重新启用后才能推送。",
            ),
            models.CheckConstraint(
                condition=Q(events__len__gt=0),
                name="webhook_of_some_event",
                violation_error_message="请至少选择一种事件。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(Webhook)


class WebhookDelivery(models.Model):
    """推送记录: one event for one webhook, made in the transaction of what happened, with the last answer to it."""

    class State(models.TextChoices):
        WAITING = "waiting", "待推送"
        DELIVERED = "delivered", "已送达"
        GIVEN_UP = "given_up", "已放弃"
        WITHHELD = "withheld", "不予推送"

    webhook = models.ForeignKey(
        Webhook, models.PROTECT, related_name="deliveries", db_index=False, verbose_name="事件推送"
    )
    event = models.CharField("事件", max_length=80)
    kind = models.CharField("类别", max_length=60)
    record_id = models.BigIntegerField("记录编号")
    payload = models.JSONField("内容")
    created_at = models.DateTimeField("发生时间", db_default=Now())
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    tried_at = models.DateTimeField("最近一次", null=True)
    status = models.PositiveSmallIntegerField("答复码", null=True)
    result = models.CharField("结果", max_length=200, blank=True)

    scope = PeopleScope(area="webhook__post__division")
    objects = ScopedQuerySet["WebhookDelivery"].as_manager()

    class Meta:
        verbose_name = "推送记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            # Those not yet tried before those that failed: one that the other side refuses holds up nobody.
            models.Index(fields=["webhook", "attempts", "id"], condition=Q(state="waiting"), name="delivery_waiting"),
            BrinIndex(fields=["created_at"], name="delivery_by_time", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.record_id}"

    @property
    def what(self) -> str:
        return str(apps.get_model(self.kind)._meta.verbose_name)

    @property
    def content(self) -> str:
        return json.dumps(self.payload, ensure_ascii=False)
