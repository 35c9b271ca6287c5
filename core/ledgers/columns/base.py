"""What every column has. A plain `Column` is text.

`cleaner(context)` compiles one function a column and check. It is given a cell that is not blank and returns the
clean value, or one of `Bad`, `Mended`, `Doubtful`; blanks, “清空” and masked numbers are dealt with before
(checking.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from django.db.models import F, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from core.ledgers.context import Context
from core.ledgers.table import Table
from core.ledgers.texts import Bad, Cell, Cleaner, Mended, quoted, squeeze, text_cleaner, text_plain


@dataclass(frozen=True)
class Column:
    """`name` is the attribute of the model (or of `Ledger.records`' annotation); `code` begins the codes of
    findings."""

    heading: str
    name: str
    _: KW_ONLY
    aliases: tuple[str, ...] = ()
    required: bool = False
    # Never emptied by “清空”, as required ones and keys are not.
    kept: bool = False
    width: int = 14
    note: str = ""
    code: str = ""
    max_length: int = 200
    # No space inside: names of people, numbers.
    compact: bool = False
    # Twice in one file: the later row is an error `<code>_twice`.
    once: bool = False
    # Given by the system: a key that is never written; one that no record has is an error.
    assigned: bool = False
    # False: kept by the system; stands in exports and lists, is passed over in imports.
    imported: bool = True
    # False: checked with its row, but not a value of its own (所属市).
    written: bool = True
    # In the list page unless the user chose otherwise.
    listed: bool = False
    # Of a personal number: what is shown and exported to those who may not have the whole.
    mask: Callable[[str], str] | None = None
    # Where an export finds the text, if not in the attribute.
    source: str = ""

    numeric: ClassVar[bool] = False
    # Numbers that must stay text: the template formats the column as text, the check refuses numbers.
    text_format: ClassVar[bool] = False
    # Few distinct values: cleaned once each.
    repeats: ClassVar[bool] = False

    @property
    def finding_code(self) -> str:
        return self.code or self.name

    @property
    def spellings(self) -> set[str]:
        """Headings that mean this column, squeezed."""
        return {squeeze(name) for name in (self.heading, *self.aliases)}

    @property
    def short_spellings(self) -> set[str]:
        """The same without what stands in brackets, a unit mostly, or without the brackets."""
        names = self.spellings
        return {name.partition("(")[0] for name in names} | {name.replace("(", "").replace(")", "") for name in names}

    @property
    def path(self) -> str:
        return self.source or self.name

    def cleaner(self, context: Context) -> Cleaner:
        return text_cleaner(self.finding_code, self.max_length, compact=self.compact)

    def plain(self, context: Context) -> Callable[[str], object]:
        """Whether a cell is clean as it stands: most are, and a whole `cleaner` costs ten times the look. What the
        cleaner or a mark of every column (“清空”, a mask) would change or refuse is not plain."""
        return text_plain(self.max_length)

    def goes_without_saying(self, context: Context) -> bool:
        """Whether a new row may leave it blank though it is required: whose sheet it is says it."""
        return False

    def settle(self, table: Table, context: Context) -> None:
        """After all columns were cleaned: what needs another column of the row."""

    def options(self, context: Context) -> list[str]:
        """Of the drop-down in the template; none: free."""
        return []

    def forms(self, value: Any) -> tuple[Any, ...]:
        """All ways in which the same may be written, the proper one first."""
        return (value,)

    def same(self, old: Any, new: Any) -> bool:
        """Whether a known value and a given one mean the same."""
        return bool(old == new)

    def shown(self, value: Any) -> str:
        """A clean value as the page shows it; a personal number masked."""
        if value is None:
            return ""
        return self.mask(str(value)) if self.mask else str(value)

    def presenter(self, context: Context) -> Callable[[Any], str]:
        """`shown` for values that are ids: with the names fetched."""
        return self.shown

    def text_of(self, record: Any) -> str:
        """The same, of a record's attribute."""
        return self.shown(getattr(record, self.name))

    def exported(self) -> Combinable:
        """The cell of an exported workbook, as text in SQL; of a sealed column its ciphertext."""
        return F(self.path) if self.mask else Cast(self.path, TextField())


@dataclass(frozen=True)
class NameColumn(Column):
    """What people or organisations are called: never a number or signs alone."""

    compact: bool = True

    def cleaner(self, context: Context) -> Cleaner:
        clean_text = super().cleaner(context)

        def clean(cell: Cell) -> Any:
            result = clean_text(cell)
            name = result.value if isinstance(result, Mended) else result
            if isinstance(name, str) and not (name[0].isalpha() or any(sign.isalpha() for sign in name)):
                return Bad(f"{self.finding_code}_characters", f"{quoted(name)}里没有文字，不是{self.heading}。")
            return result

        return clean

    def plain(self, context: Context) -> Callable[[str], object]:
        is_plain = text_plain(self.max_length)
        return lambda cell: cell[:1].isalpha() and is_plain(cell)
