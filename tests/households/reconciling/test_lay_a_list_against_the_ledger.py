"""A list of a company or of the finance bureau: whom it names, what differs, who is missing on either side (F10)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Organization, Post
from accounts.roles import Role
from households.models import Household, Reconciliation, ReconciliationRow
from households.models.choices import SubsidyMethod
from tests import factories
from tests.conftest import MakePost
from tests.factories import HouseholdFactory, Tree
from tests.households.reconciling.workbooks import bring, checked

Outcome = ReconciliationRow.Outcome


@pytest.fixture
def customer(tree: Tree, company: Organization) -> Household:
    made: Household = HouseholdFactory(gas=True, village=tree.village, gas_supplier=company, name="张三")
    return made


def line(household: Household, **differing: Any) -> dict[str, Any]:
    same = {
        "燃气户号": household.gas_account,
        "燃气表号": household.gas_meter_number,
        "户主": household.name,
        "村": str(household.village),
        "状态": "在用",
    }
    return {**same, **differing}


def the_row(**given: Any) -> ReconciliationRow:
    return ReconciliationRow.objects.get(**given)


def test_a_line_that_says_what_the_ledger_has_agrees(gas_office: Post, customer: Household) -> None:
    bring("gas_customers", [line(customer)], gas_office)

    row = the_row()
    assert (row.household, row.outcome, row.known_by, row.decision) == (
        customer, Outcome.AGREES, "account", "none_needed",
    )  # fmt: skip


def test_what_differs_is_kept_as_both_sides_have_it(gas_office: Post, customer: Household, tree: Tree) -> None:
    changed = line(customer, 户主="张山", 燃气表号="QB99999", 村=str(tree.next_village), 状态="停用")
    bring("gas_customers", [changed], gas_office)

    row = the_row()
    assert row.outcome == Outcome.DIFFERS
    assert row.differences == {
        "name": ["张三", "张山"],
        "gas_meter_number": [customer.gas_meter_number, "QB99999"],
        "listed_village": ["店上村", "西庄村"],
        "usage_status": ["正常", "停用"],
    }
    assert row.village == tree.village


def test_an_address_written_with_more_words_is_the_same(gas_office: Post, customer: Household) -> None:
    bring("gas_customers", [line(customer, 地址=f"长安区西兆通镇 {customer.address}")], gas_office)

    assert the_row().outcome == Outcome.AGREES


def test_the_account_goes_before_the_meter_and_the_meter_before_the_name(
    gas_office: Post, customer: Household, tree: Tree, company: Organization
) -> None:
    other = HouseholdFactory(gas=True, village=tree.village, gas_supplier=company, name="李四")
    lines = [
        line(customer, 燃气表号=other.gas_meter_number, 户主="李四"),
        {"燃气表号": other.gas_meter_number, "户主": "张三", "村": "店上村"},
    ]
    bring("gas_customers", lines, gas_office)

    assert (the_row(line=2).household, the_row(line=2).known_by) == (customer, "account")
    assert (the_row(line=3).household, the_row(line=3).known_by) == (other, "meter")


def test_without_a_known_number_the_household_is_known_by_village_and_name(
    gas_office: Post, customer: Household
) -> None:
    bring("gas_customers", [{"燃气户号": "9900", "户主": "张三", "村": "店上村"}], gas_office)

    row = the_row()
    assert (row.household, row.known_by) == (customer, "person")
    assert row.differences == {"gas_account": [customer.gas_account, "9900"]}


def test_two_of_one_name_in_a_village_are_not_guessed_between(
    gas_office: Post, customer: Household, tree: Tree, company: Organization
) -> None:
    HouseholdFactory(gas=True, village=tree.village, gas_supplier=company, name="张三")
    bring("gas_customers", [{"燃气户号": "9900", "户主": "张三", "村": "店上村"}], gas_office)

    row = the_row(line=2)
    assert (row.household, row.outcome) == (None, Outcome.UNCLEAR)
    assert "2 户" in row.remark


def test_of_two_lines_for_one_household_the_later_is_told_of_the_earlier(gas_office: Post, customer: Household) -> None:
    bring("gas_customers", [line(customer), line(customer)], gas_office)

    assert the_row(line=2).outcome == Outcome.AGREES
    assert (the_row(line=3).outcome, the_row(line=3).remark) == (Outcome.UNCLEAR, "与名单第 2 行是同一户")


def test_whom_the_ledger_does_not_have_stands_in_the_village_that_the_list_says(gas_office: Post, tree: Tree) -> None:
    bring("gas_customers", [{"燃气户号": "9900", "户主": "王新", "村": "北五女村"}], gas_office)

    row = the_row()
    assert (row.outcome, row.village, row.served_by) == (
        Outcome.MISSING_HERE, tree.other_village, gas_office.organization,
    )  # fmt: skip


def test_whom_the_list_does_not_name_is_missing_there_if_he_is_the_companys(
    gas_office: Post, customer: Household, tree: Tree, company: Organization
) -> None:
    left_out = HouseholdFactory(gas=True, village=tree.other_village, gas_supplier=company)
    HouseholdFactory(gas=True, village=tree.village)
    HouseholdFactory(village=tree.village)
    HouseholdFactory(gas=True, cancelled=True, village=tree.village, gas_supplier=company)
    bring("gas_customers", [line(customer)], gas_office)

    assert the_row(outcome=Outcome.MISSING_THERE).household == left_out


def test_another_companys_customer_is_told_to_the_district_and_not_to_the_bringer(gas_office: Post, tree: Tree) -> None:
    foreign = HouseholdFactory(gas=True, village=tree.village)
    bring("gas_customers", [line(foreign)], gas_office)

    row = the_row()
    assert row.differences["served_by"] == [foreign.gas_supplier.name, gas_office.organization.name]
    assert not ReconciliationRow.objects.visible_to(gas_office).exists()


def test_a_payment_list_is_known_by_id_number_and_compares_accounts_sealed(post: MakePost, tree: Tree) -> None:
    paid = HouseholdFactory(village=tree.village)
    unpaid = HouseholdFactory(village=tree.village)
    HouseholdFactory(village=tree.village, subsidy_method=SubsidyMethod.POWER_METER)
    rows = [
        {"身份证号": paid.id_number, "户主": paid.name, "银行账号": "6228480010099999998", "金额": 960, "村": "店上村"}
    ]
    bring("payments", rows, post(Role.FINANCE))

    row = the_row(line=2)
    assert (row.household, row.differences, row.amount) == (paid, {"bank_account": ["", ""]}, 960)
    assert row.bank_account == "6228480010099999998"
    assert the_row(outcome=Outcome.MISSING_THERE).household == unpaid


def test_a_later_list_takes_the_place_of_the_earlier(gas_office: Post, customer: Household) -> None:
    bring("gas_customers", [line(customer, 户主="张山")], gas_office)
    bring("gas_customers", [line(customer)], gas_office)

    earlier, later = Reconciliation.objects.order_by("pk")
    assert (earlier.current, later.current) == (False, True)
    assert (earlier.differing, later.agreeing) == (1, 1)


def test_the_district_names_the_company_where_there_are_two(
    post: MakePost, customer: Household, company: Organization, tree: Tree
) -> None:
    factories.OrganizationFactory(gas=True, division=tree.district)
    office = post(Role.DISTRICT_OFFICE)

    found = checked("gas_customers", [line(customer), line(customer, 供气企业=company.name)], office)

    assert [finding.code for finding in found.findings] == ["missing_company"]


def test_a_company_brings_no_list_of_another(gas_office: Post, customer: Household, tree: Tree) -> None:
    other = factories.OrganizationFactory(gas=True, division=tree.district)

    found = checked("gas_customers", [line(customer, 供气企业=other.name)], gas_office)

    assert [finding.code for finding in found.findings] == ["company_other"]
