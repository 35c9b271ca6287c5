"""Telling what waits: signed after the Standard Webhooks convention, again and ever later where it fails.

The receiver checks `webhook-signature`: "v1," and the Base64 of HMAC-SHA256 over "<webhook-id>.<webhook-timestamp>.
<body>", keyed with the bytes behind "whsec_". A delivery may come twice (same `webhook-id`) and out of order.
"""

from __future__ import annotations

import base64
import datetime
import hmac
import json
import secrets
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any

import certifi
import urllib3
from celery import shared_task
from django.db import transaction
from django.db.models import F, Q
from django.urls import get_resolver
from django.utils import timezone
from urllib3 import exceptions as faults

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import Notice, Webhook, WebhookDelivery
from core.notifying import notices
from core.small_tables import forget
from core.views.declaration import pages_of
from core.webhooks.addresses import PORTS, AddressRefused, Target, resolved
from core.webhooks.announcing import SEND, send_soon

PREFIX = "whsec_"
SECONDS = urllib3.Timeout(connect=5, read=10)
MOST_IN_A_ROW = 500
# One, two, four … minutes after each failure, no longer than six hours: twelve of them are the better part of a day.
FIRST_WAIT, LONGEST_WAIT = datetime.timedelta(minutes=1), datetime.timedelta(hours=6)
MOST_FAILURES = 12
# What the other side refuses so often while it takes others.
MOST_ATTEMPTS = 8
State = WebhookDelivery.State


@dataclass(frozen=True)
class Answer:
    sentence: str
    status: int | None = None

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


@shared_task(name=SEND)  # type: ignore[untyped-decorator]
def send(pk: int) -> None:
    """What waits for one webhook, until it is told or something fails."""
    for _ in range(MOST_IN_A_ROW):
        if not _send_next(pk):
            return
    send_soon([pk])


@shared_task(name="core.webhooks.sending.take_up")  # type: ignore[untyped-decorator]
def take_up() -> None:
    """What failed and may be tried again, and what a lost message left."""
    due = Q(retry_at=None) | Q(retry_at__lte=timezone.now())
    waiting = WebhookDelivery.objects.filter(state=State.WAITING).values("webhook")
    send_soon(Webhook.objects.listening().filter(due, pk__in=waiting).values_list("pk", flat=True))


def _send_next(pk: int) -> bool:
    """Whether to go on. The row stays locked while it is sent, so that no two workers send it."""
    with transaction.atomic():
        webhook = Webhook.objects.listening().select_related("post__division").filter(pk=pk).first()
        if webhook is None or (webhook.retry_at and webhook.retry_at > timezone.now()):
            return False
        waiting = webhook.deliveries.filter(state=State.WAITING).order_by("attempts", "id")
        delivery = waiting.select_for_update(of=("self",), skip_locked=True).first()
        if delivery is None:
            return False
        if not _is_seen(webhook, delivery):
            _end(delivery, State.WITHHELD, Answer("该岗位现在看不到这条记录。"))
            return True
        answer = _sent(webhook, delivery)
        if answer.is_good:
            _end(delivery, State.DELIVERED, answer)
        else:
            _end(delivery, State.GIVEN_UP if delivery.attempts + 1 >= MOST_ATTEMPTS else State.WAITING, answer)
        _keep_count(webhook, answer)
        return answer.is_good


def _is_seen(webhook: Webhook, delivery: WebhookDelivery) -> bool:
    """By the same rows and readers as the record's own page and API."""
    # A worker has not read the addresses, with which every declaration comes in.
    assert get_resolver().url_patterns
    pages = pages_of(delivery.kind)
    if pages is None or webhook.post.role not in pages.readers:
        return False
    return pages.queryset(webhook.post).filter(pk=delivery.record_id).exists()


def _end(delivery: WebhookDelivery, state: State, answer: Answer) -> None:
    delivery.state, delivery.status, delivery.result = state, answer.status, answer.sentence
    delivery.attempts, delivery.tried_at = delivery.attempts + 1, timezone.now()
    delivery.save(update_fields=["state", "status", "result", "attempts", "tried_at"])


def _keep_count(webhook: Webhook, answer: Answer) -> None:
    failures = 0 if answer.is_good else webhook.failures + 1
    if failures >= MOST_FAILURES:
        _stop(webhook, answer)
    elif failures or webhook.failures:
        wait = min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT) if failures else None
        _note(webhook, failures=failures, retry_at=timezone.now() + wait if wait else None)


def _stop(webhook: Webhook, answer: Answer) -> None:
    now = timezone.now()
    _note(webhook, failures=F("failures") + 1, retry_at=None, active=False, stopped_at=now)
    administrators = Post.objects.in_force().filter(role=Role.SYSTEM_ADMIN).values_list("user_id", flat=True)
    notices.tell(
        set(administrators),
        Notice.Kind.NEWS,
        f"事件推送已停：{webhook.name}",
        body=f"连续 {MOST_FAILURES} 次没有送达，最后一次：{answer.sentence}请核对后重新启用，积下的会接着推送。",
        link=f"/webhooks/{webhook.pk}/",
        about=f"webhook:{webhook.pk}:{now:%Y%m%d%H%M}",
    )


def _note(webhook: Webhook, **facts: Any) -> None:
    with acting(System.CLOCK):
        Webhook.objects.filter(pk=webhook.pk).update(**facts)
        forget(Webhook)


def _sent(webhook: Webhook, delivery: WebhookDelivery) -> Answer:
    try:
        target = resolved(webhook.address)
        status = _post(target, *signed(str(webhook.secret), str(delivery.pk), delivery.payload))
    except AddressRefused as refused:
        return Answer(str(refused))
    except faults.SSLError:
        return Answer("对方的证书不可信，或与网址不符。")
    except (faults.NewConnectionError, faults.ProtocolError):
        return Answer("连不上对方，或对方中断了连接。")
    except faults.TimeoutError:
        return Answer("对方没有在规定时间内答复。")
    except faults.HTTPError:
        return Answer("对方的答复不合 HTTP 的写法。")
    if 300 <= status < 400:
        return Answer(f"对方要求转到别的网址（{status}），不予跟随。", status)
    return Answer("" if 200 <= status < 300 else f"对方答复 {status}。", status)


def signed(secret: str, message: str, payload: Any) -> tuple[bytes, dict[str, str]]:
    """The body and the headers that prove where it comes from."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    moment = str(int(timezone.now().timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signature = hmac.digest(key, f"{message}.{moment}.".encode() + body, "sha256")
    return body, {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": message,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def _post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """To the address that was looked at, in the name of the host; no redirect is followed, no answer read."""
    with _pool(target) as pool:
        answer = pool.request(
            "POST",
            target.path,
            body=body,
            headers={**headers, "Host": _named(target), "User-Agent": "Nuanhu"},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        answer.close()
        return int(answer.status)


def _named(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == PORTS[target.scheme] else f"{host}:{target.port}"


def _pool(target: Target) -> urllib3.HTTPConnectionPool:
    if target.scheme == "http":
        return urllib3.HTTPConnectionPool(target.ip, target.port, timeout=SECONDS)
    return urllib3.HTTPSConnectionPool(
        target.ip,
        target.port,
        timeout=SECONDS,
        ssl_context=_trust(),
        server_hostname=target.host,
        assert_hostname=target.host,
    )


@cache
def _trust() -> ssl.SSLContext:
    """The machine's authorities, and Mozilla's for a machine that has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
