"""What is to be told: a row for each webhook that listens and whose post sees the record, in the step's transaction.

Costs nothing where nobody listens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from celery import current_app
from django.db import models, transaction

from core.models import StepTaken, Webhook, WebhookDelivery
from core.small_tables import SmallTable

SEND = "core.webhooks.sending.send"


def event_of(kind: str, case: str, step: str = "") -> str:
    """“households.application/add” names every step of a workflow, “households.application/add/verify” one of them."""
    return "/".join(filter(None, [kind, case, step]))


def names_of(kind: str, case: str, step: str) -> set[str]:
    return {event_of(kind, case), event_of(kind, case, step)}


def is_wanted(events: set[str]) -> bool:
    return bool(_wanted.rows() & events)


def announce(model: type[models.Model], events: set[str], taken: Iterable[StepTaken]) -> None:
    """To each webhook that listens to any of the events, what its post sees of it."""
    rows = list(taken)
    told: list[WebhookDelivery] = []
    listening = Webhook.objects.listening().filter(events__overlap=list(events))
    for webhook in listening.select_related("post__division").defer("secret"):
        seen = _seen(model, webhook, rows)
        told += [_delivery(webhook, row) for row in rows if row.record_id in seen]
    if told:
        WebhookDelivery.objects.bulk_create(told)
        transaction.on_commit(partial(send_soon, {one.webhook_id for one in told}), robust=True)


def send_soon(pks: Iterable[int]) -> None:
    """A broker that does not answer takes nothing with it: the beat sends what is left."""
    for pk in pks:
        current_app.send_task(SEND, [pk])


def _seen(model: Any, webhook: Webhook, rows: Sequence[StepTaken]) -> set[int]:
    visible = model._default_manager.visible_to(webhook.post)
    return set(visible.filter(pk__in=[row.record_id for row in rows]).values_list("pk", flat=True))


def _delivery(webhook: Webhook, row: StepTaken) -> WebhookDelivery:
    """What may leave the portal: which record, what was done, when, and where to look. Nothing of a person."""
    payload = {
        "kind": row.kind,
        "id": row.record_id,
        "step": row.step,
        "from": row.from_state,
        "to": row.to_state,
        "at": row.at.isoformat(),
        "link": f"/go/{row.kind}/{row.record_id}/",
    }
    return WebhookDelivery(
        webhook=webhook,
        event=row.label,
        kind=row.kind,
        record_id=row.record_id,
        payload=payload,
        created_at=row.at,
    )


def _read() -> frozenset[str]:
    events = Webhook.objects.filter(active=True).values_list("events", flat=True)
    return frozenset(event for some in events for event in some)


_wanted = SmallTable(Webhook, _read)
