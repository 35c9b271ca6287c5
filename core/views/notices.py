"""消息: what the portal told this user; read when opened."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.pages import EVERYONE, Menu, PortalRequest, page
from core.keyset import Keyset
from core.notifying.notices import mark_read, notices_of

PAGE_SIZE = 30


@page(readers=EVERYONE, menu=Menu("工作台", "消息", "bell"))
def notices(request: PortalRequest) -> HttpResponse:
    unread = request.GET.get("show") == "unread"
    rows = notices_of(request.post)
    keyset = Keyset(rows.filter(read_at=None) if unread else rows, ("id",), descending=True, size=PAGE_SIZE)
    before = request.GET.get("before", "")
    shown = keyset.before(before) if before else keyset.after(request.GET.get("after", ""))
    context = {
        "notices": shown.rows,
        "unread_only": unread,
        "newer_url": f"?show={request.GET.get('show', '')}&before={shown.before}" if shown.before else "",
        "older_url": f"?show={request.GET.get('show', '')}&after={shown.after}" if shown.after else "",
    }
    return render(request, "core/notices.html", context)


@page(readers=EVERYONE)
@require_POST
def open_notice(request: PortalRequest, pk: int) -> HttpResponse:
    """Marks it read and goes to what it is about."""
    notice = get_object_or_404(notices_of(request.post), pk=pk)
    if notice.read_at is None:
        mark_read(notices_of(request.post).filter(pk=pk), by=request.post)
    inside = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if notice.link and inside else "notices")


@page(readers=EVERYONE)
@require_POST
def read_all(request: PortalRequest) -> HttpResponse:
    count = mark_read(notices_of(request.post), by=request.post)
    messages.success(request, f"已将 {count:,} 条消息标为已读。")
    return redirect("notices")
