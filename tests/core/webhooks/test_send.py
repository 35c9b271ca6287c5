"""Telling: signed, once where it succeeds, later where it fails, never what the post no longer sees."""

from __future__ import annotations

import base64
import datetime
import hmac
import json
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Notice, Webhook, WebhookDelivery
from core.operations.retention import sweep_deliveries
from core.webhooks.sending import MOST_ATTEMPTS, MOST_FAILURES, send
from households.models import Application
from tests.conftest import MakePost
from tests.core.webhooks.conftest import MakeWebhook, Receiver
from tests.factories import Tree

NOW = timezone.make_aware(datetime.datetime(2026, 11, 18, 10))
MINUTE = datetime.timedelta(minutes=1)
State = WebhookDelivery.State


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> Any:
    time_machine.move_to(NOW, tick=False)
    return time_machine


def waiting(webhook: Webhook, record: Application) -> WebhookDelivery:
    return WebhookDelivery.objects.create(
        webhook=webhook, event="提交", kind="households.application", record_id=record.pk, payload={"id": record.pk}
    )


def fresh(row: Any) -> Any:
    row.refresh_from_db()
    return row


def test_what_waits_is_posted_to_the_address(webhook: MakeWebhook, receiver: Receiver, record: Application) -> None:
    made = webhook()
    delivery = waiting(made, record)

    send(made.pk)
    send(made.pk)

    [(path, headers, body)] = receiver.got
    assert (path, json.loads(body)) == ("/hooks?of=portal", {"id": record.pk})
    assert headers["host"] == receiver.address.split("/")[2]
    done = fresh(delivery)
    assert (done.state, done.status, done.attempts, done.tried_at) == (State.DELIVERED, 204, 1, NOW)


def test_the_receiver_can_check_whence_it_comes(webhook: MakeWebhook, receiver: Receiver, record: Application) -> None:
    key = bytes(range(32))
    made = webhook(secret="whsec_" + base64.b64encode(key).decode())
    delivery = waiting(made, record)

    send(made.pk)

    [(_, headers, body)] = receiver.got
    assert headers["webhook-id"] == str(delivery.pk)
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    signed = f"{delivery.pk}.{int(NOW.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_what_fails_is_tried_again_ever_later(
    webhook: MakeWebhook, receiver: Receiver, record: Application, clock: Any
) -> None:
    receiver.answers = [500, 503, 200]
    made = webhook()
    delivery = waiting(made, record)

    waits = []
    for _ in range(2):
        send(made.pk)
        retry_at = fresh(made).retry_at
        waits.append(retry_at - timezone.now())
        clock.move_to(retry_at - MINUTE / 2, tick=False)
        send(made.pk)  # too early: nothing is sent
        clock.move_to(retry_at, tick=False)
    assert (waits, len(receiver.got), fresh(made).failures) == ([MINUTE, 2 * MINUTE], 2, 2)
    assert (fresh(delivery).state, fresh(delivery).result) == (State.WAITING, "对方答复 503。")

    send(made.pk)

    assert fresh(delivery).state == State.DELIVERED
    assert (fresh(made).failures, fresh(made).retry_at) == (0, None)


def test_one_that_is_refused_holds_up_nobody(
    webhook: MakeWebhook, receiver: Receiver, record: Application, clock: Any
) -> None:
    receiver.answers = [422, 200]
    made = webhook()
    first, second = waiting(made, record), waiting(made, record)

    send(made.pk)
    assert (fresh(first).state, fresh(second).state) == (State.WAITING, State.WAITING)
    clock.move_to(NOW + MINUTE, tick=False)
    send(made.pk)

    assert [json.loads(headers["webhook-id"]) for _, headers, _ in receiver.got] == [first.pk, second.pk, first.pk]


def test_what_is_refused_again_and_again_is_given_up(
    webhook: MakeWebhook, receiver: Receiver, record: Application
) -> None:
    receiver.answers = [422]
    made = webhook()
    delivery = waiting(made, record)
    WebhookDelivery.objects.update(attempts=MOST_ATTEMPTS - 1)

    send(made.pk)

    assert (fresh(delivery).state, fresh(delivery).result) == (State.GIVEN_UP, "对方答复 422。")


def test_after_many_failures_it_stops_and_the_administrator_is_told(
    webhook: MakeWebhook, receiver: Receiver, record: Application, post: MakePost, clock: Any
) -> None:
    administrator = post(Role.SYSTEM_ADMIN)
    receiver.answers = [500]
    made = webhook()
    for _ in range(MOST_FAILURES + 3):
        waiting(made, record)

    for _ in range(MOST_FAILURES + 3):
        send(made.pk)
        clock.move_to(fresh(made).retry_at or timezone.now(), tick=False)

    assert len(receiver.got) == MOST_FAILURES
    assert (fresh(made).active, made.stopped_at is not None) == (False, True)
    notice = Notice.objects.get()
    assert (notice.user, notice.title) == (administrator.user, "事件推送已停：市平台对接")
    assert "对方答复 500。" in notice.body


def test_what_the_post_no_longer_sees_is_withheld(
    webhook: MakeWebhook, receiver: Receiver, record: Application, tree: Tree
) -> None:
    made = webhook()
    delivery = waiting(made, record)
    with acting(System.DEMO):
        record.village = tree.other_village
        record.save()

    send(made.pk)

    assert receiver.got == []
    assert (fresh(delivery).state, fresh(delivery).result) == (State.WITHHELD, "该岗位现在看不到这条记录。")


def test_what_its_role_has_no_page_for_is_withheld(
    webhook: MakeWebhook, receiver: Receiver, record: Application, post: MakePost
) -> None:
    """A leader sees the district's rows, and has no page of applications' imports."""
    made = webhook(post(Role.SYSTEM_ADMIN))
    delivery = waiting(made, record)

    send(made.pk)

    assert (receiver.got, fresh(delivery).state) == ([], State.WITHHELD)


def test_a_redirect_is_not_followed(webhook: MakeWebhook, receiver: Receiver, record: Application) -> None:
    receiver.answers, receiver.headers = [302], {"Location": receiver.address}
    made = webhook()
    delivery = waiting(made, record)

    send(made.pk)

    assert len(receiver.got) == 1
    assert fresh(delivery).result == "对方要求转到别的网址（302），不予跟随。"


def test_inside_is_not_told_unless_allowed(
    webhook: MakeWebhook, receiver: Receiver, record: Application, settings: Any
) -> None:
    made = webhook()
    delivery = waiting(made, record)
    settings.WEBHOOK_NETWORKS = []

    send(made.pk)

    assert receiver.got == []
    assert fresh(delivery).result.startswith("网址指向内部网络，不能推送。")


def test_an_address_where_nobody_listens_is_said(webhook: MakeWebhook, record: Application) -> None:
    made = webhook(address="http://127.0.0.1:9/")
    delivery = waiting(made, record)

    send(made.pk)

    assert (fresh(delivery).state, fresh(delivery).result) == (State.WAITING, "连不上对方，或对方中断了连接。")


def test_what_was_told_long_ago_is_swept_and_what_waits_stays(
    webhook: MakeWebhook, record: Application, clock: Any
) -> None:
    made = webhook()
    told, left = waiting(made, record), waiting(made, record)
    WebhookDelivery.objects.update(created_at=NOW - datetime.timedelta(days=31))
    WebhookDelivery.objects.filter(pk=told.pk).update(state=State.DELIVERED)

    assert sweep_deliveries() == 1

    assert list(WebhookDelivery.objects.all()) == [left]
