"""Search over every record that has one, by what was typed: name, pinyin, number, tail of a number, address (F111)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.hiding import without_numbers
from accounts.pages import EVERYONE, PortalRequest, page
from core.views.declaration import Declaration, declared

SHOWN = 8


@page(readers=EVERYONE)
def search(request: PortalRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    if text:
        log_access(request, AccessLog.Act.SEARCH, detail=without_numbers(text))
    searched = [pages for pages in declared() if pages.primary and pages.search and request.post.role in pages.readers]
    found = [part for pages in searched if text and (part := _found(pages, request, text))]
    context = {"search_text": text, "parts": found, "hints": _hints(searched)}
    return render(request, "core/search.html", context)


def _hints(searched: Sequence[type[Declaration]]) -> list[str]:
    """What can be typed, each thing once."""
    return list(dict.fromkeys(word for pages in searched for word in pages.search_hint.split("、")))


def _found(pages: type[Declaration], request: PortalRequest, text: str) -> dict[str, Any] | None:
    """The first few of one sort of record, and the way to the others; None where there are none."""
    assert pages.search is not None
    rows = pages.search(pages.queryset(request.post), text, request.post)
    if pages.select_related:
        rows = rows.select_related(*pages.select_related)
    records = list(rows[: SHOWN + 1])
    if not records:
        return None
    return {
        "title": pages.title,
        "records": [{"summary": pages.summary(one), "url": pages.url("detail", one.pk)} for one in records[:SHOWN]],
        "more_url": f"{pages.url('list')}?{urlencode({'q': text})}" if len(records) > SHOWN else "",
    }
