"""Days, moments, sums and sizes as the office writes them. Templates have them as filters."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

KILO = 1024
ONE_DAY = datetime.timedelta(days=1)


def day(value: datetime.date | datetime.datetime | None) -> str:
    """2026-11-22; of a moment the day in Beijing."""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date()
    return f"{value:%Y-%m-%d}" if value else ""


def day_in_words(value: datetime.date) -> str:
    """2026年11月1日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime.datetime | None) -> str:
    """2026-11-22 19:05; this year's without the year."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{local:%m-%d %H:%M}" if local.year == timezone.localdate().year else f"{local:%Y-%m-%d %H:%M}"


def deadline(value: datetime.datetime | None) -> str:
    """As `moment`; the end of a day is its 24:00, not the next day's 00:00 (P180)."""
    if not value or timezone.localtime(value).time() != datetime.time():
        return moment(value)
    return moment(value - ONE_DAY).replace("00:00", "24:00")


def money(value: Decimal | int | None) -> str:
    return "" if value is None else f"¥{value:,.2f}"


def area(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f} ㎡"


def counted(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def size(value: int | None) -> str:
    """2.1 MB."""
    if not value:
        return ""
    if value < KILO:
        return f"{value} B"
    if value < KILO**2:
        return f"{value / KILO:.0f} KB"
    return f"{value / KILO**2:.1f} MB" if value < KILO**3 else f"{value / KILO**3:,.1f} GB"
