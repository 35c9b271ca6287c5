"""通气: gas is let in after the acceptance and before the heat, and again where it was shut off (P48, P95, P96)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from django.urls import reverse

from accounts.audit import Actor, System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import OpenItem
from core.workflow import Guard, StepRefused, hooks
from households.documents import Document
from households.models import Application, Construction, EnergyConfirmation, Household, Ventilation
from households.models.choices import Batch, Kind, MeterType, SubsidyMethod
from households.ventilating.workflows import Ventilate
from households.workflows import ChangeHousehold, ConvertHousehold
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import Chain, attach
from tests.households.works import TODAY, Site, carry_to_ledger, draw_up_items, let_gas_in

State = Ventilation.State
Occasion = Ventilation.Occasion
YESTERDAY, TOMORROW = (TODAY + datetime.timedelta(days=days) for days in (-1, 1))


@pytest.fixture
def site(post: MakePost) -> Site:
    builder = post(Role.CONTRACTOR)
    factories.QualificationFactory(organization=builder.organization)
    with acting(System.DEMO):
        draw_up_items()
    return Site(village=post(Role.VILLAGE), town=post(Role.TOWN_OFFICE), builder=builder)


@pytest.fixture
def company(post: MakePost) -> Post:
    return post(Role.GAS_COMPANY)


@pytest.fixture
def accepted(site: Site, company: Post) -> Construction:
    """Of a gas household that is in no ledger yet."""
    application = site.accepted(site.planned(gas=True, gas_supplier=company.organization))
    return Construction.objects.get(application=application)


@pytest.fixture
def household(company: Post, tree: Tree) -> Household:
    made: Household = factories.HouseholdFactory(village=tree.village, gas=True, gas_supplier=company.organization)
    return made


def plan_again(household: Household, by: Post) -> Ventilation:
    planned: Ventilation = Ventilate.plan(by=by, household=household, occasion=Occasion.AGAIN)
    return planned


def why_not(act: Any, *args: Any, **answers: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        act(*args, **answers)
    return str(refused.value)


# What is planned


def test_accepted_gas_works_wait_for_their_gas(accepted: Construction, company: Post) -> None:
    ventilation = Ventilation.objects.get()

    assert (ventilation.construction, ventilation.household) == (accepted, None)
    assert (ventilation.state, ventilation.occasion) == (State.WAITING, Occasion.FIRST)
    assert (ventilation.supplier, ventilation.householder) == (company.organization, accepted.householder)
    items = OpenItem.objects.open().filter(kind="households.ventilation")
    assert set(items.values_list("role", "organization")) == {
        (Role.GAS_COMPANY, company.organization_id),
        (Role.SAFETY_OFFICER, company.organization_id),
    }


def test_electric_works_wait_for_none(site: Site) -> None:
    site.accepted(site.planned())

    assert not Ventilation.objects.exists()


def test_the_only_company_that_confirmed_the_plan_supplies_what_names_none(site: Site, company: Post) -> None:
    plan = factories.RenovationPlanFactory(town=site.town.division)
    word = {"state": EnergyConfirmation.State.CONFIRMED, "reference": "函1号", "confirmed_on": TODAY}
    factories.EnergyConfirmationFactory(plan=plan, company=company.organization, **word)

    site.accepted(site.planned(gas=True, gas_supplier=None, plan=plan))

    assert Ventilation.objects.get().supplier == company.organization


def test_without_a_supplier_the_township_plans_it_once_that_is_known(
    site: Site, company: Post, client_of: ClientOf
) -> None:
    application = site.accepted(site.planned(gas=True, gas_supplier=None))
    works = Construction.objects.get()
    form = {"construction": works.pk, "occasion": Occasion.FIRST}
    browser, address = client_of(site.town), reverse("ventilations-new")
    assert "供气企业" in browser.post(address, form).content.decode()
    with acting(site.town):
        application.gas_supplier = company.organization
        application.save()

    assert "登记待通气" in browser.get(reverse("constructions-detail", args=[works.pk])).content.decode()
    browser.post(address, form)

    assert (works.ventilations.get().supplier, works.ventilations.get().state) == (company.organization, State.WAITING)


def test_works_that_are_not_accepted_are_not_planned(site: Site, company: Post) -> None:
    [works] = site.assigned(site.planned(gas=True, gas_supplier=company.organization))

    assert "验收合格" in why_not(Ventilate.plan, by=site.town, construction=works, occasion=Occasion.FIRST)


@pytest.mark.parametrize("role", [Role.GAS_COMPANY, Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE])
def test_gas_is_let_in_again_at_a_household_of_the_ledger(household: Household, role: Role, post: MakePost) -> None:
    ventilation = plan_again(household, post(role))

    assert (ventilation.village, ventilation.householder) == (household.village, household.name)
    assert (ventilation.supplier, ventilation.state) == (household.gas_supplier, State.WAITING)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"gas": False, "kind": Kind.AIR_FAN}, "不是气代煤户"),
        ({"gas": True, "cancelled": True}, "已经销户"),
        ({"gas": True, "gas_supplier": None}, "还没有登记供气企业"),
    ],
)
def test_nothing_is_let_in_where_there_is_no_gas(site: Site, facts: dict[str, Any], sentence: str) -> None:
    household = factories.HouseholdFactory(village=site.village.division, **facts)

    assert sentence in why_not(plan_again, household, site.town)


def test_one_ventilation_waits_at_a_household(household: Household, company: Post) -> None:
    plan_again(household, company)

    assert "已有一条待通气的登记" in why_not(plan_again, household, company)


def test_a_ventilation_is_of_somebody(company: Post) -> None:
    assert "请先选定要通气的住户" in why_not(Ventilate.plan, by=company, occasion=Occasion.FIRST)


def test_gas_is_let_in_again_only_in_the_ledger(accepted: Construction, site: Site, company: Post) -> None:
    Ventilate.cancel(Ventilation.objects.get(), by=company, reason="农户外出")

    refused = why_not(Ventilate.plan, by=site.town, construction=accepted, occasion=Occasion.AGAIN)

    assert "重新通气只登记台账内的住户" in refused


def test_another_company_plans_nothing_here(household: Household) -> None:
    stranger = factories.PostFactory(role=Role.GAS_COMPANY, division=household.district)

    assert "管辖范围" in why_not(plan_again, household, stranger)


# Letting in


def test_the_company_says_when_it_let_gas_in(accepted: Construction, company: Post) -> None:
    ventilation = let_gas_in(accepted, company)

    assert (ventilation.state, ventilation.ventilated_on, ventilation.ventilated_by) == (
        State.VENTILATED, TODAY, company,
    )  # fmt: skip


def test_so_does_the_safety_officer_of_the_village(accepted: Construction, company: Post) -> None:
    officer = factories.PostFactory(
        role=Role.SAFETY_OFFICER, division=company.division, organization=company.organization
    )
    factories.VillageDutyFactory(village=accepted.village, post=officer)

    assert let_gas_in(accepted, officer).ventilated_by == officer


@pytest.mark.parametrize(
    ("day", "sentence"), [(TOMORROW, "不能晚于今天"), (YESTERDAY, f"不能早于验收合格日期 {TODAY:%Y-%m-%d}")]
)
def test_the_day_lies_between_acceptance_and_today(
    accepted: Construction, company: Post, day: datetime.date, sentence: str
) -> None:
    assert sentence in why_not(let_gas_in, accepted, company, day)


def test_another_company_does_not_find_it(accepted: Construction) -> None:
    stranger = factories.PostFactory(role=Role.GAS_COMPANY, division=accepted.district)

    assert "没有找到" in why_not(let_gas_in, accepted, stranger)


def test_a_higher_app_may_stand_in_the_way(
    accepted: Construction, company: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the inspection on the same day will; the day that is being told is known to it."""

    def inspected_that_day(ventilations: Sequence[Ventilation], by: Actor) -> dict[int, str]:
        return {one.pk: f"{one.ventilated_on} 没有安检" for one in ventilations}

    monkeypatch.setattr(hooks, "_guards", [*hooks._guards])
    Guard(on=Ventilate.ventilate, ask=inspected_that_day)

    assert f"{TODAY} 没有安检" in why_not(let_gas_in, accepted, company)


def test_what_was_cancelled_for_works_is_planned_anew_by_the_township(
    accepted: Construction, company: Post, site: Site
) -> None:
    Ventilate.cancel(accepted.ventilations.get(), by=company, reason="农户外出")

    again = Ventilate.plan(by=site.town, construction=accepted, occasion=Occasion.FIRST)

    assert list(accepted.ventilations.order_by("pk").values_list("state", flat=True)) == ["cancelled", "waiting"]
    assert again.supplier == company.organization


# Before the heat


def test_a_gas_house_is_not_commissioned_before_its_gas_is_let_in(
    accepted: Construction, site: Site, company: Post
) -> None:
    assert "须先登记通气" in why_not(site.commissioned, accepted)
    let_gas_in(accepted, company)

    assert site.commissioned(accepted).state == Construction.State.COMMISSIONED


def test_a_gas_house_is_not_heated_before_the_day_of_its_gas(accepted: Construction, site: Site, company: Post) -> None:
    let_gas_in(accepted, company)

    assert f"投用日期不能早于通气日期 {TODAY:%Y-%m-%d}" in why_not(site.commissioned, accepted, YESTERDAY)


def test_the_contractor_reads_on_his_works_whether_gas_is_in(
    accepted: Construction, site: Site, company: Post, client_of: ClientOf
) -> None:
    let_gas_in(accepted, company)

    page = client_of(site.builder).get(reverse("constructions-detail", args=[accepted.pk])).content.decode()

    assert "已通气" in page
    assert "/ventilations/" not in page


# With the ledger


def test_it_becomes_the_households_when_that_enters_the_ledger(
    accepted: Construction, company: Post, chain: Chain
) -> None:
    application = accepted.application
    let_gas_in(accepted, company)
    with acting(System.DEMO):
        application.refresh_from_db()
        application.batch, application.subsidy_method = Batch.CITY, SubsidyMethod.ONE_CARD
        application.gas_meter_type = MeterType.IOT
        application.save()

    carry_to_ledger(application, {"report": chain.town, "review": chain.district, "confirm": chain.city})

    ventilation = Ventilation.objects.get()
    assert ventilation.household == Household.objects.get()
    assert ventilation.household == application.household


def carried(chain: Chain, application: Application) -> None:
    attach(application, *Document)
    chain.carry(application, "in_ledger")


def test_what_waits_moves_with_the_household(household: Household, company: Post, chain: Chain, tree: Tree) -> None:
    ventilation = plan_again(household, company)

    carried(chain, ChangeHousehold.file(by=chain.village, household=household, moved_to=tree.other_village))

    ventilation.refresh_from_db()
    assert (ventilation.village, ventilation.town) == (tree.other_village, tree.other_town)
    waits_in = OpenItem.objects.open().filter(kind="households.ventilation").values_list("village", flat=True)
    assert set(waits_in) == {tree.other_village.pk}


def test_nothing_is_waited_for_at_a_household_that_was_cancelled(
    household: Household, company: Post, chain: Chain
) -> None:
    ventilation = plan_again(household, company)

    chain.carry(chain.file_cancel(household), "in_ledger")

    ventilation.refresh_from_db()
    assert ventilation.state == State.CANCELLED
    assert not OpenItem.objects.open().filter(kind="households.ventilation").exists()


def test_nothing_is_waited_for_at_a_household_that_left_the_gas(
    household: Household, company: Post, chain: Chain
) -> None:
    ventilation = plan_again(household, company)
    device = {"device_brand": "格力", "device_model": "RF-50", "device_installed_on": TODAY}
    facts = {"kind": Kind.AIR_PUMP, "converted_year": TODAY.year, "reason": "改用热泵", **device}

    carried(chain, ConvertHousehold.file(by=chain.village, household=household, **facts))

    ventilation.refresh_from_db()
    assert ventilation.state == State.CANCELLED


# The pages


def test_the_households_page_says_when_gas_was_let_in_and_lets_it_in_again(
    household: Household, company: Post, client_of: ClientOf
) -> None:
    factories.VentilationFactory(household=household, let_in=True)
    browser = client_of(company)

    page = browser.get(reverse("households-detail", args=[household.pk])).content.decode()
    assert f"{TODAY}（重新通气）" in page
    assert f"household={household.pk}&amp;occasion=again" in page
    browser.post(reverse("ventilations-new"), {"household": household.pk, "occasion": "again"})

    assert Ventilation.objects.waiting().get().household == household


@pytest.mark.parametrize("asked", ["state=waiting", "q={name}", "q={number}", "supplier={supplier}"])
def test_the_list_is_narrowed_and_searched(
    asked: str, household: Household, company: Post, client_of: ClientOf
) -> None:
    plan_again(household, company)
    other = factories.VentilationFactory(household__village=household.village, let_in=True)
    values = {"name": household.name, "number": household.number, "supplier": household.gas_supplier_id}

    rows = client_of(company).get(f"/api/ventilations/?{asked.format(**values)}").json()

    assert rows["count"] == 1
    assert str(other) not in str(rows)


def test_a_company_sees_its_own_alone(household: Household, company: Post, client_of: ClientOf) -> None:
    other = factories.VentilationFactory(household__village=household.village)

    assert client_of(company).get(reverse("ventilations-detail", args=[other.pk])).status_code == 404
