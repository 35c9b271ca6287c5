"""What a close writes, and how it is checked afterwards: SQL over all rows of a district at once.

A row's hash is over all its columns but the ciphertexts, a village's over those of its rows in their order, the whole
over the villages'. Ciphertexts change when keys do; the digests beside them do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.scoping import TIERS
from core.sealing.numbers import SealedField
from households.models import Household, SeasonClose, SeasonRow
from households.seasons.standing import COLUMNS, on, standing

SEALED = {field.column for field in Household._meta.concrete_fields if isinstance(field, SealedField)}
HASHED = ("household_id", *(name for name in COLUMNS if name not in SEALED))
ROWS = SeasonRow._meta.db_table
SEQUENCE = f"pg_get_serial_sequence('{ROWS}', 'id')"
# Closes are written one after the other, so that each has a range of keys to itself.
LOCK = 0x736561736F6E
PLACE = ", ".join(f"{tier}_id" for tier in TIERS)


@dataclass(frozen=True)
class Found:
    """`faulty`: ids of the villages whose rows are not what was frozen."""

    villages: int
    faulty: list[int]
    whole: bool


def freeze(close: SeasonClose) -> None:
    """Inside `acting` and the transaction that ends the job. Sets what the close says of its rows, unsaved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        close.first_row = _next_row(cursor)
        close.households = _freeze_rows(cursor, close)
        close.last_row = _next_row(cursor)
        close.hashed_columns = list(HASHED)
        _count(cursor, close)
        _freeze_villages(cursor, close)
        close.sha256 = _whole(cursor, close)


def _next_row(cursor: Any) -> int:
    cursor.execute(f"SELECT nextval({SEQUENCE})")
    [(key,)] = cursor.fetchall()
    return int(key)


def _freeze_rows(cursor: Any, close: SeasonClose) -> int:
    households, devices = on(close.as_of_on)
    rows = standing(
        households.in_ledger().filter(district=close.district_id), devices.filter(district=close.district_id)
    )
    columns = ", ".join(COLUMNS)
    cursor.execute(
        f"""INSERT INTO {ROWS} (close_id, household_id, {columns}, sha256)
        SELECT %s, household_id, {columns}, {row_hash(HASHED)} FROM ({rows.sql}) AS ledger ORDER BY household_id""",
        [close.pk, *rows.params],
    )
    return int(cursor.rowcount)


def row_hash(columns: Iterable[str]) -> str:
    """PostgreSQL writes a row as one text in which nothing can be mistaken for something else."""
    return f"sha256(convert_to(ROW({', '.join(columns)})::text, 'UTF8'))"


def _count(cursor: Any, close: SeasonClose) -> None:
    alike = f"{PLACE}, status, category, kind"
    cursor.execute(
        f"""INSERT INTO households_seasoncount (close_id, {alike}, households)
        SELECT %s, {alike}, count(*) FROM {ROWS} WHERE id BETWEEN %s AND %s GROUP BY {alike}""",
        [close.pk, close.first_row, close.last_row],
    )


def _freeze_villages(cursor: Any, close: SeasonClose) -> None:
    cursor.execute(
        f"""INSERT INTO households_seasonvillage (close_id, {PLACE}, households, sha256)
        SELECT %s, {PLACE}, count(*), encode(sha256(string_agg(sha256, ''::bytea ORDER BY id)), 'hex')
        FROM {ROWS} WHERE id BETWEEN %s AND %s GROUP BY {PLACE}""",
        [close.pk, close.first_row, close.last_row],
    )


def _whole(cursor: Any, close: SeasonClose) -> str:
    cursor.execute(
        """SELECT encode(sha256(coalesce(string_agg(sha256, '' ORDER BY village_id), '')::bytea), 'hex')
        FROM households_seasonvillage WHERE close_id = %s""",
        [close.pk],
    )
    [(whole,)] = cursor.fetchall()
    return str(whole)


def examine(close: SeasonClose, village: int | None = None) -> Found:
    """Reckon everything again from the rows themselves, of one village where it is named. A village that lost all its
    rows, or has rows that it had not, is at fault too."""
    asked = {"close": close.pk, "first": close.first_row, "last": close.last_row, "village": village}
    of_village = "AND village_id = %(village)s" if village else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT coalesce(was.village_id, now.village_id),
                was.sha256 IS NOT DISTINCT FROM now.sha256 AND now.told
            FROM (SELECT village_id, sha256 FROM households_seasonvillage
                WHERE close_id = %(close)s {of_village}) AS was
            FULL JOIN (
                SELECT village_id, bool_and(told = reckoned) AS told,
                    encode(sha256(string_agg(reckoned, ''::bytea ORDER BY id)), 'hex') AS sha256
                FROM (
                    SELECT village_id, id, sha256 AS told, {row_hash(close.hashed_columns)} AS reckoned
                    FROM {ROWS} WHERE id BETWEEN %(first)s AND %(last)s AND close_id = %(close)s {of_village}
                ) AS again GROUP BY village_id
            ) AS now USING (village_id) ORDER BY 1""",
            asked,
        )
        agreed = cursor.fetchall()
        whole = _whole(cursor, close) == close.sha256
    return Found(len(agreed), [village for village, agrees in agreed if not agrees], whole)
