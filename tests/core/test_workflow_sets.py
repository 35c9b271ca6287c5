"""One step of many records: the same rules, by the set."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import Change
from accounts.roles import Role
from core.models import Notice, OpenItem, StepTaken
from core.workflow import Answers, StepRefused, engine, take_all
from households.models import Application
from tests.conftest import MakePost
from tests.core.conftest import File
from tests.core.trial import NO_ADDRESS
from tests.factories import ApplicationFactory, HouseholdFactory, Tree

State = Application.State
DAY = datetime.date(2026, 11, 16)
ALL = Application.objects.order_by("-pk")


def test_a_batch_is_taken_and_the_others_are_refused_with_their_sentence(
    submitted: File, filed: File, trial: Any, post: MakePost
) -> None:
    good = [submitted(name=f"王{n}") for n in range(3)]
    without_address, draft = submitted(address=""), filed()

    outcome = trial.verify.take_all(ALL, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert outcome.taken == [record.pk for record in good]
    assert outcome.refused[without_address.pk] == NO_ADDRESS
    assert "只能在“待街镇核实”时办理" in outcome.refused[draft.pk]
    assert Application.objects.filter(state=State.VERIFIED, visited_on=DAY).count() == 3


def test_what_differs_by_row_is_saved_with_each_row(submitted: File, trial: Any, post: MakePost) -> None:
    for name in ("甲", "乙", "丙"):
        submitted(name=name)

    trial.verify.take_all(ALL, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    remarks = Application.objects.order_by("pk").values_list("remark", "version")
    assert list(remarks) == [(f"2026-11-16 已核实 {name}", 3) for name in ("甲", "乙", "丙")]


def test_a_batch_leaves_one_line_in_the_history_and_one_item_for_each(
    submitted: File, trial: Any, post: MakePost
) -> None:
    records = [submitted() for _ in range(3)]

    trial.verify.take_all(ALL, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    taken = StepTaken.objects.filter(step="verify")
    assert set(taken.values_list("record_id", flat=True)) == {record.pk for record in records}
    assert taken.values("act").distinct().count() == 1
    assert OpenItem.objects.open().filter(clock="households.application.finish").count() == 3
    assert not OpenItem.objects.open().filter(clock="households.application.verify").exists()


def test_rows_of_another_area_are_left_out(submitted: File, trial: Any, post: MakePost, tree: Tree) -> None:
    mine, theirs = submitted(), submitted(village=tree.other_village)

    outcome = trial.verify.take_all(ALL, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert (outcome.taken, outcome.refused) == ([mine.pk], {})
    assert Application.objects.get(pk=theirs.pk).state == State.SUBMITTED


def test_a_role_that_may_not_is_refused_for_every_row(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted()

    outcome = trial.verify.take_all(ALL, by=post(Role.DISTRICT_OFFICE), visited_on=DAY)

    assert outcome.taken == []
    assert "由街镇双代主管部门办理" in outcome.refused[record.pk]


def test_a_faulty_answer_refuses_the_whole_batch(submitted: File, trial: Any, post: MakePost) -> None:
    submitted()

    with pytest.raises(StepRefused, match="入户核实日期"):
        trial.verify.take_all(ALL, by=post(Role.TOWN_OFFICE))


def test_of_a_batch_only_what_the_database_refuses_is_left(trial: Any, tree: Tree, post: MakePost) -> None:
    class Assigning(trial):  # type: ignore[misc]
        submit = replace(trial.submit, then=[take_the_household_in_the_remark])

    homes = [HouseholdFactory(village=tree.village) for _ in range(5)]
    filer = post(Role.VILLAGE)
    chosen = [homes[n].pk for n in (0, 1, 2, 0, 3, 2, 4)]
    rows = [ApplicationFactory(village=tree.village, filed_by=filer, remark=pk) for pk in chosen]

    outcome = Assigning.submit.take_all(ALL, by=filer)

    assert outcome.refused == dict.fromkeys([rows[3].pk, rows[5].pk], "这户已有一件同类申请正在办理。")
    assert sorted(outcome.taken) == [row.pk for row in rows if row not in (rows[3], rows[5])]
    assert StepTaken.objects.filter(step="submit").count() == 5


def take_the_household_in_the_remark(records: Sequence[Application], by: Any, answers: Answers) -> None:
    for record in records:
        record.household_id = int(record.remark)


def test_steps_that_follow_from_a_step_are_part_of_its_act(submitted: File, trial: Any, post: MakePost) -> None:
    def finish_too(records: Sequence[Application], by: Any, answers: Answers) -> None:
        trial.note.take_all(Application.objects.filter(name="乙"), by=post(Role.TOWN_OFFICE), remark="随同补记")

    class Reacting(trial):  # type: ignore[misc]
        send_back = replace(trial.send_back, then=[finish_too])

    first, _ = submitted(name="甲"), submitted(name="乙")

    Reacting.send_back(first, by=post(Role.TOWN_OFFICE), reason="地址不清")

    acts = StepTaken.objects.filter(step__in=["send_back", "note"]).values_list("act", flat=True)
    assert (len(acts), len(set(acts))) == (2, 1)
    changes = Change.objects.filter(act=acts[0], table="households_application")
    assert set(changes.values_list("why", flat=True)) == {"地址不清"}
    assert changes.count() == 2


def test_what_follows_may_refuse_a_row_of_a_batch(submitted: File, trial: Any, post: MakePost) -> None:
    def refuse_one(records: Sequence[Application], by: Any, answers: Answers) -> None:
        if any(record.name == "乙" for record in records):
            raise StepRefused("乙不能核实。")

    class Choosy(trial):  # type: ignore[misc]
        verify = replace(trial.verify, then=[refuse_one])

    records = {name: submitted(name=name) for name in "甲乙丙丁"}

    outcome = Choosy.verify.take_all(ALL, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert outcome.refused == {records["乙"].pk: "乙不能核实。"}
    assert Application.objects.get(pk=records["乙"].pk).version == records["乙"].version


def test_a_step_that_no_workflow_has_is_a_mistake_and_not_a_batch_of_none(submitted: File, post: MakePost) -> None:
    submitted()

    with pytest.raises(LookupError, match="no_such_step"):
        take_all(ALL, "no_such_step", by=post(Role.TOWN_OFFICE))


def test_statements_do_not_grow_with_the_batch(
    submitted: File, trial: Any, post: MakePost, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        submitted(name=f"王{n}")
    officer = post(Role.TOWN_OFFICE)

    with django_assert_max_num_queries(10):
        trial.verify.take_all(ALL, by=officer, visited_on=DAY)


def test_progress_is_told_after_every_chunk(
    submitted: File, trial: Any, post: MakePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHUNK", 2)
    for _ in range(5):
        submitted()
    told: list[tuple[int, int]] = []

    trial.verify.take_all(
        ALL, by=post(Role.TOWN_OFFICE), visited_on=DAY, progress=lambda done, total: told.append((done, total))
    )

    assert told == [(2, 5), (4, 5), (5, 5)]
    assert StepTaken.objects.filter(step="verify").values("act").distinct().count() == 1


def test_a_selection_of_several_workflows_goes_each_its_way(
    submitted: File, trial: Any, post: MakePost, tree: Tree
) -> None:
    class Changing(trial):  # type: ignore[misc]
        title, case = "变更试办", Application.Case.CHANGE

    added = submitted()
    changed = ApplicationFactory(change=True, submitted=True, village=tree.village, filed_by=post(Role.VILLAGE))

    outcome = take_all(ALL, "verify", by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert sorted(outcome.taken) == [added.pk, changed.pk]
    workflows = StepTaken.objects.filter(step="verify").order_by("record_id").values_list("workflow", flat=True)
    assert list(workflows) == ["Trial", "Changing"]


def test_many_records_of_one_person_are_told_in_one_notice(submitted: File, trial: Any, post: MakePost) -> None:
    for _ in range(4):
        submitted()
    trial.verify.take_all(ALL, by=post(Role.TOWN_OFFICE), visited_on=DAY)
    Notice.objects.all().delete()

    trial.finish.take_all(ALL, by=post(Role.DISTRICT_OFFICE))

    assert [notice.title for notice in Notice.objects.all()] == ["试办：4 件已办理“办结”"]


def test_records_begun_by_the_set_are_drafts_with_history_and_inbox(trial: Any, tree: Tree, post: MakePost) -> None:
    clerk = post(Role.TOWN_OFFICE)
    records = [Application(village=tree.village, name=f"王{n}") for n in range(3)]

    outcome = trial.file.begin_all(records, by=clerk)

    assert outcome.taken == [record.pk for record in records]
    saved = Application.objects.filter(state=State.DRAFT, filed_by=clerk, town=tree.town)
    assert {record.number for record in saved} == {f"SB-{record.pk}" for record in records}
    assert StepTaken.objects.filter(step="file", post=clerk).count() == 3
    assert OpenItem.objects.open().filter(role=Role.TOWN_OFFICE).count() == 3


def test_of_records_begun_by_the_set_those_outside_the_area_stay_unsaved(
    trial: Any, tree: Tree, post: MakePost
) -> None:
    inside, outside = (Application(village=village, name="王") for village in (tree.village, tree.other_village))

    outcome = trial.file.begin_all([inside, outside], by=post(Role.TOWN_OFFICE))

    assert outcome.taken == [inside.pk]
    assert outcome.refused[outside.pk].startswith("只能登记本人管辖范围内的记录")
    assert list(Application.objects.all()) == [inside]
