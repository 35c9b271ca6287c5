"""户编号 and 受理编号 come from sequences of the database: no number is given twice, whatever host gives it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

HOUSEHOLDS = "household_numbers"
APPLICATIONS = "application_numbers"
# The district's six digits of the village `v`, then eight of the sequence.
NEXT_NUMBER = f"left(v.code, 6) || lpad(nextval('{HOUSEHOLDS}')::text, 8, '0')"


def household_numbers(villages: Sequence[int]) -> list[str]:
    """One for each household, in the order of their villages' keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {NEXT_NUMBER}
            FROM unnest(%s::bigint[]) WITH ORDINALITY AS given(id, place) JOIN accounts_division v USING (id)
            ORDER BY place
            """,
            [list(villages)],
        )
        return [number for (number,) in cursor.fetchall()]


def application_numbers(count: int) -> list[str]:
    year = timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [APPLICATIONS, count])
        return [f"SQ{year}{value:08d}" for (value,) in cursor.fetchall()]
