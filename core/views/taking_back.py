"""What an office did at once, and taking it back: what it would do, who stays and why, then the act itself (F87)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from accounts.models import Post
from accounts.pages import PortalRequest
from core.models import StepTaken
from core.views import bulk_job
from core.views.bulk import AT_ONCE, done_page, refused_shown
from core.views.declaration import Declaration
from core.views.record_form import form_for
from core.views.steps import reason_field
from core.workflow.taking_back import lines_of, take_back, why_not_act


def act_page(pages: type[Declaration], request: PortalRequest, batch: uuid.UUID) -> HttpResponse:
    """GET shows what would be taken back; POST does it."""
    lines = act_of(pages, request.post, batch)
    form = form_of_reason(pages, request.post, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _confirmed(pages, request, lines, form.cleaned_data["reason"])
    refused = why_not_act(pages.model, lines, by=request.post)
    context = {
        "pages": pages,
        "label": lines[0].label,
        "by": lines[0].by_label,
        "at": lines[0].at,
        "form": form,
        "total": len(lines),
        "ready": len(lines) - len(refused),
        **refused_shown(pages, request, refused),
        "list_url": pages.url("list"),
    }
    return render(request, "records/act.html", context)


def act_of(pages: type[Declaration], post: Post, batch: uuid.UUID) -> list[StepTaken]:
    """Raises Http404 with a sentence."""
    lines = lines_of(pages.model, batch, by=post)
    if not lines:
        raise Http404("没有这次办理，或它不是本单位办理的。")
    return lines


def form_of_reason(pages: type[Declaration], post: Post, given: QueryDict | None) -> Any:
    made = form_for(pages.model, (), required=(), extra={"reason": reason_field("撤销的理由")})
    return made(given, post=post)


def _confirmed(pages: type[Declaration], request: PortalRequest, lines: list[StepTaken], reason: str) -> HttpResponse:
    if len(lines) > AT_ONCE:
        begun = bulk_job.start_taking_back(pages, lines[0], reason, request.post)
        messages.success(request, "记录较多，已转到后台撤销，办完会通知您。")
        return redirect("job", begun.pk)
    outcome = take_back(pages.model, lines, by=request.post, reason=reason)
    return done_page(pages, request, f"撤销“{lines[0].label}”结果", outcome, bulk_job.TAKEN_BACK)
