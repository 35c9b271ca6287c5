"""What a list was asked for, in its own words: above the list, in the access log, on an export's first page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.hiding import without_numbers
from accounts.pages import PortalRequest
from core.views.list_query import ListQuery
from core.wording import words
from core.wording.showing import text_of

Typed = Callable[[str], str]


def tags(query: ListQuery) -> list[dict[str, str]]:
    """What the list is narrowed by, as the user typed it, each with the address without it."""
    found = [{"label": f"“{query.text}”", "url": query.address(q=None)}] if query.text else []
    return found + [{"label": _said(field, str), "url": query.without(field.name)} for field in _filters(query)]


def in_words(query: ListQuery) -> str:
    """“街镇：西兆通镇；“*******5678””, without the numbers that were typed; empty: the whole list."""
    return "；".join(_parts(query, without_numbers))


def holds_numbers(query: ListQuery) -> bool:
    """Whether a number that may be a person's was typed."""
    return _parts(query, str) != _parts(query, without_numbers)


def _parts(query: ListQuery, typed: Typed) -> list[str]:
    parts = [f"“{typed(query.text)}”"] if query.text else []
    parts += [_said(field, typed) for field in _filters(query)]
    return [*parts, f"台账日期：{words.day_in_words(query.day)}"] if query.day else parts


def log_search(request: PortalRequest, query: ListQuery) -> None:
    """One line a request, wherever something was looked for."""
    if said := in_words(query):
        log_access(request, AccessLog.Act.SEARCH, kind=query.pages.model._meta.label_lower, detail=said)


def _filters(query: ListQuery) -> Iterator[Any]:
    """The fields, bound, by which the list is narrowed; what could not be read narrows nothing."""
    form = query.filters.form if query.filters is not None else None
    if form is None:
        return
    for name in form.changed_data:
        if name not in form.errors and _is_asked(query, name):
            yield form[name]


def _is_asked(query: ListQuery, name: str) -> bool:
    """A box that was not ticked sends nothing, and narrows nothing; a range sends its two ends."""
    return any(key == name or key.startswith(f"{name}_") for key in query.data)


def _said(field: Any, typed: Typed) -> str:
    """“街镇：西兆通镇”; a bound field's data in words."""
    value = field.form.cleaned_data.get(field.name)
    if isinstance(value, slice):
        return f"{field.label}：{_end(value.start)}～{_end(value.stop)}"
    several = value if isinstance(value, list | tuple | QuerySet) else [value]
    labels = _labels(field.field)
    return f"{field.label}：{'、'.join(labels.get(str(one)) or _word(one, typed) for one in several)}"


def _end(value: Any) -> str:
    """Of a period the day: its last moment is nobody's own."""
    return words.day(value) if isinstance(value, datetime.date) else text_of(value)


def _word(word: Any, typed: Typed) -> str:
    return typed(word) if isinstance(word, str) else text_of(word)


def _labels(field: Any) -> dict[str, str]:
    """Of fixed choices; rows of a table say their own name."""
    if hasattr(field, "queryset"):
        return {}
    return {str(key): str(label) for key, label in getattr(field, "choices", ())}
