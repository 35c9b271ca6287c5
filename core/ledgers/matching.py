"""Which record a row is of: by the surest key that the row gives."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    F,
    Func,
    IntegerField,
    Model,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast

from core.chunks import chunks
from core.ledgers.base import Ledger
from core.ledgers.columns import Column
from core.ledgers.table import CLEAR, Known, Masked, Table
from core.sealing.numbers import DigestField, SealedField

# Keys looked for in one statement.
CHUNK = 20_000

Found: TypeAlias = dict[Any, list[Known]]


def match(table: Table, ledger: Ledger, records: QuerySet[Any], *, locked: bool) -> None:
    """Fill `table.known`; refuse rows that name a record which does not exist, or leave open which of two they mean."""
    table.names = tuple(column.name for column in ledger.columns if column.imported)
    table.known = [None] * len(table.rows)
    if not ledger.lasting:
        return
    queryset = ledger.records(records)
    if locked:
        queryset = queryset.select_for_update(of=("self",))
    for key in ledger.keys:
        if key in table.values:
            _match_by(ledger.column(key), table, ledger, queryset)


def _match_by(column: Column, table: Table, ledger: Ledger, records: QuerySet[Any]) -> None:
    wanted: dict[Any, list[int]] = {}
    for index, value in enumerate(table.values[column.name]):
        if table.known[index] is None and value is not None and value is not CLEAR and not isinstance(value, Masked):
            wanted.setdefault(value, []).append(index)
    found = _fetch(wanted, column, table, records)
    for value, indices in wanted.items():
        for index in indices:
            _match_row(index, column, table, ledger, found.get(value, []))


def _match_row(index: int, column: Column, table: Table, ledger: Ledger, found: list[Known]) -> None:
    meant = _preferred(found, table.names, ledger)
    if len(meant) == 1:
        table.known[index] = meant[0]
    elif meant:
        sentence = f"台账中有 {len(meant):,} 户是这个{column.heading}，请填写{ledger.column(ledger.keys[0]).heading}。"
        table.refuse(index, column.name, f"{column.finding_code}_ambiguous", sentence)
    elif column.assigned:
        sentence = f"台账中没有这个{column.heading}，或不在您的管辖范围内；{ledger.newcomer}请留空，由系统编号。"
        table.refuse(index, column.name, f"unknown_{column.finding_code}", sentence)


def _preferred(found: list[Known], names: tuple[str, ...], ledger: Ledger) -> list[Known]:
    if len(found) < 2 or not ledger.prefers:
        return found
    position = names.index(ledger.prefers)
    lowest = min(known.values[position] for known in found)
    return [known for known in found if known.values[position] == lowest]


def _fetch(values: Iterable[Any], column: Column, table: Table, records: QuerySet[Any]) -> Found:
    """Key value → the records that have it. A sealed key is found by its digest."""
    path = path_of(records.model, column.name)
    originals = {stored: value for value in values for stored in table.stored_forms(column, value, path)}
    found: Found = {}
    for chunk in chunks(originals, CHUNK):
        rows = records.filter(any_of(path, chunk, records.model)).order_by("pk")
        for pk, version, value, *known in rows.values_list("pk", "version", path, *table.names):
            found.setdefault(originals[_text(value)], []).append(Known(pk, version, tuple(known)))
    return found


def _text(value: Any) -> str:
    return value.hex if isinstance(value, uuid.UUID) else str(value)


def refuse_taken(table: Table, name: str, others: QuerySet[Any], code: str, message: str) -> None:
    """Refuse new and changed values that another record of `others` has."""
    for index in taken(table, name, others):
        table.refuse(index, name, code, message)


def taken(table: Table, name: str, others: QuerySet[Any], record: str = "pk") -> list[int]:
    """Indices of the rows with such a value. `record`: where `others` say whose value it is, a record's own being
    none."""
    if name not in table.values:
        return []
    column, path, position = table.columns[name], path_of(others.model, name), table.names.index(name)
    wanted: dict[Any, list[int]] = {}
    for index, (value, known) in enumerate(zip(table.values[name], table.known, strict=True)):
        if isinstance(value, str) and (known is None or not column.same(known.values[position], value)):
            for stored in table.stored_forms(column, value, path):
                wanted.setdefault(stored, []).append(index)
    found: dict[int, None] = {}
    for chunk in chunks(wanted, CHUNK):
        held = _filled(others, path).filter(any_of(path, chunk, others.model)).order_by()
        for holder, value in held.values_list(record, path):
            for index in wanted[_text(value)]:
                known = table.known[index]
                if (index, name) not in table.bad_cells and (known is None or known.pk != holder):
                    found[index] = None
    return list(found)


def _filled(records: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Most numbers are indexed where they are given alone; PostgreSQL does not see by itself that none of thousands is
    blank, and would read the whole table."""
    is_text = isinstance(records.model._meta.get_field(path), CharField)
    return records.exclude(**{path: ""}) if is_text else records


class AnyOf(Func):
    """`column = ANY('{…}')`: one parameter for thousands of values, where IN has one for each."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()
    conditional = True


def any_of(path: str, values: Iterable[Any], model: type[Model]) -> AnyOf:
    """A condition for `filter`: the model's column is one of the values."""
    field: Any = model._meta.get_field(path)
    return AnyOf(F(field.attname), Cast(Value(_array(list(map(str, values)))), _array_of(field)))


def _array(texts: list[str]) -> str:
    together = "".join(texts)
    if '"' in together or "\\" in together:
        texts = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(texts) + '"}' if texts else "{}"


def _array_of(field: Any) -> ArrayField[Any, Any]:
    """Without the field's own options: companions of sealed fields take others."""
    if isinstance(field, UUIDField):
        return ArrayField(UUIDField())
    is_number = field.is_relation or isinstance(field, IntegerField)
    return ArrayField(BigIntegerField() if is_number else TextField())


def path_of(model: type[Model], name: str) -> str:
    """The column that rows are found by: of a sealed field its digest."""
    if not isinstance(model._meta.get_field(name), SealedField):
        return name
    fields = model._meta.get_fields()
    return next(field.name for field in fields if isinstance(field, DigestField) and field.source == name)
