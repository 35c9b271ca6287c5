"""What may happen to an import under way: the ledger changes, somebody stops it, it is killed, it is run again."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from accounts.models import Post
from core.background import jobs
from core.ledgers import jobs as ledger_jobs
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRun, Job
from households.models import Equipment, Household
from tests.core.ledgers.carrying import brought, carried, written
from tests.core.ledgers.workbooks import good_row, imported, workbook

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
