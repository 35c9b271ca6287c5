"""A record on paper: its facts, what stands beside them and what happened, masked as on the page, marked with who
printed it and when (F100)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import PortalRequest
from core.views.declaration import Declaration
from core.views.detail import drawn, events_of, workflow_of
from core.views.facts import blocks_of
from core.views.fetching import record_of


def print_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    record = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.PRINT, record)
    workflow = workflow_of(pages, record)
    shown = pages.panels_for(request.post)
    printed = [show for show in pages.printed_panels if show in shown]
    context = {
        "title": str(record),
        "detail_url": pages.url("detail", pk),
        "blocks": blocks_of(pages, record, request.post, []),
        "panels": drawn((show(record, request.post) for show in printed), record, request),
        "events": [one for one in events_of(pages, workflow.timeline(record)) if one.get("at")] if workflow else [],
    }
    return render(request, "records/print.html", context)
