"""What may happen to an import under way: the ledger changes, somebody stops it, it is killed, it is run again."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, connections
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.background import jobs
from core.ledgers import jobs as ledger_jobs
from core.ledgers.runs import upload
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRun, Job
from core.workflow import StepRefused
from households.models import Equipment, Household
from households.models.choices import Status
from households.workflows import EndFirstFilling
from tests.core.ledgers.carrying import brought, carried, written
from tests.core.ledgers.workbooks import LEDGER, good_row, imported, workbook

State = ImportRun.State


def test_a_ledger_that_changed_since_the_check_is_seen_before_writing(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1), good_row(2)]), office)
    ImportWorkbook.hand_over(run, by=office)
    imported(workbook([good_row(2, 户主姓名="别人先录")]), office)

    carried(ImportWorkbook.confirm(run, by=second_officer))

    assert run.state == State.CHECKED
    assert (run.added, run.changed) == (1, 1)
    assert ledger_jobs.CHANGED_MEANWHILE in run.remarks
    assert run.job is not None
    assert run.job.state == Job.State.FAILED
    assert Household.objects.count() == 1


def test_stopping_rolls_everything_back(office: Post, second_officer: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)
    ImportWorkbook.confirm(run, by=second_officer)

    def stop(self: Any, done: int, total: int | None = None, sentence: str = "") -> None:
        if done:
            raise jobs.JobCancelled

    monkeypatch.setattr(jobs.Work, "progress", stop)
    carried(run)

    assert run.state == State.CHECKED
    assert run.job is not None
    assert run.job.state == Job.State.CANCELLED
    assert not Household.objects.exists()


def test_stopping_before_the_job_began_leaves_nothing_to_do(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)
    ImportWorkbook.confirm(run, by=second_officer)

    ImportWorkbook.stop(run, by=office)
    carried(run)

    assert run.state == State.CHECKED
    assert not Household.objects.exists()


def test_a_job_that_is_run_again_after_it_ended_writes_nothing_more(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1)]), office, second_officer)

    ledger_jobs.write_import(jobs.Work(run.job))  # type: ignore[arg-type]

    assert Household.objects.count() == 1
    assert Equipment.objects.count() == 1


def test_a_number_taken_at_the_last_moment_ends_in_a_sentence(
    office: Post, second_officer: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)
    ImportWorkbook.confirm(run, by=second_officer)

    def taken(*args: Any, **options: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(ledger_jobs, "import_workbook", taken)
    carried(run)

    assert run.state == State.CHECKED
    assert run.job is not None
    assert run.job.sentence == ledger_jobs.TAKEN_MEANWHILE


def test_cancelling_an_import_ends_it(office: Post) -> None:
    run = brought(workbook([good_row(1)]), office)

    ImportWorkbook.cancel(run, by=office)

    assert run.state == State.CANCELLED


# The first filling is declared ended between a step and its job


def test_nothing_is_written_after_the_first_filling_was_declared_ended(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)
    ImportWorkbook.confirm(run, by=second_officer)
    EndFirstFilling.end(by=office)

    carried(run)

    assert run.state == State.CHECKED
    assert run.job is not None
    assert "首次建账已宣布结束" in run.job.sentence
    assert not Household.objects.exists()


def test_nothing_is_taken_back_after_the_first_filling_was_declared_ended(office: Post, second_officer: Post) -> None:
    run = undoing(office, second_officer)
    EndFirstFilling.end(by=office)

    carried(run)

    assert run.state == State.WRITTEN
    assert run.job is not None
    assert "首次建账已宣布结束" in run.job.sentence
    assert Household.objects.get().status == Status.NORMAL


def test_the_first_filling_does_not_end_in_the_middle_of_an_import(office: Post) -> None:
    other = connection.copy()

    EndFirstFilling.end(by=office)

    with other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('import:households'))")
        assert cursor.fetchone() == (False,)
    other.close()


# A job that ends undone gives the import back


def undoing(office: Post, second_officer: Post) -> ImportRun:
    """Its undoing is confirmed; the job waits."""
    run = written(workbook([good_row(1)]), office, second_officer)
    ImportWorkbook.ask_undo(run, by=office, reason="导错了文件")
    return ImportWorkbook.confirm_undo(run, by=second_officer)


def job_of(run: ImportRun) -> Job:
    assert run.job is not None
    return run.job


def cancelled(run: ImportRun) -> None:
    jobs.cancel(job_of(run))


def of_a_post_that_ended(run: ImportRun) -> None:
    with acting(System.DEMO):
        Post.objects.filter(pk=job_of(run).post_id).update(state="ended", ended_at=timezone.now())
    jobs.run_now(job_of(run))


def killed_for_the_third_time(run: ImportRun) -> None:
    long_ago = timezone.now() - 2 * jobs.STALE_AFTER
    Job.objects.filter(pk=job_of(run).pk).update(state=Job.State.RUNNING, attempts=3, heartbeat_at=long_ago)
    jobs.run_now(job_of(run))


ENDS = [cancelled, of_a_post_that_ended, killed_for_the_third_time]


@pytest.mark.parametrize("end", ENDS)
def test_an_undoing_whose_job_ends_undone_can_be_asked_for_again(
    office: Post, second_officer: Post, end: Callable[[ImportRun], None]
) -> None:
    run = undoing(office, second_officer)

    end(run)

    run.refresh_from_db()
    assert run.state == State.WRITTEN
    assert ImportWorkbook.ask_undo.why_not(run, by=office) == ""


@pytest.mark.parametrize("end", ENDS)
def test_a_writing_whose_job_ends_undone_can_be_confirmed_again(
    office: Post, second_officer: Post, end: Callable[[ImportRun], None]
) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)
    ImportWorkbook.confirm(run, by=second_officer)

    end(run)

    run.refresh_from_db()
    assert (run.state, run.confirmed_by) == (State.CHECKED, None)
    assert ImportWorkbook.hand_over.why_not(run, by=office) == ""


def test_a_check_that_was_cancelled_can_be_begun_again(office: Post) -> None:
    run = upload(LEDGER, ContentFile(workbook([good_row(1)]), "台账.xlsx"), by=office)
    with pytest.raises(StepRefused, match="正在核对"):
        ImportWorkbook.check_again(run, by=office)

    cancelled(run)
    run.refresh_from_db()
    carried(ImportWorkbook.check_again(run, by=office))

    assert run.state == State.CHECKED


def test_stopping_is_one_step_and_ends_the_job(
    office: Post, second_officer: Post, django_capture_on_commit_callbacks: Any
) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)
    ImportWorkbook.confirm(run, by=second_officer)

    with django_capture_on_commit_callbacks(execute=True):
        ImportWorkbook.stop(run, by=office)

    assert ImportRun.objects.get().version == run.version
    assert ImportWorkbook.history(run).last().step == "stop"  # type: ignore[union-attr]
    assert Job.objects.get(pk=job_of(run).pk).state == Job.State.CANCELLED


# After a kill


def killed_while_writing(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the job in a process of its own that dies by SIGKILL after the first rows were copied."""
    connections.close_all()
    if os.fork() == 0:
        monkeypatch.setattr(jobs.Work, "check_cancelled", lambda work: None)
        monkeypatch.setattr(
            jobs.Work, "progress", lambda work, done, *rest: done and os.kill(os.getpid(), signal.SIGKILL)
        )
        jobs.run(job.pk)
    _, status = os.wait()
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_nothing_and_is_taken_up_again(
    office: Post, second_officer: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = brought(workbook([good_row(number) for number in range(20)]), office)
    ImportWorkbook.hand_over(run, by=office)
    ImportWorkbook.confirm(run, by=second_officer)
    assert run.job is not None

    with monkeypatch.context() as patched:
        killed_while_writing(run.job, patched)
    assert not Household.objects.exists()
    run.job.refresh_from_db()
    assert run.job.state == Job.State.RUNNING
    Job.objects.filter(pk=run.job.pk).update(heartbeat_at=timezone.now() - 2 * jobs.STALE_AFTER)
    carried(run)

    assert run.state == State.WRITTEN
    assert Household.objects.count() == 20
    assert Equipment.objects.count() == 20
