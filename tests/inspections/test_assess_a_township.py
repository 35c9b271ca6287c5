"""A township is assessed: commissioned, planned, visited, reported, answered to, rectified, closed."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import OpenItem
from core.workflow import StepRefused
from inspections.assessing import tracking
from inspections.assessing.sampling import drawn
from inspections.assessing.workflows import Assess, HandleFinding, VisitSample
from inspections.hazards.workflows import HandleHazard
from inspections.models import (
    Assessment,
    AssessmentFinding,
    AssessmentSample,
    AssessorContract,
    Hazard,
    Level,
    Topic,
)
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree

TODAY = timezone.localdate
State = Assessment.State


@pytest.fixture
def town_post(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


@pytest.fixture
def contract(tree: Tree) -> AssessorContract:
    made: AssessorContract = factories.AssessorContractFactory(area=tree.town)
    return made


@pytest.fixture
def assessor(tree: Tree, contract: AssessorContract) -> Post:
    made: Post = factories.PostFactory(role=Role.ASSESSOR, division=tree.district, organization=contract.assessor)
    return made


@pytest.fixture
def task(tree: Tree, contract: AssessorContract) -> Assessment:
    made: Assessment = factories.AssessmentFactory(town=tree.town, contract=contract)
    return made


@pytest.fixture
def planned(task: Assessment, assessor: Post, tree: Tree) -> Assessment:
    factories.assessing_checklist(Topic.SAFETY, photo_when_bad=False)
    factories.HouseholdFactory.create_batch(3, gas=True, village=tree.village)
    return plan(task, assessor, 3)


def commission(contract: AssessorContract, by: Post, **rest: Any) -> Assessment:
    given = {
        "contract": contract, "town": contract.area, "kind": "pre_season", "year": 2026, "topics": ["safety"],
        "planned_from_on": TODAY(), "planned_until_on": TODAY() + datetime.timedelta(days=9),
    }  # fmt: skip
    made: Assessment = Assess.commission(by=by, **given | rest)
    return made


def plan(task: Assessment, by: Post, size: int) -> Assessment:
    days = {"planned_from_on": TODAY(), "planned_until_on": TODAY() + datetime.timedelta(days=9)}
    made: Assessment = Assess.plan(task, by=by, method="入户查看", sample_size=size, **days)
    return made


def visit_everybody(task: Assessment, by: Post) -> None:
    VisitSample.visit.take_all(task.samples.all(), by=by, visited_on=TODAY())


def answer(task: Assessment, by: Post, client_of: ClientOf, *results: str) -> None:
    [part] = task.parts.all()
    codes = [item.code for item in part.checklist.items.all()]
    given = {f"result_{code}": result for code, result in zip(codes, results, strict=True)}
    page = client_of(by).post(f"/assessment-parts/{part.pk}/edit/", {**given, "version": part.version})
    assert page.status_code == 302


def count_officers(task: Assessment) -> None:
    with acting(System.DEMO):
        task.officers_required, task.officers_on_post, task.officers_certified = 10, 8, 7
        task.trainings_planned, task.trainings_held = 4, 3
        task.save()


def finish(task: Assessment, by: Post, **rest: Any) -> Assessment:
    given = {"assessed_on": TODAY(), "first_assessor": "许衡", "second_assessor": "沈平"}
    made: Assessment = Assess.assess(task, by=by, **given | rest)
    return made


def find(task: Assessment, by: Post, **rest: Any) -> AssessmentFinding:
    given = {
        "assessment": task, "topic": "safety", "description": "备件台账不全", "level": "minor", "found_on": TODAY(),
    }  # fmt: skip
    place = {} if "sample" in rest else {"location": "维修网点"}
    made: AssessmentFinding = HandleFinding.record(by=by, **given | place | rest)
    return made


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


def test_what_is_found_in_a_drawn_household_becomes_a_hazard(planned: Assessment, assessor: Post) -> None:
    sample = planned.samples.all()[0]

    finding = find(planned, assessor, sample=sample, level="major", description="软管老化")

    hazard = Hazard.objects.get()
    assert finding.hazard == hazard
    assert (hazard.household, hazard.source, hazard.assessor) == (sample.household, "assessment", planned.assessor)
    assert hazard.company == sample.household.gas_supplier
    assert hazard.found_by == assessor.user.name


def close(hazard: Hazard, by: Post) -> None:
    with acting(System.DEMO):
        Hazard.objects.update(state="reported", rectified_on=TODAY(), reported_at=timezone.now())
    hazard.refresh_from_db()
    factories.AttachmentFactory(record=hazard, purpose="recheck")
    HandleHazard.close(hazard, by=by, rechecked_on=TODAY())


def test_a_finding_is_closed_with_its_hazard(planned: Assessment, assessor: Post, post: MakePost) -> None:
    finding = find(planned, assessor, sample=planned.samples.all()[0])

    close(Hazard.objects.get(), post(Role.TOWN_GAS_OFFICE))

    finding.refresh_from_db()
    assert finding.state == "closed"


def test_a_finding_is_dismissed_with_its_hazard(planned: Assessment, assessor: Post, post: MakePost) -> None:
    finding = find(planned, assessor, sample=planned.samples.all()[0])

    HandleHazard.dismiss(Hazard.objects.get(), by=post(Role.TOWN_GAS_OFFICE), reason="看错了")

    finding.refresh_from_db()
    assert finding.state == "dismissed"


def test_what_is_found_at_an_electric_device_the_township_has_put_right(
    planned: Assessment, assessor: Post, town_post: Post, tree: Tree
) -> None:
    home = factories.HouseholdFactory(village=tree.village)
    assert home.gas_supplier is None
    sample = factories.AssessmentSampleFactory(assessment=planned, household=home)
    finding = find(planned, assessor, sample=sample)

    HandleFinding.rectify(finding, by=town_post, rectified_on=TODAY(), rectification="已修好")

    assert (finding.hazard, finding.state) == (None, "rectified")


def test_a_hazard_is_not_rectified_beside_the_hazards(planned: Assessment, assessor: Post, town_post: Post) -> None:
    finding = find(planned, assessor, sample=planned.samples.all()[0])

    with pytest.raises(StepRefused, match="随隐患整改"):
        HandleFinding.rectify(finding, by=town_post, rectified_on=TODAY(), rectification="已换")


def test_a_finding_elsewhere_is_rectified_and_looked_at(planned: Assessment, assessor: Post, town_post: Post) -> None:
    finding = find(planned, assessor)
    assert finding.hazard is None

    HandleFinding.rectify(finding, by=town_post, rectified_on=TODAY(), rectification="已补齐")
    HandleFinding.confirm(finding, by=assessor)

    assert finding.state == "closed"


@pytest.mark.parametrize(("level", "hours"), [(Level.SEVERE, 24), (Level.MINOR, 4 * 24), (Level.HINT, 4 * 24)])
def test_in_the_season_findings_have_short_limits(level: str, hours: int, planned: Assessment, assessor: Post) -> None:
    factories.HeatingSeasonFactory(
        year=TODAY().year, starts_on=TODAY() - datetime.timedelta(days=1),
        ends_on=datetime.date(TODAY().year + 1, 3, 15),
    )  # fmt: skip

    finding = find(planned, assessor, level=level)

    item = OpenItem.objects.filter(kind="inspections.assessmentfinding", record_id=finding.pk, due_at__isnull=False)[0]
    assert item.due_at is not None
    assert item.due_at - timezone.now() <= datetime.timedelta(hours=hours)


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


def test_every_week_of_the_season_each_township_is_tracked(contract: AssessorContract, tree: Tree) -> None:
    factories.assessing_checklist(Topic.SAFETY)
    factories.HouseholdFactory.create_batch(12, gas=True, village=tree.village)
    factories.HeatingSeasonFactory(year=2026, starts_on=datetime.date(2026, 11, 15), ends_on=datetime.date(2027, 3, 15))
    day = datetime.date(2026, 11, 23)
    with acting(System.DEMO):
        contract.starts_on, contract.ends_on = day, datetime.date(2027, 10, 1)
        contract.save()

    begun = [tracking.begin_tracking(day + datetime.timedelta(days=passed)) for passed in (0, 1, 6, 7)]

    assert begun == [1, 0, 0, 1]
    first = Assessment.objects.order_by("pk")[0]
    assert (first.kind, first.state, first.town) == ("tracking", State.PLANNED, tree.town)
    assert AssessmentSample.objects.filter(assessment=first).count() == 10


def test_out_of_season_nobody_is_tracked(contract: AssessorContract) -> None:
    factories.assessing_checklist(Topic.SAFETY)

    assert tracking.begin_tracking(datetime.date(2026, 7, 1)) == 0


def test_a_township_without_a_contract_is_shown_red(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    factories.AssessorContractFactory(area=tree.town)

    page = client_of(post(Role.DISTRICT_OFFICE)).get("/assessor-hiring/")

    rows = {str(row[0].text): row[1] for row in page.context["sheet"].rows}
    assert (rows["西兆通镇"].text, rows["南村镇"].text) == ("已聘请", "没有聘请")
    assert rows["南村镇"].tone == "danger"


def test_a_districts_contract_covers_the_townships(tree: Tree, town_post: Post, client_of: ClientOf) -> None:
    factories.AssessorContractFactory(area=tree.district)

    page = client_of(town_post).get("/assessor-hiring/")

    assert [row[1].text for row in page.context["sheet"].rows] == ["已聘请"]


def test_scores_are_compared_with_the_season_before(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    for year, score in ((2025, "70.0"), (2026, "82.5")):
        task = factories.AssessmentFactory(town=tree.town, year=year, state=State.CLOSED)
        factories.AssessmentPartFactory(assessment=task, score=Decimal(score))

    page = client_of(post(Role.DISTRICT_OFFICE)).get("/assessment-scores/")

    [row] = page.context["sheet"].rows
    assert [cell.text for cell in row] == ["西兆通镇", "82.5", "—", "—", "82.5", "70.0", "+12.5"]


def test_the_weeks_of_tracking_are_counted(planned: Assessment, assessor: Post, client_of: ClientOf) -> None:
    with acting(System.DEMO):
        Assessment.objects.update(kind="tracking", year=2026)
    visit_everybody(planned, assessor)
    find(planned, assessor, level="severe")

    page = client_of(assessor).get("/tracking-weeks/?year=2026")

    [row] = page.context["sheet"].rows
    assert [cell.text for cell in row][1:] == ["1", "0", "3", "0", "1", "1", "1"]


def test_what_officers_lack_is_shown_by_township(planned: Assessment, client_of: ClientOf, post: MakePost) -> None:
    count_officers(planned)

    page = client_of(post(Role.DISTRICT_OFFICE)).get("/officer-gaps/?year=2026")

    [row] = page.context["sheet"].rows
    assert [cell.text for cell in row] == ["西兆通镇", "0", "10", "8", "2", "1", "4", "3", "1"]


def test_the_page_of_a_task_sums_it_up(planned: Assessment, assessor: Post, client_of: ClientOf) -> None:
    visit_everybody(planned, assessor)
    find(planned, assessor, level="severe")

    page = client_of(assessor).get(f"/assessments/{planned.pk}/").content.decode()

    assert "1 个，未销号 1 个" in page
    assert "还没有填完" in page
