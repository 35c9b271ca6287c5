"""What waits for the token's post, what it was told, its long jobs; and exports begun from outside.

GET  /api/inbox/               what waits, the nearest deadline first; ?kind= and ?urgency=
GET  /api/notices/             what the user was told, the newest first, and how much of it is unread; ?unread=1; to a
                               token what leads to its post's records and jobs
POST /api/notices/<id>/read/   mark one read
POST /api/notices/read/        mark all read
GET  /api/jobs/                this post's jobs
GET  /api/jobs/<id>/           one, with its progress; the file at `file`
POST /api/jobs/<id>/cancel/    have it stopped
GET  /api/jobs/<id>/file/      what it made
GET  /api/files/<id>/          a document of a record; POST with a `reason` where one is wanted
POST /api/<slug>/export/       begin an export of what the parameters give; answers the job
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.audit import acting
from accounts.pages import EVERYONE, PageFacts
from accounts.roles import Role
from core.api.answers import FormRefused
from core.api.asking import Endpoint, Sent, as_posted, post_of, reader_of
from core.api.paging import capped, turned
from core.background import exports, jobs
from core.files.attachments import open_for, say_why
from core.keyset import Keyset
from core.models import Job, Notice, OpenItem
from core.notifying.at_a_post import notices_at
from core.notifying.inbox import waiting_for
from core.notifying.notices import mark_read, notices_of
from core.views.attaching import sent
from core.views.declaration import Declaration
from core.views.downloads import finished_job, is_expired, jobs_of, sent_result
from core.views.inbox import ORDER, URGENCIES, Waiting, asked_for, shown
from core.views.list_query import why_not_asked_for

PAGE_SIZE = 100
MINE = "我的工作"
URGENCY = "、".join(f"{name}（{label}）" for name, label in URGENCIES.items() if name)
OF_A_TOKEN = "令牌只用于其中通向本岗位可见的记录和本岗位的后台任务的，其余请在“消息”页查看。"
AFTER = OpenApiParameter("after", str, description="下一页的起点，取自 next")


class Mine(Endpoint):
    """Endpoints that every role has; what they show is the post's own."""

    readers = EVERYONE


class Inbox(Mine):
    @extend_schema(
        tags=[MINE],
        summary="待办",
        description="等本岗位办理的事项，先到期的在前；count 是件数，超过一万时为空。",
        parameters=[
            OpenApiParameter("kind", str, description="只要这一种记录的，取自 kind"),
            OpenApiParameter("urgency", str, enum=list(filter(None, URGENCIES)), description=URGENCY),
            AFTER,
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        post, now = post_of(request), timezone.now()
        rows = asked_for(waiting_for(post), request.GET, now)
        page = Keyset(rows, ORDER, descending=False, size=PAGE_SIZE).after(request.GET.get("after", ""))
        items = zip(page.rows, shown(post, page.rows, now), strict=True)
        return turned(request, page, [_item(*one) for one in items], count=capped(rows))


def _told(request: Request) -> QuerySet[Notice]:
    """A person reads what he was told at any of his posts; a token stands for one of them."""
    post = post_of(request)
    return notices_at(post) if request.auth else notices_of(post)


class Notices(Mine):
    @extend_schema(
        tags=[MINE],
        operation_id="notices_list",
        summary="消息",
        description=f"给本人的通知，新的在前；unread 是未读的条数，超过一万时为空。{OF_A_TOKEN}",
        parameters=[AFTER, OpenApiParameter("unread", bool, description="只要未读")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        rows = _told(request)
        unread = rows.filter(read_at=None)
        chosen = unread if request.GET.get("unread") in {"1", "true"} else rows
        page = Keyset(chosen, ("id",), descending=True, size=PAGE_SIZE).after(request.GET.get("after", ""))
        return turned(request, page, [_notice(one) for one in page.rows], unread=capped(unread))


class ReadNotice(Mine):
    @extend_schema(
        tags=[MINE],
        operation_id="notices_read",
        summary="标为已读",
        description=f"一条消息；已读过的不变。{OF_A_TOKEN}",
        request=None,
        responses={200: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, pk: int) -> Response:
        found = _told(request).filter(pk=pk)
        get_object_or_404(found)
        mark_read(found, by=post_of(request))
        return Response(_notice(found.get()))


class ReadNotices(Mine):
    @extend_schema(
        tags=[MINE],
        operation_id="notices_read_all",
        summary="全部标为已读",
        description=f"答复标了几条。{OF_A_TOKEN}",
        request=None,
        responses={200: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        return Response({"read": mark_read(_told(request), by=post_of(request))})


class Jobs(Mine):
    @extend_schema(
        tags=[MINE],
        operation_id="jobs_list",
        summary="后台任务",
        description="本岗位发起的导入、导出等，新的在前。",
        parameters=[AFTER],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        rows = Keyset(jobs_of(post_of(request)), ("id",), descending=True, size=PAGE_SIZE)
        page = rows.after(request.GET.get("after", ""))
        return turned(request, page, [job_shown(request, one) for one in page.rows])


class OneJob(Mine):
    @extend_schema(
        tags=[MINE],
        operation_id="jobs_retrieve",
        summary="一个后台任务",
        description="完成后 file 是结果文件的网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(job_shown(request, get_object_or_404(jobs_of(post_of(request)), pk=pk)))


class CancelledJob(Mine):
    @extend_schema(
        tags=[MINE],
        summary="取消后台任务",
        description="正在办的随即停止，没有写入的内容不会写入；已经办完的不变。",
        request=None,
        responses={200: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, pk: int) -> Response:
        post = post_of(request)
        found = get_object_or_404(jobs_of(post), pk=pk)
        with acting(post):
            jobs.cancel(found)
        found.refresh_from_db()
        return Response(job_shown(request, found))


class JobFile(Mine, Sent):
    @extend_schema(
        tags=[MINE],
        summary="后台任务做成的文件",
        description="过了保留期答复 410。",
        responses={200: OpenApiTypes.BINARY, 410: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Any:
        found = finished_job(post_of(request), pk)
        if is_expired(found):
            return Response({"detail": "文件已过保留期，请重新导出。"}, status=status.HTTP_410_GONE)
        return sent_result(reader_of(request), found)


class File(Mine, Sent):
    @extend_schema(
        tags=[MINE],
        summary="附件的文件",
        description="含个人信息的材料，经办以外的岗位先要写明理由：用 POST 送 reason。",
        responses={200: OpenApiTypes.BINARY, 403: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Any:
        return sent(open_for(reader_of(request), pk))

    @extend_schema(
        tags=[MINE],
        summary="写明理由，取附件的文件",
        description="reason 是打开的理由，记入查阅日志。",
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.BINARY, 400: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, pk: int) -> Any:
        say_why(reader_of(request), pk, as_posted(request.data).get("reason", ""))
        return sent(open_for(reader_of(request), pk))


class Export(Endpoint):
    def post(self, request: Request) -> Response:
        """Only masked numbers, unless `in_full` is asked for with a `reason` and the role may have them."""
        post, data = post_of(request), as_posted(request.data)
        wanted = exports.Wanted(
            self.pages,
            request.GET.urlencode(),
            in_full=data.get("in_full") in {"1", "true", "on"},
            reason=str(data.get("reason", "")),
        )
        # Else the sentence would be the end of the job.
        if refused := wanted.why_not(post) or why_not_asked_for(self.pages, post, QueryDict(wanted.query)):
            raise FormRefused({"": [refused]})
        with acting(post):
            begun = exports.start(wanted, post)
        return Response(job_shown(request, begun), status=status.HTTP_202_ACCEPTED)


def work_api() -> list[URLPattern]:
    routes = {
        "inbox/": Inbox,
        "notices/": Notices,
        "notices/read/": ReadNotices,
        "notices/<int:pk>/read/": ReadNotice,
        "jobs/": Jobs,
        "jobs/<int:pk>/": OneJob,
        "jobs/<int:pk>/cancel/": CancelledJob,
        "jobs/<int:pk>/file/": JobFile,
        "files/<int:pk>/": File,
    }
    return [route(view, address, f"api-{view.__name__.lower()}", EVERYONE) for address, view in routes.items()]


def export_api(pages: type[Declaration]) -> list[URLPattern]:
    made = type(f"{pages.__name__}Export", (Export,), {"pages": pages, "readers": pages.readers})
    words = extend_schema(
        tags=[pages.title],
        operation_id=f"{pages.slug.replace('-', '_')}_export",
        summary=f"{pages.title}：导出",
        description="条件同列表，写在地址里；答复后台任务，完成后按 file 下载。in_full 要完整号码，须写 reason。",
        request=OpenApiTypes.OBJECT,
        responses={202: OpenApiTypes.OBJECT, 400: OpenApiTypes.OBJECT},
    )
    described = extend_schema_view(post=words)(made)
    return [route(described, f"{pages.slug}/export/", f"api-{pages.slug}-export", pages.readers)]


def route(view: type[Endpoint], address: str, name: str, readers: Collection[Role]) -> URLPattern:
    made: Any = view.as_view()
    made.page = PageFacts(frozenset(readers), None)
    found: URLPattern = path(address, made, name=name)
    return found


def _item(one: OpenItem, said: Waiting) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "record": one.record_id,
        "title": one.title,
        "subject": said.subject,
        "place": said.place,
        "sent_back": said.sent_back,
        "started_at": one.started_at.isoformat(),
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "paused": one.paused_at is not None,
        "pause_reason": one.pause_reason,
        "extended": one.extended,
    }


def _notice(one: Notice) -> dict[str, Any]:
    return {
        "id": one.pk,
        "kind": one.kind,
        "kind_label": one.get_kind_display(),
        "title": one.title,
        "body": one.body,
        "link": one.link,
        "created_at": one.created_at.isoformat(),
        "read": one.read_at is not None,
    }


def job_shown(request: Request, one: Job) -> dict[str, Any]:
    ready = bool(one.result_name) and not is_expired(one)
    return {
        "id": one.pk,
        "title": one.title,
        "state": one.state,
        "state_label": one.get_state_display(),
        "done": one.done,
        "total": one.total,
        "sentence": one.sentence,
        "file": request.build_absolute_uri(f"/api/jobs/{one.pk}/file/") if ready else None,
        "expires_at": one.expires_at.isoformat() if one.expires_at else None,
    }
