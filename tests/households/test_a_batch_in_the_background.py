"""A batch as a job: cut short by a killed worker or by whoever began it, it tells what really was done."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Post
from core.background import jobs
from core.background.jobs import Work
from core.models import Job, StepTaken
from core.views import bulk_job
from core.workflow import engine
from core.workflow.taking_back import lines_of
from households.models import Application
from households.views import ApplicationPages
from households.workflows import AddHousehold
from tests.households.conftest import TODAY, Chain
from tests.workbooks import workbook_of

State = Application.State
ALL = Application.objects.all()


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch, chain: Chain) -> None:
    """Three applications that the township verifies, each in a transaction of its own."""
    monkeypatch.setattr(engine, "CHUNK", 1)
    for _ in range(3):
        chain.carry(chain.file_add(), State.SUBMITTED)


def verification(chain: Chain) -> Job:
    pks = list(ALL.values_list("pk", flat=True))
    return bulk_job.start(ApplicationPages, AddHousehold.verify, pks, {"visited_on": TODAY}, chain.town)


def taking_back(by: Post) -> Job:
    done = AddHousehold.verify.take_all(ALL, by=by, visited_on=TODAY)
    line = lines_of(Application, done.act, by=by)[0]
    return bulk_job.start_taking_back(ApplicationPages, line, "选错了村", by)


def killed_after_the_first(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Work, "progress", die)
        with pytest.raises(Killed):
            jobs.run(job.pk)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - datetime.timedelta(minutes=10))


def cancelled_during_the_second(job: Job, monkeypatch: pytest.MonkeyPatch) -> Job:
    def ask(work: Work, *_: Any) -> None:
        work.pulse.cancel_asked = True

    monkeypatch.setattr(Work, "progress", ask)
    return jobs.run_now(job)


def test_a_batch_taken_up_again_counts_what_was_done_before_and_stays_one_act(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = verification(chain)
    killed_after_the_first(job, monkeypatch)
    assert ALL.filter(state=State.VERIFIED).count() == 1

    assert jobs.run_now(job).sentence == "已办理 3 件。"
    assert StepTaken.objects.filter(step="verify").values("act").distinct().count() == 1


def test_a_taking_back_taken_up_again_counts_what_was_done_before(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = taking_back(chain.town)
    killed_after_the_first(job, monkeypatch)
    assert ALL.filter(state=State.SUBMITTED).count() == 1

    assert jobs.run_now(job).sentence == "已撤销 3 件。"
    assert StepTaken.objects.filter(step="take_back").values("act").distinct().count() == 1


def test_a_cancelled_batch_tells_what_was_done_and_lists_the_rest(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = cancelled_during_the_second(verification(chain), monkeypatch)

    left = ALL.get(state=State.SUBMITTED)
    assert job.sentence.startswith("已办理 2 件，1 件未办：任务取消时还没有办到（1 件）。")
    assert [row[1] for row in workbook_of(job).active.values][1:] == [left.number]


def test_a_cancelled_taking_back_tells_what_was_taken_back(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    job = cancelled_during_the_second(taking_back(chain.town), monkeypatch)

    assert ALL.filter(state=State.SUBMITTED).count() == 2
    assert job.sentence.startswith("已撤销 2 件，1 件未撤销：任务取消时还没有办到（1 件）。")
