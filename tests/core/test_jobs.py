"""Jobs as one worker runs them: how they end, what they leave, who is told."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.background.jobs import (
    KINDS,
    JobCancelled,
    JobFailed,
    JobKind,
    JobLost,
    Work,
    cancel,
    run_now,
    send_stale,
    start,
)
from core.models import Job, Notice
from core.operations import retention
from tests.conftest import MakePost
from tests.core import trial_jobs

Begin = Callable[..., Job]
State = Job.State


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


@pytest.fixture
def begin(officer: Post, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """`begin(function)` queues a job that will call it."""

    def queue(run: Callable[[Work], None], **params: Any) -> Job:
        monkeypatch.setitem(KINDS, "trial", JobKind("trial", "试验", run))
        return start("trial", "导出确户台账", officer, params)

    return queue


def test_a_job_runs_with_its_params_and_ends_done(begin: Begin, officer: Post) -> None:
    seen: list[Any] = []

    def run(work: Work) -> None:
        work.progress(1, 2, "正在写出")
        seen.append((work.params, work.post))

    ended = run_now(begin(run, town=7))

    assert seen == [({"town": 7}, officer)]
    assert (ended.state, ended.sentence, ended.attempts) == (State.DONE, "正在写出", 1)
    assert ended.started_at
    assert ended.finished_at


def test_a_job_of_somebody_stopped_meanwhile_is_not_run(begin: Begin, officer: Post, as_demo: None) -> None:
    seen: list[int] = []
    queued = begin(lambda work: seen.append(work.job.pk))
    officer.user.is_active = False
    officer.user.save()

    ended = run_now(queued)

    assert (seen, ended.state) == ([], State.FAILED)
    assert "已不在岗" in ended.sentence


def test_a_job_is_sent_when_its_transaction_has_committed(
    begin: Begin, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(jobs, "send", sent.append)

    with django_capture_on_commit_callbacks(execute=True):
        queued = begin(lambda work: None)
        assert sent == []

    assert sent == [queued.pk]


def test_a_result_is_kept_for_its_days_and_swept_after_them(begin: Begin, settings: Any) -> None:
    settings.EXPORT_KEPT_DAYS = 7
    done = run_now(begin(trial_jobs.write_file))
    name = done.result.name

    with done.result.open() as file:
        assert file.read().decode() == "户主\n"
    assert (done.result_name, done.result_size) == ("台账.csv", 7)
    assert done.expires_at is not None
    assert done.expires_at - timezone.now() > datetime.timedelta(days=6, hours=23)

    Job.objects.update(expires_at=timezone.now())
    assert retention.sweep_expired_results() == 1
    done.refresh_from_db()
    assert (done.result.name, done.result_name) == ("", "台账.csv")
    assert not default_storage.exists(name)


def test_a_failure_is_told_to_its_owner_in_a_sentence(begin: Begin, officer: Post) -> None:
    def run(work: Work) -> None:
        raise JobFailed("筛选条件已失效，请重新导出。")

    ended = run_now(begin(run))

    assert (ended.state, ended.sentence) == (State.FAILED, "筛选条件已失效，请重新导出。")
    notice = Notice.objects.get(user=officer.user, kind=Notice.Kind.JOB)
    assert (notice.title, notice.body) == ("导出确户台账没有成功", "筛选条件已失效，请重新导出。")
    assert notice.link == f"/downloads/{ended.pk}/"


def waited(begun: Job) -> Job:
    """So long that its owner has gone on to something else."""
    Job.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=2))
    return run_now(begun)


def test_the_end_of_a_long_job_is_told_to_its_owner_with_the_result(begin: Begin, officer: Post) -> None:
    ended = waited(begin(lambda work: work.finish("已导出 3,000 户。")))

    notice = Notice.objects.get(user=officer.user, kind=Notice.Kind.JOB)
    assert (notice.title, notice.body) == ("导出确户台账已办完", "已导出 3,000 户。")
    assert notice.link == f"/downloads/{ended.pk}/"


def test_a_job_that_ends_without_a_word_is_told_as_well(begin: Begin) -> None:
    waited(begin(lambda work: work.progress(1, 1, "正在写出")))

    assert Notice.objects.get().title == "导出确户台账已办完"


def test_the_notice_leads_to_where_the_result_is_seen(begin: Begin) -> None:
    waited(begin(lambda work: work.finish("核对完成。", "/go/core.importrun/7/")))

    assert Notice.objects.get().link == "/go/core.importrun/7/"


def test_who_looks_at_the_jobs_page_is_not_told(begin: Begin, officer: Post, client_of: Any) -> None:
    begun = begin(lambda work: work.finish("已导出 3,000 户。"))
    client_of(officer).get(f"/downloads/{begun.pk}/", headers={"HX-Request": "true"})

    waited(begun)

    assert not Notice.objects.exists()


def test_a_short_job_is_not_told(begin: Begin) -> None:
    run_now(begin(lambda work: work.finish("已导出 3 户。")))

    assert not Notice.objects.exists()


def test_what_nobody_foresaw_gives_a_sentence_without_its_insides(begin: Begin) -> None:
    def run(work: Work) -> None:
        raise ValueError("130102199001011234")

    ended = run_now(begin(run))

    assert ended.state == State.FAILED
    assert f"任务编号 {ended.pk}" in ended.sentence
    assert "1301" not in ended.sentence


def test_a_queued_job_is_cancelled_at_once(begin: Begin) -> None:
    queued = begin(lambda work: pytest.fail("ran"))  # type: ignore[arg-type, return-value]

    cancel(queued)

    assert run_now(queued).state == State.CANCELLED


def test_a_running_job_stops_where_it_looks(begin: Begin) -> None:
    def run(work: Work) -> None:
        work.pulse.cancel_asked = True
        work.check_cancelled()
        pytest.fail("went on")

    assert run_now(begin(run)).state == State.CANCELLED


def test_cancelling_a_running_job_asks_it(begin: Begin) -> None:
    queued = begin(lambda work: None)
    Job.objects.update(state=State.RUNNING, heartbeat_at=timezone.now())

    cancel(queued)

    queued.refresh_from_db()
    assert (queued.state, queued.cancel_asked) == (State.RUNNING, True)


def test_a_job_that_ended_is_not_run_again(begin: Begin) -> None:
    runs: list[int] = []
    queued = begin(lambda work: runs.append(1))

    run_now(queued)
    run_now(queued)

    assert runs == [1]


def test_a_running_job_with_a_heartbeat_is_not_taken_up(begin: Begin) -> None:
    queued = begin(lambda work: pytest.fail("ran twice"))  # type: ignore[arg-type, return-value]
    Job.objects.update(state=State.RUNNING, heartbeat_at=timezone.now() - datetime.timedelta(seconds=80))

    assert run_now(queued).state == State.RUNNING


def test_a_job_without_heartbeat_is_taken_up(begin: Begin) -> None:
    queued = begin(lambda work: None)
    Job.objects.update(state=State.RUNNING, attempts=1, heartbeat_at=timezone.now() - datetime.timedelta(seconds=100))

    ended = run_now(queued)

    assert (ended.state, ended.attempts) == (State.DONE, 2)


def test_a_job_that_takes_its_worker_down_is_given_up(begin: Begin, officer: Post) -> None:
    queued = begin(lambda work: pytest.fail("ran a fourth time"))  # type: ignore[arg-type, return-value]
    Job.objects.update(state=State.RUNNING, attempts=3, heartbeat_at=timezone.now() - datetime.timedelta(seconds=100))

    ended = run_now(queued)

    assert ended.state == State.FAILED
    assert "中断了 3 次" in ended.sentence
    assert Notice.objects.filter(user=officer.user, kind=Notice.Kind.JOB).exists()


def test_what_waits_for_a_job_that_was_cancelled_is_given_back(officer: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[Job] = []

    monkeypatch.setitem(KINDS, "trial", JobKind("trial", "试验", lambda work: None, given_back.append))
    done, queued = (start("trial", "导出确户台账", officer, {}) for _ in range(2))

    run_now(done)
    cancel(queued)

    assert given_back == [queued]


@pytest.mark.parametrize("problem", [JobFailed("不行"), JobCancelled(), ValueError()])
def test_what_waits_for_a_job_that_failed_is_given_back(
    officer: Post, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    given_back: list[Job] = []

    def fail(work: Work) -> None:
        raise problem

    monkeypatch.setitem(KINDS, "trial", JobKind("trial", "试验", fail, given_back.append))
    ended = run_now(start("trial", "导出确户台账", officer, {}))

    assert given_back == [ended]


def test_what_a_lost_job_wrote_is_rolled_back(begin: Begin, officer: Post) -> None:
    """Another worker took it up because this one's heartbeat did not come through."""

    def run(work: Work) -> None:
        Job.objects.update(attempts=2)
        with transaction.atomic():
            Notice.objects.create(user=officer.user, kind=Notice.Kind.NEWS, title="写了")
            with pytest.raises(JobLost):
                work.finish()
            raise JobLost

    ended = run_now(begin(run))

    assert not Notice.objects.filter(title="写了").exists()
    assert ended.state == State.RUNNING


def test_only_stale_jobs_are_sent_again_and_queued_ones_not_every_minute(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(jobs, "send", sent.append)
    lost, fresh = begin(lambda work: None), begin(lambda work: None)
    Job.objects.filter(pk=lost.pk).update(heartbeat_at=timezone.now() - datetime.timedelta(seconds=100))

    assert (send_stale(), send_stale()) == (1, 0)
    assert sent == [lost.pk]
    assert fresh.pk not in sent


def test_a_job_that_another_session_holds_is_left_to_it(begin: Begin, second_connection: Any) -> None:
    queued = begin(lambda work: pytest.fail("ran twice"))  # type: ignore[arg-type, return-value]
    with second_connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [jobs.LOCK, queued.pk])

    assert run_now(queued).state == State.QUEUED


def test_the_lock_is_given_back(begin: Begin, second_connection: Any) -> None:
    queued = begin(lambda work: None)
    run_now(queued)

    with second_connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [jobs.LOCK, queued.pk])
        assert cursor.fetchone() == (True,)


@pytest.fixture
def second_connection(db: None) -> Any:
    other = connection.copy()
    yield other
    other.close()
