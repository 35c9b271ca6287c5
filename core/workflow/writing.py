"""Writing many records at once: what is the same for all in one value, what differs by row; the version goes up with
it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Case, F, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.prepared import PreparedUpdate
from accounts.records import FRESH, Record

Snapshot: TypeAlias = dict[int, dict[str, Any]]
NEXT_VERSION = F("version") + 1


def snapshot(records: Sequence[Record]) -> Snapshot:
    return {record.pk: {name: _kept(value) for name, value in vars(record).items()} for record in records}


def _kept(value: Any) -> Any:
    """A list may be changed in its place."""
    return value.copy() if isinstance(value, list | dict) else value


def save_changes(records: Sequence[Record], before: Snapshot) -> None:
    """One UPDATE of what was changed since the snapshot. The rows are locked: nobody else can have changed them
    meanwhile."""
    if not records:
        return
    model = type(records[0])
    changed = _changed_fields(model, records, before)
    now = timezone.now()
    if len(records) == 1:
        _save_one(records[0], changed, now)
    else:
        _save_many(records, changed, now)
    for record in records:
        record.version += 1
        record.updated_at = now


def _save_one(record: Record, changed: Sequence[Any], now: datetime.datetime) -> None:
    values = {field.name: field.get_db_prep_save(getattr(record, field.attname), connection) for field in changed}
    _save.run(type(record), tuple(values), pk=record.pk, updated_at=now, **values)


def _save_many(records: Sequence[Record], changed: Sequence[Any], now: datetime.datetime) -> None:
    rows = type(records[0])._base_manager.filter(pk__in=[record.pk for record in records])
    values = {field.name: _value_of(field, records) for field in changed}
    rows.update(version=NEXT_VERSION, updated_at=now, **values)


_save = PreparedUpdate(
    lambda model, names, pk, **values: (model._base_manager.filter(pk=pk), {"version": NEXT_VERSION, **values})
)


def insert(records: Sequence[Record]) -> None:
    type(records[0])._base_manager.bulk_create(records)


def give_pks(records: Sequence[Record]) -> None:
    """Before they are inserted, so that what follows can name them."""
    model = type(records[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, len(records)],
        )
        for record, (pk,) in zip(records, cursor.fetchall(), strict=True):
            record.pk = pk


def _changed_fields(model: type[Record], records: Sequence[Record], before: Snapshot) -> list[Any]:
    names = {name for record in records for name in _changed_names(record, before[record.pk])}
    fields = [field for field in model._meta.concrete_fields if field.name not in FRESH]
    changed = [field for field in fields if field.attname in names]
    sources = {field.name for field in changed}
    companions = [field for field in fields if getattr(field, "source", None) in sources and field not in changed]
    for field in companions:
        for record in records:
            field.pre_save(record, False)
    return changed + companions


def _changed_names(record: Record, before: Mapping[str, Any]) -> Iterator[str]:
    for name, value in vars(record).items():
        was = before.get(name)
        if value is not was and value != was:
            yield name


def _value_of(field: Any, records: Sequence[Record]) -> Any:
    first = getattr(records[0], field.attname)
    if all(getattr(record, field.attname) == first for record in records):
        return first
    by_row = [When(pk=record.pk, then=Value(getattr(record, field.attname), output_field=field)) for record in records]
    return Cast(Case(*by_row, output_field=field), output_field=field)
