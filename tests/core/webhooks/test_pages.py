"""The system administrator keeps webhooks and reads what they were told; nobody reads the secret again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.audit import Change, System, acting
from accounts.roles import Role
from core.models import Webhook, WebhookDelivery
from tests.conftest import ClientOf, MakePost
from tests.core.webhooks.conftest import EVERY_STEP, MakeWebhook, Receiver
from tests.factories import Tree

pytestmark = pytest.mark.usefixtures("small_tables")


@pytest.fixture
def browser(post: MakePost, client_of: ClientOf) -> Client:
    return client_of(post(Role.SYSTEM_ADMIN))


def new_page(browser: Client) -> str:
    return browser.get("/webhooks/new/").content.decode()


def offered_secret(browser: Client) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", new_page(browser))
    assert found
    return found[0]


def facts(browser: Client, receiver: Receiver, post: MakePost, **rest: Any) -> dict[str, Any]:
    return {
        "name": "市平台对接",
        "address": receiver.address,
        "post": post(Role.TOWN_OFFICE).pk,
        "events": [EVERY_STEP],
        "secret": offered_secret(browser),
        "active": "on",
        **rest,
    }


def test_a_webhook_is_made_with_a_secret_that_is_not_shown_again(
    browser: Client, receiver: Receiver, loopback: None, post: MakePost
) -> None:
    given = facts(browser, receiver, post)

    answer = browser.post("/webhooks/new/", given)

    made = Webhook.objects.get()
    assert answer.status_code == 302
    assert (made.secret, made.events, made.active) == (given["secret"], [EVERY_STEP], True)
    for page in (f"/webhooks/{made.pk}/", f"/webhooks/{made.pk}/edit/", f"/webhooks/{made.pk}/history/", "/webhooks/"):
        assert given["secret"] not in browser.get(page).content.decode()
    assert given["secret"] not in str(list(Change.objects.values_list("after", flat=True)))


def test_a_change_leaves_the_secret_unless_another_is_typed(
    browser: Client, receiver: Receiver, loopback: None, post: MakePost
) -> None:
    given = facts(browser, receiver, post)
    browser.post("/webhooks/new/", given)
    made = Webhook.objects.get()

    browser.post(f"/webhooks/{made.pk}/edit/", {**given, "name": "改名", "secret": "*" * 12, "version": made.version})

    made.refresh_from_db()
    assert (made.name, made.secret) == ("改名", given["secret"])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"address": "https://10.0.0.1/"}, "网址指向内部网络"),
        ({"secret": "whsec_short"}, "签名密钥应是"),
        ({"secret": "口令"}, "签名密钥应是"),
        ({"events": []}, "请填写“事件”。"),
        ({"events": ["core.importrun"], "role": Role.VILLAGE}, "所选岗位看不到这些事项：表格导入：每一步。"),
    ],
)
def test_a_webhook_that_cannot_work_is_refused(
    browser: Client, receiver: Receiver, loopback: None, post: MakePost, wrong: dict[str, Any], sentence: str
) -> None:
    given = facts(browser, receiver, post, **wrong)
    if "role" in wrong:
        given["post"] = post(wrong["role"]).pk

    answer = browser.post("/webhooks/new/", given)

    assert sentence in answer.content.decode()
    assert not Webhook.objects.exists()


def test_no_scope_wider_than_the_administrators_own_is_given_away(
    browser: Client, receiver: Receiver, loopback: None, post: MakePost
) -> None:
    browser.post("/webhooks/new/", facts(browser, receiver, post) | {"post": post(Role.CITY_OFFICE).pk})

    assert not Webhook.objects.exists()


def test_switched_on_again_it_starts_with_a_clean_sheet(
    browser: Client, receiver: Receiver, webhook: MakeWebhook, post: MakePost
) -> None:
    made = webhook()
    with acting(System.CLOCK):
        Webhook.objects.update(active=False, failures=12, stopped_at="2026-11-16T08:00Z")
    made.refresh_from_db()

    browser.post(f"/webhooks/{made.pk}/edit/", facts(browser, receiver, post, version=made.version))

    made.refresh_from_db()
    assert (made.active, made.failures, made.stopped_at) == (True, 0, None)


def test_what_was_told_is_read_with_its_last_result(browser: Client, webhook: MakeWebhook) -> None:
    made = webhook()
    row = WebhookDelivery.objects.create(
        webhook=made,
        event="街镇核实",
        kind="households.application",
        record_id=7,
        payload={"id": 7},
        state="waiting",
        attempts=2,
        status=503,
        result="对方答复 503。",
    )

    for page in (f"/webhooks/{made.pk}/", "/webhook-deliveries/", f"/webhook-deliveries/?webhook={made.pk}"):
        text = browser.get(page).content.decode()
        assert "街镇核实" in text
        assert "对方答复 503。" in text
    assert "台账申请" in browser.get(f"/webhook-deliveries/{row.pk}/").content.decode()


def test_only_the_system_administrator_keeps_webhooks(
    webhook: MakeWebhook, post: MakePost, client_of: ClientOf, tree: Tree
) -> None:
    made = webhook()
    auditor, office = client_of(post(Role.AUDIT_ADMIN)), client_of(post(Role.DISTRICT_OFFICE))

    assert auditor.get(f"/webhooks/{made.pk}/").status_code == 200
    assert auditor.post(f"/webhooks/{made.pk}/edit/", {"name": "x"}).status_code == 403
    assert auditor.get("/webhooks/new/").status_code == 403
    assert office.get("/webhooks/").status_code == 403
