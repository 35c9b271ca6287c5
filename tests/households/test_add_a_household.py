"""增户: from the village's draft to the ledger."""

from __future__ import annotations

import datetime

import pytest

from core.models import OpenItem
from core.workflow import StepRefused
from households.documents import Document
from households.models import Application, Equipment, Household
from households.models.choices import Category, DataSource, Status
from households.workflows import AddHousehold
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain, attach, gas_row, whole_row

State = Application.State


def test_a_village_files_a_draft_with_a_number_of_its_own(chain: Chain) -> None:
    application = AddHousehold.file(by=chain.village, village=chain.place, name="赵建国")

    assert application.state == State.DRAFT
    assert application.number.startswith("SQ")
    assert application.town == chain.town.division
    assert application.filed_by == chain.village


def test_the_category_follows_from_the_kind(chain: Chain) -> None:
    assert chain.file_add().category == Category.ELECTRIC


def test_a_village_files_for_no_other_village(chain: Chain, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="管辖范围"):
        AddHousehold.file(by=chain.village, village=tree.next_village, name="赵建国")

    assert not Application.objects.exists()


def test_a_draft_is_submitted_only_when_it_is_filled_in(chain: Chain) -> None:
    application = AddHousehold.file(by=chain.village, village=chain.place, name="赵建国")

    with pytest.raises(StepRefused, match="请先填写：身份证号、联系方式"):
        AddHousehold.submit(application, by=chain.village)


def test_a_draft_is_submitted_only_with_its_documents(chain: Chain) -> None:
    application = AddHousehold.file(by=chain.village, village=chain.place, **whole_row())
    attach(application, Document.ID_CARD)

    with pytest.raises(StepRefused, match="还缺材料：住房证明（房产证或村委会证明）、农户意愿确认书。"):
        AddHousehold.submit(application, by=chain.village)


def test_the_township_verifies_only_with_a_photo_on_site(chain: Chain) -> None:
    application = AddHousehold.file(by=chain.village, village=chain.place, **whole_row())
    attach(application, Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS)
    AddHousehold.submit(application, by=chain.village)

    with pytest.raises(StepRefused, match="还缺材料：现场照片。"):
        AddHousehold.verify(application, by=chain.town, visited_on=TODAY)


def test_the_township_says_when_it_was_there(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)

    with pytest.raises(StepRefused) as refusal:
        AddHousehold.verify(application, by=chain.town)

    assert set(refusal.value.fields) == {"visited_on"}


def test_a_visit_yet_to_come_is_no_visit(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)

    with pytest.raises(StepRefused, match="日期不能晚于今天：入户核实日期"):
        AddHousehold.verify(application, by=chain.town, visited_on=TODAY + datetime.timedelta(days=1))


@pytest.mark.parametrize(("state", "step"), [("submitted", "verify"), ("verified", "review"), ("reviewed", "confirm")])
def test_each_tier_waits_for_the_one_below(state: str, step: str, chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.DRAFT)

    with pytest.raises(StepRefused):
        chain.take(application, step)

    assert chain.take(chain.carry(application, state), step).state != state


def test_the_ledger_changes_at_the_citys_confirmation_and_not_before(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.REVIEWED)
    assert not Household.objects.exists()

    chain.take(application, "confirm")

    household = Household.objects.get()
    assert application.state == State.IN_LEDGER
    assert application.household == household


def test_the_row_holds_what_the_application_said(chain: Chain) -> None:
    row = whole_row()

    chain.carry(chain.file_add(**row), State.IN_LEDGER)

    household = Household.objects.get()
    device = {name for name in row if name.startswith("device_")}
    assert {name: getattr(household, name) for name in row.keys() - device} == {
        name: row[name] for name in row.keys() - device
    }
    assert household.village == chain.place
    assert household.town == chain.town.division
    assert household.number.startswith("130102")
    assert household.status == Status.NORMAL
    assert household.data_source == DataSource.APPLICATION
    assert household.id_number_digest
    assert household.name_initials
    assert household.completeness == 100


def test_its_device_comes_into_the_ledger_with_it(chain: Chain) -> None:
    chain.carry(chain.file_add(device_brand="格力"), State.IN_LEDGER)

    device = Equipment.objects.get()
    assert device.household == Household.objects.get()
    assert device.device_brand == "格力"
    assert device.kind == device.household.kind
    assert device.village == chain.place


def test_a_household_without_a_known_device_has_none(chain: Chain) -> None:
    chain.carry(chain.file_add(device_brand="", device_model=""), State.IN_LEDGER)

    assert not Household.objects.get().equipment.exists()


def test_gas_waits_for_reason_and_the_suppliers_confirmation(chain: Chain, tree: Tree) -> None:
    supplier = factories.OrganizationFactory(gas=True, division=tree.district)
    given = gas_row(supplier)
    for name in ("reason", "supplier_reference", "supplier_confirmed_on"):
        application = chain.file_add(**{key: value for key, value in given.items() if key != name})
        with pytest.raises(StepRefused, match="不再整体推进气代煤改造"):
            AddHousehold.submit(application, by=chain.village)

    application = chain.file_add(**given)
    assert chain.carry(application, State.IN_LEDGER).household.gas_supplier == supplier


def test_gas_needs_the_suppliers_letter(chain: Chain, tree: Tree) -> None:
    supplier = factories.OrganizationFactory(gas=True, division=tree.district)
    application = AddHousehold.file(by=chain.village, village=chain.place, **{**whole_row(), **gas_row(supplier)})
    attach(application, Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS)

    with pytest.raises(StepRefused, match="还缺材料：供气企业确认函。"):
        AddHousehold.submit(application, by=chain.village)


def test_a_township_files_and_verifies_what_it_found_itself(chain: Chain) -> None:
    application = AddHousehold.file(by=chain.town, village=chain.place, **whole_row())
    attach(application, *Document)
    AddHousehold.submit(application, by=chain.town)

    assert AddHousehold.verify(application, by=chain.town, visited_on=TODAY).state == State.VERIFIED


def test_each_office_finds_it_in_its_inbox_with_a_deadline(chain: Chain) -> None:
    application = chain.file_add()
    waits = []
    for state in (State.SUBMITTED, State.VERIFIED, State.REVIEWED):
        chain.carry(application, state)
        item = OpenItem.objects.open().get(kind="households.application", record_id=application.pk)
        waits.append((item.role, item.limit_value, item.limit_unit))

    assert waits == [
        ("town_office", 5, "working_days"),
        ("district_office", 5, "working_days"),
        ("city_office", 10, "working_days"),
    ]


def test_nothing_waits_once_it_is_in_the_ledger(chain: Chain) -> None:
    chain.carry(chain.file_add(), State.IN_LEDGER)

    assert not OpenItem.objects.open().exists()


def test_another_township_does_not_see_it(chain: Chain, tree: Tree, post: MakePost) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)
    stranger = post(chain.town.role, at=tree.other_town)

    with pytest.raises(StepRefused, match="没有找到这条记录"):
        AddHousehold.verify(application, by=stranger, visited_on=TODAY)
