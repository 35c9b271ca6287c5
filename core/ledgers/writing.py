"""Many rows at once, the way PostgreSQL likes them: COPY for new ones, one UPDATE from a temporary table for changed
ones.

Values are given as the model's attributes hold them; sealed fields are sealed here, and their companions computed.
What COPY takes is written down column by column, and by `made_ahead` while PostgreSQL takes what was written before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from accounts.records import EditConflict
from core.chunks import chunks
from core.sealing.numbers import BirthYearField, DigestField, Opened, SealedField, TailField, seal

# Of a column's values, as COPY reads them.
Encoder: TypeAlias = Callable[[Sequence[Any]], list[str]]
AnyField: TypeAlias = "models.Field[Any, Any]"
Given = TypeVar("Given")
Made = TypeVar("Made")

CHUNK = 2_000
_READ_BYTES = 1024**2
_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_COMPANIONS = (DigestField, TailField, BirthYearField)
_GIVEN = "portal_given"


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys from the table's sequence, so that rows of two tables can be written knowing each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(keys) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS keys OFFSET 0) AS found,"
            " generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [value for (value,) in cursor.fetchall()]


def made_ahead(make: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
    """`make` of each, the next one in a thread of its own while the caller has the database take the one before. The
    thread has no connection: `make` asks nothing of the database. What is `given` is fetched by the caller's thread."""
    with ThreadPoolExecutor(1) as maker:
        coming: Future[Made] | None = None
        for one in given:
            following = maker.submit(make, one)
            if coming:
                yield coming.result()
            coming = following
        if coming:
            yield coming.result()


class NewRows:
    """New rows of values for the attributes named; the rest get their defaults. Constraints and triggers hold.
    `table`: another of the same columns, from which they go on."""

    def __init__(self, model: type[models.Model], names: Sequence[str], table: str = "") -> None:
        self.written = _Written(model, names)
        defaults = _defaults(model, set(self.written.columns))
        self.defaults = [_encoder(field)([field.get_default()])[0] for field in defaults]
        self.into = _into(table or model._meta.db_table, [*self.written.columns, *defaults])

    def text(self, rows: Sequence[Sequence[Any]]) -> bytes:
        """The rows as COPY takes them; the database is not asked."""
        if not rows:
            return b""
        return _lines([*self.written.cells(rows), *([default] * len(rows) for default in self.defaults)])

    def copy_in(self, texts: Iterable[bytes]) -> None:
        _copy(self.into, texts)


def copy_in(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write new rows, some thousand at a time."""
    new = NewRows(model, names)
    new.copy_in(new.text(chunk) for chunk in chunks(rows, CHUNK))


def update_in(model: type[models.Model], changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set, by primary key, the attributes named for each row; version and time go on by one. Raises EditConflict if
    a row
    is no longer there."""
    names = sorted({name for values in changes.values() for name in values})
    if not names:
        return
    written = _Written(model, names)
    with connection.cursor() as cursor:
        listed = ", ".join(_quoted(field) for field in written.columns)
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_GIVEN} ON COMMIT DROP AS "
            f"SELECT id, {listed}, ARRAY[]::text[] AS given FROM {model._meta.db_table} WITH NO DATA"
        )
        into = _into(_GIVEN, [model._meta.pk, *written.columns], "given")
        _copy(into, (_given_text(chunk, names, written) for chunk in chunks(changes.items(), CHUNK)))
        cursor.execute(_update_statement(model, written))
        updated = cursor.rowcount
        cursor.execute(f"DROP TABLE {_GIVEN}")
    if updated != len(changes):
        raise EditConflict(model())


class _Written:
    """The columns of the attributes named and, behind them, those computed from sealed ones."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        self.fields = [_field(model, name) for name in names]
        self.companions = _companions(model, self.fields)
        self.columns = [*self.fields, *(companion for companion, _ in self.companions)]
        self.encoders = [_encoder(field) for field in self.fields]

    def cells(self, rows: Sequence[Sequence[Any]]) -> list[list[str]]:
        """Column by column: at a hundred thousand rows every call a cell counts."""
        columns = list(zip(*rows, strict=True))
        cells = [encode(column) for encode, column in zip(self.encoders, columns, strict=True)]
        return cells + [_computed(field, columns[place]) for field, place in self.companions]


def _field(model: type[models.Model], name: str) -> AnyField:
    """By attribute name or field name: village and village_id alike."""
    return next(field for field in model._meta.concrete_fields if name in (field.name, field.attname))


def _companions(model: type[models.Model], fields: Sequence[AnyField]) -> list[tuple[Any, int]]:
    """Columns computed from a sealed one that is written, with its place among the fields."""
    places = {field.name: place for place, field in enumerate(fields)}
    return [
        (field, places[field.source])
        for field in model._meta.concrete_fields
        if isinstance(field, _COMPANIONS) and field.source in places
    ]


def _defaults(model: type[models.Model], written: set[AnyField]) -> list[AnyField]:
    """What Django would fill in; the key, generated columns and database defaults are PostgreSQL's."""
    return [
        field
        for field in model._meta.concrete_fields
        if field not in written and not field.primary_key and not field.generated and field.db_default is NOT_PROVIDED
    ]


def _computed(field: Any, texts: Sequence[str | None]) -> list[str]:
    computed, purpose = field.computed, field.source
    return [str(computed(text, purpose)) if text else _NULL for text in texts]


def _given_text(changes: Sequence[tuple[int, Mapping[str, Any]]], names: Sequence[str], written: _Written) -> bytes:
    cells = written.cells([[values.get(name) for name in names] for _, values in changes])
    given = ["{" + ",".join(values) + "}" for _, values in changes]
    return _lines([[str(pk) for pk, _ in changes], *cells, given])


def _update_statement(model: type[models.Model], written: _Written) -> str:
    table = model._meta.db_table
    named = [(field, field) for field in written.fields]
    named += [(field, written.fields[place]) for field, place in written.companions]
    settings = ", ".join(
        f"{_quoted(field)} = CASE WHEN g.given && '{{{decides.name},{decides.attname}}}' "
        f"THEN g.{_quoted(field)} ELSE t.{_quoted(field)} END"
        for field, decides in named
    )
    return (
        f"UPDATE {table} t SET {settings}, version = t.version + 1, updated_at = now() "
        f"FROM {_GIVEN} g WHERE g.id = t.id"
    )


def _quoted(field: AnyField) -> str:
    return connection.ops.quote_name(str(field.column))


def _into(table: str, fields: Sequence[AnyField], *more: str) -> str:
    columns = ", ".join([*(_quoted(field) for field in fields), *more])
    return f"COPY {table} ({columns}) FROM STDIN"


def _lines(cells: Sequence[Sequence[str]]) -> bytes:
    return "".join(f"{line}\n" for line in map("\t".join, zip(*cells, strict=True))).encode()


def _copy(statement: str, texts: Iterable[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(statement, _Texts(texts), _READ_BYTES)


class _Texts:
    """What COPY reads from: a text after the other, each when the one before is taken."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        self.texts = iter(texts)
        self.rest = b""

    def read(self, size: int) -> bytes:
        while not self.rest and (text := next(self.texts, None)) is not None:
            self.rest = text
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


def _encoder(field: AnyField) -> Encoder:
    if isinstance(field, SealedField):
        return _sealing(field.name)
    if isinstance(field, models.BinaryField):
        return lambda values: [_bytes(value) for value in values]
    if isinstance(field, models.JSONField):
        return lambda values: [json.dumps(value, ensure_ascii=False).translate(_ESCAPES) for value in values]
    if isinstance(field, ArrayField):
        return lambda values: [_array(value) for value in values]
    if isinstance(field, (models.CharField, models.TextField)) and not field.null:
        return _texts
    if isinstance(field, (models.CharField, models.TextField)):
        return lambda values: [_NULL if value is None else _text(value) for value in values]
    return lambda values: [_NULL if value is None else str(value) for value in values]


def _bytes(value: bytes) -> str:
    return r"\\x" + value.hex()


def _sealing(purpose: str) -> Encoder:
    def sealed(value: str) -> bytes:
        return value.ciphertext if isinstance(value, Opened) else seal(value, purpose)

    return lambda values: [_bytes(sealed(value)) if value else _NULL for value in values]


def _texts(values: Sequence[str | None]) -> list[str]:
    """A blank text column is empty, never null. Where a look at all of them finds nothing to escape, none is looked at
    by itself."""
    texts = [str(value) if value else "" for value in values]
    together = "".join(texts)
    return texts if together.isprintable() and "\\" not in together else [_text(text) for text in texts]


def _text(value: str) -> str:
    return str(value).translate(_ESCAPES)


def _array(value: Sequence[str] | None) -> str:
    quoted = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in value or ())
    return "{" + ",".join(f'"{item}"' for item in quoted).translate(_ESCAPES) + "}"
