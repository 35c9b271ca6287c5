"""An act taken back by who did it, for the rows to which nothing has happened since (F87)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from accounts.audit import System, acting
from accounts.models import Change, Post
from accounts.roles import Role
from core.models import Notice, OpenItem, StepTaken
from core.workflow import Limit, Outcome, Reaction, StepRefused, Unit
from core.workflow.taking_back import lines_of, take_back, why_not_act
from households.models import Application
from tests.conftest import MakePost
from tests.core.conftest import File
from tests.core.test_clocks import at
from tests.factories import PostFactory, Tree

State = Application.State
DAY = datetime.date(2026, 11, 16)
MONDAY, TUESDAY_EVENING, WEDNESDAY = at("2026-11-16 10:00"), at("2026-11-17 23:59"), at("2026-11-18 00:00")


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


@pytest.fixture
def sent_back(trial: Any, submitted: File, officer: Post) -> Any:
    """Three of the village, sent back by the set on a Monday."""
    with time_machine.travel(MONDAY, tick=False):
        records = [submitted(name=name) for name in "甲乙丙"]
    with time_machine.travel(MONDAY + datetime.timedelta(hours=1), tick=False):
        outcome = trial.send_back.take_all(Application.objects.all(), by=officer, reason="地址不清")
    assert sorted(outcome.taken) == [record.pk for record in records]
    return outcome


def undo(outcome: Outcome, by: Post, when: datetime.datetime = TUESDAY_EVENING, reason: str = "选错了村") -> Outcome:
    assert outcome.act
    with time_machine.travel(when, tick=False):
        return take_back(Application, lines_of(Application, outcome.act, by=by), by=by, reason=reason)


def test_the_records_are_as_they_were(sent_back: Outcome, officer: Post) -> None:
    outcome = undo(sent_back, officer)

    assert sorted(outcome.taken) == sorted(sent_back.taken)
    rows = Application.objects.values_list("state", "sent_back_reason", "flagged", "version")
    assert set(map(tuple, ((*row[:2], tuple(row[2]), row[3]) for row in rows))) == {(State.SUBMITTED, "", (), 4)}


def test_the_clocks_run_on_with_the_deadlines_that_they_had(trial: Any, submitted: File, officer: Post) -> None:
    with time_machine.travel(MONDAY, tick=False):
        submitted()
    before = list(OpenItem.objects.open().order_by("pk").values_list("clock", "role", "due_at"))
    with time_machine.travel(MONDAY + datetime.timedelta(hours=1), tick=False):
        outcome = trial.send_back.take_all(Application.objects.all(), by=officer, reason="地址不清")
    assert list(OpenItem.objects.open().order_by("pk").values_list("clock", "role", "due_at")) != before

    undo(outcome, officer)

    assert list(OpenItem.objects.open().order_by("pk").values_list("clock", "role", "due_at")) == before


def test_the_history_shows_both_with_who_and_why(sent_back: Outcome, officer: Post) -> None:
    undo(sent_back, officer)

    lines = StepTaken.objects.filter(record_id=sent_back.taken[0]).order_by("pk")
    last = [(one.label, one.from_state, one.to_state, one.reason) for one in lines][-2:]
    assert last == [
        ("退回", State.SUBMITTED, State.DRAFT, "地址不清"),
        ("撤销“退回”", State.DRAFT, State.SUBMITTED, "选错了村"),
    ]
    assert lines.last().post == officer  # type: ignore[union-attr]
    assert Change.objects.filter(row_id=sent_back.taken[0], why="选错了村", post_id=officer.pk).exists()


def test_whoever_was_told_of_the_step_is_told_that_it_was_taken_back(
    sent_back: Outcome, officer: Post, post: MakePost
) -> None:
    Notice.objects.all().delete()

    undo(sent_back, officer)

    told = Notice.objects.filter(title__endswith="撤销“退回”")
    assert {notice.user for notice in told} == {post(Role.VILLAGE).user}


def test_a_row_that_somebody_has_worked_on_stays_with_its_reason(
    trial: Any, sent_back: Outcome, officer: Post, post: MakePost
) -> None:
    again, edited, untouched = Application.objects.order_by("pk")
    trial.submit(again, by=post(Role.VILLAGE))
    with acting(post(Role.VILLAGE)):
        edited.address = "幸福路2号"
        edited.save()

    outcome = undo(sent_back, officer)

    assert outcome.taken == [untouched.pk]
    assert "已办理“提交”，不能撤销" in outcome.refused[again.pk]
    assert outcome.refused[edited.pk] == "这次办理之后，内容又有改动，不能撤销。"
    edited.refresh_from_db()
    assert (edited.state, edited.address) == (State.DRAFT, "幸福路2号")


def test_before_it_is_done_the_same_is_said(trial: Any, sent_back: Outcome, officer: Post, post: MakePost) -> None:
    again = Application.objects.order_by("pk")[0]
    trial.submit(again, by=post(Role.VILLAGE))
    assert sent_back.act

    with time_machine.travel(TUESDAY_EVENING, tick=False):
        refused = why_not_act(Application, lines_of(Application, sent_back.act, by=officer), by=officer)

    assert list(refused) == [again.pk]


def test_it_can_be_taken_back_once(sent_back: Outcome, officer: Post) -> None:
    undo(sent_back, officer)

    outcome = undo(sent_back, officer)

    assert outcome.taken == []
    assert all("已办理“撤销“退回””" in sentence for sentence in outcome.refused.values())


def test_when_its_time_is_over_it_stays(sent_back: Outcome, officer: Post) -> None:
    outcome = undo(sent_back, officer, when=WEDNESDAY)

    assert outcome.taken == []
    assert set(outcome.refused.values()) == {"“退回”只能在11-17 24:00前撤销，现在已过时限。"}


def test_a_colleague_in_the_same_office_may_another_office_may_not(
    sent_back: Outcome, officer: Post, post: MakePost, tree: Tree
) -> None:
    colleague = PostFactory(role=Role.TOWN_OFFICE, division=tree.town, organization=officer.organization)
    assert sent_back.act

    assert lines_of(Application, sent_back.act, by=post(Role.DISTRICT_OFFICE)) == []
    assert len(undo(sent_back, colleague).taken) == 3


def test_without_a_reason_nothing_is_taken_back(sent_back: Outcome, officer: Post) -> None:
    with pytest.raises(StepRefused, match="请写明撤销的原因"):
        undo(sent_back, officer, reason=" ")

    assert Application.objects.filter(state=State.DRAFT).count() == 3


def test_the_reason_keeps_no_number_of_a_person(sent_back: Outcome, officer: Post) -> None:
    undo(sent_back, officer, reason="应为130199199001011234")

    hidden = "应为**************1234"
    assert set(StepTaken.objects.filter(step="take_back").values_list("reason", flat=True)) == {hidden}
    assert Change.objects.latest("pk").why == hidden
    assert Notice.objects.latest("pk").body.endswith(f"意见：{hidden}")


def test_a_step_that_does_not_say_so_stays(trial: Any, submitted: File, officer: Post) -> None:
    submitted()
    outcome = trial.verify.take_all(Application.objects.all(), by=officer, visited_on=DAY)

    undone = undo(outcome, officer, when=MONDAY)

    assert set(undone.refused.values()) == {"“街镇核实”按规定不能撤销。"}


def test_what_has_set_other_things_going_stays(trial: Any, sent_back: Outcome, officer: Post) -> None:
    def warn(records: Sequence[Any], by: Any, answers: Any) -> None:
        """A higher app's."""

    Reaction(to=trial.send_back, do=warn)

    assert set(undo(sent_back, officer).refused.values()) == {"“退回”已带动其他事项，不能撤销。"}


def test_a_step_that_ends_or_is_followed_by_something_cannot_be_declared_so(trial: Any) -> None:
    one_day = Limit(1, Unit.WORKING_DAYS)
    for name in ("file", "verify", "finish"):
        with pytest.raises(TypeError, match="can't be taken back"):
            type("Trial", (trial,), {"title": "试办", name: replace(trial.steps[name], taken_back_within=one_day)})


def test_statements_do_not_grow_with_the_batch(
    trial: Any, submitted: File, officer: Post, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        submitted(name=f"王{n}")
    outcome = trial.send_back.take_all(Application.objects.all(), by=officer, reason="地址不清")
    lines = lines_of(Application, outcome.act, by=officer)

    with django_assert_max_num_queries(16):
        assert len(take_back(Application, lines, by=officer, reason="选错了村").taken) == 30


def test_a_row_that_left_the_area_stays(sent_back: Outcome, officer: Post, tree: Tree) -> None:
    gone = Application.objects.order_by("pk")[0]
    with acting(System.DEMO):
        gone.village = tree.other_village
        gone.save()

    outcome = undo(sent_back, officer)

    assert outcome.refused[gone.pk].startswith("没有找到这条记录")
    assert len(outcome.taken) == 2
