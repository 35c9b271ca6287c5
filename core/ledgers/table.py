"""The rows of one sheet, column by column, as the check fills them and hooks read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from core.ledgers.findings import Finding, Level
from core.ledgers.texts import Bad, Doubtful, Mended
from core.sealing.numbers import digest_hex

if TYPE_CHECKING:
    from core.ledgers.columns import Column


class Mark(Enum):
    CLEAR = "清空"


# The value of a cell that empties what is known.
CLEAR = Mark.CLEAR


class Masked(str):
    """A masked number: stands for the known value that looks like it, or is wrong; never survives the check."""


@dataclass(frozen=True, slots=True)
class Known:
    """The record that a row is of. `values` in the order of `Table.names`."""

    pk: int
    version: int
    values: tuple[Any, ...]


@dataclass
class Table:
    sheet: str
    # As Excel counts them; index i below is the i-th of these.
    rows: list[int]
    # Column name → heading as it stands in the file; as declared for columns that the file does not have.
    headings: dict[str, str]
    columns: dict[str, Column]
    # Column name → value of every row. None: blank, or a bad cell. CLEAR: to be emptied. Only columns that the file
    # has.
    values: dict[str, list[Any]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    known: list[Known | None] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    bad_cells: set[tuple[int, str]] = field(default_factory=set)
    _digests: dict[str, list[str]] = field(default_factory=dict)

    def stored_forms(self, column: Column, value: str, path: str) -> list[str]:
        """What the database may have for the value: its text in all forms, of a sealed column their digests. Kept,
        because a digest costs more than the rest of a cell's check."""
        if path == column.name:
            return [str(form) for form in column.forms(value)]
        if value not in self._digests:
            self._digests[value] = [digest_hex(form, column.name) for form in column.forms(value)]
        return self._digests[value]

    def good(self) -> Iterator[int]:
        """Indices of rows without an error."""
        return (index for index in range(len(self.rows)) if index not in self.bad)

    def known_value(self, index: int, name: str) -> Any:
        known = self.known[index]
        return None if known is None else known.values[self.names.index(name)]

    def differs(self, index: int, name: str) -> bool:
        """Whether the row says of its known record anything other than the ledger does."""
        new, old = self.values[name][index] if name in self.values else None, self.known_value(index, name)
        if new is CLEAR:
            return old not in (None, "", [])
        return new is not None and not self.columns[name].same(old, new)

    def standing(self, name: str) -> list[Any]:
        """What would stand in the ledger after writing: the file's value, the known one where the cell is blank,
        None if cleared."""
        position = self.names.index(name)
        given = self.values.get(name) or [None] * len(self.rows)
        return [
            None if value is CLEAR else value if value is not None or known is None else known.values[position]
            for value, known in zip(given, self.known, strict=True)
        ]

    def take(self, index: int, name: str, result: Any) -> Any:
        """Of a cleaner's result the value that stands for the cell, the rest reported."""
        if isinstance(result, Bad):
            self.refuse(index, name, result.code, result.message)
            return None
        if isinstance(result, (Mended, Doubtful)):
            (self.mended if isinstance(result, Mended) else self.warn)(index, name, result.code, result.message)
            return result.value
        return result

    def refuse(self, index: int, name: str, code: str, message: str) -> None:
        self.bad.add(index)
        self.bad_cells.add((index, name))
        self._report(Level.ERROR, index, name, code, message)

    def warn(self, index: int, name: str, code: str, message: str) -> None:
        self._report(Level.WARNING, index, name, code, message)

    def mended(self, index: int, name: str, code: str, message: str) -> None:
        self._report(Level.FIXED, index, name, code, message)

    def _report(self, level: Level, index: int, name: str, code: str, message: str) -> None:
        self.findings.append(Finding(level, self.sheet, self.rows[index], self.headings[name], code, message))
