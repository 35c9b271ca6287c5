"""Each row that does not agree is decided; what the list has right becomes an application (F10)."""

from __future__ import annotations

import pytest

from accounts.models import Post
from accounts.roles import Role
from core.workflow import StepRefused
from households.models import Application, Reconciliation, ReconciliationRow
from households.models.choices import Kind
from households.reconciling.workflows import DecideRow, Reconcile
from households.workflows import CancelHousehold, ChangeHousehold
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import HouseholdFactory, ReconciliationFactory, ReconciliationRowFactory, Tree
from tests.households.reconciling.workbooks import bring

Decision = ReconciliationRow.Decision
Outcome = ReconciliationRow.Outcome


@pytest.fixture
def town(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


@pytest.fixture
def row(tree: Tree) -> ReconciliationRow:
    """A household that the list does not name."""
    made: ReconciliationRow = ReconciliationRowFactory(household__village=tree.village)
    return made


def differing(tree: Tree, **listed: str) -> ReconciliationRow:
    household = HouseholdFactory(gas=True, village=tree.village)
    made: ReconciliationRow = ReconciliationRowFactory(
        household=household,
        outcome=Outcome.DIFFERS,
        line=2,
        differences={name: [getattr(household, name), value] for name, value in listed.items()},
        **{"name": household.name, **listed},
    )
    return made


def test_the_township_decides_its_own_rows_with_who_and_when(row: ReconciliationRow, town: Post) -> None:
    DecideRow.keep_ours(row, by=town, note="户在用，对方漏列")

    row.refresh_from_db()
    assert (row.decision, row.decided_by, row.note) == (Decision.OURS, town, "户在用，对方漏列")
    assert row.decided_at is not None


def test_rows_are_decided_by_the_set(tree: Tree, post: MakePost) -> None:
    brought = ReconciliationFactory(area=tree.district)
    rows = [ReconciliationRowFactory(household__village=tree.village, reconciliation=brought) for _ in range(3)]

    outcome = DecideRow.keep_ours.take_all(ReconciliationRow.objects.all(), by=post(Role.DISTRICT_OFFICE))

    assert len(outcome.taken) == len(rows)


def test_only_who_is_on_both_sides_can_be_the_same_household(row: ReconciliationRow, town: Post) -> None:
    with pytest.raises(StepRefused, match="台账和名单都有"):
        DecideRow.call_same(row, by=town, note="同一户")


def test_whom_the_list_has_differently_becomes_a_change_filled_with_it(tree: Tree, town: Post) -> None:
    row = differing(tree, name="张山", gas_meter_number="QB99999")
    DecideRow.take_theirs(row, by=town)
    DecideRow.file(row, by=town)

    application = row.application
    assert application is not None
    assert (application.case, application.state, application.household) == ("change", "draft", row.household)
    assert (application.name, application.gas_meter_number) == ("张山", "QB99999")
    assert application.gas_account == ""


def test_whom_the_list_does_not_name_becomes_a_cancellation(row: ReconciliationRow, town: Post) -> None:
    DecideRow.take_theirs(row, by=town)
    DecideRow.file(row, by=town)

    assert row.application is not None
    assert (row.application.case, row.application.household) == ("cancel", row.household)


def test_whom_the_ledger_lacks_becomes_an_addition_of_the_companys_gas(tree: Tree, town: Post) -> None:
    company = factories.OrganizationFactory(gas=True, division=tree.district)
    bringer = factories.PostFactory(role=Role.GAS_COMPANY, division=tree.district, organization=company)
    bring("gas_customers", [{"燃气户号": "9900", "燃气表号": "QB9900", "户主": "王新", "村": "店上村"}], bringer)
    row = ReconciliationRow.objects.get()

    DecideRow.take_theirs(row, by=town)
    DecideRow.file(row, by=town)

    application = row.application
    assert application is not None
    assert (application.case, application.name, application.village) == ("add", "王新", tree.village)
    assert (application.kind, application.gas_supplier, application.gas_account) == (Kind.GAS, company, "9900")


def test_a_household_with_a_change_under_way_gets_no_second_one(tree: Tree, town: Post, post: MakePost) -> None:
    row = differing(tree, name="张山")
    ChangeHousehold.file(by=post(Role.VILLAGE), household=row.household, phone="13900001111")
    DecideRow.take_theirs(row, by=town)

    with pytest.raises(StepRefused, match="已有一件变更申请正在办理"):
        DecideRow.file(row, by=town)
    assert Application.objects.count() == 1


def test_a_row_whose_household_is_unclear_cannot_be_taken_over(tree: Tree, town: Post) -> None:
    row = ReconciliationRowFactory(household__village=tree.village, outcome=Outcome.UNCLEAR)

    with pytest.raises(StepRefused, match="认不出是台账中的哪一户"):
        DecideRow.take_theirs(row, by=town)


def test_a_reconciliation_is_not_closed_while_a_row_is_undecided(
    row: ReconciliationRow, town: Post, post: MakePost
) -> None:
    district = post(Role.DISTRICT_OFFICE)
    DecideRow.look_into(row, by=town, note="入户核实")

    with pytest.raises(StepRefused, match="还有 1 行待裁定或待核实"):
        Reconcile.close(row.reconciliation, by=district)

    DecideRow.keep_ours(row, by=town)
    Reconcile.close(row.reconciliation, by=district)
    assert row.reconciliation.closed_at is not None


def test_after_the_close_no_decision_is_changed(row: ReconciliationRow, town: Post, post: MakePost) -> None:
    DecideRow.keep_ours(row, by=town)
    Reconcile.close(row.reconciliation, by=post(Role.DISTRICT_OFFICE))

    with pytest.raises(StepRefused, match="已办结"):
        DecideRow.reconsider(row, by=town, reason="弄错了")


def test_the_pages_show_the_counts_the_household_its_last_outcome(
    tree: Tree, post: MakePost, client_of: ClientOf
) -> None:
    household = HouseholdFactory(gas=True, village=tree.village)
    bring("payments", [_payment_of_another()], post(Role.FINANCE))
    reconciliation = Reconciliation.objects.get()
    browser = client_of(post(Role.DISTRICT_OFFICE))

    page = browser.get(f"/reconciliations/{reconciliation.pk}/").content.decode()
    of_household = browser.get(f"/households/{household.pk}/").content.decode()

    assert f"/reconciliation-rows/?reconciliation={reconciliation.pk}&amp;outcome=missing_there" in page
    assert "补贴发放名单" in of_household
    assert "对方无此户" in of_household


def _payment_of_another() -> dict[str, object]:
    return {"身份证号": factories.id_number(19_500), "户主": "王新", "金额": 960, "村": "店上村"}


def test_a_company_sees_of_its_list_the_households_that_it_sees(tree: Tree, client_of: ClientOf) -> None:
    company = factories.OrganizationFactory(gas=True, division=tree.district)
    own = ReconciliationRowFactory(
        household__village=tree.village,
        household__gas_supplier=company,
        reconciliation=ReconciliationFactory(area=tree.district, company=company),
    )
    other = ReconciliationRowFactory(household__village=tree.village)
    browser = client_of(factories.PostFactory(role=Role.GAS_COMPANY, division=tree.district, organization=company))

    assert browser.get(f"/reconciliation-rows/{own.pk}/").status_code == 200
    assert browser.get(f"/reconciliation-rows/{other.pk}/").status_code == 404
    assert browser.get(f"/reconciliations/{other.reconciliation_id}/").status_code == 404


def test_the_list_is_searched_and_filtered_by_what_differs(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    row = differing(tree, name="欧阳山", gas_meter_number="QB99999")
    ReconciliationRowFactory(household__village=tree.village, reconciliation=row.reconciliation)
    browser = client_of(post(Role.TOWN_OFFICE))

    for asked in ("q=欧阳", "differs=gas_meter_number", "outcome=differs&current=on"):
        page = browser.get(f"/reconciliation-rows/?{asked}").content.decode()
        assert f"/reconciliation-rows/{row.pk}/" in page, asked
        assert "共 1 条" in page, asked


def test_a_row_whose_application_was_withdrawn_is_decided_again(row: ReconciliationRow, town: Post, tree: Tree) -> None:
    DecideRow.take_theirs(row, by=town)
    DecideRow.file(row, by=town)
    with pytest.raises(StepRefused, match="请先撤回申请"):
        DecideRow.reconsider(row, by=town, reason="户还在")

    CancelHousehold.withdraw(row.application, by=town)
    row = ReconciliationRow.objects.get(pk=row.pk)
    DecideRow.reconsider(row, by=town, reason="户还在")

    assert (row.decision, row.application) == (Decision.UNDECIDED, None)
