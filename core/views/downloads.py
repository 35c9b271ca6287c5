"""下载中心: this post's long jobs, their progress, and what they made (F86)."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Post
from accounts.pages import EVERYONE, Menu, PortalRequest, page
from core.background import jobs
from core.background.watching import watch
from core.keyset import Keyset
from core.models import Job

PAGE_SIZE = 30
TONES = {
    Job.State.QUEUED: "waiting",
    Job.State.RUNNING: "doing",
    Job.State.DONE: "good",
    Job.State.FAILED: "danger",
    Job.State.CANCELLED: "neutral",
}
UNDER_WAY = frozenset({Job.State.QUEUED, Job.State.RUNNING})


def jobs_of(post: Post) -> QuerySet[Job]:
    """A job belongs to the post that began it: another post of the same person may see less."""
    return Job.objects.filter(post=post)


@page(readers=EVERYONE, menu=Menu("工作台", "下载中心", "download"))
def downloads(request: PortalRequest) -> HttpResponse:
    shown = Keyset(jobs_of(request.post), ("id",), descending=True, size=PAGE_SIZE).after(request.GET.get("after", ""))
    context = {
        "jobs": [_as_shown(one) for one in shown.rows],
        "older_url": f"?after={shown.after}" if shown.after else "",
    }
    return render(request, "core/downloads.html", context)


@page(readers=EVERYONE)
def job(request: PortalRequest, pk: int) -> HttpResponse:
    """One job; htmx asks again for its progress until it has ended."""
    found = get_object_or_404(jobs_of(request.post), pk=pk)
    watch(found, request.post)
    shown = _as_shown(found)
    template = "core/_job.html" if request.htmx else "core/job.html"
    answer = render(request, template, {"one": shown})
    if request.htmx and found.state not in UNDER_WAY:
        # The page as a whole changes with the end: the file, or the sentence of what went wrong.
        answer["HX-Refresh"] = "true"
    return answer


def _as_shown(found: Job) -> dict[str, object]:
    under_way = found.state in UNDER_WAY
    percent = 100 if found.state == Job.State.DONE else min(100 * found.done / found.total, 99) if found.total else 0
    return {
        "job": found,
        "element": f"job-progress-{found.pk}",
        "tone": TONES[Job.State(found.state)],
        "percent": percent,
        "sentence": found.sentence or found.get_state_display(),
        "under_way": under_way,
        "has_file": bool(found.result) and not is_expired(found),
        "seconds": _seconds_of(found),
        "expired": bool(found.result_name) and is_expired(found),
    }


def _seconds_of(found: Job) -> float | None:
    """From the hand of the worker that took it up; None while it is under way."""
    ended, begun = found.finished_at, found.started_at
    return (ended - begun).total_seconds() if ended and begun else None


def is_expired(found: Job) -> bool:
    return not found.result or (found.expires_at is not None and found.expires_at <= timezone.now())


@page(readers=EVERYONE)
@require_POST
def cancel_job(request: PortalRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(jobs_of(request.post), pk=pk)
    with acting(request.post):
        jobs.cancel(found)
    messages.success(request, "已要求取消，正在停止；没有写入的内容不会写入。")
    return redirect("job", pk)


@page(readers=EVERYONE)  # type: ignore[arg-type]  # a streamed response
def job_file(request: PortalRequest, pk: int) -> HttpResponseBase:
    found = finished_job(request.post, pk)
    if is_expired(found):
        return render(request, "core/expired.html", {"job": found}, status=410)
    return sent_result(request, found)


def finished_job(post: Post, pk: int) -> Job:
    """A job of the post that has made a file. Raises Http404."""
    found = get_object_or_404(jobs_of(post), pk=pk)
    if not found.result_name:
        raise Http404("这个任务没有文件。")
    return found


def sent_result(request: PortalRequest, found: Job) -> FileResponse:
    """The file, opened from its seal as it streams; logged."""
    log_access(request, AccessLog.Act.DOWNLOAD, found, detail=found.result_name)
    response = FileResponse(found.result.open(), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.result_name)}"
    response["Cache-Control"] = "private, no-store"
    return response
