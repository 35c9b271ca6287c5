"""A line whose household the numbers do not say is pointed out by hand, and is then as any other (F10)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Organization, Post
from accounts.roles import Role
from core.workflow import StepRefused
from households.models import Household, Reconciliation, ReconciliationRow
from households.reconciling.workflows import DecideRow
from tests.conftest import ClientOf, MakePost
from tests.factories import HouseholdFactory, Tree
from tests.households.reconciling.workbooks import bring

Decision = ReconciliationRow.Decision
Outcome = ReconciliationRow.Outcome


@pytest.fixture
def namesakes(tree: Tree, company: Organization) -> list[Household]:
    """Two of one village and name; the company has neither's numbers right."""
    return [HouseholdFactory(gas=True, village=tree.village, gas_supplier=company, name="张三") for _ in range(2)]


@pytest.fixture
def unclear(gas_office: Post, namesakes: list[Household]) -> ReconciliationRow:
    bring("gas_customers", [{"燃气户号": "9901", "燃气表号": "QB9901", "户主": "张三", "村": "店上村"}], gas_office)
    return ReconciliationRow.objects.get(outcome=Outcome.UNCLEAR)


@pytest.fixture
def town(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


def test_the_line_is_laid_against_the_household_that_is_pointed_out(
    unclear: ReconciliationRow, namesakes: list[Household], town: Post
) -> None:
    meant = namesakes[1]

    row = DecideRow.point_out(unclear, by=town, household=meant)

    row.refresh_from_db()
    assert (row.household, row.outcome, row.known_by, row.decision) == (meant, Outcome.DIFFERS, "hand", "undecided")
    assert row.differences["gas_account"] == [meant.gas_account, "9901"]
    assert row.served_by == meant.gas_supplier


def test_the_household_is_missing_no_more(unclear: ReconciliationRow, namesakes: list[Household], town: Post) -> None:
    missing = ReconciliationRow.objects.get(household=namesakes[0])

    DecideRow.point_out(unclear, by=town, household=namesakes[0])

    missing.refresh_from_db()
    assert (missing.outcome, missing.decision) == (Outcome.FOUND, Decision.NONE_NEEDED)
    assert missing.remark == f"已认定为名单第 {unclear.line} 行"


def test_the_counts_of_the_reconciliation_move_with_it(
    unclear: ReconciliationRow, namesakes: list[Household], town: Post
) -> None:
    DecideRow.point_out(unclear, by=town, household=namesakes[0])

    of = Reconciliation.objects.get()
    assert (of.unclear, of.missing_there, of.differing, of.agreeing) == (0, 1, 1, 0)


def test_a_household_that_another_line_means_is_refused(
    gas_office: Post, namesakes: list[Household], town: Post
) -> None:
    known = namesakes[0]
    stranger = {"燃气户号": "9902", "燃气表号": "QB9902", "户主": "王新", "村": "店上村"}
    own = {"燃气户号": known.gas_account, "燃气表号": known.gas_meter_number, "户主": "张三", "村": "店上村"}
    bring("gas_customers", [own, stranger], gas_office)
    row = ReconciliationRow.objects.get(outcome=Outcome.MISSING_HERE)

    with pytest.raises(StepRefused, match="已与名单第 2 行对上"):
        DecideRow.point_out(row, by=town, household=known)

    DecideRow.point_out(row, by=town, household=namesakes[1])
    assert ReconciliationRow.objects.filter(outcome=Outcome.MISSING_HERE).count() == 0


def test_a_household_that_was_decided_on_is_looked_at_again_first(
    unclear: ReconciliationRow, namesakes: list[Household], town: Post
) -> None:
    DecideRow.keep_ours(ReconciliationRow.objects.get(household=namesakes[0]), by=town)

    with pytest.raises(StepRefused, match="请先把那一行“重新裁定”"):
        DecideRow.point_out(unclear, by=town, household=namesakes[0])


def test_a_township_points_out_no_household_of_another(
    unclear: ReconciliationRow, tree: Tree, town: Post, post: MakePost
) -> None:
    elsewhere = HouseholdFactory(gas=True, village=tree.other_village)

    with pytest.raises(StepRefused, match="不在您的管辖范围内"):
        DecideRow.point_out(unclear, by=town, household=elsewhere)

    DecideRow.point_out(unclear, by=post(Role.DISTRICT_OFFICE), household=elsewhere)
    unclear.refresh_from_db()
    assert unclear.town == tree.other_town


def test_on_its_page_the_household_is_named_by_its_number(
    unclear: ReconciliationRow, namesakes: list[Household], town: Post, client_of: ClientOf
) -> None:
    browser = client_of(town)
    url = reverse("reconciliation-rows-step", args=[unclear.pk, "point_out"])

    refused = browser.post(url, {"household": "99999999", "version": unclear.version}).content.decode()
    browser.post(url, {"household": namesakes[0].number, "version": unclear.version})

    assert "没有找到这个户编号" in refused
    unclear.refresh_from_db()
    assert unclear.household == namesakes[0]
