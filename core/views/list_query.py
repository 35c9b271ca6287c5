"""What a list's address asks for, as rows: scope, day, filters, search, order.

One reading for page, count, export, bulk step, saved view and API, so that each means the same rows.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import get_resolver
from django.utils.http import urlencode
from django_filters import FilterSet

from accounts.models import Post
from core.keyset import CAP, Keyset, count_capped
from core.typed import storable
from core.views.columns import columns_of
from core.views.declaration import Declaration, pages_of
from core.views.fetching import past_day
from core.wording.showing import field_of

PAGE_SIZE = 50
# Parameters of the list itself; every other one belongs to the filters.
OWN = frozenset({"q", "sort", "after", "before", "last", "day", "panel", "page_size"})
PLACES = frozenset({"after", "before", "last", "panel"})
# Neither search nor filter nor order.
NO_CONDITIONS = (OWN - {"q", "sort"}) | {"csrfmiddlewaretoken"}
TOO_MANY_TO_SORT = "结果超过 1 万行，不能按这一列排序。请先筛选，再排序。"


@lru_cache(maxsize=512)
def narrowed(whole: type[FilterSet], names: frozenset[str]) -> type[FilterSet] | None:
    """The filter set with those filters alone that an address names, or None: each costs a field, with its choices."""
    asked = {
        name: one
        for name, one in whole.base_filters.items()
        if any(key == name or key.startswith(f"{name}_") for key in names)
    }
    part: type[FilterSet] = type(whole.__name__, (whole,), {})
    part.base_filters = asked
    return part if asked else None


@dataclass(frozen=True)
class Asker:
    """Stands for the request in a filter set: the choices that it offers depend on the post alone."""

    post: Post


@dataclass
class ListQuery:
    pages: type[Declaration]
    post: Post
    data: QueryDict
    # Sentences about what could not be done as asked.
    remarks: list[str] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        return storable(self.data.get("q", "")).strip() if self.pages.search else ""

    @cached_property
    def day(self) -> datetime.date | None:
        """The past day as of which the list is seen; None: now."""
        try:
            return past_day(self.pages, str(self.data.get("day", "")))
        except ValueError as problem:
            self.remarks.append(f"{problem}，已按今天显示。")
            return None

    @cached_property
    def filters(self) -> Any:
        """Of what the address filters by, bound; None when it holds no filter."""
        whole = self.pages.filterset_class
        part = whole and narrowed(whole, frozenset(self.data.keys() - OWN))
        return part and part(self.data, queryset=self.base, request=Asker(self.post))

    @cached_property
    def base(self) -> QuerySet[Any]:
        rows = self.pages.queryset(self.post)
        return rows.as_of(self.day) if self.day else rows  # type: ignore[attr-defined]

    @cached_property
    def rows(self) -> QuerySet[Any]:
        rows = self._filtered
        if self.text and self.pages.search:
            rows = self.pages.search(rows, self.text, self.post)
        return rows

    @property
    def _filtered(self) -> QuerySet[Any]:
        if self.filters is None:
            return self.base
        for name, errors in self.filters.form.errors.items():
            label = self.filters.form.fields[name].label if name in self.filters.form.fields else name
            self.remarks += [f"筛选“{label}”没有用上：{error}" for error in errors]
        rows: QuerySet[Any] = self.filters.qs
        return rows

    @property
    def filterable(self) -> bool:
        """For templates: they would call the filter set's class, and so build all its fields."""
        return self.pages.filterset_class is not None

    @property
    def panel(self) -> str:
        """The part of the page that is open: “filters”, where there are any."""
        return str(self.data.get("panel", "")) if self.filterable else ""

    @cached_property
    def count(self) -> int:
        """Up to CAP + 1."""
        return count_capped(self.rows)

    @cached_property
    def order(self) -> tuple[str, tuple[str, ...], bool]:
        """The column's name, the fields, whether descending."""
        asked = self.data.get("sort") or self.pages.default_sort
        fields = self._fields_of(asked.lstrip("-"))
        if fields is None:
            asked = self.pages.default_sort
            fields = self._fields_of(asked.lstrip("-")) or ("id",)
        return asked.lstrip("-"), fields, asked.startswith("-")

    def _fields_of(self, name: str) -> tuple[str, ...] | None:
        if name in self.pages.sorts:
            return self.pages.sorts[name]
        if name == "id":
            return ("id",)
        column = columns_of(self.pages).get(name)
        if column is None or not column.sortable or field_of(self.pages.model, name) is None:
            return None
        if self.count > CAP:
            self.remarks.append(TOO_MANY_TO_SORT)
            return None
        return (name.replace(".", "__"), "id")

    def keyset(self, rows: QuerySet[Any], size: int = PAGE_SIZE) -> Keyset:
        _, fields, descending = self.order
        return Keyset(rows, fields, descending, size)

    def address(self, **changes: str | None) -> str:
        """This list's query string with some parameters set, or taken out (None); always from the first page."""
        stay = [(name, value) for name, value in self._asked if name not in changes]
        return "?" + urlencode(stay + [(name, value) for name, value in changes.items() if value is not None])

    def without(self, name: str) -> str:
        """The address with one filter taken out."""
        return self.address(**dict.fromkeys(self.parameters_of(name)))

    def parameters_of(self, name: str) -> list[str]:
        """By which an address gives a filter: its name; of a range its two ends."""
        suffixes = getattr(self.filters.form.fields[name].widget, "suffixes", ())
        return [name, *(f"{name}_{suffix}" for suffix in suffixes)]

    def kept(self) -> list[tuple[str, str]]:
        """Parameters but for the place in the list, as a form carries them along."""
        return [(name, value) for name, value in self._asked if value]

    @cached_property
    def _asked(self) -> list[tuple[str, str]]:
        """What the address holds but for the place in the list. A copy of Django's own for each of the twenty addresses
        of a page took longer than the page's rows."""
        return [(name, str(one)) for name, some in self.data.lists() if name not in PLACES for one in some]

    @property
    def conditions(self) -> str:
        """Search and filters alone, as they are saved under a name."""
        given = {name for name, _ in self.kept()} - NO_CONDITIONS
        return urlencode([(name, value) for name, value in self._asked if name in given])


def query_asked_for(label: str, post: Post, address: QueryDict) -> ListQuery:
    """What the list of this model shows at this address; for exports and the command line, where nothing is passed
    over in silence. Raises ValueError with a sentence."""
    # A worker or a command has not read the addresses, with which every declaration comes in.
    assert get_resolver().url_patterns
    pages = pages_of(label)
    if pages is None:
        raise ValueError("这份台账没有列表页，不能筛选。")
    query = ListQuery(pages, post, address)
    fields = query.filters.form.fields if query.filters is not None else ()
    known = {parameter for name in fields for parameter in query.parameters_of(name)}
    for name in address.keys() - OWN - known:
        raise ValueError(f"{pages.title}没有筛选条件“{name}”。")
    # Making them finds what does not fit.
    assert query.rows is not None
    if query.remarks:
        raise ValueError("；".join(query.remarks))
    return query


def why_not_asked_for(pages: type[Declaration], post: Post, address: QueryDict) -> str:
    """Empty, or the sentence why nothing is shown at this address where nothing may be passed over."""
    try:
        query_asked_for(pages.model._meta.label_lower, post, address)
    except ValueError as problem:
        return str(problem)
    return ""
