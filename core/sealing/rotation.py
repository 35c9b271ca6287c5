"""A new sealing key: everything that an older one sealed is sealed again, beside the running portal.

Rows are changed only where they still hold the ciphertext that was read, in the name of System.SEALS: no version is
raised, no open form becomes a conflict, no change is logged, for no fact changes. Who saves a form that was opened
before may bring an old ciphertext back, so passes are made until one finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models

from accounts.audit import System, acting
from accounts.history import VersionedQuerySet
from core.files.storage import SealedFileStorage
from core.sealing.numbers import SealedField, current_key, open_seal, seal

BATCH = 2000


@dataclass(frozen=True)
class SealedColumn:
    table: str
    key: str
    name: str
    purpose: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


def sealed_columns() -> Iterator[SealedColumn]:
    """Of every table, versions included."""
    for model in apps.get_models():
        table = model._meta.db_table
        for name, purpose in _purposes(model).items():
            yield SealedColumn(table, "id", name, purpose)
            if isinstance(model._default_manager.all(), VersionedQuerySet):
                yield SealedColumn(f"{table}_version", "version_id", name, purpose)


def _purposes(model: type[models.Model]) -> dict[str, str]:
    fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
    return sealed_by_hand(model) | {field.column: field.name for field in fields}


def sealed_by_hand(model: type[models.Model]) -> dict[str, str]:
    """Columns of a model that it seals as one piece, and for what: its own `sealed_by_hand`."""
    return dict(getattr(model, "sealed_by_hand", {}))


def waiting(column: SealedColumn) -> int:
    """Rows that an older key sealed."""
    return int(_ask(f"SELECT count(*) FROM {column.table} WHERE {_is_old(column)}", [_prefix()])[0][0])


def reseal_column(column: SealedColumn) -> int:
    """One pass in batches, each its own transaction: stopped anywhere, it goes on there. Raises SealBroken."""
    last, done = 0, 0
    while rows := _batch(column, last):
        keys, sealed = zip(*rows, strict=True)
        fresh = [seal(open_seal(old, column.purpose), column.purpose) for old in sealed]
        with acting(System.SEALS), connection.cursor() as cursor:
            cursor.execute(
                f"""UPDATE {column.table} AS t SET {column.name} = fresh.sealed
                FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS fresh (key, old, sealed)
                WHERE t.{column.key} = fresh.key AND t.{column.name} = fresh.old""",
                [list(keys), list(sealed), fresh],
            )
        last, done = keys[-1], done + len(rows)
    return done


def _batch(column: SealedColumn, last: int) -> list[tuple[int, bytes]]:
    rows = _ask(
        f"""SELECT {column.key}, {column.name} FROM {column.table}
        WHERE {_is_old(column)} AND {column.key} > %s ORDER BY {column.key} LIMIT {BATCH}""",
        [_prefix(), last],
    )
    return [(key, bytes(sealed)) for key, sealed in rows]


def _is_old(column: SealedColumn) -> str:
    return f"substring({column.name} FROM 1 FOR {len(_prefix())}) <> %s"


def _prefix() -> bytes:
    return current_key().encode() + b":"


def _ask(question: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def sealed_files() -> Iterator[str]:
    root = Path(default_storage.path(""))
    return (str(path.relative_to(root)) for path in sorted(root.glob("??/??/*")) if not path.name.endswith(".building"))


def reseal_files() -> int:
    storage = SealedFileStorage()
    return sum(storage.reseal(name) for name in sealed_files())
