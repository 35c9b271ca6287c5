"""The columns of a list: what can be shown, what this user chose, and the cells of fifty rows made at little cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, DecimalField, Field, FloatField, IntegerField, Model, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.sealing.numbers import SealedField
from core.views.declaration import Declaration
from core.wording.showing import field_of, is_division, label_of, mask_of, relations_of, shower

SHOWN_AT_FIRST = 12
LONG_TEXT = 100


@dataclass(frozen=True)
class ListColumn:
    name: str
    heading: str
    show: Callable[[Any], str]
    # "end" of numbers, "long" of text that may wrap.
    look: str
    # Chip tones by value; None: plain text.
    tones: Mapping[Any, str] | None
    # A column of the table itself, so that the database can sort by it.
    sortable: bool
    listed: bool

    def cell(self, row: Any) -> str:
        """HTML, written here: six hundred cells a page from a template would cost more than the rest of it."""
        if self.tones is not None:
            return self._opening + chip(self.show(row), self.tones.get(getattr(row, self.name), "neutral")) + "</td>"
        return f"{self._opening}{escape(self.show(row))}</td>"

    def title_cell(self, row: Any, url: str) -> str:
        """The first cell leads to the record."""
        opening = _opening(self.heading, "cell-title pinned")
        return f'{opening}<a href="{url}">{escape(self.show(row))}</a></td>'

    @property
    def _opening(self) -> str:
        return _opening(self.heading, self.look)


@cache
def _opening(heading: str, look: str) -> str:
    looks = f' class="{look}"' if look else ""
    return f'<td{looks} data-label="{escape(heading)}">'


@cache
def chip(label: str, tone: str) -> str:
    return render_to_string("_components/chip.html", {"label": label, "tone": tone}).strip() if label else ""


_known: dict[type[Declaration], dict[str, ListColumn]] = {}


def columns_of(pages: type[Declaration]) -> dict[str, ListColumn]:
    """By name: the ledger's columns, then the declaration's own."""
    if pages not in _known:
        found = {column.name: _of_ledger(pages, column) for column in (pages.ledger.columns if pages.ledger else ())}
        _known[pages] = found | {path: _of_path(pages, path) for path in pages.columns if path not in found}
    return _known[pages]


def chosen_columns(pages: type[Declaration], names: Sequence[str]) -> list[ListColumn]:
    """In the order chosen; what no longer exists is passed over; nothing chosen: the default."""
    known = columns_of(pages)
    found = [known[name] for name in names if name in known]
    return found or [known[name] for name in pages.default_columns] or _first(known)


def _first(known: Mapping[str, ListColumn]) -> list[ListColumn]:
    return [column for column in known.values() if column.listed] or list(known.values())[:SHOWN_AT_FIRST]


def _of_ledger(pages: type[Declaration], column: Any) -> ListColumn:
    field = field_of(pages.model, column.name)
    by_name = field is not None and is_division(field)
    show = shower(pages.model, column.name, pages.masks) if by_name else column.text_of
    return _made(pages, column.name, column.heading, show, field, listed=column.listed)


def _of_path(pages: type[Declaration], path: str) -> ListColumn:
    field = field_of(pages.model, path)
    heading = label_of(pages.model, path, pages.headings)
    return _made(pages, path, heading, shower(pages.model, path, pages.masks), field, listed=path in pages.columns)


def _made(
    pages: type[Declaration],
    name: str,
    heading: str,
    show: Callable[[Any], str],
    field: Field[Any, Any] | None,
    *,
    listed: bool,
) -> ListColumn:
    masked = mask_of(field, name, pages.masks) is not None
    plain = field is not None and not (masked or field.is_relation or isinstance(field, ArrayField))
    return ListColumn(
        name=name,
        heading=heading,
        show=show,
        look=_look(field, masked=masked),
        tones=pages.colours.get(name),
        sortable=plain,
        listed=listed,
    )


def _look(field: Field[Any, Any] | None, *, masked: bool) -> str:
    if isinstance(field, IntegerField | FloatField | DecimalField) and not field.choices and not masked:
        return "end"
    if isinstance(field, DateField) or (field is not None and (field.max_length or 0) < LONG_TEXT):
        return ""
    return "long" if field is not None and field.max_length else ""


def with_what_columns_need(
    pages: type[Declaration], rows: QuerySet[Any], columns: Sequence[ListColumn]
) -> QuerySet[Any]:
    """The relations that the columns read, in the same query; sealed numbers that none of them shows stay unread."""
    names = [column.name for column in columns]
    model: type[Model] = pages.model
    elsewhere = {name for name in names if not hasattr(model, name.split(".")[0].split("__")[0])}
    if elsewhere and pages.ledger:
        rows = pages.ledger().records(rows)
        names = [name for name in names if name not in elsewhere]
    related = {*pages.select_related, *relations_of(model, names)}
    rows = rows.select_related(*sorted(related)) if related else rows
    if pages.prefetch_related:
        rows = rows.prefetch_related(*pages.prefetch_related)
    # What a declared relation is wanted for is not known here, and `only` would leave its columns to a query a row.
    if not pages.select_related and all(field_of(model, name) for name in names):
        return rows.only("pk", *(name.replace(".", "__") for name in names))
    hidden = [one.name for one in model._meta.concrete_fields if isinstance(one, SealedField) and one.name not in names]
    return rows.defer(*hidden)


def rows_html(
    columns: Sequence[ListColumn], found: Sequence[Any], url_of: Callable[[Any], str], *, selectable: bool
) -> SafeString:
    """The table's body. Every value is escaped in its cell."""
    first, *rest = columns
    made = []
    for one in found:
        url = url_of(one)
        tick = _tick(one.pk, first.show(one)) if selectable else ""
        cells = "".join([column.cell(one) for column in rest])
        made.append(f'<tr data-href="{url}">{tick}{first.title_cell(one, url)}{cells}</tr>')
    return SafeString("\n".join(made))


def _tick(pk: int, label: str) -> str:
    return (
        '<td class="tick"><input type="checkbox" class="form-check-input" name="pk" '
        f'value="{pk}" aria-label="选择 {escape(label)}"></td>'
    )
