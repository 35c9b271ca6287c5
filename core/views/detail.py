"""The page of one record: facts, steps, what happened, documents, what other parts of the portal add."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.models import Post
from accounts.pages import PortalRequest
from core.files.attachments import attachments_of, why_not_open
from core.models import Attachment, StepTaken
from core.sealing.unmasking import UnmaskRefused, unmask
from core.timekeeping.time_left import remark_on, time_left
from core.views.declaration import Declaration, Shown
from core.views.facts import blocks_of, masked_in, opinion
from core.views.fetching import past_day, record_of
from core.wording import words
from core.wording.showing import label_of, shower
from core.workflow import Timeline, Workflow, adjustments, panels_on
from core.workflow.taking_back import is_still_open, why_not_line

NOT_HIDDEN = "这一栏没有隐藏的号码。"
NO_BUTTONS: dict[str, Any] = {"steps": [], "more": []}


def detail_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    day = _past_day(pages, request)
    record = record_of(pages, request.post, pk, day)
    log_access(request, AccessLog.Act.OPEN, record)
    workflow = workflow_of(pages, record)
    timeline = workflow.timeline(record) if workflow else None
    context = {
        "pages": pages,
        "record": record,
        "title": str(record),
        "day": day,
        "list_url": pages.url("list") + (f"?day={day}" if day else ""),
        "detail_url": pages.url("detail", pk),
        "history_url": pages.url("history", pk),
        "print_url": "" if day else pages.url("print", pk),
        "blocks": blocks_of(pages, record, request.post, flagged_of(record)),
        "sent_back": sent_back_of(pages, record),
        "panels": _panels(pages, record, request),
        "actions": [] if day else pages.actions(record, request.post),
        **(
            _buttons(pages, workflow, record, request.post, timeline)
            if workflow and timeline and not day
            else NO_BUTTONS
        ),
        "edit_url": _edit_url(pages, record, request.post, day),
        "events": events_of(pages, timeline) if timeline else [],
        "state": _state(pages, workflow, record) if workflow else _standing(pages, record),
        **(_documents(pages, record, request.post, day) if pages.attachments else {}),
    }
    return render(request, "records/detail.html", context)


def _past_day(pages: type[Declaration], request: PortalRequest) -> datetime.date | None:
    try:
        return past_day(pages, request.GET.get("day", ""))
    except ValueError:
        return None


def workflow_of(pages: type[Declaration], record: Any) -> type[Workflow] | None:
    return next((one for one in pages.workflows if one.covers(record)), None)


def flagged_of(record: Any) -> list[str]:
    """Fields that the tier above named when it sent the record back (F7)."""
    return list(getattr(record, "flagged", None) or ())


def sent_back_of(pages: type[Declaration], record: Any) -> str:
    """Why, and which fields are to be mended, while it waits to be handed in again."""
    workflow = workflow_of(pages, record)
    waits = workflow is not None and workflow.state_of(record) in workflow.begins_in()
    reason = getattr(record, "sent_back_reason", "")
    return opinion(pages, reason, flagged_of(record)) if waits and reason else ""


def _state(pages: type[Declaration], workflow: type[Workflow], record: Any) -> dict[str, str]:
    state = workflow.state_of(record)
    tones = pages.colours.get(workflow.state_field, {})
    return {"label": workflow.state_label(state), "tone": tones.get(state, "neutral")}


def _buttons(
    pages: type[Declaration], workflow: type[Workflow], record: Any, post: Post, timeline: Timeline
) -> dict[str, Any]:
    """What leads on stands open; a way aside that is closed, the way back, and the clocks wait in a menu with their
    reasons."""
    steps = _steps(pages, workflow, record, post)
    shut = [one for one in steps if one["aside"] and one["why_not"]]
    back = _ways_back(pages, timeline.taken, post)
    return {"steps": [one for one in steps if one not in shut], "more": [*shut, *back, *_clocks(pages, record, post)]}


def _clocks(pages: type[Declaration], record: Any, post: Post) -> list[dict[str, str]]:
    """What may be done to the clocks that run, where the workflow says so."""
    return [
        {
            "title": one.label,
            "url": pages.url("clock", record.pk, one.clock.name, one.act),
            "why_not": one.why_not,
        }
        for one in adjustments(record, by=post)
    ]


def _ways_back(pages: type[Declaration], taken: Sequence[StepTaken], post: Post) -> list[dict[str, str]]:
    """On the record's page, while its last step may be taken back; it leads to the whole act."""
    if not taken or not is_still_open(taken[-1]) or why_not_line(taken[-1], by=post):
        return []
    return [{"title": f"撤销“{taken[-1].label}”", "url": pages.url("act", taken[-1].act), "why_not": ""}]


def _standing(pages: type[Declaration], record: Any) -> dict[str, str] | None:
    if not pages.standing:
        return None
    label = shower(pages.model, pages.standing, pages.masks)(record)
    return {"label": label, "tone": pages.colours[pages.standing].get(getattr(record, pages.standing), "neutral")}


def _steps(pages: type[Declaration], workflow: type[Workflow], record: Any, post: Post) -> list[dict[str, Any]]:
    """Of this role's steps all, grey with a sentence where something stands in the way; the first that can be taken
    forward is the primary one."""
    buttons = []
    primary = False
    for offer in workflow.offers(record, by=post):
        if not offer.is_mine:
            continue
        forward = offer.step.leads_forward and not offer.why_not and not primary
        primary = primary or forward
        buttons.append(
            {
                "title": offer.step.label,
                "url": pages.url("step", record.pk, offer.step.name),
                "why_not": offer.why_not,
                "look": "btn-primary" if forward else "",
                "aside": offer.step.aside,
            }
        )
    return buttons


def _edit_url(pages: type[Declaration], record: Any, post: Post, day: datetime.date | None) -> str:
    return "" if day or pages.why_not_edit(record, post) else pages.url("edit", record.pk)


def _panels(pages: type[Declaration], record: Any, request: PortalRequest) -> list[dict[str, str]]:
    """This app's own, then what higher apps declared with Panel(on=…)."""
    own = (show(record, request.post) for show in pages.panels_for(request.post))
    added = ((one, one.show(record, request.post)) for one in panels_on(pages.model))
    shown = [Shown(one.title, one.template, context) for one, context in added if context is not None]
    return drawn([*own, *shown], record, request)


def drawn(panels: Iterable[Shown | None], record: Any, request: PortalRequest) -> list[dict[str, str]]:
    """Title and HTML of those that have something to show."""
    return [
        {"title": one.title, "html": render_to_string(one.template, {**one.context, "record": record}, request)}
        for one in panels
        if one is not None
    ]


# What happened


def events_of(pages: type[Declaration], timeline: Timeline) -> list[dict[str, Any]]:
    now = timezone.now()
    taken = [
        {
            "title": one.label,
            "at": one.at,
            "by": one.by_label,
            "note": opinion(pages, one.reason, one.flagged or ()),
            "tone": "good",
        }
        for one in timeline.taken
    ]
    waiting = [
        {"title": f"待{item.get_role_display()}办理", "at": None, "by": "", "note": note, "tone": "doing"}
        for item, note in _waiting(timeline.waiting, now)
    ]
    ahead = [{"title": step.awaited, "tone": "next"} for step in timeline.ahead]
    return taken + waiting + ahead


def _waiting(items: Sequence[Any], now: datetime.datetime) -> Iterator[tuple[Any, str]]:
    """Of several things that wait at once, each is named."""
    several = len({item.clock for item in items}) > 1
    for item in items:
        name = item.title.partition("：")[0] if several else ""
        yield item, "：".join(filter(None, [name, _waits(item, now)]))


def _waits(item: Any, now: datetime.datetime) -> str:
    if item.due_at is None:
        return ""
    left = f"{words.deadline(item.due_at)} 前，{time_left(item, now).text}"
    return "。".join(filter(None, [left, remark_on(item)]))


# Documents


def _documents(pages: type[Declaration], record: Any, post: Post, day: datetime.date | None) -> dict[str, Any]:
    why_not = "历史台账不能改动。" if day else pages.why_not_attach(record, post)
    removable = not day and not pages.why_not_detach(record, post)
    found = attachments_of(record).select_related("uploaded_by__user")
    lacking = [] if why_not else pages.documents_lacking(record)
    return {
        "purposes": [(code, pages.attachments[code]) for code in pages.documents_offered(record)],
        "likely": next(iter(lacking), pages.other_document),
        "lacking": [pages.attachments[code] for code in lacking],
        "files": [_file(pages, record, post, one, removable=removable) for one in found],
        "attach_url": "" if why_not else pages.url("attach", record.pk),
    }


def _file(pages: type[Declaration], record: Any, post: Post, one: Attachment, *, removable: bool) -> dict[str, str]:
    """To whom it is closed it has no name: that may be a person's, or his number."""
    by = one.uploaded_by.user.name if one.uploaded_by else ""
    purpose = pages.attachments.get(one.purpose, one.purpose)
    closed = why_not_open(pages, one.purpose, post)
    return {
        "name": purpose if closed else one.name,
        "purpose": purpose,
        "url": "" if closed else f"/files/{one.pk}/",
        "why_not": closed,
        "note": " · ".join(filter(None, [purpose, words.size(one.size), words.day(one.uploaded_at), by])),
        "icon": "image" if one.content_type.startswith("image/") else "file-text",
        "remove_url": pages.url("detach", record.pk, one.pk) if removable else "",
    }


# One number in full


def unmask_page(pages: type[Declaration], request: PortalRequest, pk: int, name: str) -> HttpResponse:
    """Ask for the reason, then show the number in full for some minutes (F102)."""
    record = record_of(pages, request.post, pk)
    if name not in masked_in(pages):
        raise Http404(NOT_HIDDEN)
    refusal = ""
    if request.method == "POST":
        try:
            unmask(record, name, by=request, reason=request.POST.get("reason", ""))
        except UnmaskRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, "已显示完整号码，几分钟后重新隐藏。查看已记入日志。")
            return redirect(pages.url("detail", pk))
    context = {
        "pages": pages,
        "title": str(record),
        "label": label_of(pages.model, name, pages.headings),
        "detail_url": pages.url("detail", pk),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "records/unmask.html", context)
