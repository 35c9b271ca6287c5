"""首页: what waits for me, what I was told, and the numbers that the apps put here."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from accounts.pages import EVERYONE, Menu, PortalRequest, page
from core.context import inbox_count
from core.notifying.notices import notices_of
from core.views.declaration import Figure, declared
from core.views.inbox import nearest

ITEMS, NOTICES = 10, 5


@page(readers=EVERYONE, menu=Menu("工作台", "首页", "house"))
def home(request: PortalRequest) -> HttpResponse:
    context = {
        "items": nearest(request.post, ITEMS),
        "waiting": inbox_count(request.post),
        "notices": notices_of(request.post).filter(read_at=None).order_by("-id")[:NOTICES],
        "figures": _figures(request),
    }
    return render(request, "core/home.html", context)


def _figures(request: PortalRequest) -> list[Figure]:
    return [
        figure for pages in declared() if request.post.role in pages.readers for figure in pages.figures(request.post)
    ]
