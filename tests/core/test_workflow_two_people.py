"""Two people at one record at the same moment, each with a connection of his own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.records import EditConflict
from accounts.roles import Role
from core.models import OpenItem, StepTaken
from core.workflow import Outcome, StepRefused
from households.models import Application
from tests.conftest import MakePost
from tests.core.conftest import File

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-11-16"


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the exception that it ended with."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        except (StepRefused, EditConflict) as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_who_take_one_step_one_succeeds_and_the_other_is_told(
    submitted: File, trial: Any, post: MakePost
) -> None:
    record, officer = submitted(), post(Role.TOWN_OFFICE)
    copies = [Application.objects.get(pk=record.pk) for _ in range(4)]

    ends = at_once(*(lambda copy=copy: trial.verify(copy, by=officer, visited_on=DAY) for copy in copies))

    refused = [end for end in ends if isinstance(end, StepRefused)]
    assert len(refused) == 3
    assert all("办理“街镇核实”，现在是“待区初审”" in problem.sentence for problem in refused)
    assert StepTaken.objects.filter(record_id=record.pk, step="verify").count() == 1
    assert OpenItem.objects.open().filter(record_id=record.pk, clock="households.application.finish").count() == 1


def test_of_two_different_steps_only_one_is_taken(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted()
    copies = [Application.objects.get(pk=record.pk) for _ in range(2)]

    ends = at_once(
        lambda: trial.withdraw(copies[0], by=post(Role.VILLAGE)),
        lambda: trial.send_back(copies[1], by=post(Role.TOWN_OFFICE), reason="地址不清"),
    )

    assert sum(isinstance(end, StepRefused) for end in ends) == 1
    assert trial.history(record).count() == 3


def test_no_change_is_lost_between_two_who_stay_in_the_state(submitted: File, trial: Any, post: MakePost) -> None:
    record, officer = submitted(), post(Role.TOWN_OFFICE)
    copies = [Application.objects.get(pk=record.pk) for _ in range(4)]

    ends = at_once(
        *(lambda n=n, copy=copy: trial.note(copy, by=officer, remark=f"第{n}条") for n, copy in enumerate(copies))
    )

    assert sum(isinstance(end, EditConflict) for end in ends) == 3
    saved = Application.objects.get(pk=record.pk)
    assert saved.version == record.version + 1
    assert saved.remark == next(end.remark for end in ends if isinstance(end, Application))


def test_two_batches_over_the_same_rows_take_each_row_once(submitted: File, trial: Any, post: MakePost) -> None:
    records, officer = [submitted() for _ in range(20)], post(Role.TOWN_OFFICE)
    forward, backward = Application.objects.order_by("pk"), Application.objects.order_by("-pk")

    ends: list[Outcome] = at_once(
        *(
            lambda rows=rows: trial.verify.take_all(rows, by=officer, visited_on=DAY)
            for rows in (forward, backward, forward)
        )
    )

    assert sorted(pk for end in ends for pk in end.taken) == [record.pk for record in records]
    assert StepTaken.objects.filter(step="verify").count() == 20
    assert set(Application.objects.values_list("version", flat=True)) == {records[0].version + 1}
