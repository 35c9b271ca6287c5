"""A township is assessed: commissioned, planned, visited, reported, answered to, rectified, closed."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.workflow import StepRefused
from inspections.assessing.sampling import drawn
from inspections.assessing.workflows import Assess, HandleFinding
from inspections.models import Assessment, AssessorContract, Topic
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.inspections.assessments import (
    State,
    answer,
    commission,
    count_officers,
    find,
    finish,
    plan,
    visit_everybody,
)


def test_a_running_contract_is_given_a_task(tree: Tree, contract: AssessorContract, town_post: Post) -> None:
    made = commission(contract, town_post)

    assert (made.state, made.assessor) == (State.COMMISSIONED, contract.assessor)


def test_villages_without_an_officer_are_counted_beforehand(
    tree: Tree, contract: AssessorContract, town_post: Post
) -> None:
    factories.VillageDutyFactory(village=tree.village)

    assert commission(contract, town_post).villages_without_officer == 1


def test_a_step_is_offered_before_what_it_asks_for_is_answered(
    task: Assessment, assessor: Post, client_of: ClientOf, tree: Tree
) -> None:
    factories.assessing_checklist(Topic.SAFETY, photo_when_bad=False)
    factories.HouseholdFactory(gas=True, village=tree.village)
    assert Assess.plan.why_not(task, by=assessor) == ""

    plan(task, assessor, 1)
    visit_everybody(task, assessor)
    answer(task, assessor, client_of, "ok", "ok")
    count_officers(task)

    assert Assess.assess.why_not(task, by=assessor) == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"conflicted": True}, "有利益冲突"),
        ({"state": "terminated"}, "已终止"),
        ({"qualification_expires_on": datetime.date(2026, 1, 1)}, "已到期"),
        ({"ends_on": datetime.date(2026, 1, 2), "starts_on": datetime.date(2026, 1, 1)}, "晚于合同"),
        ({"topics": ["upkeep"]}, "合同里没有"),
    ],
)
def test_a_contract_that_does_not_cover_it_is_given_none(
    change: dict[str, Any], sentence: str, contract: AssessorContract, town_post: Post
) -> None:
    with acting(System.DEMO):
        AssessorContract.objects.filter(pk=contract.pk).update(**change)
    contract.refresh_from_db()

    with pytest.raises(StepRefused, match=sentence):
        commission(contract, town_post)


def test_a_districts_contract_serves_every_township(tree: Tree, post: MakePost) -> None:
    district = factories.AssessorContractFactory(area=tree.district)

    assert commission(district, post(Role.DISTRICT_OFFICE), town=tree.other_town).town == tree.other_town


def test_the_plan_draws_households_that_anybody_can_draw_again(task: Assessment, assessor: Post, tree: Tree) -> None:
    factories.assessing_checklist(Topic.SAFETY)
    factories.HouseholdFactory.create_batch(25, gas=True, village=tree.village)
    elsewhere = factories.HouseholdFactory(gas=True, village=tree.other_village)

    plan(task, assessor, 20)

    chosen = set(task.samples.values_list("household", flat=True))
    assert len(chosen) == 20
    assert elsewhere.pk not in chosen
    assert {one.pk for one in drawn(task)} == chosen


def test_too_small_a_sample_is_refused(task: Assessment, assessor: Post, tree: Tree) -> None:
    factories.assessing_checklist(Topic.SAFETY)
    factories.HouseholdFactory.create_batch(25, gas=True, village=tree.village)

    with pytest.raises(StepRefused, match="抽样户数至少 20 户"):
        plan(task, assessor, 5)


def test_without_a_checklist_in_force_there_is_no_plan(task: Assessment, assessor: Post) -> None:
    with acting(System.DEMO):
        task.topics = [Topic.UPKEEP]
        task.save()
        from inspections.models import Checklist

        Checklist.objects.filter(purpose="assessment").update(state="retired")

    with pytest.raises(StepRefused, match="还没有在用的“采暖设备维保服务”评估检查表"):
        plan(task, assessor, 3)


def test_the_assessor_reads_address_and_half_a_name_and_nothing_of_the_ledger(
    planned: Assessment, assessor: Post, client_of: ClientOf
) -> None:
    sample = planned.samples.all()[0]
    household = sample.household

    page = client_of(assessor).get(f"/assessment-samples/{sample.pk}/").content.decode()

    assert sample.address in page
    assert household.name not in page
    assert household.number not in page
    assert client_of(assessor).get(f"/households/{household.pk}/").status_code in {403, 404}


def test_another_firm_sees_nothing_of_it(planned: Assessment, tree: Tree, client_of: ClientOf) -> None:
    other = factories.PostFactory(role=Role.ASSESSOR, division=tree.district)

    assert client_of(other).get(f"/assessments/{planned.pk}/").status_code == 404
    assert client_of(other).get(f"/assessment-samples/{planned.samples.all()[0].pk}/").status_code == 404


def test_the_lists_answers_come_to_a_score(planned: Assessment, assessor: Post, client_of: ClientOf) -> None:
    visit_everybody(planned, assessor)
    answer(planned, assessor, client_of, "ok", "bad")
    count_officers(planned)

    finish(planned, assessor)

    assert planned.score == Decimal("50.0")


def test_what_does_not_concern_the_place_counts_for_nothing(
    planned: Assessment, assessor: Post, client_of: ClientOf
) -> None:
    answer(planned, assessor, client_of, "ok", "na")

    assert planned.parts.get().score == Decimal("100.0")


def test_it_is_not_finished_while_somebody_is_unvisited(
    planned: Assessment, assessor: Post, client_of: ClientOf
) -> None:
    answer(planned, assessor, client_of, "ok", "ok")
    count_officers(planned)

    with pytest.raises(StepRefused, match="还有抽样户没有走访"):
        finish(planned, assessor)


def test_it_is_not_finished_while_a_list_is_open(planned: Assessment, assessor: Post) -> None:
    visit_everybody(planned, assessor)
    count_officers(planned)

    with pytest.raises(StepRefused, match="打分表还有 2 项没有填好"):
        finish(planned, assessor)


def test_before_the_season_the_two_officers_are_counted(
    planned: Assessment, assessor: Post, client_of: ClientOf
) -> None:
    visit_everybody(planned, assessor)
    answer(planned, assessor, client_of, "ok", "ok")

    with pytest.raises(StepRefused, match="两员"):
        finish(planned, assessor)


def test_two_people_sign(planned: Assessment, assessor: Post, client_of: ClientOf) -> None:
    visit_everybody(planned, assessor)
    answer(planned, assessor, client_of, "ok", "ok")
    count_officers(planned)

    with pytest.raises(StepRefused, match="两名评估人员"):
        finish(planned, assessor, second_assessor="许衡")


def test_a_report_has_to_be_there(planned: Assessment, assessor: Post, client_of: ClientOf) -> None:
    visit_everybody(planned, assessor)
    answer(planned, assessor, client_of, "ok", "ok")
    count_officers(planned)
    finish(planned, assessor)
    with pytest.raises(StepRefused, match="请先上传评估报告"):
        Assess.report(planned, by=assessor)
    factories.AttachmentFactory(record=planned, purpose="report")

    assert Assess.report(planned, by=assessor).state == State.REPORTED


def test_it_is_closed_when_every_finding_is_settled(
    planned: Assessment, assessor: Post, town_post: Post, post: MakePost
) -> None:
    finding = find(planned, assessor)
    with acting(System.DEMO):
        Assessment.objects.update(state=State.REPORTED)
    planned.refresh_from_db()
    Assess.give_feedback(planned, by=town_post, feedback="同意，立即整改")
    with pytest.raises(StepRefused, match="还有问题没有销号"):
        Assess.close(planned, by=town_post, conclusion="完成")

    HandleFinding.dismiss(finding, by=post(Role.DISTRICT_OFFICE), reason="台账齐全")

    assert Assess.close(planned, by=town_post, conclusion="完成").state == State.CLOSED


def test_the_page_of_a_task_sums_it_up(planned: Assessment, assessor: Post, client_of: ClientOf) -> None:
    visit_everybody(planned, assessor)
    find(planned, assessor, level="severe")

    page = client_of(assessor).get(f"/assessments/{planned.pk}/").content.decode()

    assert "1 个，未销号 1 个" in page
    assert "还没有填完" in page


def test_the_kind_is_asked_for_in_chinese_and_tracking_is_not_offered(
    contract: AssessorContract, town_post: Post, client_of: ClientOf
) -> None:
    shown = client_of(town_post).get("/assessments/new/assess/").content.decode()

    assert "---------" not in shown
    assert 'value="tracking"' not in shown
