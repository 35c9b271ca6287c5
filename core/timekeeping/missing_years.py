"""A year whose days off nobody knows: deadlines are reckoned with weekends alone, and the system administrators are
told."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import Notice, OpenItem
from core.models.clocks import Unit
from core.notifying import notices
from core.timekeeping import working_days

LOOK_AHEAD = datetime.timedelta(days=45)
TOLD_AGAIN_AFTER = 24 * 3600


@shared_task(name="core.timekeeping.missing_years.look_ahead")  # type: ignore[untyped-decorator]
def look_ahead() -> None:
    """Before the year turns, and for every deadline that already reaches beyond it."""
    today = timezone.localdate()
    in_days = OpenItem.objects.open().filter(limit_unit=Unit.WORKING_DAYS)
    last = in_days.aggregate(last=Max("due_at"))["last"]
    with acting(System.CLOCK):
        tell_if_missing(today, max(today + LOOK_AHEAD, timezone.localdate(last) if last else today))


def tell_if_missing(start: datetime.date, end: datetime.date) -> None:
    """Inside `acting`. Costs nothing where the years are known, and is asked once a day where one is not."""
    for year in range(start.year, end.year + 1):
        if not working_days.knows(year) and cache.add(f"missing-year:{year}", 1, TOLD_AGAIN_AFTER):
            _tell(year)


def _tell(year: int) -> None:
    administrators = Post.objects.in_force().filter(role=Role.SYSTEM_ADMIN).values_list("user_id", flat=True)
    notices.tell(
        set(administrators),
        Notice.Kind.NEWS,
        f"节假日表缺失：{year} 年按周末推算",
        body=f"{year} 年的放假和调休还没有录入，时限暂按周一至周五计算。请在“工作日历”中补录国务院办公厅的安排。",
        link="/calendar/",
        about=f"calendar:{year}",
    )
