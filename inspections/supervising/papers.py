"""整改指令书: the order on paper, for both sides to sign."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import PortalRequest
from core.views.declaration import Declaration
from core.views.fetching import record_of
from inspections.models.checks import Check


def order_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    check: Check = record_of(pages, request.post, pk)
    if check.rectify_until_on is None:
        raise Http404("这次检查没有限期整改，没有整改指令书。")
    log_access(request, AccessLog.Act.PRINT, check, detail="整改指令书")
    context = {
        "check": check,
        "findings": check.findings.order_by("pk"),
        "detail_url": pages.url("detail", pk),
    }
    return render(request, "print/rectification_order.html", context)
