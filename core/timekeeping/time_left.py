"""How long there is still, in words and in a colour: for inboxes, pages and lists."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from core.models import OpenItem
from core.models.clocks import Unit
from core.timekeeping.clocks import last_day
from core.timekeeping.working_days import working_days_between

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class TimeLeft:
    text: str
    # "" · "warning" (the reminder was due) · "danger" (overdue): `due-<tone>` in the style guide.
    tone: str


def time_left(item: OpenItem, now: datetime.datetime) -> TimeLeft:
    if item.due_at is None:
        return TimeLeft("", "")
    if item.paused_at:
        return TimeLeft("已暂停", "")
    if now >= item.due_at:
        return TimeLeft(f"已逾期 {_span(now - item.due_at)}", "danger")
    near = item.warn_at is not None and now >= item.warn_at
    return TimeLeft(f"剩 {_until(item, now)}", "warning" if near else "")


def remark_on(item: OpenItem) -> str:
    """Why the deadline is not what the limit alone would make it."""
    unit = Unit.CALENDAR_DAYS if item.limit_unit == Unit.DAY_OF_YEAR else Unit(item.limit_unit or Unit.HOURS)
    said = [
        f"暂停原因：{item.pause_reason}" if item.paused_at else "",
        f"已延长 {item.extended} {unit.label}" if item.extended else "",
    ]
    return "；".join(filter(None, said))


def _until(item: OpenItem, now: datetime.datetime) -> str:
    assert item.due_at is not None
    if item.limit_unit == Unit.WORKING_DAYS and item.due_at - now > DAY:
        return f"{working_days_between(timezone.localdate(now), last_day(item.due_at))} 个工作日"
    return _span(item.due_at - now)


def _span(span: datetime.timedelta) -> str:
    if span >= DAY:
        return f"{span // DAY} 天"
    return f"{span // HOUR} 小时" if span >= HOUR else f"{span // datetime.timedelta(minutes=1)} 分钟"
