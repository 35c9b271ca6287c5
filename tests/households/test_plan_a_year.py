"""年度改造计划 (P24, P46, P51): no plan without money and energy for all of it, no whole village to gas."""

from __future__ import annotations

import pytest

from accounts.models import Organization
from accounts.roles import Role
from core.workflow import StepRefused, take_all
from households.models import Application, RenovationPlan
from households.models.choices import Kind
from households.renovating.plan_views import RenovationPlanPages
from households.renovating.planning import ConfirmEnergy, DrawUpPlan, FundPlan
from households.renovating.workflows import PlanAddition
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain
from tests.households.renovations import (
    ask_company,
    budget,
    draw_up_plan,
    fund,
    standing_at,
    submitted_plan,
)

State = Application.State
Plan = RenovationPlan.State


@pytest.fixture
def power(post: MakePost):
    return post(Role.POWER_COMPANY)


@pytest.fixture
def gas(post: MakePost):
    return post(Role.GAS_COMPANY)


def test_households_join_a_plan_by_the_set_and_leave_it_again(chain: Chain) -> None:
    applications = standing_at(State.ELIGIBLE, chain.place, 3)
    rows = Application.objects.filter(pk__in=[one.pk for one in applications])
    plan = draw_up_plan(chain.town)

    assert len(take_all(rows, "assign", by=chain.town, plan=plan).taken) == 3
    assert len(take_all(rows.filter(pk=applications[0].pk), "unassign", by=chain.town).taken) == 1

    assert plan.applications.count() == 2


def test_a_household_is_in_one_plan_of_its_own_township(chain: Chain, tree: Tree, post: MakePost) -> None:
    other_town = post(Role.TOWN_OFFICE, at=tree.other_town)
    [application] = standing_at(State.ELIGIBLE, tree.other_village)
    plan, mine = draw_up_plan(chain.town), draw_up_plan(other_town)

    with pytest.raises(StepRefused, match="不是这户所在街镇的"):
        PlanAddition.assign(application, by=other_town, plan=plan)
    PlanAddition.assign(application, by=other_town, plan=mine)
    with pytest.raises(StepRefused, match="这户已在计划“改造计划”中"):
        PlanAddition.assign(application, by=other_town, plan=draw_up_plan(other_town))


def test_households_are_chosen_among_those_in_no_plan_while_it_is_drawn_up(chain: Chain, client_of: ClientOf) -> None:
    free, planned = standing_at(State.ELIGIBLE, chain.place, 2)
    plan = draw_up_plan(chain.town, [planned])
    [way] = [one for one in RenovationPlanPages.actions(plan, chain.town) if one.label == "选农户"]

    page = client_of(chain.town).get(way.url).content.decode()

    assert (free.number in page, planned.number in page) == (True, False)
    plan.state = Plan.ASKED
    assert "选农户" not in [one.label for one in RenovationPlanPages.actions(plan, chain.town)]


def test_a_plan_asks_for_confirmation_when_every_kind_is_budgeted_and_every_company_asked(chain: Chain, power) -> None:
    plan = draw_up_plan(chain.town)
    with pytest.raises(StepRefused, match="计划里还没有农户"):
        DrawUpPlan.ask(plan, by=chain.town)

    [application] = standing_at(State.ELIGIBLE, chain.place)
    PlanAddition.assign(application, by=chain.town, plan=plan)
    with pytest.raises(StepRefused, match="还没有预算：空气源热风机"):
        DrawUpPlan.ask(plan, by=chain.town)

    budget(plan, chain.town)
    with pytest.raises(StepRefused, match="还没有请供电企业确认的有 1 户"):
        DrawUpPlan.ask(plan, by=chain.town)

    ask_company(plan, chain.town, power, 1)
    assert DrawUpPlan.ask(plan, by=chain.town).state == Plan.ASKED
    with pytest.raises(StepRefused, match="不能再增减农户"):
        PlanAddition.unassign(application, by=chain.town)


def test_a_plan_is_handed_in_with_the_money_and_the_companys_word(chain: Chain, power) -> None:
    plan = draw_up_plan(chain.town, standing_at(State.ELIGIBLE, chain.place, 2))
    budget(plan, chain.town)
    confirmation = ask_company(plan, chain.town, power, 2)
    DrawUpPlan.ask(plan, by=chain.town)

    with pytest.raises(StepRefused, match=r"预算 12,000.00 元，已落实资金 0.00 元，还差 12,000.00 元"):
        DrawUpPlan.submit(plan, by=chain.town)
    fund(plan, chain.town, 12000)
    with pytest.raises(StepRefused, match="供电企业还没有确认的有 2 户"):
        DrawUpPlan.submit(plan, by=chain.town)

    ConfirmEnergy.confirm(confirmation, by=power, reference="冀电函〔2027〕3号")
    assert confirmation.confirmed_on == TODAY
    assert DrawUpPlan.submit(plan, by=chain.town).state == Plan.SUBMITTED


def test_money_made_void_covers_nothing(chain: Chain, power) -> None:
    plan = draw_up_plan(chain.town, standing_at(State.ELIGIBLE, chain.place))
    budget(plan, chain.town)
    ConfirmEnergy.confirm(ask_company(plan, chain.town, power, 1), by=power, reference="复函")
    fund(plan, chain.town, 6000)
    FundPlan.cancel(plan.fundlines.get(), by=chain.town, reason="文号写错")
    DrawUpPlan.ask(plan, by=chain.town)

    with pytest.raises(StepRefused, match="已落实资金 0.00 元"):
        DrawUpPlan.submit(plan, by=chain.town)


def test_a_company_that_answers_on_paper_is_recorded_with_its_letter(chain: Chain, power) -> None:
    confirmation = ask_company(draw_up_plan(chain.town), chain.town, power, 1)
    answer = {"reference": "冀电函〔2027〕3号", "confirmed_on": TODAY}
    with pytest.raises(StepRefused, match="请先上传企业的复函"):
        ConfirmEnergy.record_letter(confirmation, by=chain.town, **answer)

    factories.AttachmentFactory(record=confirmation, purpose="letter")

    assert ConfirmEnergy.record_letter(confirmation, by=chain.town, **answer).state == "confirmed"


def test_a_company_sees_what_it_was_asked_and_no_other_companys(chain: Chain, gas, power, client_of: ClientOf) -> None:
    plan = draw_up_plan(chain.town)
    mine, others = (ask_company(plan, chain.town, one, 1) for one in (gas, power))

    page = client_of(gas).get(f"/energy-confirmations/{mine.pk}/").content.decode()

    assert plan.title in page
    assert client_of(gas).get(f"/energy-confirmations/{others.pk}/").status_code == 404
    with pytest.raises(StepRefused, match="没有找到这条记录"):
        ConfirmEnergy.confirm(others, by=gas, reference="函")


def test_only_energy_companies_are_asked(chain: Chain) -> None:
    repairers = factories.OrganizationFactory(kind=Organization.Kind.REPAIR, division=chain.district.division)

    with pytest.raises(StepRefused, match="请选燃气企业或电力企业"):
        ConfirmEnergy.file(by=chain.town, plan=draw_up_plan(chain.town), company=repairers, households=1)


def test_approval_plans_all_its_households(chain: Chain, power) -> None:
    applications = standing_at(State.ELIGIBLE, chain.place, 2)
    plan = submitted_plan(chain.town, power, applications)

    DrawUpPlan.approve(plan, by=chain.district)

    assert {one.state for one in plan.applications.all()} == {State.PLANNED}
    assert plan.approved_by == chain.district


def test_who_gave_up_meanwhile_is_neither_counted_nor_planned(chain: Chain, power) -> None:
    stays, gone = standing_at(State.ELIGIBLE, chain.place, 2, filed_by=chain.village)
    plan = submitted_plan(chain.town, power, [stays, gone])
    gone.refresh_from_db()
    PlanAddition.withdraw(gone, by=chain.village, reason="搬走了")

    DrawUpPlan.approve(plan, by=chain.district)

    assert {one.state for one in plan.applications.all()} == {State.PLANNED, State.WITHDRAWN}


def test_a_whole_village_goes_to_gas_only_by_a_document_of_the_district(chain: Chain, gas) -> None:
    factories.HouseholdFactory.create_batch(3, village=chain.place)
    plan = submitted_plan(chain.town, gas, standing_at(State.ELIGIBLE, chain.place, 2, gas=True), Kind.GAS)
    with pytest.raises(StepRefused, match=r"不再整村推进气代煤：店上村（2 户，占 40%）"):
        DrawUpPlan.approve(plan, by=chain.district)

    DrawUpPlan.allow_gas(plan, by=chain.district, gas_document_number="长政〔2027〕8号", reason="管道已通，无其他能源")

    assert DrawUpPlan.approve(plan, by=chain.district).state == Plan.APPROVED
    assert plan.gas_document_number == "长政〔2027〕8号"


def test_single_households_of_a_village_go_to_gas(chain: Chain, gas) -> None:
    factories.HouseholdFactory.create_batch(9, village=chain.place)
    plan = submitted_plan(chain.town, gas, standing_at(State.ELIGIBLE, chain.place, 2, gas=True), Kind.GAS)

    with pytest.raises(StepRefused, match="没有村达到整村气代煤"):
        DrawUpPlan.allow_gas(plan, by=chain.district, gas_document_number="长政〔2027〕8号", reason="备用")
    assert DrawUpPlan.approve(plan, by=chain.district).state == Plan.APPROVED


def test_two_plans_of_a_year_make_a_whole_village_together(chain: Chain, gas) -> None:
    factories.HouseholdFactory.create_batch(8, village=chain.place)
    first = submitted_plan(chain.town, gas, standing_at(State.ELIGIBLE, chain.place, 2, gas=True), Kind.GAS)
    DrawUpPlan.approve(first, by=chain.district)
    second = submitted_plan(chain.town, gas, standing_at(State.ELIGIBLE, chain.place, 2, gas=True), Kind.GAS)

    with pytest.raises(StepRefused, match="4 户，占 33%"):
        DrawUpPlan.approve(second, by=chain.district)


def test_a_plan_that_comes_back_says_why_and_may_be_changed(chain: Chain, power) -> None:
    [application] = standing_at(State.ELIGIBLE, chain.place)
    plan = submitted_plan(chain.town, power, [application])

    DrawUpPlan.send_back(plan, by=chain.district, reason="户数偏少")

    assert (plan.state, plan.sent_back_reason) == (Plan.DRAFT, "户数偏少")
    application.refresh_from_db()
    assert PlanAddition.unassign(application, by=chain.town).plan is None


def test_a_plan_that_is_withdrawn_lets_its_households_go(chain: Chain, power) -> None:
    [application] = standing_at(State.ELIGIBLE, chain.place)
    plan = submitted_plan(chain.town, power, [application])

    DrawUpPlan.withdraw(plan, by=chain.town, reason="改到明年")

    application.refresh_from_db()
    assert (application.state, application.plan) == (State.ELIGIBLE, None)


def test_each_figure_of_a_plan_opens_its_households(chain: Chain, power, client_of: ClientOf) -> None:
    electric = standing_at(State.ELIGIBLE, chain.place, 2)
    gone = standing_at(State.WITHDRAWN, chain.place, decided_at=electric[0].submitted_at)
    plan = draw_up_plan(chain.town, electric + gone)
    budget(plan, chain.town)
    browser = client_of(chain.town)

    answer = browser.get(f"/api/renovation-plans/{plan.pk}/totals/").json()

    [row] = answer["kinds"]
    assert (row["kind"], row["households"], row["budget"]) == ("空气源热风机", 2, "12000.00")
    assert browser.get(row["rows"]).json()["count"] == 2
    page = browser.get(f"/renovation-plans/{plan.pk}/")
    assert page.status_code == 200
    assert browser.get(f"/renovation-plans/{plan.pk}/print/").status_code == 200
