"""导出: what is filtered, as a workbook in the download centre."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.audit import acting
from accounts.pages import PortalRequest
from core.background.exports import Wanted, may_export_in_full, start
from core.views.declaration import Declaration
from core.views.list_query import ListQuery
from core.views.listing import count_text


def export_page(pages: type[Declaration], request: PortalRequest) -> HttpResponse:
    """Say how much and what; a POST begins."""
    query = ListQuery(pages, request.post, request.GET.copy())
    wanted = Wanted(
        pages,
        query.address().lstrip("?"),
        only_shown=request.POST.get("columns") == "shown",
        in_full=request.POST.get("numbers") == "whole",
        reason=request.POST.get("reason", "").strip()[:200],
    )
    refusal = wanted.why_not(request.post) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        with acting(request.post):
            job = start(wanted, request.post)
        return redirect("job", job.pk)
    context = {
        "pages": pages,
        "wanted": wanted,
        "refusal": refusal,
        "count": count_text(query.count, pages.unit),
        "filtered": bool(query.text or query.filters is not None or query.day),
        "may_have_whole": may_export_in_full(pages, request.post),
        "list_url": f"{pages.url('list')}{query.address()}",
    }
    return render(request, "records/export.html", context)
