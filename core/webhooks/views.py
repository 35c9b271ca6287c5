"""事件推送与推送记录: what the system administrator keeps, records like any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import ADMINISTRATORS, Role
from core.models import Webhook, WebhookDelivery
from core.views.records import Action, RecordPages, Section, Shown
from core.webhooks.events import labels
from core.webhooks.forms import WebhookForm

SHOWN = 10
TONES = {"waiting": "waiting", "delivered": "good", "given_up": "danger", "withheld": "neutral"}


def what_it_tells(webhook: Webhook, post: Post) -> Shown:
    return Shown("事件", "webhooks/_events.html", {"events": [name_of_event(name) for name in webhook.events]})


def name_of_event(name: str) -> str:
    return labels().get(name, name)


def last_deliveries(webhook: Webhook, post: Post) -> Shown:
    rows = webhook.deliveries.order_by("-id")[:SHOWN]
    url = DeliveryPages.url("list", webhook=webhook.pk)
    return Shown("最近的推送", "webhooks/_deliveries.html", {"rows": rows, "tones": TONES, "url": url})


class WebhookPages(RecordPages):
    model = Webhook
    slug = "webhooks"
    title = "事件推送"
    menu = Menu("系统", "事件推送", "webhook")
    readers = ADMINISTRATORS
    creators = editors = frozenset({Role.SYSTEM_ADMIN})
    forms = {None: WebhookForm}
    columns = ("name", "address", "post", "active", "failures", "retry_at", "stopped_at")
    colours: ClassVar = {"active": {True: "good", False: "neutral"}}
    select_related = ("post__user", "post__organization")
    sayings: ClassVar = {"events": name_of_event}
    sorts: ClassVar = {"name": ("name", "id")}
    default_sort = "name"
    unit = "个"
    empty = "还没有事件推送。建立后，别的系统可在办理一步时得到通知。"
    sections = (
        Section("接收方", ("name", "address", "secret", "active")),
        Section("范围", ("post", "events")),
        Section("情况", ("failures", "retry_at", "stopped_at")),
    )
    panels = (what_it_tells, last_deliveries)
    api = False

    @classmethod
    def sections_of(cls, record: Any) -> Sequence[Section]:
        """A panel says the events in words."""
        shown = {section.title: [name for name in section.fields if name != "events"] for section in cls.sections}
        return [Section(title, fields) for title, fields in shown.items()]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("推送记录", DeliveryPages.url("list"), "send")]


class DeliveryFilter(filters.FilterSet):  # type: ignore[misc]
    webhook = filters.ModelChoiceFilter(
        label="事件推送", queryset=lambda request: Webhook.objects.visible_to(request.post).defer("secret")
    )

    class Meta:
        model = WebhookDelivery
        fields = ["webhook", "state"]


class DeliveryPages(RecordPages):
    model = WebhookDelivery
    slug = "webhook-deliveries"
    title = "推送记录"
    readers = ADMINISTRATORS
    columns = ("created_at", "webhook", "event", "record_id", "state", "attempts", "tried_at", "status", "result")
    headings: ClassVar = {"what": "对象", "content": "内容"}
    colours: ClassVar = {"state": TONES}
    filterset_class = DeliveryFilter
    empty = "还没有推送过。"
    sections = (
        Section("事件", ("webhook", "event", "what", "record_id", "created_at", "content")),
        Section("推送", ("state", "attempts", "tried_at", "status", "result")),
    )
    api = False

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        return super().queryset(post).select_related("webhook").defer("webhook__secret")

    @classmethod
    def why_not_edit(cls, record: Any, post: Post) -> str:
        return "推送记录不能改动。"
