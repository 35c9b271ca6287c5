"""Long work: a `Job` row is the truth, Celery only carries it.

    @job("export", "导出")
    def export(work: Work) -> None:
        for done, row in enumerate(rows):
            work.check_cancelled()
            work.progress(done, total, "正在写出")
        work.save_result(file, "台账.xlsx")

    start("export", "导出确户台账", request.post, {"query": …})     # sent when the transaction commits

`@job(name, label, undone=give_back)` names what is called, with the job, in the transaction that ends it cancelled or
failed, however that came: whatever waited for the job is given back.

A job is run again from its beginning after a killed worker, so what it writes to the database stands in one
transaction with `work.finish(sentence)`; then it is written once. Two never run the same job: who runs it holds a lock
of PostgreSQL on the very connection that it writes with.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias

from celery import current_app
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from core.background.pulse import Pulse
from core.background.watching import is_watched
from core.models import Job, Notice
from core.notifying.notices import tell

logger = logging.getLogger(__name__)

TASK = "core.tasks.run_job"
STALE_AFTER = datetime.timedelta(seconds=90)
# What is done within it finds its owner at the page that the start led to.
WAITED_FOR = datetime.timedelta(seconds=5)
# A job that takes its worker down with it is not tried for ever.
MOST_ATTEMPTS = 3
# First half of the advisory lock's key: "job".
LOCK = 0x6A6F62
SENTENCE_LENGTH = 500
UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)


class JobCancelled(Exception):
    """Raised by `Work.check_cancelled` once somebody asked for it."""


class JobFailed(Exception):
    """Its text is the sentence that the job's owner reads; other exceptions give a general one."""


class JobLost(Exception):
    """The job was ended while it ran: what it wrote is rolled back."""


class Work:
    """A running job as its function sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.pulse = Pulse(job)

    @property
    def params(self) -> dict[str, Any]:
        return dict(self.job.params)

    @property
    def post(self) -> Post:
        return self.job.post

    def progress(self, done: int, total: int | None = None, sentence: str = "") -> None:
        """Cheap enough to call per row; shown within a second, also from inside a transaction."""
        self.pulse.show(done, total, sentence[:SENTENCE_LENGTH])

    def check_cancelled(self) -> None:
        """Raises JobCancelled; cheap enough to call per row."""
        if self.pulse.cancel_asked:
            raise JobCancelled

    def save_result(self, file: IO[bytes] | Path, name: str) -> None:
        """Put a file into the download centre, for EXPORT_KEPT_DAYS."""
        if isinstance(file, Path):
            with file.open("rb") as opened:
                return self.save_result(opened, name)
        if self.job.result:
            default_storage.delete(self.job.result.name)
        key = uuid.uuid4().hex
        content = File(file)
        stored = default_storage.save(f"{key[:2]}/{key[2:4]}/{key}", content)
        self.job.result, self.job.result_name, self.job.result_size = stored, name, content.size
        self.job.expires_at = timezone.now() + datetime.timedelta(days=settings.EXPORT_KEPT_DAYS)
        self.job.save(update_fields=["result", "result_name", "result_size", "expires_at"])
        return None

    def finish(self, sentence: str = "", link: str = "") -> None:
        """Mark the job done inside the caller's transaction: its writes and its end come together or not at all.

        `link`: where the result is seen, if not on the job's own page."""
        self.pulse.rest()
        if not _complete(self.job, sentence, link):
            raise JobLost


Run: TypeAlias = Callable[[Work], None]
Undone: TypeAlias = Callable[[Job], None]


def nothing_waits(ended: Job) -> None:
    """For jobs that leave nothing half done when they end undone."""


@dataclass(frozen=True)
class JobKind:
    name: str
    label: str
    run: Run
    undone: Undone = nothing_waits


KINDS: dict[str, JobKind] = {}


def job(name: str, label: str, *, undone: Undone = nothing_waits) -> Callable[[Run], Run]:
    """Registers the function; its module is imported by its app's views or tasks."""

    def register(run: Run) -> Run:
        KINDS[name] = JobKind(name, label, run, undone)
        return run

    return register


def start(kind: str, title: str, post: Post, params: dict[str, Any]) -> Job:
    """Queue a job; Celery hears of it when the running transaction has committed; if not, the beat tells it."""
    made = Job.objects.create(
        kind=KINDS[kind].name, title=title[:120], post=post, params=params, heartbeat_at=timezone.now()
    )
    transaction.on_commit(lambda: send(made.pk), robust=True)
    return made


def send(pk: int) -> None:
    current_app.send_task(TASK, [pk])


def cancel(job: Job) -> None:
    """A queued job ends at once, a running one where it next looks."""
    if not _end_undone(job, Job.State.CANCELLED, "已取消。", only=Job.State.QUEUED):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True)


def run_now(job: Job) -> Job:
    """Run a job in this process (management commands, tests) exactly as a worker would; the job as it ended."""
    run(job.pk)
    job.refresh_from_db()
    return job


def run(pk: int) -> None:
    """What a worker does with a job's number: nothing, if another has it or it has ended."""
    with _alone(pk) as is_ours:
        claimed = _claim(pk) if is_ours else None
        if claimed is not None:
            _run(claimed)


def send_stale() -> int:
    """Jobs whose message or worker was lost are sent again; how many."""
    stale = Job.objects.filter(state__in=UNDER_WAY, heartbeat_at__lt=timezone.now() - STALE_AFTER)
    pks = list(stale.order_by("id").values_list("pk", flat=True)[:1000])
    Job.objects.filter(pk__in=pks, state=Job.State.QUEUED).update(heartbeat_at=timezone.now())
    for pk in pks:
        send(pk)
    return len(pks)


@contextmanager
def _alone(pk: int) -> Iterator[bool]:
    """A session's lock: it goes with the connection, so a killed worker never keeps it."""
    key = [LOCK, pk % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        [is_ours] = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _claim(pk: int) -> Job | None:
    now = timezone.now()
    waiting = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    claimed = Job.objects.filter(waiting, pk=pk).update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", now),
        heartbeat_at=now,
        done=0,
        total=None,
    )
    if not claimed:
        return None
    job = Job.objects.select_related("post__user", "post__division", "post__organization").get(pk=pk)
    if job.attempts > MOST_ATTEMPTS:
        _fail(job, f"任务中断了 {MOST_ATTEMPTS} 次，不再重试。请联系系统管理员查看运行日志。")
        return None
    return job


def _run(job: Job) -> None:
    work = Work(job)
    try:
        with work.pulse:
            work.check_cancelled()
            if not job.post.is_in_force:
                raise JobFailed("发起人的岗位已不在岗，任务没有办理。请由在岗人员重新发起。")
            KINDS[job.kind].run(work)
        _complete(job, work.pulse.sentence)
    except JobCancelled:
        _end_undone(job, Job.State.CANCELLED, "已取消，没有写入的内容不会写入。")
    except JobFailed as failed:
        _fail(job, str(failed))
    except (InterfaceError, OperationalError):
        # The database went away: the row keeps its stale heartbeat and the beat has it taken up again.
        raise
    except JobLost:
        logger.warning("任务 %s 已由别的进程接手，这里的结果不作数", job.pk)
    except Exception:
        logger.exception("任务 %s（%s）没有成功", job.pk, job.kind)
        _fail(job, f"任务没有成功，原因已记入运行日志（任务编号 {job.pk}）。请重试一次，仍不成功请联系系统管理员。")


def _complete(job: Job, sentence: str, link: str = "") -> bool:
    """Whoever began it and waited no longer is told; who still looks at it sees it."""
    completed = _end(job, Job.State.DONE, sentence)
    if completed and timezone.now() - job.created_at > WAITED_FOR and not is_watched(job):
        _tell_owner(job, f"{job.title}已办完", sentence, link)
    return completed


def _fail(job: Job, sentence: str) -> None:
    if _end_undone(job, Job.State.FAILED, sentence):
        _tell_owner(job, f"{job.title}没有成功", sentence)


def _end_undone(job: Job, state: Job.State, sentence: str, *, only: Job.State = Job.State.RUNNING) -> bool:
    with transaction.atomic():
        ended = _end(job, state, sentence, only=only)
        if ended:
            KINDS[job.kind].undone(job)
    return ended


def _tell_owner(job: Job, title: str, sentence: str, link: str = "") -> None:
    tell([job.post.user_id], Notice.Kind.JOB, title, body=sentence, link=link or reverse("job", args=[job.pk]))


def _end(job: Job, state: Job.State, sentence: str, *, only: Job.State = Job.State.RUNNING) -> bool:
    """Whether it was ours to end: it runs, and nobody took it up after us."""
    return bool(
        Job.objects.filter(pk=job.pk, state=only, attempts=job.attempts).update(
            state=state, sentence=sentence[:SENTENCE_LENGTH], finished_at=timezone.now()
        )
    )
