"""A ledger: one list of columns that makes the template, the check, the import, the export and the list page's
headings.

    class HouseholdLedger(Ledger):
        name = "households"
        title = "确户台账"
        model = Household
        keys = ("number", "id_number")
        columns = (IdentifierColumn("户编号", "number", …), VillageColumn("所属村", "village", required=True, …), …)
        modes = (FirstFilling(), TownshipApplications())

A `Column` cleans a cell and shows a value. A `Mode` says what a workbook's rows become, for whom: it alone knows the
models. Everything between — reading, checking, old → new, colouring, progress, undo's bookkeeping — is written once,
here in core/ledgers.

Values by column name are what the model's attribute holds: text, Decimal, int, date, a choice's value, a list of
flags; of a foreign key its id; of a sealed field the plain text.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Post
from accounts.roles import Role
from core.ledgers.columns import Column
from core.ledgers.table import Table
from core.views.asked import in_words
from core.views.list_query import ListQuery, query_asked_for

# As a query string has them: parameter → values.
Filters: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Addition:
    """A good row that the ledger does not know. `values` of every column that the file fills."""

    row: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Alteration:
    """A good row of a known record: only what differs, as old and new value; new None: “清空”. `version` is the
    record's when read, under a lock; `beside`: what the mode's own columns say."""

    row: int
    record_id: int
    version: int
    changes: dict[str, tuple[Any, Any]]
    beside: dict[str, Any]


@dataclass
class Writing:
    """One act of writing, inside its transaction and inside `acting(post)`."""

    post: Post
    act: uuid.UUID
    # None from the command line with nothing uploaded.
    run_id: int | None
    # Called with the number of rows done; raises when the job was cancelled, which rolls everything back.
    progress: Callable[[int], None]


@dataclass
class Undone:
    """What became of an import's rows; `refused` maps a label the clerk knows (name and 户编号) to the reason."""

    taken_back: int = 0
    refused: dict[str, str] = field(default_factory=dict)


class Mode:
    """What the rows of a workbook become, and who may bring one."""

    name: ClassVar[str]
    title: ClassVar[str]
    roles: ClassVar[frozenset[Role]]
    # A second officer of the same role and place confirms before anything is written, or taken back.
    second_person: ClassVar[bool] = False
    # Of its workbooks alone, behind the ledger's: values of what the rows become, and of no record (申请理由).
    columns: ClassVar[tuple[Column, ...]] = ()
    # Suppliers that are not registered yet are told as a warning and registered when written; otherwise an error.
    registers_organizations: ClassVar[bool] = False

    def closed(self, post: Post) -> str:
        """Why the mode is not open to this post now, as a sentence; empty: it is open."""
        return ""

    def why_not_undo(self, post: Post) -> str:
        """Why what it wrote can't be taken back as a whole any more, as a sentence with what to do instead; empty: it
        can."""
        return ""

    def examine(self, table: Table, post: Post) -> None:
        """Compare the rows with the rest of the data by set-wise SQL; report through `table.refuse` and
        `table.warn`."""

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        """Write all of it (core.ledgers.writing has COPY and the bulk update) or raise."""
        raise NotImplementedError

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """Take back what the act wrote, but for rows changed since (core.ledgers.undo has the SQL). Inside
        `acting(by)`."""
        raise NotImplementedError


class Ledger:
    name: ClassVar[str]
    title: ClassVar[str]
    model: ClassVar[type[models.Model]]
    columns: ClassVar[tuple[Column, ...]]
    # Column names by which a row is known, the surest first.
    keys: ClassVar[tuple[str, ...]]
    # Of several records with the same key, the one with the lowest value of this column is meant (使用状态: 正常 before
    # 销户); two alike are ambiguous, and the row must give a surer key.
    prefers: ClassVar[str] = ""
    modes: ClassVar[tuple[Mode, ...]]
    # Who may export; personal numbers in full only for MAY_EXPORT_PERSONAL.
    readers: ClassVar[frozenset[Role]]
    # False: a workbook is a list of its own, of which something is made when it is written; none of its rows is known.
    lasting: ClassVar[bool] = True
    # What a row is of.
    unit: ClassVar[str] = "户"
    # Meant where none is named.
    foremost: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "name" in cls.__dict__:
            _ledgers[cls.name] = cls()

    def records(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The model's rows with every column's `name` reachable by values_list: override to annotate what stands
        elsewhere."""
        return queryset

    def known(self, post: Post) -> QuerySet[Any]:
        """Records as which a row may be known. Default: all that the post sees."""
        return self.model._default_manager.visible_to(post)  # type: ignore[attr-defined, no-any-return]

    @property
    def newcomer(self) -> str:
        """Whose required cells may not be blank."""
        return f"新{self.unit}" if self.lasting else "每行"

    @property
    def knows_by(self) -> str:
        """How a row is recognised: “按户编号认，没有填的按身份证号认”."""
        headings = [self.column(key).heading for key in self.keys]
        return f"按{'认，没有填的按'.join(headings)}认"

    def filtered(self, post: Post, filters: Filters) -> QuerySet[Any]:
        """What the list page with these query parameters shows, for the export. Raises ValueError with a sentence for
        a filter that does not exist or does not fit."""
        return self._asked_for(post, filters).rows

    def said(self, post: Post, filters: Filters) -> str:
        """The same in the list's words, without the numbers that were typed."""
        return in_words(self._asked_for(post, filters)) or "全部"

    def _asked_for(self, post: Post, filters: Filters) -> ListQuery:
        address = QueryDict(mutable=True)
        for name, values in filters.items():
            address.setlist(name, list(values))
        return query_asked_for(self.model._meta.label_lower, post, address)

    def examine(self, table: Table) -> None:
        """Rules between a row's own columns (改造类型 belongs to 改造类别); `table.standing(name)` gives what would
        stand after writing."""

    def describe(self, record: Any) -> str:
        return str(record)

    def columns_with(self, mode: Mode) -> tuple[Column, ...]:
        """Of the workbooks that come in by this mode."""
        return (*self.columns, *mode.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def mode_for(self, post: Post) -> Mode | None:
        """The first mode open to the post; else the first of its role (whose `closed` says why not); else None."""
        own = [mode for mode in self.modes if post.role in mode.roles]
        return next((mode for mode in own if not mode.closed(post)), own[0] if own else None)


_ledgers: dict[str, Ledger] = {}


def ledgers() -> list[Ledger]:
    """The foremost, then the other lasting ones: what is not said to be a list is meant for one of them."""
    return sorted(_ledgers.values(), key=lambda one: (not one.foremost, not one.lasting))


def ledger(name: str) -> Ledger:
    """Raises KeyError."""
    return _ledgers[name]
