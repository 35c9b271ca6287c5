"""公示名单 as people see it (F80): names masked, nothing but village and kind beside them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import segno
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import PortalRequest
from core.views.declaration import Declaration
from core.views.fetching import record_of
from core.wording.division_names import division_name
from households.models import Application, Publicity
from households.models.choices import Kind


def masked_name(name: str) -> str:
    """“张*”, “欧**”."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def masked_rows(rows: QuerySet[Application]) -> Iterator[dict[str, Any]]:
    """Village by village."""
    found = rows.order_by("village__code", "pk").values_list("number", "householder", "village", "kind")
    for number, name, place, kind in found.iterator():
        yield {
            "number": number,
            "name": masked_name(name),
            "village": division_name(place),
            "kind": str(Kind(kind).label) if kind else "",
        }


def sheet_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    """What is posted on the wall, with the address of the public page as a picture."""
    publicity: Publicity = record_of(pages, request.post, pk)
    if not publicity.token:
        raise Http404("公示还没有开始，没有公示单。")
    log_access(request, AccessLog.Act.PRINT, publicity, detail="公示单")
    address = request.build_absolute_uri(reverse("publicity", args=[publicity.token]))
    villages = groupby(masked_rows(publicity.applications.all()), key=lambda row: row["village"])
    context = {
        "publicity": publicity,
        "detail_url": pages.url("detail", pk),
        "villages": [(village, list(rows)) for village, rows in villages],
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
    }
    return render(request, "print/publicity.html", context)
