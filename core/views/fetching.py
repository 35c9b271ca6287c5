"""The record of a page, by scope: what a post does not see is not there."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone

from accounts.models import Post
from core.views.declaration import Declaration

NOT_THERE = "没有这条记录，或它不在您的管辖范围内。"
UNREADABLE_DAY = "日期应写成 2026-11-22 的样子"


def past_day(pages: type[Declaration], text: str) -> datetime.date | None:
    """The past day as of which the ledger is asked for; None: now. Raises ValueError, its sentence yet to be ended."""
    if not (pages.as_of and text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(UNREADABLE_DAY) from None
    return day if day < timezone.localdate() else None


def record_of(pages: type[Declaration], post: Post, pk: int, day: datetime.date | None = None) -> Any:
    """Raises Http404 with a sentence. `day`: as it stood then."""
    rows: Any = pages.queryset(post)
    if day is not None:
        rows = rows.as_of(day)
    if pages.select_related:
        rows = rows.select_related(*pages.select_related)
    record = rows.filter(pk=pk).first()
    if record is None:
        raise Http404(NOT_THERE)
    if day is not None:
        record.seen_on = day
    return record


def locked_record_of(pages: type[Declaration], post: Post, pk: int) -> Any:
    """Inside `acting(post)`: no step of the record passes until it ends. Raises Http404 with a sentence."""
    rows: Any = pages.queryset(post)
    record = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if record is None:
        raise Http404(NOT_THERE)
    return record


def fresh(pages: type[Declaration], post: Post, record: Any) -> Any:
    """After an act the record as the post sees it now; as it was left, where it has gone out of the post's area."""
    return pages.queryset(post).filter(pk=record.pk).first() or record
