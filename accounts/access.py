"""Who looked at whose data (F100): the one thing that a GET may write."""

from __future__ import annotations

from typing import TypeAlias

from django.db import models

from accounts.addresses import client_address
from accounts.audit import AccessLog
from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.pages import PortalRequest

# Who reads: a request where there is one, for the address it came from.
Reader: TypeAlias = Post | PortalRequest
DETAIL_LENGTH = 300
REASON_LENGTH = 200


def post_of(who: Reader) -> Post:
    return who if isinstance(who, Post) else who.post


def log_access(
    who: Reader,
    act: AccessLog.Act,
    record: models.Model | None = None,
    *,
    kind: str = "",
    detail: str = "",
    reason: str = "",
) -> AccessLog:
    """One line in 查阅记录. `kind` is a model's label and comes from the record where one is given; `detail` says what
    was asked for (never a personal number); `reason` is what somebody typed, and loses the numbers of people; a request
    adds the address it came from."""
    post = post_of(who)
    return AccessLog.objects.create(
        user_id=post.user_id,
        post_id=post.pk,
        act=act,
        kind=record._meta.label_lower if record is not None else kind,
        record_id=record.pk if record is not None else None,
        detail=detail[:DETAIL_LENGTH],
        reason=without_numbers(reason)[:REASON_LENGTH],
        address=None if isinstance(who, Post) else client_address(who),
    )
