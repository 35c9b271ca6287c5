"""What is to be told: what the webhook's post sees, of the events that it listens to, with nothing of a person."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import Webhook, WebhookDelivery
from core.workflow import pause
from core.workflow.taking_back import lines_of, take_back
from households.models import Application
from tests.conftest import MakePost
from tests.core.conftest import File
from tests.core.webhooks.conftest import EVERY_STEP, MakeWebhook
from tests.factories import Tree

State = Application.State


def told() -> list[tuple[int, str]]:
    return [(one.record_id, one.payload["step"]) for one in WebhookDelivery.objects.order_by("id")]


def test_every_step_of_the_workflow_is_told(webhook: MakeWebhook, submitted: File, trial: Any, post: MakePost) -> None:
    webhook()
    record = submitted()

    trial.verify(record, by=post(Role.TOWN_OFFICE), visited_on="2026-11-16")

    assert told() == [(record.pk, "file"), (record.pk, "submit"), (record.pk, "verify")]


def test_only_the_step_that_is_listened_to_is_told(webhook: MakeWebhook, submitted: File) -> None:
    webhook(events=[f"{EVERY_STEP}/submit"])

    record = submitted()

    assert told() == [(record.pk, "submit")]


def test_who_listens_to_a_step_is_told_that_it_was_taken_back(
    webhook: MakeWebhook, submitted: File, trial: Any, post: MakePost
) -> None:
    record, town = submitted(), post(Role.TOWN_OFFICE)
    webhook(events=[f"{EVERY_STEP}/send_back"])
    act = trial.send_back.take_all(Application.objects.all(), by=town, reason="地址不清").act

    take_back(Application, lines_of(Application, act, by=town), by=town, reason="选错了")

    assert told() == [(record.pk, "send_back"), (record.pk, "take_back")]
    last = WebhookDelivery.objects.latest("id")
    assert (last.payload["from"], last.payload["to"]) == (State.DRAFT, State.SUBMITTED)


def test_what_is_told_names_the_record_and_nobody(
    webhook: MakeWebhook, filed: File, trial: Any, post: MakePost
) -> None:
    record = filed(name="王建国", phone="13812345678")
    webhook()

    trial.submit(record, by=post(Role.VILLAGE))

    delivery = WebhookDelivery.objects.get()
    assert delivery.payload == {
        "kind": "households.application",
        "id": record.pk,
        "step": "submit",
        "from": "draft",
        "to": "submitted",
        "at": trial.history(record).last().at.isoformat(),
        "link": f"/go/households.application/{record.pk}/",
    }


def test_nothing_outside_the_posts_scope_is_told(
    webhook: MakeWebhook, submitted: File, tree: Tree, post: MakePost
) -> None:
    webhook(post(Role.TOWN_OFFICE, at=tree.other_town))

    submitted()
    inside = submitted(village=tree.other_village)

    assert {pk for pk, _ in told()} == {inside.pk}


def test_a_batch_tells_of_each_record(webhook: MakeWebhook, filed: File, trial: Any, post: MakePost) -> None:
    records = [filed() for _ in range(3)]
    webhook()

    trial.submit.take_all(Application.objects.all(), by=post(Role.VILLAGE))

    assert told() == [(record.pk, "submit") for record in records]


def test_a_paused_clock_is_told(webhook: MakeWebhook, submitted: File, post: MakePost) -> None:
    record = submitted()
    webhook()

    pause(record, "verify", reason="农户外出", by=post(Role.TOWN_OFFICE))

    assert told() == [(record.pk, "pause")]
    assert "农户外出" not in str(WebhookDelivery.objects.get().payload)


def test_what_is_rolled_back_is_not_told(webhook: MakeWebhook, filed: File, trial: Any, post: MakePost) -> None:
    record = filed()
    webhook()

    def submit_and_fail() -> None:
        with acting(System.DEMO):
            trial.submit(record, by=post(Role.VILLAGE))
            assert told()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit_and_fail()

    assert told() == []


@pytest.mark.parametrize("fact", ["off", "ended"])
def test_who_is_switched_off_or_has_lost_the_post_is_not_told(
    webhook: MakeWebhook, submitted: File, post: MakePost, fact: str
) -> None:
    made = webhook(active=fact != "off")
    if fact == "ended":
        with acting(System.DEMO):
            Post.objects.filter(pk=made.post_id).update(state="ended", ended_at="2026-11-16T08:00Z")

    submitted()

    assert told() == []


def test_where_nobody_listens_a_step_costs_no_query_more(
    filed: File, trial: Any, post: MakePost, small_tables: None
) -> None:
    trial.submit(filed(), by=post(Role.VILLAGE))
    record = filed()

    with CaptureQueriesContext(connection) as captured:
        trial.submit(record, by=post(Role.VILLAGE))

    assert [query["sql"] for query in captured if Webhook._meta.db_table in query["sql"]] == []
