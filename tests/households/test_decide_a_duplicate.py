"""疑似重复: found when submitted, decided with a reason; nothing passes while one is undecided (F4)."""

from __future__ import annotations

import pytest

from accounts.audit import acting
from core.ledgers.columns.identity import written_either_way
from core.workflow import StepRefused, Workflow
from households.documents import Document
from households.models import Application, DuplicatePair, Household
from households.models.choices import Kind
from households.workflows import AddHousehold, ChangeHousehold, ConvertHousehold, SettleDuplicate
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain, attach, gas_row

State = Application.State
Decision = DuplicatePair.Decision
Ground = DuplicatePair.Ground


@pytest.fixture
def household(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village, name="赵建国", phone="13800000001")


def like(household: Household, chain: Chain) -> Application:
    """Same name and phone in the same village under another ID number."""
    return chain.carry(chain.file_add(name=household.name, phone=household.phone), State.SUBMITTED)


def test_the_same_id_number_is_found(chain: Chain, household: Household) -> None:
    application = chain.carry(chain.file_add(id_number=household.id_number), State.SUBMITTED)

    pair = application.duplicates.get()
    assert (pair.household, pair.grounds, pair.decision) == (household, [Ground.ID_NUMBER], Decision.UNDECIDED)


def test_the_same_number_on_an_old_card_is_found(chain: Chain, household: Household) -> None:
    _, old = written_either_way(household.id_number)

    assert chain.carry(chain.file_add(id_number=old), State.SUBMITTED).duplicates.get().household == household


def test_the_same_meter_is_found(chain: Chain, tree: Tree) -> None:
    other = factories.HouseholdFactory(village=tree.other_village, gas=True)
    given = {**gas_row(other.gas_supplier), "gas_meter_number": other.gas_meter_number}

    pair = chain.carry(chain.file_add(**given), State.SUBMITTED).duplicates.get()

    assert (pair.household, pair.grounds) == (other, [Ground.METER])


def test_the_same_name_and_phone_in_the_same_village_are_found(chain: Chain, household: Household) -> None:
    assert like(household, chain).duplicates.get().grounds == [Ground.PERSON]


def test_all_that_is_alike_stands_in_one_pair(chain: Chain, household: Household) -> None:
    given = {"id_number": household.id_number, "name": household.name, "phone": household.phone}

    application = chain.carry(chain.file_add(**given), State.SUBMITTED)

    assert set(application.duplicates.get().grounds) == {Ground.ID_NUMBER, Ground.PERSON}


@pytest.mark.parametrize("other", ["name", "phone", "village"])
def test_name_or_phone_alone_is_no_likeness(other: str, chain: Chain, tree: Tree) -> None:
    alike = {"name": "赵建国", "phone": "13800000001", "village": tree.village}
    different = {"name": "钱秀英", "phone": "13800000002", "village": tree.next_village}
    factories.HouseholdFactory(**{**alike, other: different[other]})

    application = chain.file_add(name="赵建国", phone="13800000001")

    assert not chain.carry(application, State.SUBMITTED).duplicates.exists()


def test_two_applications_under_way_are_compared(chain: Chain) -> None:
    first = chain.carry(chain.file_add(), State.SUBMITTED)
    second = chain.carry(chain.file_add(id_number=first.id_number), State.SUBMITTED)

    assert DuplicatePair.objects.get().application == second
    assert DuplicatePair.objects.get().other == first


def test_drafts_of_others_are_not_compared(chain: Chain) -> None:
    draft = chain.file_add()

    assert not chain.carry(chain.file_add(id_number=draft.id_number), State.SUBMITTED).duplicates.exists()


@pytest.mark.parametrize("said_again", ["phone", "id_number", "gas_meter_number"])
def test_a_household_is_not_compared_with_itself(said_again: str, chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, gas=True)
    given = {said_again: getattr(household, said_again), "remark": "院内另有厢房"}
    application = ChangeHousehold.file(by=chain.village, household=household, **given)
    attach(application, *Document)

    assert not chain.carry(application, State.SUBMITTED).duplicates.exists()


def test_a_changed_meter_is_compared(chain: Chain, household: Household, tree: Tree) -> None:
    other = factories.HouseholdFactory(village=tree.village, gas=True)
    application = ChangeHousehold.file(by=chain.village, household=household, gas_meter_number=other.gas_meter_number)
    factories.AttachmentFactory(record=application, purpose="change_proof")

    assert chain.carry(application, State.SUBMITTED).duplicates.get().household == other


@pytest.mark.parametrize("step", ["verify", "review", "confirm"])
def test_nothing_passes_while_undecided(step: str, chain: Chain) -> None:
    before = {"verify": State.SUBMITTED, "review": State.VERIFIED, "confirm": State.REVIEWED}[step]
    application = chain.carry(chain.file_add(), before)
    factories.DuplicatePairFactory(application=application, grounds=[Ground.PERSON])

    with pytest.raises(StepRefused, match="疑似重复尚未裁定"):
        chain.take(application, step)


def test_the_township_decides_that_they_are_different(chain: Chain, household: Household) -> None:
    application = like(household, chain)

    pair = SettleDuplicate.call_different(application.duplicates.get(), by=chain.town, reason="父子同名，各住一院")

    assert pair.decision == Decision.DIFFERENT
    assert chain.carry(application, State.IN_LEDGER).household


def test_the_decision_has_a_reason(chain: Chain, household: Household) -> None:
    pair = like(household, chain).duplicates.get()

    with pytest.raises(StepRefused):
        SettleDuplicate.call_different(pair, by=chain.town, reason="")


def test_the_same_household_is_not_added(chain: Chain, household: Household) -> None:
    application = like(household, chain)
    SettleDuplicate.call_same(application.duplicates.get(), by=chain.town, reason="重复申报")

    with pytest.raises(StepRefused, match="已裁定为重复登记"):
        chain.take(application, "verify")


def test_one_id_number_is_one_person(chain: Chain, household: Household) -> None:
    pair = chain.carry(chain.file_add(id_number=household.id_number), State.SUBMITTED).duplicates.get()

    with pytest.raises(StepRefused, match="身份证号相同的是同一人"):
        SettleDuplicate.call_different(pair, by=chain.district, reason="不是")


def test_a_second_house_passes_by_the_district_alone(chain: Chain, household: Household) -> None:
    application = chain.carry(chain.file_add(id_number=household.id_number), State.SUBMITTED)
    pair = application.duplicates.get()
    with pytest.raises(StepRefused, match="由区双代办办理"):
        SettleDuplicate.grant_second_house(pair, by=chain.town, reason="祖宅")

    SettleDuplicate.grant_second_house(pair, by=chain.district, reason="祖宅，另有宅基地证")
    application.refresh_from_db()
    chain.carry(application, State.IN_LEDGER)

    assert application.household.second_house
    assert Household.objects.filter(id_number_digest=household.id_number_digest).count() == 2


@pytest.fixture
def of_another(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village, kind=Kind.DIRECT_HEATER)


@pytest.mark.parametrize("workflow", [ChangeHousehold, ConvertHousehold])
def test_a_house_that_changes_hands_becomes_the_new_owners_second(
    workflow: type[Workflow], chain: Chain, household: Household, of_another: Household
) -> None:
    given = {"device_brand": "格力", "device_model": "RB-80", "device_installed_on": TODAY, "reason": "儿子继承"}
    own = {
        ChangeHousehold: {"householder_reason": "inherited"},
        ConvertHousehold: {"kind": Kind.AIR_PUMP, "converted_year": 2024},
    }[workflow]
    application = workflow.steps["file"](
        by=chain.village, household=of_another, id_number=household.id_number, **given, **own
    )
    attach(application, *Document)
    chain.carry(application, State.SUBMITTED)
    SettleDuplicate.grant_second_house(application.duplicates.get(), by=chain.district, reason="继承祖宅")
    application.refresh_from_db()

    chain.carry(application, State.IN_LEDGER)

    of_another.refresh_from_db()
    assert (of_another.id_number, of_another.second_house) == (household.id_number, True)


def test_a_second_house_sold_to_somebody_is_his_first(chain: Chain, household: Household, tree: Tree) -> None:
    second = factories.HouseholdFactory(village=tree.village, id_number=household.id_number, second_house=True)
    application = ChangeHousehold.file(
        by=chain.village, household=second, id_number=factories.id_number(77_002), householder_reason="sold"
    )
    attach(application, *Document)

    chain.carry(application, State.IN_LEDGER)

    second.refresh_from_db()
    assert not second.second_house


def test_a_second_house_stays_one_when_the_phone_changes(chain: Chain, household: Household, tree: Tree) -> None:
    second = factories.HouseholdFactory(village=tree.village, id_number=household.id_number, second_house=True)

    chain.carry(ChangeHousehold.file(by=chain.village, household=second, phone="13900000009"), State.IN_LEDGER)

    second.refresh_from_db()
    assert second.second_house


def test_only_the_same_person_has_a_second_house(chain: Chain, household: Household) -> None:
    with pytest.raises(StepRefused, match="不是同一人的第二处住房"):
        SettleDuplicate.grant_second_house(like(household, chain).duplicates.get(), by=chain.district, reason="祖宅")


def test_what_lies_in_another_township_is_decided_by_the_district(chain: Chain, tree: Tree) -> None:
    other = factories.HouseholdFactory(village=tree.other_village)
    pair = chain.carry(chain.file_add(id_number=other.id_number), State.SUBMITTED).duplicates.get()

    with pytest.raises(StepRefused, match="由区双代办裁定"):
        SettleDuplicate.call_same(pair, by=chain.town, reason="重复申报")

    assert SettleDuplicate.call_same(pair, by=chain.district, reason="重复申报").decision == Decision.SAME


def test_a_meter_in_another_township_is_judged_by_the_district_too(chain: Chain, tree: Tree) -> None:
    other = factories.HouseholdFactory(village=tree.other_village, gas=True)
    given = {**gas_row(other.gas_supplier), "gas_meter_number": other.gas_meter_number}
    pair = chain.carry(chain.file_add(**given), State.SUBMITTED).duplicates.get()

    with pytest.raises(StepRefused, match="由区双代办裁定"):
        SettleDuplicate.call_different(pair, by=chain.town, reason="表号写错")


def test_mended_it_is_no_duplicate_any_more(chain: Chain, household: Household) -> None:
    application = like(household, chain)
    AddHousehold.send_back(application, by=chain.town, reason="电话写错", flagged=["phone"])
    application.phone = "13800000077"
    with acting(chain.village):
        application.save()

    chain.carry(application, State.VERIFIED)

    assert application.duplicates.get().decision == Decision.CLEARED


def test_a_decision_covers_only_what_was_alike_then(chain: Chain, household: Household) -> None:
    application = like(household, chain)
    SettleDuplicate.call_different(application.duplicates.get(), by=chain.town, reason="父子同名")
    AddHousehold.send_back(application, by=chain.town, reason="身份证号写错", flagged=["id_number"])
    application.id_number = household.id_number
    with acting(chain.village):
        application.save()

    chain.take(application, "submit")

    pair = application.duplicates.get()
    assert pair.decision == Decision.UNDECIDED
    assert set(pair.grounds) == {Ground.ID_NUMBER, Ground.PERSON}


def test_the_district_reconsiders_while_the_application_is_under_way(chain: Chain, household: Household) -> None:
    application = chain.carry(chain.file_add(id_number=household.id_number), State.SUBMITTED)
    pair = SettleDuplicate.grant_second_house(application.duplicates.get(), by=chain.district, reason="祖宅")

    SettleDuplicate.reconsider(pair, by=chain.district, reason="宅基地证是假的")

    application.refresh_from_db()
    assert pair.decision == Decision.UNDECIDED
    assert not application.second_house


def test_a_withdrawn_application_leaves_nothing_to_decide(chain: Chain, household: Household) -> None:
    application = like(household, chain)

    AddHousehold.withdraw(application, by=chain.village)

    assert application.duplicates.get().decision == Decision.CLEARED


def test_an_id_number_that_came_into_the_ledger_meanwhile_is_refused(chain: Chain, tree: Tree) -> None:
    application = chain.carry(chain.file_add(), State.REVIEWED)
    factories.HouseholdFactory(village=tree.other_village, id_number=application.id_number)

    with pytest.raises(StepRefused, match="身份证号已登记在台账的另一户上"):
        chain.take(application, "confirm")


def test_another_township_sees_none_of_it(chain: Chain, household: Household, post: MakePost, tree: Tree) -> None:
    like(household, chain)

    assert not DuplicatePair.objects.visible_to(post(chain.town.role, at=tree.other_town)).exists()
