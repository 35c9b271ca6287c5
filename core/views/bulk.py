"""A step for many records at once: what it would do, who is refused and why, then the act itself (F90)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from accounts.pages import PortalRequest
from core.typed import whole_numbers
from core.views import bulk_job
from core.views.declaration import Declaration
from core.views.forms import answers_of, say
from core.views.list_query import ListQuery
from core.views.listing import bulk_steps
from core.views.steps import form_of
from core.workflow import Outcome, Step, StepRefused, take_all, why_not_all

# More than this is a job with progress; less is done while the officer waits.
AT_ONCE = 500
REFUSED_SHOWN = AT_ONCE
CHANGED_MEANWHILE = "在您看过之后，选中的记录又有增减或改动。下面是现在的情况，请看过后再确认。"


@dataclass(frozen=True)
class Selection:
    """The rows ticked, or all that the list's conditions give; of these `seen` says which the officer was shown."""

    every: bool
    pks: Sequence[int]
    query: str
    seen: str

    def rows(self, pages: type[Declaration], post: Any) -> QuerySet[Any]:
        if self.every:
            return ListQuery(pages, post, QueryDict(self.query, mutable=True)).rows
        return pages.queryset(post).filter(pk__in=self.pks)


def bulk_page(pages: type[Declaration], request: PortalRequest, name: str) -> HttpResponse:
    """POST from the list shows what would happen; POST with `confirmed` does it."""
    step = next((one for one in bulk_steps(pages, request.post) if one.name == name), None)
    if step is None:
        raise Http404("您的岗位不能批量办理这一步。")
    selection = _selection(request)
    if request.method != "POST" or not (selection.every or selection.pks):
        messages.error(request, "请先在列表里选中要办理的记录。")
        return redirect(pages.url("list"))
    form = form_of(pages, step)(request.POST if "confirmed" in request.POST else None, post=request.post)
    # Of many records, each filled in otherwise, no field can be named: the reason says it.
    form.fields.pop("flagged", None)
    if "confirmed" in request.POST and form.is_valid():
        answers = answers_of(step, form.cleaned_data)
        try:
            return _confirmed(pages, request, step, selection, answers)
        except StepRefused as refused:
            say(form, refused)
    return _preview(pages, request, step, selection, form)


def _selection(request: PortalRequest) -> Selection:
    given = request.POST
    pks = whole_numbers(given.getlist("pk"))
    return Selection(given.get("every") == "1", pks, given.get("query", ""), given.get("seen", ""))


def _preview(
    pages: type[Declaration], request: PortalRequest, step: Step, selection: Selection, form: Any
) -> HttpResponse:
    rows = selection.rows(pages, request.post)
    standing = _standing(rows)
    refused = why_not_all(rows, step.name, by=request.post)
    context = {
        "pages": pages,
        "step": step,
        "form": form,
        "selection": selection,
        "seen": _digest(standing),
        "total": len(standing),
        "ready": len(standing) - len(refused),
        **refused_shown(pages, request, refused),
        "list_url": pages.url("list"),
    }
    return render(request, "records/bulk.html", context)


def _standing(rows: QuerySet[Any]) -> list[tuple[int, int]]:
    """Key and version of each row."""
    return list(rows.order_by("pk").values_list("pk", "version"))


def _digest(standing: Sequence[tuple[int, int]]) -> str:
    return sha256(repr(standing).encode()).hexdigest()


def refused_shown(pages: type[Declaration], request: PortalRequest, refused: dict[int, str]) -> dict[str, Any]:
    """The first of them by name, each with its sentence; how many there are beside them."""
    shown = dict(list(refused.items())[:REFUSED_SHOWN])
    found = pages.queryset(request.post).in_bulk(list(shown))
    rows = [
        {"label": str(found[pk]), "url": pages.url("detail", pk), "sentence": sentence}
        for pk, sentence in shown.items()
        if pk in found
    ]
    return {"refused": rows, "refused_count": len(refused), "refused_more": len(refused) - len(rows)}


def _confirmed(
    pages: type[Declaration], request: PortalRequest, step: Step, selection: Selection, answers: dict[str, Any]
) -> HttpResponse:
    """Of a whole list exactly the rows that were shown, as they were shown."""
    standing = _standing(selection.rows(pages, request.post))
    if selection.every and _digest(standing) != selection.seen:
        raise StepRefused(CHANGED_MEANWHILE)
    pks = [pk for pk, _ in standing]
    if len(pks) > AT_ONCE:
        begun = bulk_job.start(pages, step, pks, answers, request.post)
        messages.success(request, "记录较多，已转到后台办理，办完会通知您。")
        return redirect("job", begun.pk)
    outcome = take_all(pages.queryset(request.post).filter(pk__in=pks), step.name, by=request.post, **answers)
    back_url = pages.url("act", outcome.act) if outcome.taken and step.taken_back_within else ""
    return done_page(pages, request, f"批量{step.label.removesuffix('结果')}结果", outcome, bulk_job.DONE, back_url)


def done_page(
    pages: type[Declaration],
    request: PortalRequest,
    title: str,
    outcome: Outcome,
    said: bulk_job.Said,
    back_url: str = "",
) -> HttpResponse:
    """For how many it was done, and who stays and why; `back_url`: where it can be taken back."""
    context = {
        "pages": pages,
        "title": title,
        "taken": outcome.taken,
        "sentence": bulk_job.sentence_of(outcome, pages.unit, said),
        "back_url": back_url,
        **refused_shown(pages, request, outcome.refused),
        "list_url": pages.url("list"),
    }
    return render(request, "records/bulk_done.html", context)
