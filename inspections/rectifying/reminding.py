"""Before the end of October the townships are reminded 30, 14 and 3 days ahead (P36): the clock itself warns a week
before."""

from __future__ import annotations

import datetime

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.models import Notice, OpenItem
from core.notifying import notices
from core.timekeeping.clocks import last_day
from inspections.rectifying.workflows import TOWN, Rectify

DAYS_AHEAD = (30, 14, 3)


def remind(today: datetime.date | None = None) -> None:
    """Asked again on the same day it tells nobody twice."""
    day = today or timezone.localdate()
    items = OpenItem.objects.open().filter(clock=Rectify.before_winter.key, due_at__isnull=False)
    with acting(System.CLOCK):
        for item in items.order_by("pk"):
            assert item.due_at is not None, "asked for"
            left = (last_day(item.due_at) - day).days
            if left in DAYS_AHEAD:
                _tell(item, left)


def _tell(item: OpenItem, left: int) -> None:
    notices.tell(
        Post.objects.in_force().filter(role__in=TOWN, division=item.town_id).values_list("user_id", flat=True),
        Notice.Kind.DUE_SOON,
        f"还有 {left} 天到期：{item.title}",
        body="请督促还没有完成的村抓紧排查整改，全部完成后上报。",
        link=notices.link_to(item.kind, item.record_id),
        about=f"rectification:{item.record_id}:{left}",
    )
