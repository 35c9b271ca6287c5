"""变更: what is filled in is written, what is left blank stays."""

from __future__ import annotations

import pytest

from accounts.audit import System, acting
from core.workflow import StepRefused
from households.documents import Document
from households.models import Application, Household
from households.models.choices import Care
from households.workflows import ChangeHousehold
from tests import factories
from tests.factories import Tree
from tests.households.conftest import Chain, attach

State = Application.State


@pytest.fixture
def household(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village, phone="13800000001", remark="门朝南")


def changed(chain: Chain, household: Household, **given: object) -> Household:
    """Carried to the ledger with every document."""
    application = ChangeHousehold.file(by=chain.village, household=household, **given)
    attach(application, *Document)
    chain.carry(application, State.IN_LEDGER)
    household.refresh_from_db()
    return household


def test_a_new_phone_number_needs_no_documents(chain: Chain, household: Household) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")

    chain.carry(application, State.IN_LEDGER)

    household.refresh_from_db()
    assert household.phone == "13900000009"


def test_what_is_left_blank_stays(chain: Chain, household: Household) -> None:
    before = {name: getattr(household, name) for name in ("name", "id_number", "bank_account", "remark", "kind")}

    changed(chain, household, phone="13900000009")

    assert {name: getattr(household, name) for name in before} == before


def test_it_stands_in_the_households_village_under_the_householders_name(chain: Chain, household: Household) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")

    assert application.village == household.village
    assert application.householder == household.name


def test_a_new_householder_is_found_by_his_own_number_and_pinyin(chain: Chain, household: Household) -> None:
    number = factories.id_number(77_001)

    changed(chain, household, name="冯玉兰", id_number=number, householder_reason="inherited")

    assert (household.name, household.id_number, household.name_initials) == ("冯玉兰", number, "fyl")
    assert household.id_number_digest == factories.HouseholdFactory.build(id_number=number)._meta.get_field(
        "id_number_digest"
    ).computed(number, "id_number")


def test_a_new_householder_has_to_be_proved(chain: Chain, household: Household) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, name="冯玉兰")

    with pytest.raises(StepRefused, match="还缺材料：变更证明。"):
        ChangeHousehold.submit(application, by=chain.village)


def test_a_column_is_emptied_only_when_it_is_named(chain: Chain, household: Household) -> None:
    changed(chain, household, cleared=["remark", "bank_account"])

    assert household.remark == ""
    assert household.bank_account is None
    assert household.bank_account_digest is None
    assert household.account_name != ""


def test_an_application_that_changes_nothing_is_not_submitted(chain: Chain, household: Household) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, reason="无")

    with pytest.raises(StepRefused, match="没有要变更的内容"):
        ChangeHousehold.submit(application, by=chain.village)


@pytest.mark.parametrize(
    "given",
    [
        {"phone": "13800000001"},
        {"name": "赵建国", "remark": "门朝南"},
        {"id_number": factories.id_number(77_003)},
        {"device_brand": "暖风"},
        {"cleared": ["gas_account"]},
    ],
)
def test_an_application_that_repeats_the_ledger_is_not_submitted(
    given: dict[str, object], chain: Chain, tree: Tree
) -> None:
    household = factories.HouseholdFactory(
        village=tree.village, name="赵建国", phone="13800000001", remark="门朝南", id_number=factories.id_number(77_003)
    )
    factories.EquipmentFactory(household=household)
    application = ChangeHousehold.file(by=chain.village, household=household, **given)
    attach(application, *Document)

    with pytest.raises(StepRefused, match="与台账现值相同"):
        ChangeHousehold.submit(application, by=chain.village)


def test_one_new_value_beside_old_ones_is_a_change(chain: Chain, household: Household) -> None:
    given = {"name": household.name, "phone": "13900000009"}

    assert changed(chain, household, **given).phone == "13900000009"


@pytest.mark.parametrize("place", ["village", "next_village"])
def test_a_move_is_one_where_the_village_is_another(place: str, chain: Chain, household: Household, tree: Tree) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, moved_to=getattr(tree, place))
    attach(application, *Document)

    refused = ChangeHousehold.submit.why_not(application, by=chain.village)

    assert ("与台账现值相同" in refused) == (place == "village")


def test_two_changes_under_way_write_only_what_each_of_them_says(chain: Chain, household: Household) -> None:
    """A phone number filed early does not bring back the name that another application changed meanwhile."""
    early = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")
    chain.carry(early, State.REVIEWED)
    with acting(System.DEMO):
        Household.objects.filter(pk=household.pk).update(name="冯玉兰")

    chain.take(early, "confirm")

    household.refresh_from_db()
    assert (household.name, household.phone) == ("冯玉兰", "13900000009")


def test_a_household_has_one_change_under_way_at_a_time(chain: Chain, household: Household) -> None:
    ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")

    with pytest.raises(StepRefused, match="这户已有一件同类申请正在办理"):
        ChangeHousehold.file(by=chain.village, household=household, phone="13900000008")


def test_care_flags_are_written(chain: Chain, household: Household) -> None:
    assert changed(chain, household, care=[Care.LIVES_ALONE, Care.ILL]).care == ["lives_alone", "ill"]


def test_a_household_moves_to_another_village_with_its_device(chain: Chain, household: Household, tree: Tree) -> None:
    device = factories.EquipmentFactory(household=household)

    changed(chain, household, moved_to=tree.other_village)

    device.refresh_from_db()
    assert (household.village, household.town) == (tree.other_village, tree.other_town)
    assert (device.village, device.town) == (tree.other_village, tree.other_town)


def test_a_device_is_put_right_where_it_was_written_down_wrongly(chain: Chain, household: Household) -> None:
    device = factories.EquipmentFactory(household=household, device_brand="海儿")

    changed(chain, household, device_brand="海尔")

    device.refresh_from_db()
    assert (device.device_brand, device.device_model) == ("海尔", "RF-35")
    assert household.equipment.count() == 1


def test_of_several_devices_the_one_meant_is_named(chain: Chain, household: Household) -> None:
    first, second = factories.EquipmentFactory.create_batch(2, household=household)
    application = ChangeHousehold.file(by=chain.village, household=household, device_brand="海尔")
    with pytest.raises(StepRefused, match="这户有多台在用设备"):
        ChangeHousehold.submit(application, by=chain.village)
    ChangeHousehold.withdraw(application, by=chain.village)

    changed(chain, household, device_brand="海尔", equipment=second)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.device_brand, second.device_brand) == ("暖风", "海尔")


def test_a_cancelled_household_is_not_changed(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, cancelled=True)

    with pytest.raises(StepRefused, match="已经销户"):
        ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")


def test_a_household_cancelled_since_the_change_was_filed_is_not_changed(chain: Chain, household: Household) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")
    chain.carry(chain.file_cancel(household), State.IN_LEDGER)

    with pytest.raises(StepRefused, match="已经销户"):
        ChangeHousehold.submit(application, by=chain.village)


def test_a_village_changes_no_household_of_another(chain: Chain, tree: Tree) -> None:
    stranger = factories.HouseholdFactory(village=tree.next_village)

    with pytest.raises(StepRefused, match="管辖范围"):
        ChangeHousehold.file(by=chain.village, household=stranger, phone="13900000009")
