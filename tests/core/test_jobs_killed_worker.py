"""A real worker that is killed in the middle of a job: it is taken up again, and what it writes is written once."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from config.celery import app
from core.background.jobs import cancel, send_stale, start
from core.models import Job, Notice
from tests.conftest import MakePost
from tests.core.trial_jobs import COUNT

StartWorker = Callable[[], "subprocess.Popen[bytes]"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start_worker(tmp_path: Path, transactional_db: None) -> Iterator[StartWorker]:
    """A worker against this test's database and queue, in a process group of its own."""
    database = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    workers: list[subprocess.Popen[bytes]] = []
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config.celery",
        "worker",
        "-I",
        "tests.core.trial_jobs",
        "-c",
        "1",
        "-l",
        "warning",
    ]
    command += ["-Q", app.conf.task_default_queue, "--without-gossip", "--without-mingle"]

    def begin() -> subprocess.Popen[bytes]:
        with open(tmp_path / "worker.log", "ab") as log:
            worker = subprocess.Popen(
                command,
                env=os.environ | {"DATABASE_URL": database},
                cwd=settings.BASE_DIR,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        workers.append(worker)
        return worker

    yield begin
    for worker in workers:
        kill(worker)
    print((tmp_path / "worker.log").read_text())


def kill(worker: subprocess.Popen[bytes]) -> None:
    """The worker and the processes that it forked, without a chance to say goodbye."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


def wait_until(happened: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def let_time_pass(job: Job) -> None:
    """As if the last heartbeat had come two minutes ago."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - datetime.timedelta(minutes=2))


def test_a_killed_workers_job_is_taken_up_and_finished_once(start_worker: StartWorker, officer: Post) -> None:
    job = start(COUNT, "数数", officer, {"to": 30})
    first = start_worker()
    wait_until(lambda: now(job).done > 3)

    kill(first)
    start_worker()
    let_time_pass(job)
    assert send_stale() == 1
    wait_until(lambda: now(job).state == Job.State.DONE)

    assert now(job).attempts == 2
    assert Notice.objects.filter(title="数完了").count() == 1


def test_a_job_that_runs_is_not_started_a_second_time(start_worker: StartWorker, officer: Post) -> None:
    """Its heartbeat is late and it is sent again, but its worker lives and holds the lock."""
    job = start(COUNT, "数数", officer, {"to": 60})
    start_worker()
    start_worker()
    wait_until(lambda: now(job).done > 3)

    let_time_pass(job)
    send_stale()
    wait_until(lambda: now(job).state == Job.State.DONE)

    assert now(job).attempts == 1
    assert Notice.objects.filter(title="数完了").count() == 1


def test_a_running_job_is_cancelled_cleanly(start_worker: StartWorker, officer: Post) -> None:
    job = start(COUNT, "数数", officer, {"to": 300})
    start_worker()
    wait_until(lambda: now(job).done > 3)

    cancel(now(job))
    wait_until(lambda: now(job).state == Job.State.CANCELLED)

    assert not Notice.objects.filter(title="数完了").exists()
