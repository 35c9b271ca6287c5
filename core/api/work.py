"""What waits for the token's post, what it was told, its long jobs; and exports begun from outside.

GET  /api/inbox/               what waits, the nearest deadline first
GET  /api/notices/             what the user was told, the newest first; ?unread=1
GET  /api/jobs/                this post's jobs
GET  /api/jobs/<id>/           one, with its progress; the file at `file`
GET  /api/jobs/<id>/file/      what it made
GET  /api/files/<id>/          a document of a record; POST with a `reason` where one is wanted
POST /api/<slug>/export/       begin an export of what the parameters give; answers the job
"""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.audit import acting
from accounts.pages import EVERYONE, PageFacts
from core import exports
from core.api.answers import FormRefused
from core.api.asking import Endpoint, as_posted, post_of, reader_of
from core.attachments import open_for, say_why
from core.inbox import waiting_for
from core.keyset import Keyset
from core.models import Job, Notice, OpenItem
from core.views.attaching import sent
from core.views.declaration import Declaration
from core.views.downloads import finished_job, is_expired, jobs_of, sent_result
from core.views.inbox import ORDER
from core.views.notices import notices_of

PAGE_SIZE = 100
MINE = "我的工作"
AFTER = OpenApiParameter("after", str, description="下一页的起点，取自 after")


class Mine(Endpoint):
    """Endpoints that every role has; what they show is the post's own."""

    readers = EVERYONE


class Inbox(Mine):
    @extend_schema(
        tags=[MINE],
        summary="待办",
        description="等本岗位办理的事项，先到期的在前。",
        parameters=[AFTER],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        rows = Keyset(waiting_for(post_of(request)), ORDER, descending=False, size=PAGE_SIZE)
        page = rows.after(request.GET.get("after", ""))
        return Response({"after": page.after or None, "results": [_item(one) for one in page.rows]})


class Notices(Mine):
    @extend_schema(
        tags=[MINE],
        summary="消息",
        description="给本人的通知，新的在前。",
        parameters=[AFTER, OpenApiParameter("unread", bool, description="只要未读")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        rows = notices_of(post_of(request))
        unread = rows.filter(read_at=None) if request.GET.get("unread") in {"1", "true"} else rows
        page = Keyset(unread, ("id",), descending=True, size=PAGE_SIZE).after(request.GET.get("after", ""))
        return Response({"after": page.after or None, "results": [_notice(one) for one in page.rows]})


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
        return Response({"after": page.after or None, "results": [_job(request, one) for one in page.rows]})


class OneJob(Mine):
    @extend_schema(
        tags=[MINE],
        operation_id="jobs_retrieve",
        summary="一个后台任务",
        description="完成后 file 是结果文件的网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(_job(request, get_object_or_404(jobs_of(post_of(request)), pk=pk)))


# Whatever the caller says that he accepts, the answer is the file; a refusal is a sentence.
class Sent(Mine):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)


class JobFile(Sent):
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


class File(Sent):
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
        if refused := wanted.why_not(post):
            raise FormRefused({"": [refused]})
        with acting(post):
            begun = exports.start(wanted, post)
        return Response(_job(request, begun), status=status.HTTP_202_ACCEPTED)


def work_api() -> list[URLPattern]:
    routes = {
        "inbox/": Inbox,
        "notices/": Notices,
        "jobs/": Jobs,
        "jobs/<int:pk>/": OneJob,
        "jobs/<int:pk>/file/": JobFile,
        "files/<int:pk>/": File,
    }
    return [_route(view, route, f"api-{view.__name__.lower()}", EVERYONE) for route, view in routes.items()]


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
    return [_route(described, f"{pages.slug}/export/", f"api-{pages.slug}-export", pages.readers)]


def _route(view: Any, route: str, name: str, readers: Any) -> URLPattern:
    made = view.as_view()
    made.page = PageFacts(frozenset(readers), None)
    found: URLPattern = path(route, made, name=name)
    return found


def _item(one: OpenItem) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "record": one.record_id,
        "title": one.title,
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


def _job(request: Request, one: Job) -> dict[str, Any]:
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
