"""设备问题: filed by village and township, settled by the township in time, or by the ledger itself."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from core.models import OpenItem
from core.workflow import StepRefused
from households.ageing.workflows import FlagDevice
from households.documents import Document
from households.models import Application, DeviceFlag, DeviceLife, Equipment
from households.models.choices import Kind
from households.renovating.planning import DrawUpPlan
from households.renovating.workflows import PlanUpgrade
from households.workflows import ChangeHousehold, MergeHouseholds, UpgradeEquipment
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.households.conftest import Chain, attach
from tests.households.renovations import standing_at, submitted_plan

TODAY = timezone.localdate()
State = DeviceFlag.State
What = DeviceFlag.What


@pytest.fixture
def device(tree: Tree) -> Equipment:
    household = factories.HouseholdFactory(village=tree.village, kind=Kind.DIRECT_HEATER)
    made: Equipment = factories.EquipmentFactory(household=household)
    return made


def filed(chain: Chain, device: Equipment, what: What = What.HAZARD, **facts: Any) -> DeviceFlag:
    said = {"found_on": TODAY, "source": DeviceFlag.Source.VILLAGE, "description": "外壳带电", **facts}
    flag: DeviceFlag = FlagDevice.file(by=chain.village, equipment=device, what=what, **said)
    return flag


def waiting_for(flag: DeviceFlag) -> list[tuple[str, str, int]]:
    items = OpenItem.objects.open().filter(kind="households.deviceflag", record_id=flag.pk)
    return [(item.clock.rsplit(".")[-1], item.role, item.limit_value) for item in items]


def device_row(**facts: Any) -> dict[str, Any]:
    given = {"device_brand": "格力", "device_model": "RB-80", "device_installed_on": TODAY, "reason": "旧设备有隐患"}
    return {**given, **facts}


def test_the_village_files_what_it_found(chain: Chain, device: Equipment) -> None:
    flag = filed(chain, device)

    assert (flag.state, flag.village, flag.household) == (State.WAITING, device.village, device.household)


def test_numbers_of_people_are_not_kept_in_the_description(chain: Chain, device: Equipment) -> None:
    flag = filed(chain, device, description="请联系 13812345678")

    assert "13812345678" not in flag.description


def test_a_hazard_has_three_working_days_and_anything_else_ten(chain: Chain, device: Equipment) -> None:
    assert waiting_for(filed(chain, device)) == [("hazard_cleared", "town_office", 3)]
    assert waiting_for(filed(chain, device, What.QUALITY)) == [("settled", "town_office", 10)]


def test_a_hazard_is_not_settled_by_being_planned(chain: Chain, device: Equipment) -> None:
    hazard, fault = filed(chain, device), filed(chain, device, What.QUALITY)

    for flag in (hazard, fault):
        FlagDevice.plan(flag, by=chain.town, settlement="列入明年计划")

    assert [clock for clock, *_ in waiting_for(hazard)] == ["hazard_cleared"]
    assert waiting_for(fault) == []


def test_a_repair_settles_it(chain: Chain, device: Equipment) -> None:
    flag = FlagDevice.repair(filed(chain, device), by=chain.town, settlement="更换电源线")

    assert (flag.state, flag.settled_at is not None, waiting_for(flag)) == (State.REPAIRED, True, [])


def test_what_was_none_is_closed_with_a_reason(chain: Chain, device: Equipment) -> None:
    flag = FlagDevice.dismiss(filed(chain, device), by=chain.town, reason="误触报警")

    assert (flag.state, flag.settlement) == (State.DISMISSED, "误触报警")


def test_the_village_does_not_settle(chain: Chain, device: Equipment) -> None:
    with pytest.raises(StepRefused, match="不能办理"):
        FlagDevice.repair(filed(chain, device), by=chain.village, settlement="已修")


def test_the_same_thing_is_filed_once_while_it_is_open(chain: Chain, device: Equipment) -> None:
    flag = filed(chain, device)

    with pytest.raises(StepRefused, match="已登记过同样的问题"):
        filed(chain, device)
    FlagDevice.repair(flag, by=chain.town, settlement="更换电源线")
    filed(chain, device)


def test_a_device_out_of_use_has_no_new_problem(chain: Chain, tree: Tree) -> None:
    gone = factories.EquipmentFactory(household__village=tree.village, replaced=True)

    with pytest.raises(StepRefused, match="已不在用"):
        filed(chain, gone)


def test_nothing_is_found_tomorrow(chain: Chain, device: Equipment) -> None:
    with pytest.raises(StepRefused, match="发现日期不能晚于今天"):
        filed(chain, device, found_on=TODAY + datetime.timedelta(days=1))


def test_the_list_of_old_devices_shows_what_is_open(chain: Chain, device: Equipment) -> None:
    hazard = filed(chain, device)
    filed(chain, device, What.POOR_EFFECT)
    assert DeviceLife.objects.get().flags_said == "安全隐患、取暖效果差"

    FlagDevice.repair(hazard, by=chain.town, settlement="更换电源线")

    assert DeviceLife.objects.flagged().get().flags_said == "取暖效果差"


# With the ledger


def test_the_ledger_settles_what_was_found_at_a_replaced_device(chain: Chain, device: Equipment) -> None:
    other = factories.EquipmentFactory(household=device.household)
    flag, left = filed(chain, device), filed(chain, other)
    given = device_row(household=device.household, equipment=device, kind=Kind.AIR_FAN)
    application = UpgradeEquipment.file(by=chain.village, **given)
    attach(application, *Document)

    chain.carry(application, Application.State.IN_LEDGER)

    for one in (flag, left):
        one.refresh_from_db()
    assert (flag.state, waiting_for(flag)) == (State.RENEWED, [])
    assert left.state == State.WAITING
    assert FlagDevice.history(flag).last().by_label.startswith(str(chain.city.user))


def test_a_cancelled_household_takes_what_was_found_along(chain: Chain, device: Equipment) -> None:
    flag = filed(chain, device)

    chain.carry(chain.file_cancel(device.household), Application.State.IN_LEDGER)

    flag.refresh_from_db()
    assert flag.state == State.STOPPED


def test_a_plan_takes_along_what_was_found(chain: Chain, device: Equipment) -> None:
    flag = filed(chain, device, What.QUALITY)
    about = {"case": PlanUpgrade.case, "household": device.household, "equipment": device, "kind": Kind.AIR_FAN}
    applications = standing_at(Application.State.ELIGIBLE, chain.place, **about)
    company = factories.PostFactory(role=Role.POWER_COMPANY, division=chain.district.division)
    plan = submitted_plan(chain.town, company, applications)

    DrawUpPlan.approve(plan, by=chain.district)

    flag.refresh_from_db()
    assert (flag.state, waiting_for(flag)) == (State.PLANNED, [])


# Pages


def test_it_is_filed_from_the_devices_page(chain: Chain, device: Equipment, client_of: ClientOf) -> None:
    village = client_of(chain.village)
    page = village.get(reverse("equipment-detail", args=[device.pk])).content.decode()
    url = f"{reverse('device-flags-new')}?equipment={device.pk}"
    assert url in page
    said = {"what": "hazard", "found_on": f"{TODAY}", "source": "user", "description": "漏电跳闸"}

    answer = village.post(url, {**said, "equipment": device.pk}, follow=True)

    assert "漏电跳闸" in answer.content.decode()
    assert "漏电跳闸" in village.get(reverse("equipment-detail", args=[device.pk])).content.decode()
    assert "漏电跳闸" in village.get(reverse("households-detail", args=[device.household_id])).content.decode()


def test_without_a_device_the_form_says_where_to_begin(chain: Chain, client_of: ClientOf) -> None:
    page = client_of(chain.village).get(reverse("device-flags-new")).content.decode()

    assert "请先在设备台账里打开有问题的那台设备" in page


def test_another_townships_flags_are_unknown(chain: Chain, tree: Tree, client_of: ClientOf) -> None:
    other = factories.DeviceFlagFactory(equipment__household__village=tree.other_village)

    assert client_of(chain.town).get(reverse("device-flags-detail", args=[other.pk])).status_code == 404


def test_a_flag_and_what_waits_for_it_move_with_the_household(chain: Chain, device: Equipment, tree: Tree) -> None:
    flag = filed(chain, device)
    moving = ChangeHousehold.file(by=chain.village, household=device.household, moved_to=tree.other_village)
    attach(moving, *Document)

    chain.carry(moving, "in_ledger")

    flag.refresh_from_db()
    item = OpenItem.objects.open().get(kind="households.deviceflag")
    assert (flag.village, item.village, item.town) == (tree.other_village, tree.other_village, tree.other_town)


def test_a_flag_goes_with_its_device_to_the_household_that_it_is_merged_into(
    chain: Chain, device: Equipment, tree: Tree
) -> None:
    flag = filed(chain, device)
    staying = factories.HouseholdFactory(village=tree.next_village)
    merging = MergeHouseholds.file(
        by=chain.town,
        household=staying,
        counterpart=device.household,
        devices_go="along",
        effective_on=TODAY,
        reason="合住",
    )
    attach(merging, *Document)

    MergeHouseholds.submit(merging, by=chain.town)
    chain.carry(merging, "in_ledger")

    flag.refresh_from_db()
    assert (flag.household, flag.village, flag.state) == (staying, tree.next_village, State.WAITING)
