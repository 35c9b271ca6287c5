"""Numbers that the portal gives: 隐患编号, 通知书编号, 督办编号: the year and a running number, never given twice."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

PREFIXES = {"hazard": "YH", "notice": "ZG", "order": "DB"}


def numbers_of(what: str, count: int) -> list[str]:
    """“YH20260000001”: as many as are asked for, from a sequence of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [f"inspections_{what}_number", count])
        return [f"{PREFIXES[what]}{timezone.localdate().year}{running:07d}" for (running,) in cursor.fetchall()]
