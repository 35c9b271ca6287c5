"""分户 and 并户: two households of one, one of two."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.workflow import StepRefused
from households.documents import Document
from households.models import Application, DuplicatePair, Equipment, Household, Tally
from households.models.choices import CancelReason, DevicesGo, Kind, Status
from households.workflows import CancelHousehold, ChangeHousehold, MergeHouseholds, SplitHousehold
from tests.conftest import ClientOf
from tests.factories import EquipmentFactory, HouseholdFactory, Tree
from tests.households.conftest import TODAY, Chain, attach, whole_row
from tests.households.lineages import State, file_merge, file_split, merge, split

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(tree: Tree) -> Household:
    return HouseholdFactory(village=tree.village, name="尹建国", heated_area=120)


@pytest.fixture
def other(tree: Tree) -> Household:
    return HouseholdFactory(village=tree.village, name="薛玉梅", heated_area=60)


# 分户


def test_a_split_makes_a_second_household_and_leaves_the_first_its_number(chain: Chain, old: Household) -> None:
    number = old.number

    new = split(chain, old, name="赵小军")

    assert (new.name, new.came_from, new.status, new.village) == ("赵小军", old, Status.NORMAL, old.village)
    assert (new.heated_area, old.heated_area) == (Decimal(50), Decimal(70))
    assert (old.number, old.name, old.status) == (number, "尹建国", Status.NORMAL)
    assert new.number != number
    normal = Tally.objects.filter(dimension="status", value=Status.NORMAL)
    assert sum(normal.values_list("households", flat=True)) == 2


def test_a_chosen_device_goes_with_the_new_household(chain: Chain, old: Household) -> None:
    stays, goes = EquipmentFactory(household=old), EquipmentFactory(household=old)

    new = split(chain, old, equipment=goes)

    assert (new.equipment.get(), old.equipment.get()) == (goes, stays)


def test_a_device_that_the_application_describes_is_the_new_households(chain: Chain, old: Household) -> None:
    EquipmentFactory.create_batch(2, household=old)

    new = split(chain, old, device_brand="海尔", device_model="RF-50")

    assert new.equipment.get().device_brand == "海尔"
    assert old.equipment.filter(state=Equipment.State.IN_USE).count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"heated_area": 60, "remaining_area": 61}, "两户采暖面积之和 121.00 ㎡超过了原户的采暖面积 120.00 ㎡"),
        ({"remaining_area": None}, "请先填写：原户采暖面积"),
        ({"kind": Kind.GAS}, "请先填写：供气企业、燃气表号"),
    ],
)
def test_a_split_that_does_not_add_up_is_refused(
    chain: Chain, old: Household, given: dict[str, Any], sentence: str
) -> None:
    application = file_split(chain, old, **given)

    with pytest.raises(StepRefused, match=sentence):
        SplitHousehold.submit(application, by=chain.village)


def test_a_split_needs_its_proof_and_the_new_householders_card(chain: Chain, old: Household) -> None:
    given = {**whole_row(), "heated_area": 50, "remaining_area": 70, "reason": "分家"}
    application = SplitHousehold.file(by=chain.village, household=old, **given)

    with pytest.raises(StepRefused, match="还缺材料：户主身份证、分户证明。"):
        SplitHousehold.submit(application, by=chain.village)


def test_a_new_household_with_the_old_ones_id_number_is_a_doubt_to_be_decided(chain: Chain, old: Household) -> None:
    application = chain.carry(file_split(chain, old, id_number=old.id_number), State.SUBMITTED)

    assert DuplicatePair.objects.get(application=application).household == old
    with pytest.raises(StepRefused, match="疑似重复尚未裁定"):
        chain.take(application, "verify")


def test_the_form_of_a_split_begins_with_what_both_houses_have_alike(
    chain: Chain, old: Household, client_of: ClientOf
) -> None:
    url = f"{reverse('applications-new', args=['split'])}?household={old.pk}"

    form = client_of(chain.village).get(url).context["form"]

    assert (form["kind"].value(), form["name"].value()) == (old.kind, None)
    assert "原户现为 120" in form["remaining_area"].help_text


# 并户


def test_a_merged_household_is_cancelled_and_points_to_the_one_that_stays(
    chain: Chain, old: Household, other: Household
) -> None:
    merge(chain, old, other, heated_area=180, phone="13900000009")

    assert (other.status, other.cancel_reason, other.cancelled_on) == (Status.CANCELLED, CancelReason.MERGED, TODAY)
    assert other.merged_into == old
    assert (old.heated_area, old.phone, old.name, old.status) == (180, "13900000009", "尹建国", Status.NORMAL)


@pytest.mark.parametrize("go", DevicesGo)
def test_its_devices_go_along_or_are_stopped(chain: Chain, old: Household, tree: Tree, go: str) -> None:
    elsewhere = HouseholdFactory(village=tree.next_village)
    device = EquipmentFactory(household=elsewhere)
    application = MergeHouseholds.file(
        by=chain.town, household=old, counterpart=elsewhere, devices_go=go, effective_on=TODAY, reason="合住"
    )
    attach(application, *Document)
    MergeHouseholds.submit(application, by=chain.town)
    chain.carry(application, State.IN_LEDGER)

    device.refresh_from_db()
    along = go == DevicesGo.ALONG
    assert (device.household, device.village) == ((old, tree.village) if along else (elsewhere, tree.next_village))
    assert (device.state, device.stopped_on) == (("in_use", None) if along else ("stopped", TODAY))


def test_the_one_that_stays_may_take_over_the_others_meter_and_number(chain: Chain, tree: Tree) -> None:
    old, other = HouseholdFactory.create_batch(2, village=tree.village, gas=True)
    meter, number = other.gas_meter_number, other.id_number

    merge(chain, old, other, gas_meter_number=meter, id_number=number)

    assert (old.gas_meter_number, old.id_number) == (meter, number)
    assert not DuplicatePair.objects.exists()


def test_a_second_house_with_which_the_first_is_merged_is_the_only_one(chain: Chain, other: Household) -> None:
    second = HouseholdFactory(village=other.village, id_number=other.id_number, second_house=True)

    merge(chain, second, other)

    assert not second.second_house


def test_a_household_is_not_merged_into_itself(chain: Chain, old: Household) -> None:
    with pytest.raises(StepRefused, match="不能是这一户自己"):
        file_merge(chain, old, old)


def test_a_household_outside_the_area_is_not_merged(chain: Chain, old: Household, tree: Tree) -> None:
    elsewhere = HouseholdFactory(village=tree.other_village)

    with pytest.raises(StepRefused, match="没有找到要并入的另一户"):
        file_merge(chain, old, elsewhere)


def test_what_is_under_way_about_the_other_household_stands_in_the_way(
    chain: Chain, old: Household, other: Household
) -> None:
    change = chain.carry(ChangeHousehold.file(by=chain.village, household=other, phone="13900000009"), State.SUBMITTED)
    application = file_merge(chain, old, other)

    with pytest.raises(StepRefused, match=f"要并入的薛玉梅.*还有一件变更申请 {change.number} 正在办理"):
        MergeHouseholds.submit(application, by=chain.village)
    ChangeHousehold.withdraw(change, by=chain.village)
    assert chain.carry(application, State.SUBMITTED).state == State.SUBMITTED


def test_while_a_merge_is_under_way_nothing_else_is_submitted_about_the_one_that_goes(
    chain: Chain, old: Household, other: Household
) -> None:
    draft = ChangeHousehold.file(by=chain.village, household=other, phone="13900000009")
    chain.carry(file_merge(chain, old, other), State.SUBMITTED)

    with pytest.raises(StepRefused, match="这户正在办理并户申请"):
        ChangeHousehold.submit(draft, by=chain.village)


def test_nor_is_the_one_that_stays_cancelled(chain: Chain, old: Household, other: Household) -> None:
    cancel = chain.file_cancel(old)
    chain.carry(file_merge(chain, old, other), State.SUBMITTED)

    with pytest.raises(StepRefused, match="这户正在办理并户申请"):
        CancelHousehold.submit(cancel, by=chain.village)


def test_a_household_goes_into_one_other_only(chain: Chain, old: Household, other: Household) -> None:
    file_merge(chain, old, other)

    with pytest.raises(StepRefused, match="另一户已有一件并户申请正在办理"):
        file_merge(chain, HouseholdFactory(village=old.village), other)


def test_the_other_household_is_named_by_its_number_on_the_form(
    chain: Chain, old: Household, other: Household, client_of: ClientOf
) -> None:
    client = client_of(chain.village)
    url = reverse("applications-new", args=["merge"])
    typed = {"household": old.pk, "devices_go": "along", "effective_on": TODAY, "reason": "合住"}

    wrong = client.post(url, {**typed, "counterpart": "99999999999999"}).content.decode()
    client.post(url, {**typed, "counterpart": other.number})

    application = Application.objects.get()
    assert "没有找到这个户编号" in wrong
    assert application.counterpart == other
    edit = client.get(reverse("applications-edit", args=[application.pk])).content.decode()
    assert f'value="{other.number}"' in edit


def test_a_cancellation_cannot_call_itself_a_merge(chain: Chain, old: Household) -> None:
    with pytest.raises(StepRefused, match="销户原因"):
        chain.file_cancel(old, cancel_reason=CancelReason.MERGED)
