"""抽查复检: drawn at random, made again by somebody else, compared (F29)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import acting
from accounts.models import Organization, Post
from accounts.roles import Role
from core.workflow import StepRefused
from households.models import Household
from inspections.demo.trusting import tell
from inspections.models import Checklist, ChecklistItem, Hazard, Inspection, Level, Recheck
from inspections.trusting.drawing import draw, drawn, inspections_of
from inspections.trusting.panels import differences
from inspections.trusting.workflows import RecheckInspection
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.factories.inspecting import household_of

State = Recheck.State
TODAY = timezone.localdate()
FINE, BAD, NONE = {"result": "ok", "note": ""}, {"result": "bad", "note": "松动"}, {"result": "na", "note": ""}


@pytest.fixture
def items(checklist: Any) -> list[ChecklistItem]:
    levels = {"A1": Level.SEVERE, "A2": Level.MINOR, "A3": Level.MINOR}
    return [
        factories.ChecklistItemFactory(checklist=checklist, position=place, code=code, level=level)
        for place, (code, level) in enumerate(levels.items(), start=1)
    ]


@pytest.fixture
def company(household: Household) -> Organization:
    assert household.gas_supplier
    return household.gas_supplier


@pytest.fixture
def assessor(tree: Tree) -> Post:
    house = factories.OrganizationFactory(kind=Organization.Kind.ASSESSOR, division=tree.district)
    made: Post = factories.PostFactory(role=Role.ASSESSOR, division=tree.district, organization=house)
    return made


def inspected(company: Organization, tree: Tree, checklist: Any, count: int) -> list[Inspection]:
    return [
        factories.InspectionFactory(household=household_of(company, tree.village), checklist=checklist)
        for _ in range(count)
    ]


def recheck_of(household: Household, checklist: Any, **rest: Any) -> Recheck:
    """The inspector had found all in order but A3."""
    inspection = factories.InspectionFactory(
        household=household, checklist=checklist, answers={"A1": FINE, "A2": FINE, "A3": BAD}
    )
    made: Recheck = factories.RecheckFactory(inspection=inspection, **rest)
    return made


def answered(recheck: Recheck, by: Post, **answers: Any) -> Recheck:
    with acting(by):
        recheck.answers = answers
        recheck.save()
    RecheckInspection.record(recheck, by=by, rechecked_on=TODAY)
    return recheck


# Drawing


def test_the_share_of_a_month_is_drawn(company: Organization, tree: Tree, checklist: Any, gas_office: Post) -> None:
    inspected(company, tree, checklist, 21)

    rechecks = draw(TODAY, company, None, by=gas_office)

    assert len(rechecks) == 4  # 15 %, rounded up
    assert {one.state for one in rechecks} == {State.WAITING}
    assert {one.month_on for one in rechecks} == {TODAY.replace(day=1)}


def test_at_least_one_is_drawn(company: Organization, tree: Tree, checklist: Any, gas_office: Post) -> None:
    [inspection] = inspected(company, tree, checklist, 1)

    [recheck] = draw(TODAY, company, None, by=gas_office)

    assert recheck.inspection == inspection
    assert recheck.householder == inspection.householder


def test_what_is_drawn_already_counts(company: Organization, tree: Tree, checklist: Any, gas_office: Post) -> None:
    inspected(company, tree, checklist, 3)
    draw(TODAY, company, None, by=gas_office)

    with pytest.raises(StepRefused, match="已抽够比例"):
        draw(TODAY, company, None, by=gas_office)


def test_anybody_draws_the_same_by_the_seed(
    company: Organization, tree: Tree, checklist: Any, gas_office: Post
) -> None:
    inspected(company, tree, checklist, 20)
    rows = inspections_of(TODAY, company, gas_office)

    assert drawn(rows, 3, 4711) == drawn(rows, 3, 4711)
    assert drawn(rows, 3, 4711) != drawn(rows, 3, 815)


def test_only_valid_inspections_are_drawn(
    company: Organization, household: Household, checklist: Any, gas_office: Post
) -> None:
    for kind in ({"void": True}, {"not_home": True}, {"days_ago": 62}):
        factories.InspectionFactory(household=household, checklist=checklist, **kind)

    with pytest.raises(StepRefused, match="没有可抽的安检记录"):
        draw(TODAY, company, None, by=gas_office)


def test_a_township_draws_its_own(company: Organization, tree: Tree, checklist: Any, gas_office: Post) -> None:
    factories.InspectionFactory(household=household_of(company, tree.other_village), checklist=checklist)

    assert not inspections_of(TODAY, company, gas_office).exists()


def test_it_is_drawn_on_the_page(
    company: Organization, tree: Tree, checklist: Any, gas_office: Post, client_of: ClientOf
) -> None:
    inspected(company, tree, checklist, 2)
    given = {"month": f"{TODAY:%Y-%m}", "company": company.pk}

    answer = client_of(gas_office).post("/rechecks/draw/", given, follow=True)

    assert "已抽取 1 户" in answer.content.decode()


def test_another_system_draws_too(
    company: Organization, tree: Tree, checklist: Any, gas_office: Post, client_of: ClientOf
) -> None:
    inspected(company, tree, checklist, 2)
    given = {"month": f"{TODAY:%Y-%m}", "company": company.pk}

    answer = client_of(gas_office).post("/api/rechecks/draw/", given, content_type="application/json")

    assert answer.status_code == 201
    assert answer.json()["drawn"] == [Recheck.objects.get().pk]


# What comes of it


def test_what_both_judged_alike_agrees(household: Household, checklist: Any, items: Any, gas_office: Post) -> None:
    recheck = answered(recheck_of(household, checklist), gas_office, A1=FINE, A2=FINE, A3=BAD)

    assert (recheck.state, recheck.agrees, recheck.compared, recheck.agreeing) == (State.DONE, True, 3, 3)
    assert recheck.rechecked_by == gas_office


def test_what_was_missed_differs_and_becomes_a_hazard(
    household: Household, checklist: Any, items: Any, gas_office: Post
) -> None:
    recheck = answered(recheck_of(household, checklist), gas_office, A1=BAD, A2=FINE, A3=BAD)

    assert (recheck.agrees, recheck.differing, recheck.missed) == (False, ["A1"], Level.SEVERE)
    hazard = Hazard.objects.get()
    assert (hazard.item_code, hazard.found_on, hazard.household) == ("A1", TODAY, household)
    assert "松动" in hazard.description


def test_what_differs_is_told_in_words(household: Household, checklist: Any, items: Any, gas_office: Post) -> None:
    recheck = answered(recheck_of(household, checklist), gas_office, A1=BAD, A2=FINE, A3=BAD)

    shown = differences(recheck, gas_office)

    assert shown is not None
    assert [row["text"] for row in shown.context["rows"]] == [items[0].text]


def test_what_is_an_open_hazard_already_stays_that_one(
    household: Household, checklist: Any, items: Any, gas_office: Post
) -> None:
    factories.HazardFactory(household=household, item_code="A1")

    answered(recheck_of(household, checklist), gas_office, A1=BAD, A2=FINE, A3=BAD)

    assert Hazard.objects.count() == 1


def test_what_has_been_put_right_since_is_no_difference(
    household: Household, checklist: Any, items: Any, gas_office: Post
) -> None:
    factories.HazardFactory(household=household, item_code="A3", closed=True)

    recheck = answered(recheck_of(household, checklist), gas_office, A1=FINE, A2=FINE, A3=FINE)

    assert (recheck.agrees, recheck.compared) == (True, 2)


def test_what_is_in_order_while_its_hazard_is_open_differs(
    household: Household, checklist: Any, items: Any, gas_office: Post
) -> None:
    factories.HazardFactory(household=household, item_code="A3")

    recheck = answered(recheck_of(household, checklist), gas_office, A1=FINE, A2=FINE, A3=FINE)

    assert (recheck.differing, recheck.missed) == (["A3"], "")


def test_what_does_not_concern_the_house_is_not_compared(
    household: Household, checklist: Any, items: Any, gas_office: Post
) -> None:
    recheck = answered(recheck_of(household, checklist), gas_office, A1=FINE, A2=NONE, A3=BAD)

    assert (recheck.compared, recheck.agrees) == (2, True)


def test_an_item_left_open_stands_in_the_way(
    household: Household, checklist: Any, items: Any, gas_office: Post
) -> None:
    with pytest.raises(StepRefused, match="还没有填完"):
        answered(recheck_of(household, checklist), gas_office, A1=FINE)


def test_it_is_not_made_before_the_inspection(
    household: Household, checklist: Any, items: Any, gas_office: Post
) -> None:
    recheck = recheck_of(household, checklist)
    before = TODAY - datetime.timedelta(days=1)

    with pytest.raises(StepRefused, match="不能早于安检日期"):
        RecheckInspection.record(recheck, by=gas_office, rechecked_on=before)


def test_it_is_filled_in_on_its_page_item_by_item(
    household: Household, checklist: Any, items: Any, gas_office: Post, client_of: ClientOf
) -> None:
    recheck = recheck_of(household, checklist)
    given = {"version": recheck.version, "rechecked_on": str(TODAY), "result_A1": "ok", "result_A2": "bad"}

    client_of(gas_office).post(f"/rechecks/{recheck.pk}/edit/", given)

    recheck.refresh_from_db()
    assert {code: one["result"] for code, one in recheck.answers.items()} == {"A1": "ok", "A2": "bad"}


def test_who_looks_again_is_not_told_what_was_found(
    household: Household, checklist: Any, items: Any, assessor: Post, client_of: ClientOf
) -> None:
    recheck = recheck_of(household, checklist, state=State.ENTRUSTED, assessor=assessor.organization)

    page = client_of(assessor).get(f"/rechecks/{recheck.pk}/").content.decode()

    assert household.name in page
    assert "松动" not in page


# By an assessor


def test_an_assessors_result_waits_for_the_township(
    household: Household, checklist: Any, items: Any, assessor: Post, gas_office: Post
) -> None:
    recheck = recheck_of(
        household, checklist, state=State.ENTRUSTED, assessor=assessor.organization,
        answers={"A1": BAD, "A2": FINE, "A3": BAD},
    )  # fmt: skip
    RecheckInspection.report(recheck, by=assessor, rechecked_on=TODAY)
    assert not Hazard.objects.exists()

    RecheckInspection.accept(recheck, by=gas_office)

    assert recheck.differing == ["A1"]
    assert Hazard.objects.get().found_by == assessor.user.name


def test_an_assessor_sees_what_was_entrusted_to_it_alone(household: Household, checklist: Any, assessor: Post) -> None:
    recheck_of(household, checklist)
    mine = recheck_of(household, checklist, state=State.ENTRUSTED, assessor=assessor.organization)

    assert list(Recheck.objects.visible_to(assessor)) == [mine]


def test_a_company_does_not_know_what_was_drawn(household: Household, checklist: Any, company_post: Post) -> None:
    recheck_of(household, checklist)

    assert not Recheck.objects.visible_to(company_post).exists()


# 复检一致率


def test_the_agreement_is_counted_per_inspector(
    household: Household, checklist: Any, items: Any, gas_office: Post, client_of: ClientOf
) -> None:
    answered(recheck_of(household, checklist), gas_office, A1=FINE, A2=FINE, A3=BAD)
    answered(recheck_of(household, checklist), gas_office, A1=BAD, A2=FINE, A3=BAD)
    recheck_of(household, checklist)

    answer = client_of(gas_office).get(f"/api/recheck-agreement/?year={TODAY.year}").json()

    [row] = [row for row in answer["rows"] if row["cells"][0].startswith("程安全")]
    assert row["cells"][1:] == ["3", "2", "0", "1", "50.0%", "6", "5", "83.3%", "1"]
    assert len(client_of(gas_office).get(row["rows"][4].replace("http://testserver", "")).json()["results"]) == 1


# The demo


def test_the_demo_looks_again_at_last_months_inspections(
    company_post: Post, company: Organization, tree: Tree, gas_office: Post
) -> None:
    checklist = Checklist.objects.in_force(Checklist.Purpose.ROUTINE).get()
    read_off = {"number": {"value": "1.00"}, "date": {"value": str(TODAY)}}
    answers = {one.code: FINE | read_off.get(one.answer, {}) for one in checklist.items.all()}
    last_month = TODAY.replace(day=1) - datetime.timedelta(days=1)
    for _ in range(21):
        factories.InspectionFactory(
            household=household_of(company, tree.village), checklist=checklist, answers=answers,
            inspected_on=last_month,
        )  # fmt: skip

    tell({"town_gas_office": gas_office, "gas_company": company_post})

    assert Recheck.objects.filter(state=State.WAITING).count() == 1
    assert sorted(Recheck.objects.done().values_list("agrees", flat=True)) == [False, True, True]
