"""Clocks as steps start and stop them, and as officers adjust them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Notice, OfficeHours, OpenItem, TimeLimit
from core.models.clocks import Unit
from core.timekeeping.missing_years import look_ahead
from core.workflow import Clock, Limit, StepRefused, Workflow, extend, pause, resume
from households.models import Application
from tests.conftest import MakePost
from tests.core.conftest import File
from tests.core.test_clocks import at
from tests.factories import Tree

State = Application.State
MONDAY = at("2026-11-16 10:00")
VERIFY = "households.application.verify"


def running(record: Application) -> dict[str, OpenItem]:
    """Open items by the clock's name; of one that waits for two roles the last."""
    items = OpenItem.objects.open().filter(record_id=record.pk)
    return {item.clock.rpartition(".")[2]: item for item in items}


def refusal(act: Any, *args: Any, **rest: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        act(*args, **rest)
    return refused.value.sentence


@pytest.fixture
def on_monday(trial: Any, filed: File, post: MakePost) -> File:
    """A record submitted on Monday 2026-11-16 at 10:00."""

    def submit(**facts: Any) -> Application:
        record = filed(**facts)
        return trial.submit(record, by=post(Role.VILLAGE), at=MONDAY)

    return submit


def test_a_draft_waits_for_the_office_that_filed_it(filed: File, trial: Any, tree: Tree, post: MakePost) -> None:
    by_village = filed()
    by_town = trial.file(by=post(Role.TOWN_OFFICE), village=tree.village, name="王建国")

    assert {item.role for item in running(by_village).values()} == {Role.VILLAGE}
    assert {item.role for item in running(by_town).values()} == {Role.TOWN_OFFICE}


def test_a_record_waits_for_the_handler_of_its_state_at_its_place(on_monday: File, tree: Tree, post: MakePost) -> None:
    record = on_monday()

    item = running(record)["verify"]

    assert (item.role, item.village, item.town, item.district) == (
        Role.TOWN_OFFICE,
        tree.village,
        tree.town,
        tree.district,
    )
    assert item.title == f"街镇核实：增户申请 {record.number}"
    assert item.due_at == at("2026-11-23 24:00")
    assert item.warn_at == at("2026-11-23 00:00")
    assert list(OpenItem.objects.open().visible_to(post(Role.TOWN_OFFICE)).filter(clock=VERIFY)) == [item]
    assert not OpenItem.objects.visible_to(post(Role.TOWN_OFFICE, at=tree.other_town)).exists()


def test_a_step_closes_what_waited_and_opens_what_comes_next(on_monday: File, trial: Any, post: MakePost) -> None:
    record = on_monday()
    moment = at("2026-11-17 09:00")

    trial.verify(record, by=post(Role.TOWN_OFFICE), visited_on="2026-11-17", at=moment)

    assert set(running(record)) == {"finish", "on_paper"}
    assert running(record)["finish"].due_at == at("2026-11-18 09:00")
    assert OpenItem.objects.get(record_id=record.pk, clock=VERIFY).closed_at == moment


def test_a_record_sent_back_starts_anew(on_monday: File, trial: Any, post: MakePost) -> None:
    record = on_monday()
    trial.send_back(record, by=post(Role.TOWN_OFFICE), reason="地址不清", at=at("2026-11-18 09:00"))
    assert set(running(record)) == {"submit", "call_back", "on_paper"}

    trial.submit(record, by=post(Role.VILLAGE), at=at("2026-11-24 10:00"))

    assert running(record)["verify"].due_at == at("2026-12-01 24:00")


def test_the_end_of_a_life_stops_every_clock(on_monday: File, trial: Any, post: MakePost) -> None:
    record = on_monday()

    trial.withdraw(record, by=post(Role.VILLAGE))

    assert running(record) == {}


def test_a_step_that_stays_in_its_state_stops_only_its_own_clocks(on_monday: File, trial: Any, post: MakePost) -> None:
    record = on_monday()
    before = running(record)["verify"]

    trial.note(record, by=post(Role.TOWN_OFFICE), remark="已电话联系")

    assert set(running(record)) == {"verify", "on_paper"}
    assert running(record)["verify"].pk == before.pk


def test_clocks_run_side_by_side_each_with_its_limit(on_monday: File) -> None:
    items = running(on_monday())

    assert {name: item.due_at for name, item in items.items()} == {
        "verify": at("2026-11-23 24:00"),
        "call_back": at("2026-11-17 10:00"),
        "on_paper": at("2026-11-26 24:00"),
    }
    assert items["on_paper"].role == Role.VILLAGE


def test_the_case_chooses_the_limit(on_monday: File) -> None:
    assert running(on_monday(remark="急"))["call_back"].due_at == at("2026-11-16 12:00")


def test_a_case_without_a_limit_starts_no_clock(on_monday: File) -> None:
    assert "call_back" not in running(on_monday(remark="不需回访"))


def test_a_clock_may_count_from_a_day_of_the_record(filed: File, trial: Any, post: MakePost) -> None:
    class Knowing(trial):  # type: ignore[misc]
        submit = replace(trial.submit, accepts=["known_on"])
        since_known = Clock(
            "知悉后上报", starts=[submit], stops=[trial.verify], limit=Limit(5, Unit.WORKING_DAYS), since="known_on"
        )

    record = filed()

    Knowing.submit(record, by=post(Role.VILLAGE), known_on="2026-11-11", at=MONDAY)

    item = running(record)["since_known"]
    assert (item.started_at, item.due_at) == (at("2026-11-11 00:00"), at("2026-11-18 24:00"))


def test_a_limit_changed_by_the_district_touches_clocks_that_start_later(
    on_monday: File, trial: Any, post: MakePost, small_tables: None
) -> None:
    earlier = on_monday()
    with acting(System.SETUP):
        TimeLimit.objects.create(
            clock=VERIFY, value=2, unit=Unit.WORKING_DAYS, effective_on="2026-11-16", basis="区办〔2026〕1号"
        )

    later = on_monday()

    assert running(earlier)["verify"].due_at == at("2026-11-23 24:00")
    assert running(later)["verify"].due_at == at("2026-11-18 24:00")
    assert (running(later)["verify"].limit_value, running(later)["verify"].limit_unit) == (2, Unit.WORKING_DAYS)


def test_a_paused_clock_keeps_what_was_used(on_monday: File, post: MakePost) -> None:
    record, officer = on_monday(), post(Role.TOWN_OFFICE)

    pause(record, "verify", reason="农户外出", by=officer, at=at("2026-11-18 10:00"))
    paused = running(record)["verify"]
    resume(record, "verify", by=officer, at=at("2026-12-01 10:00"))

    assert (paused.paused_at, paused.pause_reason) == (at("2026-11-18 10:00"), "农户外出")
    resumed = running(record)["verify"]
    assert (resumed.paused_at, resumed.pause_reason) == (None, "")
    # Three of five working days were left after Wednesday.
    assert (resumed.due_at, resumed.warn_at) == (at("2026-12-04 24:00"), at("2026-12-04 00:00"))


def test_a_clock_keeps_the_closing_time_with_which_it_started(
    on_monday: File, post: MakePost, small_tables: None
) -> None:
    record, officer = on_monday(), post(Role.TOWN_OFFICE)
    with acting(System.SETUP):
        OfficeHours.objects.create(effective_on="2026-11-17", closes_at="17:00", basis="冬季作息")

    pause(record, "verify", reason="农户外出", by=officer, at=at("2026-11-18 10:00"))
    resume(record, "verify", by=officer, at=at("2026-12-01 17:10"))

    # By the new hours it would have gone on a day later.
    assert running(record)["verify"].due_at == at("2026-12-04 24:00")


def test_pausing_and_resuming_stand_in_the_history(on_monday: File, trial: Any, post: MakePost) -> None:
    record, officer = on_monday(), post(Role.TOWN_OFFICE)

    pause(record, "verify", reason="农户外出", by=officer, at=at("2026-11-18 10:00"))
    resume(record, "verify", by=officer, at=at("2026-11-19 10:00"))

    assert [(taken.label, taken.reason) for taken in trial.history(record)][2:] == [
        ("暂停计时：街镇核实", "农户外出"),
        ("恢复计时：街镇核实", ""),
    ]


def test_the_reason_of_a_pause_keeps_no_number_of_a_person(on_monday: File, trial: Any, post: MakePost) -> None:
    record = on_monday()
    post(Role.DISTRICT_OFFICE)

    pause(record, "verify", reason="农户外出，电话13900001111", by=post(Role.TOWN_OFFICE), at=MONDAY)

    hidden = "农户外出，电话*******1111"
    assert running(record)["verify"].pause_reason == hidden
    assert trial.history(record).last().reason == hidden
    assert Notice.objects.latest("pk").body.endswith(f"原因：{hidden}")


def test_the_tier_above_may_adjust_and_others_may_not(on_monday: File, post: MakePost) -> None:
    record = on_monday()

    sentence = refusal(pause, record, "verify", reason="农户外出", by=post(Role.VILLAGE), at=MONDAY)
    pause(record, "verify", reason="农户外出", by=post(Role.DISTRICT_OFFICE), at=MONDAY)

    assert sentence == "只有承办岗位或其上级可以调整时限，您当前的岗位是村（居）委会。"
    assert running(record)["verify"].paused_at == MONDAY


def test_another_township_finds_no_record_to_adjust(on_monday: File, post: MakePost, tree: Tree) -> None:
    stranger = post(Role.TOWN_OFFICE, at=tree.other_town)

    assert refusal(pause, on_monday(), "verify", reason="农户外出", by=stranger).startswith("没有找到这条记录")


@pytest.mark.parametrize(
    ("clock", "moment", "reason", "sentence"),
    [
        ("on_paper", "2026-11-18 10:00", "农户外出", "这个时限按规定不能暂停。"),
        ("verify", "2026-11-18 10:00", " ", "请写明暂停的原因。"),
        ("verify", "2026-11-24 10:00", "农户外出", "已经逾期，不能再暂停，请尽快办理。"),
        ("verify", "2026-11-18 10:00", "因" * 201, "暂停的原因最多 200 字，现在是 201 字。"),
        ("finish", "2026-11-18 10:00", "农户外出", "这个时限没有在计时：这一步可能已经办完，请刷新后再看。"),
    ],
)
def test_a_pause_is_refused(
    on_monday: File, post: MakePost, clock: str, moment: str, reason: str, sentence: str
) -> None:
    by = post(Role.VILLAGE) if clock == "on_paper" else post(Role.TOWN_OFFICE)

    assert refusal(pause, on_monday(), clock, reason=reason, by=by, at=at(moment)) == sentence


def test_a_clock_is_not_paused_twice_nor_resumed_while_it_runs(on_monday: File, post: MakePost) -> None:
    record, officer = on_monday(), post(Role.TOWN_OFFICE)

    assert refusal(resume, record, "verify", by=officer) == "这个时限没有暂停，正在计时。"
    pause(record, "verify", reason="农户外出", by=officer, at=MONDAY)
    assert refusal(pause, record, "verify", reason="农户外出", by=officer, at=MONDAY) == "这个时限已经暂停，不必再办。"


def test_a_clock_is_extended_within_what_is_declared(on_monday: File, trial: Any, post: MakePost) -> None:
    record, officer = on_monday(), post(Role.TOWN_OFFICE)

    extend(record, "verify", 2, reason="大雪封路", by=officer, at=MONDAY)

    item = running(record)["verify"]
    assert (item.due_at, item.extended) == (at("2026-11-25 24:00"), 2)
    assert refusal(extend, record, "verify", 2, reason="大雪封路", by=officer, at=MONDAY) == "最多还能延长 1 个工作日。"
    extend(record, "verify", 1, reason="仍在下雪", by=officer, at=MONDAY)
    assert refusal(extend, record, "verify", 1, reason="大雪", by=officer, at=MONDAY) == "这个时限按规定不能再延长。"
    assert trial.history(record).last().label == "延长 1 个工作日：街镇核实"


def test_an_overdue_clock_is_not_extended(on_monday: File, post: MakePost) -> None:
    sentence = refusal(
        extend, on_monday(), "verify", 1, reason="大雪", by=post(Role.TOWN_OFFICE), at=at("2026-11-24 00:00")
    )

    assert sentence == "已经逾期，不能再延长，请尽快办理。"


def test_a_deadline_in_an_unknown_year_is_told_to_the_system_administrators_once(
    filed: File, trial: Any, post: MakePost, small_tables: None
) -> None:
    administrator = post(Role.SYSTEM_ADMIN)

    for _ in range(2):
        trial.submit(filed(), by=post(Role.VILLAGE), at=at("2026-12-30 10:00"))

    assert [(notice.user, notice.title) for notice in Notice.objects.all()] == [
        (administrator.user, "节假日表缺失：2027 年按周末推算")
    ]


def test_the_year_after_next_is_looked_for_before_the_turn(
    post: MakePost, small_tables: None, time_machine: Any
) -> None:
    post(Role.SYSTEM_ADMIN)

    time_machine.move_to(at("2026-11-16 10:00"))
    look_ahead()
    assert not Notice.objects.exists()

    time_machine.move_to(at("2026-11-20 10:00"))
    look_ahead()
    assert Notice.objects.get().about == "calendar:2027"


def test_the_workflow_of_a_record_is_found_by_its_case(on_monday: File, trial: Any) -> None:
    assert Workflow.of(on_monday()) is trial
