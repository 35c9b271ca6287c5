"""Search over every record that has one, by what was typed: name, pinyin, number, tail of a number, address (F111)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.pages import EVERYONE, PortalRequest, page
from core.views.declaration import Declaration, declared

SHOWN = 8
EXAMPLE = re.compile("（.*?）")


@page(readers=EVERYONE)
def search(request: PortalRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    parts = [_shown(one) for one in look_for(request, text)]
    context = {"search_text": text, "parts": parts, "hint": _sentence(hints_for(request.post))}
    return render(request, "core/search.html", context)


@dataclass(frozen=True)
class Found:
    """The first few of one sort of record, and the list's address with the others; empty where these are all."""

    pages: type[Declaration]
    records: Sequence[Any]
    more_url: str
    # Why one is among them that does not say so itself.
    remarks: Mapping[int, str]


def look_for(request: PortalRequest, text: str) -> list[Found]:
    """Each sort of record of which there are some; the search is logged."""
    if not text:
        return []
    log_access(request, AccessLog.Act.SEARCH, detail=without_numbers(text))
    return [found for pages in _searched_by(request.post) if (found := _found(pages, request.post, text)).records]


def hints_for(post: Post) -> list[str]:
    """What can be typed, each thing once: 姓名 stands for 户主姓名 too."""
    hints = [EXAMPLE.sub("", pages.search_hint) for pages in _searched_by(post)]
    words = dict.fromkeys(word for hint in hints for word in re.split("[、或]", hint) if word)
    return [word for word in words if not any(word.endswith(other) for other in words if other != word)]


def _sentence(words: Sequence[str]) -> str:
    if not words:
        return ""
    *others, last = words
    return f"可输入{'、'.join(others)}{'或' if others else ''}{last}。"


def _searched_by(post: Post) -> list[type[Declaration]]:
    return [pages for pages in declared() if pages.primary and pages.search and post.role in pages.readers]


def _found(pages: type[Declaration], post: Post, text: str) -> Found:
    assert pages.search is not None
    rows = pages.search(pages.queryset(post), text, post)
    if pages.select_related:
        rows = rows.select_related(*pages.select_related)
    records = list(rows[: SHOWN + 1])
    more_url = pages.url("list", q=text) if len(records) > SHOWN else ""
    shown = records[:SHOWN]
    return Found(pages, shown, more_url, pages.remarks_on_found(text, shown, post))


def _shown(found: Found) -> dict[str, Any]:
    pages = found.pages
    return {
        "title": pages.title,
        "records": [
            {
                "summary": pages.summary(one),
                "url": pages.url("detail", one.pk),
                "remark": found.remarks.get(one.pk, ""),
            }
            for one in found.records
        ],
        "more_url": found.more_url,
    }
