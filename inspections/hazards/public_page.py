"""核对整改通知书: opened by whoever scans its code, without an account. It says that the paper is genuine and how its
demands stand, nothing of the household."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.pages import public
from inspections.models import Hazard, RectificationNotice

NO_NOTICE = "没有这份通知书。请核对二维码是否完整，或向燃气企业询问。"


@public
@require_http_methods(["GET", "HEAD"])
def notice_page(request: HttpRequest, token: str) -> HttpResponse:
    notice = RectificationNotice.objects.filter(token=token).select_related("company").first()
    if notice is None:
        raise Http404(NO_NOTICE)
    unsettled = set(
        Hazard.objects.unsettled()
        .filter(number__in=[item["number"] for item in notice.items])
        .values_list("number", flat=True)
    )
    context = {
        "notice": notice,
        "cancelled": notice.state == RectificationNotice.State.CANCELLED,
        "hazards": [
            {"number": item["number"], "level": item["level"], "settled": item["number"] not in unsettled}
            for item in notice.items
        ],
    }
    return render(request, "public/rectification_notice.html", context)
