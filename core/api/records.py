"""Endpoints of a declared record: list, one, new, change, steps, history, documents.

GET    /api/<slug>/                 list: the same parameters as the page; by key
POST   /api/<slug>/                 new: `workflow` names the sort of application where there are several
GET    /api/<slug>/<id>/            one; its ETag is its version; ?day= of a past day, as the list's
PATCH  /api/<slug>/<id>/            change, with If-Match
POST   /api/<slug>/<id>/<step>/     take a step, with If-Match
POST   /api/<slug>/steps/<step>/    take a step for many: `ids`
GET    /api/<slug>/<id>/clocks/     the clocks that run, and what may be done to each
POST   /api/<slug>/<id>/clocks/<clock>/<act>/    pause, resume, extend one
GET    /api/<slug>/<id>/history/    what was done, by act
GET    /api/<slug>/<id>/files/      documents; POST adds some
DELETE /api/<slug>/<id>/files/<file>/            take one away
POST   /api/<slug>/<id>/unmask/<name>/           one personal number in full, for a `reason`
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.http import Http404
from django.urls import URLPattern, path
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Post
from accounts.pages import PageFacts
from accounts.records import EditConflict
from accounts.roles import Role
from core.api import describing
from core.api.answers import FormRefused, VersionWanted
from core.api.asking import Endpoint, as_posted, checked, post_of, reader_of
from core.api.paging import paged, size_of
from core.api.representing import representation
from core.files.attachments import attachments_of, why_not_open
from core.keyset import Keyset, Page
from core.models import Attachment
from core.sealing.unmasking import unmask
from core.typed import whole_number, whole_numbers
from core.views import conflict
from core.views.asked import log_search
from core.views.attaching import add_documents, take_document_away
from core.views.clocks import adjust, adjustment_named
from core.views.clocks import form_of as form_of_clock
from core.views.declaration import Declaration, key_of
from core.views.detail import NOT_HIDDEN, workflow_of
from core.views.facts import masked_in
from core.views.fetching import fresh, past_day, record_of
from core.views.forms import answers_of, begin, form_class_of
from core.views.history import acts_of, sources_of
from core.views.list_query import ListQuery
from core.views.listing import bulk_steps
from core.views.steps import form_of
from core.wording import words
from core.wording.showing import text_of
from core.workflow import Outcome, StepRefused, Workflow, adjustments, take_all
from core.workflow.adjusting import running_clocks

MOST_IDS = 5000


class RecordList(Endpoint):
    def get(self, request: Request) -> Response:
        _day_asked_for(self.pages, request)
        query = ListQuery(self.pages, post_of(request), request.GET.copy())
        log_search(reader_of(request), query)
        page = _page(query)
        shown = representation(self.pages)
        return paged(request, query, page, [shown(row) for row in page.rows])

    def post(self, request: Request) -> Response:
        data = as_posted(request.data)
        workflow = _workflow_named(self.pages, str(data.get("workflow", "")))
        post = post_of(request)
        if refused := self.pages.why_not_create(post, workflow):
            self.permission_denied(request, refused)
        form = checked(
            form_class_of(self.pages, workflow, post)(data, request.FILES, post=post, masks=self.pages.masks)
        )
        with acting(post):
            made = begin(self.pages, workflow, form, post)
        if len(made) == 1:
            return record_answer(self.pages, fresh(self.pages, post, made[0]), status.HTTP_201_CREATED)
        shown = representation(self.pages)
        return Response([shown(fresh(self.pages, post, one)) for one in made], status.HTTP_201_CREATED)


class RecordDetail(Endpoint):
    def get(self, request: Request, pk: int) -> Response:
        record = record_of(self.pages, post_of(request), pk, _day_asked_for(self.pages, request))
        log_access(reader_of(request), AccessLog.Act.OPEN, record)
        return record_answer(self.pages, record)

    def patch(self, request: Request, pk: int) -> Response:
        """Only what is sent changes."""
        post = post_of(request)
        record = record_of(self.pages, post, pk)
        if refused := self.pages.why_not_edit(record, post):
            self.permission_denied(request, refused)
        version = _wanted_version(request, record)
        make = form_class_of(self.pages, workflow_of(self.pages, record), post)
        options: dict[str, Any] = {"instance": record, "post": post, "masks": self.pages.masks}
        data = conflict.as_it_stands(make(**options))
        for name, values in as_posted(request.data).lists():
            data.setlist(name, values)
        form = checked(make(data, request.FILES, **options))
        record.version = version
        with acting(post):
            saved = form.save()
            self.pages.edited(saved, post)
        return record_answer(self.pages, fresh(self.pages, post, saved))


class RecordStep(Endpoint):
    def post(self, request: Request, pk: int, step: str) -> Response:
        post = post_of(request)
        record = record_of(self.pages, post, pk)
        workflow = workflow_of(self.pages, record)
        taken = workflow.steps.get(step) if workflow else None
        if taken is None or taken.begins:
            raise Http404("这条记录没有这个步骤。")
        version = _wanted_version(request, record)
        form = checked(form_of(self.pages, taken)(as_posted(request.data), instance=record, post=post))
        record.version = version
        taken(record, by=post, **answers_of(taken, form.cleaned_data))
        return record_answer(self.pages, fresh(self.pages, post, record))


class RecordSteps(Endpoint):
    def post(self, request: Request, step: str) -> Response:
        """Each refused row with its sentence; the others are taken."""
        post = post_of(request)
        found = next((one for one in bulk_steps(self.pages, post) if one.name == step), None)
        if found is None:
            raise Http404("您的岗位不能批量办理这一步。")
        data = as_posted(request.data)
        ids = whole_numbers(data.getlist("ids"))
        if not 0 < len(ids) <= MOST_IDS:
            raise FormRefused({"ids": [f"请给出 1 至 {MOST_IDS} 个记录编号。"]})
        form = checked(form_of(self.pages, found)(data, post=post))
        rows = self.pages.queryset(post).filter(pk__in=ids)
        outcome = take_all(rows, step, by=post, **answers_of(found, form.cleaned_data))
        return outcome_answer(outcome)


class RecordClocks(Endpoint):
    def get(self, request: Request, pk: int) -> Response:
        record = record_of(self.pages, post_of(request), pk)
        return Response(_clocks(record, post_of(request)) if workflow_of(self.pages, record) else [])


class RecordClock(Endpoint):
    def post(self, request: Request, pk: int, clock: str, act: str) -> Response:
        post = post_of(request)
        record = record_of(self.pages, post, pk)
        adjustment = adjustment_named(record, post, clock, act)
        if adjustment.why_not:
            raise StepRefused(adjustment.why_not)
        form = checked(form_of_clock(adjustment, as_posted(request.data), post))
        adjust(record, adjustment, form.cleaned_data, by=post)
        return Response(_clocks(record, post))


class RecordHistory(Endpoint):
    def get(self, request: Request, pk: int) -> Response:
        record = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, record, detail="办理与变更记录")
        acts = acts_of(self.pages, sources_of(self.pages, record, post_of(request)), post_of(request))
        return Response([{**vars(act), "at": act.at.isoformat()} for act in acts])


class RecordFiles(Endpoint):
    def get(self, request: Request, pk: int) -> Response:
        record = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, record, detail="附件")
        return Response([_file(self.pages, request, one) for one in attachments_of(record)])

    def post(self, request: Request, pk: int) -> Response:
        post = post_of(request)
        record = record_of(self.pages, post, pk)
        if refused := self.pages.why_not_attach(record, post):
            self.permission_denied(request, refused)
        purpose, files = as_posted(request.POST).get("purpose", ""), request.FILES.getlist("file")
        if purpose not in self.pages.attachments or not files:
            kinds = "、".join(self.pages.attachments)
            raise FormRefused({"purpose": [f"材料种类应是其中之一：{kinds}。"], "file": ["请用 multipart 上传文件。"]})
        kept = add_documents(self.pages, post, pk, purpose, files)
        return Response([_file(self.pages, request, one) for one in kept], status=status.HTTP_201_CREATED)


class RecordFile(Endpoint):
    def delete(self, request: Request, pk: int, attachment: int) -> Response:
        take_document_away(self.pages, post_of(request), pk, attachment)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RecordNumber(Endpoint):
    def post(self, request: Request, pk: int, name: str) -> Response:
        """In this answer alone: the representation stays masked, whoever asks for it next."""
        record = record_of(self.pages, post_of(request), pk)
        if name not in masked_in(self.pages):
            raise Http404(NOT_HIDDEN)
        unmask(record, name, by=reader_of(request), reason=as_posted(request.data).get("reason", ""))
        return Response({"name": name, "value": text_of(getattr(record, name))})


def record_api(pages: type[Declaration], listing: type[RecordList] = RecordList) -> list[URLPattern]:
    """`listing`: where a new record begins otherwise than by a form."""
    routes = [record_route(pages, listing, "", "list"), record_route(pages, RecordDetail, "<int:pk>/", "detail")]
    if pages.attachments:
        routes.append(record_route(pages, RecordFiles, "<int:pk>/files/", "files"))
        routes.append(record_route(pages, RecordFile, "<int:pk>/files/<int:attachment>/", "file"))
    if masked_in(pages):
        routes.append(record_route(pages, RecordNumber, "<int:pk>/unmask/<slug:name>/", "unmask"))
    routes.append(record_route(pages, RecordHistory, "<int:pk>/history/", "history"))
    if pages.workflows:
        routes.append(record_route(pages, RecordClocks, "<int:pk>/clocks/", "clocks"))
        routes.append(record_route(pages, RecordClock, "<int:pk>/clocks/<slug:clock>/<slug:act>/", "clock"))
        routes.append(record_route(pages, RecordSteps, "steps/<slug:step>/", "steps"))
        routes.append(record_route(pages, RecordStep, "<int:pk>/<slug:step>/", "step"))
    return routes


def record_route(
    pages: type[Declaration], kind: type[Endpoint], route: str, name: str, *, readers: Collection[Role] = ()
) -> URLPattern:
    """`readers`: where they are fewer than those of the pages."""
    readers = frozenset(readers or pages.readers)
    made = type(
        f"{pages.__name__}{kind.__name__}", (kind,), {"pages": pages, "readers": readers, "__doc__": kind.__doc__}
    )
    view: Any = describing.described(made, pages, name).as_view()
    view.pages, view.page = pages, PageFacts(readers, None)
    found: URLPattern = path(f"{pages.slug}/{route}", view, name=f"api-{pages.slug}-{name}")
    return found


def _page(query: ListQuery) -> Page:
    rows = query.rows.select_related(*query.pages.select_related) if query.pages.select_related else query.rows
    keyset: Keyset = query.keyset(representation(query.pages).prepare(rows), size_of(query))
    before = str(query.data.get("before", ""))
    return keyset.before(before) if before else keyset.after(str(query.data.get("after", "")))


def _day_asked_for(pages: type[Declaration], request: Request) -> datetime.date | None:
    """A machine must not take today's rows for a past day's: what the list passes over with a remark is refused."""
    try:
        return past_day(pages, request.GET.get("day", ""))
    except ValueError as problem:
        raise FormRefused({"day": [f"{problem}。"]}) from None


def _workflow_named(pages: type[Declaration], key: str) -> type[Workflow] | None:
    if not pages.workflows:
        return None
    known = {key_of(one): one for one in pages.workflows}
    if len(known) == 1 and not key:
        return next(iter(known.values()))
    if key not in known:
        raise FormRefused(
            {"workflow": [f"应是其中之一：{'、'.join(f'{name}（{one.title}）' for name, one in known.items())}。"]}
        )
    return known[key]


def _wanted_version(request: Request, record: Any) -> int:
    """From If-Match. Raises VersionWanted; EditConflict where the record has moved on."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    version = whole_number(text)
    if version is None:
        raise VersionWanted
    if version != record.version:
        raise EditConflict(record)
    return version


def record_answer(pages: type[Declaration], record: Any, code: int = status.HTTP_200_OK) -> Response:
    headers = {"ETag": f'"{record.version}"'} if hasattr(record, "version") else {}
    return Response(representation(pages)(record), status=code, headers=headers)


def outcome_answer(outcome: Outcome) -> Response:
    """Of what was done for many: `act` is the number by which it is taken back."""
    refused = {str(pk): said for pk, said in outcome.refused.items()}
    return Response({"taken": outcome.taken, "refused": refused, "act": str(outcome.act) if outcome.taken else None})


def _file(pages: type[Declaration], request: Request, one: Attachment) -> dict[str, Any]:
    closed = why_not_open(pages, one.purpose, post_of(request))
    return {
        "id": one.pk,
        "purpose": one.purpose,
        "purpose_label": pages.attachments.get(one.purpose, one.purpose),
        "name": "" if closed else one.name,
        "content_type": one.content_type,
        "size": one.size,
        "uploaded_on": words.day(one.uploaded_at),
        "url": None if closed else request.build_absolute_uri(f"/api/files/{one.pk}/"),
    }


def _clocks(record: Any, post: Post) -> list[dict[str, Any]]:
    offered = adjustments(record, by=post)
    return [
        {
            "clock": one.name,
            "label": one.label,
            "started_at": one.first.started_at.isoformat(),
            "due_at": one.first.due_at.isoformat() if one.first.due_at else None,
            "paused_at": one.first.paused_at.isoformat() if one.first.paused_at else None,
            "pause_reason": one.first.pause_reason,
            "extended": one.first.extended,
            "acts": {each.act: each.why_not for each in offered if each.clock.name == one.name},
        }
        for one in running_clocks(record, by=post)
    ]
