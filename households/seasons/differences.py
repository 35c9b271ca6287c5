"""台账差异: what became different between the ends of two days, household by household.

Only households that something happened to in between are looked at: they are found by the moments at which their
versions ended, or at which they came. Each is read twice, as it stood then and then, and compared by PostgreSQL.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Q, TextChoices
from django.db.models.expressions import RawSQL

from accounts.models import Post
from core.timekeeping.clocks import end_of
from households.models.choices import Status
from households.seasons.standing import COLUMNS, Source, on, standing

# Beyond so many households that something happened to nothing is counted: the range is to be narrowed, or exported.
MOST_COUNTED = 100_000
CHUNK = 2_000
# Of a page that is not full yet so many times more are compared, up to so many at once.
GROWTH, MOST_COMPARED = 10, 50_000
# SQL of keys named `id`, and its parameters.
Touched: TypeAlias = tuple[str, Mapping[str, Any]]
TOUCHED = """
    SELECT id FROM households_household_version WHERE valid_to >= %(start)s AND valid_to < %(end)s
    UNION SELECT household_id FROM households_equipment_version WHERE valid_to >= %(start)s AND valid_to < %(end)s
    UNION SELECT id FROM households_household WHERE created_at >= %(start)s AND created_at < %(end)s
    UNION SELECT household_id FROM households_equipment WHERE created_at >= %(start)s AND created_at < %(end)s
"""
IS_TOUCHED = RawSQL("SELECT id FROM touched", ())
# What machines keep beside other columns says nothing more; of a sealed number its digest is compared.
BESIDE = {
    "version", "name_pinyin", "name_initials", "id_number", "id_number_tail", "birth_year", "bank_account",
    "town_id", "district_id", "city_id", "completeness", "data_source",
}  # fmt: skip
COMPARED = tuple(name for name in COLUMNS if name not in BESIDE)
HEATING, HOUSEHOLDER = ("kind", "category"), ("name", "id_number_digest")
STANDING = ("status", "cancelled_on", "cancel_reason")
REST = tuple(name for name in COMPARED if name not in {*HEATING, *HOUSEHOLDER, *STANDING})


class Kind(TextChoices):
    ADDED = "added", "新增"
    CANCELLED = "cancelled", "销户"
    CONVERTED = "converted", "改造类型变更"
    HOUSEHOLDER = "householder", "户主变更"
    OTHER = "other", "其他变更"


def _differ(columns: tuple[str, ...]) -> str:
    now, then = (", ".join(f"{side}.{name}" for name in columns) for side in ("now", "was"))
    return f"ROW({now}) IS DISTINCT FROM ROW({then})"


_STAYED = "was.household_id IS NOT NULL AND now.household_id IS NOT NULL"
_IS_CANCELLED = f"now.status = {Status.CANCELLED:d} AND was.status IS DISTINCT FROM {Status.CANCELLED:d}"
# A row that left the area or was taken back is among the others.
KINDS = f"""array_remove(ARRAY[
    CASE WHEN was.household_id IS NULL THEN '{Kind.ADDED}' END,
    CASE WHEN {_IS_CANCELLED} THEN '{Kind.CANCELLED}' END,
    CASE WHEN {_STAYED} AND {_differ(HEATING)} THEN '{Kind.CONVERTED}' END,
    CASE WHEN {_STAYED} AND {_differ(HOUSEHOLDER)} THEN '{Kind.HOUSEHOLDER}' END,
    CASE WHEN now.household_id IS NULL OR {_STAYED}
        AND ({_differ(REST)} OR ({_differ(STANDING)} AND NOT ({_IS_CANCELLED}))) THEN '{Kind.OTHER}' END
], NULL)"""


@dataclass(frozen=True)
class Asked:
    """Whose ledger, from the end of which day to the end of which, and what of it."""

    post: Post
    first_day: datetime.date
    last_day: datetime.date
    place: Mapping[str, int] = field(default_factory=dict)
    kind: Kind | None = None


@dataclass(frozen=True)
class Difference:
    """`was`, `now`: values by column of households/seasons/standing.py; None: it was not there."""

    household: int
    kinds: list[Kind]
    was: dict[str, Any] | None
    now: dict[str, Any] | None

    @property
    def columns(self) -> list[str]:
        """Those that differ, where it was there on both days."""
        was, now = self.was, self.now
        if was is None or now is None:
            return []
        return [name for name in COMPARED if was[name] != now[name]]


def counts_of(asked: Asked) -> dict[Kind, int] | None:
    """By kind: a household of two kinds counts for both. None: too much has happened to count it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM ({TOUCHED}) AS t LIMIT {MOST_COUNTED + 1}) AS first", _span(asked)
        )
        [(touched,)] = cursor.fetchall()
        if touched > MOST_COUNTED:
            return None
        sql, params = _statement(asked, (TOUCHED, _span(asked)), f"{KINDS} AS kinds")
        cursor.execute(f"{sql} SELECT kind, count(*) FROM compared, unnest(kinds) AS kind GROUP BY kind", params)
        return {Kind(kind): count for kind, count in cursor.fetchall()}


def page_of(asked: Asked, *, after: int = 0, before: int = 0, size: int = 50) -> list[Difference]:
    """In the order of the households' keys, from behind one on; with `before` the last ones before it.

    Most of what was touched became different, so a few are compared, and more only while the page is not full."""
    found: list[Difference] = []
    edge, window = before or after, size * 2
    while True:
        touched = _touched(asked, edge, window, backward=bool(before))
        found += _compared(asked, touched, backward=bool(before))
        if len(touched) < window or len(found) >= size:
            break
        edge, window = touched[-1], min(window * GROWTH, MOST_COMPARED)
    return found[:size][::-1] if before else found[:size]


def _touched(asked: Asked, edge: int, window: int, *, backward: bool) -> list[int]:
    beyond, order = ("<", "DESC") if backward else (">", "ASC")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({TOUCHED}) AS t WHERE id {beyond} %(edge)s ORDER BY id {order} LIMIT %(window)s",
            {**_span(asked), "edge": edge, "window": window},
        )
        return [key for (key,) in cursor.fetchall()]


def _compared(asked: Asked, keys: list[int], *, backward: bool) -> list[Difference]:
    sql, params = _rows(asked, ("SELECT unnest(%(keys)s::bigint[]) AS id", {"keys": keys}))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY household {'DESC' if backward else 'ASC'}", params)
        return [_difference(row) for row in cursor.fetchall()]


def all_of(asked: Asked) -> Iterator[Difference]:
    """In constant memory, inside a transaction."""
    sql, params = _rows(asked, (TOUCHED, _span(asked)))
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY household", params)
        while rows := cursor.fetchmany(CHUNK):
            yield from map(_difference, rows)


def _rows(asked: Asked, touched: Touched) -> tuple[str, list[Any]]:
    both = [f"{side}.{name} AS {side}_{name}" for side in ("was", "now") for name in COLUMNS]
    chosen = ", ".join(
        [
            "coalesce(now.household_id, was.household_id) AS household",
            f"{KINDS} AS kinds",
            "was.household_id AS was_there",
            "now.household_id AS now_there",
            *both,
        ]
    )
    sql, params = _statement(asked, touched, chosen)
    of_kind = "kinds @> ARRAY[%s]" if asked.kind else "kinds <> '{}'"
    return f"{sql} SELECT * FROM compared WHERE {of_kind}", [*params, *([asked.kind] if asked.kind else [])]


def _statement(asked: Asked, touched: Touched, chosen: str) -> tuple[str, list[Any]]:
    """WITH the households that are looked at, and both sides of each."""
    was, now = _side(asked, asked.first_day), _side(asked, asked.last_day)
    with connection.cursor() as cursor:
        keys = cursor.mogrify(*touched).decode().replace("%", "%%")
    return (
        f"""WITH touched AS MATERIALIZED ({keys}), compared AS (
            SELECT {chosen} FROM ({was.sql}) AS was FULL JOIN ({now.sql}) AS now ON now.household_id = was.household_id
        )""",
        [*was.params, *now.params],
    )


def _side(asked: Asked, day: datetime.date) -> Source:
    households, devices = on(day)
    of_place = households.visible_to(asked.post).in_ledger().filter(Q(**asked.place), pk__in=IS_TOUCHED)
    return standing(of_place, devices.filter(household__in=IS_TOUCHED))


def _span(asked: Asked) -> dict[str, Any]:
    """From the end of the first day to the end of the last."""
    return {"start": end_of(asked.first_day), "end": end_of(asked.last_day)}


def _difference(row: tuple[Any, ...]) -> Difference:
    household, kinds, was_there, now_there, *values = row
    width = len(COLUMNS)
    was, now = dict(zip(COLUMNS, values[:width], strict=True)), dict(zip(COLUMNS, values[width:], strict=True))
    return Difference(household, [Kind(kind) for kind in kinds], was if was_there else None, now if now_there else None)
