"""A sheet of any length, in constant memory: PostgreSQL puts each row together, Python opens the sealed numbers and
turns a chunk of rows into XML with a handful of replacements, isal deflates it.

In what COPY gives, control characters stand for the markup, so that PostgreSQL joins and sends little and everything
between them is escaped at one stroke; they are taken out of the values themselves. A million rows of 26 cells: some
12 s on one core, beside PostgreSQL's own on another.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import QuerySet
from isal import isal_zlib
from openpyxl.utils import get_column_letter

from core.ledgers.columns import Column
from core.sealing.numbers import SealedField, open_seal

SHEET_MAX_ROWS = 1_048_576
CHUNK_ROWS = 2_000
# Level 1 of isal: a tenth larger than zlib's default, twenty times as fast.
LEVEL = 1

Opener: TypeAlias = Callable[[str], str]

ROW, NUMBERED, CELL, TEXT, IDENTIFIER, NUMBER, END_TEXT, END_NUMBER, PERSONAL = (
    "\x0e", "\x0f", "\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x07",
)  # fmt: skip
# Not in XML at all, or a mark of ours. Looking for them once a row costs a fifth of taking them out of every cell.
FORBIDDEN = "".join(chr(code) for code in range(1, 32) if chr(code) not in "\t\n\r") + "\ufffe\uffff"
_SQL_FORBIDDEN = "E'" + "".join(f"\\u{ord(char):04x}" for char in FORBIDDEN) + "'"
_SQL_ANY_FORBIDDEN = r"E'[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'"
_COPIED = {b"\\\\": b"\\", b"\\n": b"&#10;", b"\\r": b"", b"\\t": b"&#9;"}
# Excel reads “_x0041_” in a text as the character of that code.
_CODED = re.compile(rb"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile(rb"\\[\\nrt]")


@dataclass(frozen=True)
class Plan:
    """One export: its rows, in order, the columns, which of these are masked."""

    rows: QuerySet[Any]
    columns: Sequence[Column]
    masked: bool
    # Style of the cells that are text whatever they look like.
    identifier_style: int


class SheetWriter:
    """What COPY writes into: rows as they come, a new sheet when one is full."""

    def __init__(self, plan: Plan, package: zipfile.ZipFile, head: bytes, tail: Callable[[int], bytes]) -> None:
        self.package, self.head, self.tail = package, head, tail
        self.openers = openers(plan)
        self.replacements = _replacements(plan.identifier_style)
        self.pending: list[bytes] = []
        self.sheets = 0
        self.rows = 0
        self.rows_here = 0
        self.progress: Callable[[int], None] = lambda rows: None
        self._open()

    def write(self, line: bytes) -> None:
        """One row, as psycopg2 hands it over."""
        if self.rows_here == SHEET_MAX_ROWS - 1:
            self._close()
            self._open()
        self.pending.append(line)
        self.rows_here += 1
        if len(self.pending) == CHUNK_ROWS:
            self._flush()

    def close(self) -> None:
        self._close()

    def abandon(self) -> None:
        """After an error: the package can't be closed while a part is open."""
        self.part.close()

    def _open(self) -> None:
        self.sheets += 1
        self.rows_here = 0
        entry = zipfile.ZipInfo(f"xl/worksheets/sheet{self.sheets}.xml", date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        part: Any = self.package.open(entry, "w", force_zip64=True)
        # zipfile knows zlib alone; any object with compress() and flush() serves.
        part._compressor = isal_zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
        part.write(self.head)
        self.part = part

    def _flush(self) -> None:
        self.part.write(self._as_xml(b"".join(self.pending)))
        self.rows += len(self.pending)
        self.pending.clear()
        self.progress(self.rows)

    def _close(self) -> None:
        self._flush()
        self.part.write(self.tail(self.rows_here + 1))
        self.part.close()

    def _as_xml(self, rows: bytes) -> bytes:
        if self.openers:
            rows = self._opened(rows)
        rows = rows.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        if b"_x" in rows:
            rows = _CODED.sub(b"_x005F_", rows)
        if b"\\" in rows:
            rows = _ESCAPE.sub(lambda match: _COPIED[match[0]], rows)
        for mark, markup in self.replacements:
            rows = rows.replace(mark, markup)
        return rows

    def _opened(self, rows: bytes) -> bytes:
        """Between two marks stands which column it is, and its ciphertext or text."""
        pieces = rows.decode().split(PERSONAL)
        openers = self.openers
        for place in range(1, len(pieces), 2):
            piece = pieces[place]
            pieces[place] = openers[piece[0]](piece[1:])
        return "".join(pieces).encode()


def _replacements(identifier_style: int) -> list[tuple[bytes, bytes]]:
    marks = {
        ROW: '<row r="',
        NUMBERED: '">',
        "\n": "</row>",
        CELL: '<c r="',
        TEXT: '" t="inlineStr"><is><t>',
        IDENTIFIER: f'" s="{identifier_style}" t="inlineStr"><is><t>',
        NUMBER: '"><v>',
        END_TEXT: "</t></is></c>",
        END_NUMBER: "</v></c>",
    }
    return [(mark.encode(), markup.encode()) for mark, markup in marks.items()]


def copy_rows(plan: Plan, writer: SheetWriter) -> None:
    """Stream the plan's rows into the writer; what `writer.progress` raises ends the stream."""
    statement = _statement(plan)
    try:
        with connection.cursor() as cursor:
            cursor.copy_expert(statement, writer)
    except BaseException:
        writer.abandon()
        raise
    writer.close()


def _statement(plan: Plan) -> str:
    """COPY of one text a row, with the values put in as literals: COPY takes no parameters."""
    named = {f"x{place}": column.exported() for place, column in enumerate(plan.columns)}
    queryset = plan.rows.annotate(**named).values_list(*named)
    sql, params = queryset.query.get_compiler(connection=connection).as_sql()
    plain, stripped = (" || ".join(_cells(plan, wrap)) for wrap in ("{}", f"translate({{}}, {_SQL_FORBIDDEN}, '')"))
    words = ", ".join(f"x{place}" for place, column in enumerate(plan.columns) if _has_words(column, plan))
    cells = f"CASE WHEN concat({words or 'NULL'}) ~ {_SQL_ANY_FORBIDDEN} THEN {stripped} ELSE {plain} END"
    names = ", ".join(named)
    with connection.cursor() as cursor:
        inner: str = cursor.mogrify(sql, params).decode()
    return (
        f"COPY (SELECT {_literal(ROW)} || n || {_literal(NUMBERED)} || {cells} FROM ("
        f"SELECT {names}, ((row_number() OVER () - 1) % {SHEET_MAX_ROWS - 1} + 2)::text AS n "
        f"FROM ({inner}) AS chosen ({names})) AS numbered) TO STDOUT"
    )


def _literal(text: str) -> str:
    return "E'" + "".join(f"\\x{ord(char):02x}" if char < " " else char for char in text) + "'"


def _has_words(column: Column, plan: Plan) -> bool:
    """Whether cells hold what somebody typed, and so perhaps a control character."""
    return not (column.numeric or column.repeats or is_sealed(column, plan))


def _cells(plan: Plan, wrap: str) -> list[str]:
    return [_cell(place, column, plan, wrap) for place, column in enumerate(plan.columns)]


def _cell(place: int, column: Column, plan: Plan, wrap: str) -> str:
    """SQL of a cell; an empty one leaves nothing. `wrap` goes around what somebody typed."""
    value, start = f"x{place}", f"{_literal(CELL + get_column_letter(place + 1))} || n || "
    if column.numeric:
        return f"coalesce({start}{_literal(NUMBER)} || {value} || {_literal(END_NUMBER)}, '')"
    kind = _literal(IDENTIFIER if column.text_format else TEXT)
    text = wrap.format(value) if _has_words(column, plan) else value
    if is_sealed(column, plan):
        text = f"encode({value}, 'hex')"
    if _key(place, column, plan):
        text = f"{_literal(PERSONAL + _letter(place))} || {text} || {_literal(PERSONAL)}"
    filled = f"{start}{kind} || {text} || {_literal(END_TEXT)}"
    blank = f"{value} IS NULL" if is_sealed(column, plan) else f"coalesce({value}, '') = ''"
    return f"CASE WHEN {blank} THEN '' ELSE {filled} END"


def is_sealed(column: Column, plan: Plan) -> bool:
    return column.mask is not None and isinstance(plan.rows.model._meta.get_field(column.name), SealedField)


def _key(place: int, column: Column, plan: Plan) -> str:
    """The letter under which Python has a hand in the column's values; empty: it has none."""
    return _letter(place) if is_sealed(column, plan) or (plan.masked and column.mask) else ""


def _letter(place: int) -> str:
    return chr(ord("0") + place)


def openers(plan: Plan) -> dict[str, Opener]:
    return {
        key: _opener(column, plan) for place, column in enumerate(plan.columns) if (key := _key(place, column, plan))
    }


def _opener(column: Column, plan: Plan) -> Opener:
    mask, name = column.mask, column.name
    assert mask is not None
    if not is_sealed(column, plan):
        return mask
    if plan.masked:
        return lambda sealed: mask(open_seal(bytes.fromhex(sealed), name))
    return lambda sealed: open_seal(bytes.fromhex(sealed), name)
