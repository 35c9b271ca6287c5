"""One step of one record."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.audit import System
from accounts.models import Change, Post
from accounts.records import EditConflict
from accounts.roles import Role
from core.models import Notice, StepTaken
from core.sealing.numbers import digest
from core.workflow import NOW, Answers, Step, StepRefused, Workflow
from households.models import Application
from tests.conftest import MakePost
from tests.core.conftest import File
from tests.core.trial import NO_ADDRESS
from tests.factories import Tree

State = Application.State
DAY = datetime.date(2026, 11, 16)


def refusal(step: Step, *args: Any, **answers: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        step(*args, **answers)
    return refused.value.sentence


def test_a_first_step_begins_a_record_in_its_state_and_case(trial: Any, tree: Tree, post: MakePost) -> None:
    record = trial.file(by=post(Role.VILLAGE), village=tree.village, name="王建国")

    saved = Application.objects.get(pk=record.pk)
    assert (saved.state, saved.case, saved.name) == (State.DRAFT, Application.Case.ADD, "王建国")
    assert (saved.town, saved.district, saved.city) == (tree.town, tree.district, tree.city)
    assert saved.number == f"SB-{saved.pk}"


def test_a_step_sets_state_answers_and_stamps_and_raises_the_version(
    submitted: File, trial: Any, post: MakePost
) -> None:
    record = submitted()
    version = record.version

    trial.verify(record, by=post(Role.TOWN_OFFICE), visited_on=DAY, phone="13800000000")

    record.refresh_from_db()
    assert (record.state, record.visited_on, record.phone) == (State.VERIFIED, DAY, "13800000000")
    assert record.version == version + 1


def test_a_step_given_now_stamps_the_moment(filed: File, trial: Any, post: MakePost) -> None:
    moment = timezone.make_aware(datetime.datetime(2026, 11, 10, 9, 30))

    record = trial.submit(filed(), by=post(Role.VILLAGE), at=moment)

    record.refresh_from_db()
    assert record.submitted_at == moment
    assert trial.history(record).get(step="submit").at == moment


def test_the_callers_copy_is_what_was_saved(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted()

    returned = trial.verify(record, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert returned is record
    assert vars(record)["remark"] == "2026-11-16 已核实 王建国"
    assert record.version == Application.objects.get(pk=record.pk).version


def test_what_follows_is_saved_with_the_record_in_one_update(
    submitted: File, trial: Any, post: MakePost, django_assert_num_queries: Any
) -> None:
    record, officer = submitted(), post(Role.TOWN_OFFICE)

    with django_assert_num_queries(9) as statements:
        trial.verify(record, by=officer, visited_on=DAY)

    updates = [q["sql"] for q in statements.captured_queries if q["sql"].startswith('UPDATE "households_application"')]
    assert len(updates) == 1
    assert Application.objects.get(pk=record.pk).remark == "2026-11-16 已核实 王建国"


def test_a_sealed_number_filled_by_a_step_is_found_by_its_digest(submitted: File, trial: Any, post: MakePost) -> None:
    def give_number(records: Any, by: Any, answers: Answers) -> None:
        records[0].id_number = "13019919450101001X"

    class Numbering(trial):  # type: ignore[misc]
        verify = replace(trial.verify, then=[give_number])

    record = submitted()

    Numbering.verify(record, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    saved = Application.objects.get(pk=record.pk)
    assert saved.id_number == "13019919450101001X"
    assert saved.id_number_digest == digest("13019919450101001X", "id_number")
    assert saved.birth_year == 1945


def test_another_state_is_refused_and_named(filed: File, trial: Any, post: MakePost) -> None:
    assert refusal(trial.verify, filed(), by=post(Role.TOWN_OFFICE), visited_on=DAY) == (
        "“街镇核实”只能在“待街镇核实”时办理，这条记录现在是“草稿”。请刷新后再看。"
    )


def test_another_role_is_refused_and_told_whose_step_it_is(submitted: File, trial: Any, post: MakePost) -> None:
    sentence = refusal(trial.verify, submitted(), by=post(Role.DISTRICT_OFFICE), visited_on=DAY)

    assert sentence == "“街镇核实”由街镇双代主管部门办理，您当前的岗位是区双代办，不能办理。"


def test_the_same_role_of_another_area_does_not_find_the_record(
    submitted: File, trial: Any, post: MakePost, tree: Tree
) -> None:
    sentence = refusal(trial.verify, submitted(), by=post(Role.TOWN_OFFICE, at=tree.other_town), visited_on=DAY)

    assert sentence.startswith("没有找到这条记录")


def test_nobody_begins_a_record_outside_his_area(trial: Any, post: MakePost, tree: Tree) -> None:
    sentence = refusal(trial.file, by=post(Role.VILLAGE), village=tree.other_village, name="王建国")

    assert sentence.startswith("只能登记本人管辖范围内的记录")
    assert not Application.objects.exists()
    assert not StepTaken.objects.exists()


def test_a_post_that_has_ended_takes_no_step(submitted: File, trial: Any, post: MakePost) -> None:
    officer = post(Role.TOWN_OFFICE)
    officer.state = Post.State.ENDED

    assert refusal(trial.verify, submitted(), by=officer, visited_on=DAY).startswith("您的这个岗位已不在岗")


def test_a_guard_stands_in_the_way_with_its_sentence(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted(address="")

    assert refusal(trial.verify, record, by=post(Role.TOWN_OFFICE), visited_on=DAY) == NO_ADDRESS
    assert Application.objects.get(pk=record.pk).state == State.SUBMITTED


def test_an_answer_that_is_missing_is_named(submitted: File, trial: Any, post: MakePost) -> None:
    with pytest.raises(StepRefused) as refused:
        trial.verify(submitted(), by=post(Role.TOWN_OFFICE))

    assert refused.value.sentence == "“入户核实日期”：需要填写。"
    assert refused.value.fields == {"visited_on": "需要填写。"}


@pytest.mark.parametrize("day", ["2026-02-30", "昨天"])
def test_an_answer_that_the_field_refuses_is_named(submitted: File, trial: Any, post: MakePost, day: str) -> None:
    with pytest.raises(StepRefused) as refused:
        trial.verify(submitted(), by=post(Role.TOWN_OFFICE), visited_on=day)

    assert list(refused.value.fields) == ["visited_on"]


def test_an_answer_that_the_step_does_not_ask_is_a_mistake_of_the_caller(
    submitted: File, trial: Any, post: MakePost
) -> None:
    with pytest.raises(TypeError, match="households.application.verify does not ask"):
        trial.verify(submitted(), by=post(Role.TOWN_OFFICE), visited_on=DAY, state="rejected")


def test_a_rule_of_the_database_is_told_in_its_own_sentence(trial: Any, tree: Tree, post: MakePost) -> None:
    class Cancelling(trial):  # type: ignore[misc]
        case = Application.Case.CANCEL

    sentence = refusal(Cancelling.file, by=post(Role.VILLAGE), village=tree.village, name="王建国")

    assert sentence == "请先选定要办理的住户。"


def test_a_rule_without_a_sentence_is_a_mistake_of_ours(filed: File, trial: Any, post: MakePost) -> None:
    class Untimed(trial):  # type: ignore[misc]
        submit = replace(trial.submit, stamps={})

    with pytest.raises(IntegrityError, match="application_submitted_with_time"):
        Untimed.submit(filed(), by=post(Role.VILLAGE))


def test_a_record_sent_back_keeps_opinion_and_flagged_fields(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted()

    trial.send_back(record, by=post(Role.TOWN_OFFICE), reason="地址不清", flagged=["address"])

    record.refresh_from_db()
    assert (record.state, record.flagged, record.sent_back_reason) == (State.DRAFT, ["address"], "地址不清")
    taken = trial.history(record).last()
    assert (taken.step, taken.reason, taken.flagged) == ("send_back", "地址不清", ["address"])


def test_an_opinion_keeps_no_number_of_a_person(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted()

    trial.send_back(record, by=post(Role.TOWN_OFFICE), reason="身份证号应为130199199001011234", flagged=[])

    record.refresh_from_db()
    log = Change.objects.latest("pk")
    kept = {record.sent_back_reason, trial.history(record).last().reason, log.why, log.after["sent_back_reason"]}
    assert kept == {"身份证号应为**************1234"}
    assert "130199199001011234" not in Notice.objects.get().body


def test_an_opinion_for_many_keeps_no_number_of_a_person(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted()

    trial.send_back.take_all(Application.objects.all(), by=post(Role.TOWN_OFFICE), reason="电话应为13900001111")

    assert trial.history(record).last().reason == "电话应为*******1111"
    assert Change.objects.latest("pk").why == "电话应为*******1111"


def test_sending_back_needs_an_opinion(submitted: File, trial: Any, post: MakePost) -> None:
    assert refusal(trial.send_back, submitted(), by=post(Role.TOWN_OFFICE), reason="  ") == "“意见”：请写明意见。"


def test_whoever_handles_the_state_may_send_back(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted()

    assert trial.send_back.why_not(record, by=post(Role.TOWN_OFFICE)) == ""
    assert "由街镇双代主管部门办理" in trial.send_back.why_not(record, by=post(Role.DISTRICT_OFFICE))
    trial.verify(record, by=post(Role.TOWN_OFFICE), visited_on=DAY)
    assert trial.send_back.why_not(record, by=post(Role.DISTRICT_OFFICE)) == ""
    assert "由区双代办办理" in trial.send_back.why_not(record, by=post(Role.TOWN_OFFICE))


def test_a_step_aside_makes_nobody_a_handler(trial: Any) -> None:
    assert set(trial.handlers(State.SUBMITTED)) == {Role.TOWN_OFFICE}


def test_every_step_is_written_down(submitted: File, trial: Any, post: MakePost) -> None:
    record, officer = submitted(), post(Role.TOWN_OFFICE)
    trial.verify(record, by=officer, visited_on=DAY)

    steps = [(taken.step, taken.from_state, taken.to_state) for taken in trial.history(record)]

    assert steps == [("file", "", "draft"), ("submit", "draft", "submitted"), ("verify", "submitted", "verified")]
    last = trial.history(record).last()
    assert (last.post, last.by_label, last.label, last.workflow) == (officer, str(officer), "街镇核实", "Trial")


def test_a_refused_step_leaves_no_trace(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted(address="")
    before = (Application.objects.values().get(pk=record.pk), StepTaken.objects.count())

    refusal(trial.verify, record, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert (Application.objects.values().get(pk=record.pk), StepTaken.objects.count()) == before


def test_a_record_changed_since_it_was_read_is_a_conflict(submitted: File, trial: Any, post: MakePost) -> None:
    record = submitted()
    trial.note(Application.objects.get(pk=record.pk), by=post(Role.TOWN_OFFICE), remark="另行记录")

    with pytest.raises(EditConflict):
        trial.verify(record, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert Application.objects.get(pk=record.pk).state == State.SUBMITTED


def test_a_step_taken_twice_tells_who_was_first(submitted: File, trial: Any, post: MakePost) -> None:
    record, officer = submitted(), post(Role.TOWN_OFFICE)
    stale = Application.objects.get(pk=record.pk)
    trial.verify(record, by=officer, visited_on=DAY)

    sentence = refusal(trial.verify, stale, by=officer, visited_on=DAY)

    assert sentence.startswith(f"{officer}已于")
    assert sentence.endswith("办理“街镇核实”，现在是“待区初审”。请刷新后查看，不必再办。")


def test_a_system_actor_takes_only_the_steps_that_name_it(submitted: File, trial: Any) -> None:
    record = submitted()

    assert refusal(trial.verify, record, by=System.CLOCK, visited_on=DAY) == (
        "“街镇核实”由街镇双代主管部门办理，不能由系统定时任务办理。"
    )


def test_a_step_of_a_system_actor_sees_every_record(submitted: File, trial: Any) -> None:
    class Expiring(trial):  # type: ignore[misc]
        expire = Step("到期", State.SUBMITTED, State.WITHDRAWN, by=System.CLOCK, aside=True, stamps={"decided_at": NOW})

    record = submitted()

    Expiring.expire(record, by=System.CLOCK)

    taken = Expiring.history(record).last()
    assert (taken.post, taken.by_label) == (None, "系统定时任务")


def test_a_record_of_another_case_is_refused(submitted: File, trial: Any, post: MakePost) -> None:
    class Cancelling(trial):  # type: ignore[misc]
        case = Application.Case.CANCEL

    sentence = refusal(Cancelling.verify, submitted(), by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert sentence == "这条记录不是“试办”，不能办理“街镇核实”。请在列表中只选同一类。"


@pytest.mark.parametrize("stopped", ["user", "organization"])
def test_no_step_is_taken_from_a_post_that_is_out_of_use(
    submitted: File, trial: Any, post: MakePost, stopped: str
) -> None:
    record, officer = submitted(), post(Role.TOWN_OFFICE)
    officer.user.is_active, officer.organization.active = stopped != "user", stopped != "organization"

    with pytest.raises(StepRefused, match="已不在岗"):
        trial.verify(record, by=officer, visited_on="2026-11-16")


def test_asking_why_not_writes_and_locks_nothing(
    submitted: File, trial: Any, post: MakePost, django_assert_num_queries: Any
) -> None:
    record, officer = submitted(address=""), post(Role.TOWN_OFFICE)

    with django_assert_num_queries(0):
        assert trial.verify.why_not(record, by=officer) == NO_ADDRESS


def test_a_first_step_says_who_may_begin(trial: Any, post: MakePost) -> None:
    assert trial.file.why_not(by=post(Role.VILLAGE)) == ""
    assert "由街镇双代主管部门、村（居）委会办理" in trial.file.why_not(by=post(Role.CITY_OFFICE))


def test_a_subclass_inherits_replaces_and_takes_out_steps(trial: Any) -> None:
    class Shorter(trial):  # type: ignore[misc]
        verify = Step("核实", State.SUBMITTED, State.VERIFIED, by=Role.DISTRICT_OFFICE)
        note = None

    assert list(Shorter.steps) == [name for name in trial.steps if name != "note"]
    assert Shorter.verify.label == "核实"
    assert (Shorter.submit.workflow, trial.submit.workflow) == (Shorter, trial)


def test_a_pattern_without_a_title_is_no_workflow(trial: Any) -> None:
    class Pattern(Workflow):
        model, state = Application, State

    assert Workflow.of(Application(case=Application.Case.ADD)) is trial
    with pytest.raises(LookupError):
        Workflow.of(Application(case=Application.Case.CANCEL))


def test_two_workflows_of_one_case_are_a_mistake(trial: Any) -> None:
    with pytest.raises(TypeError, match="declare the same model and case"):

        class Twin(trial):  # type: ignore[misc]
            title = "又一个"
