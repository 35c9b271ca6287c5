"""改造类型变更 and 设备更新升级: the old device stays, with what replaced it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core.workflow import StepRefused
from households.documents import Document
from households.models import Application, Equipment, Household
from households.models.choices import UPGRADE_TARGETS, Category, Kind, SubsidyMethod
from households.renovating.workflows import PlanUpgrade
from households.workflows import ChangeHousehold, ConvertHousehold, UpgradeEquipment
from tests import factories
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain, attach, gas_row

State = Application.State
DEVICE = {"device_brand": "格力", "device_model": "RB-80", "device_installed_on": TODAY, "reason": "旧设备到期"}


@pytest.fixture
def household(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village, kind=Kind.DIRECT_HEATER)


@pytest.fixture
def old(household: Household) -> Equipment:
    return factories.EquipmentFactory(household=household, device_brand="老牌")


def carried(chain: Chain, workflow: Any, household: Household, **given: Any) -> Application:
    application = workflow.file(by=chain.village, household=household, **{**DEVICE, **given})
    attach(application, *Document)
    chain.carry(application, State.IN_LEDGER)
    household.refresh_from_db()
    return application


def test_a_conversion_writes_the_new_kind_and_category(chain: Chain, household: Household) -> None:
    carried(chain, ConvertHousehold, household, kind=Kind.BIOMASS, converted_year=2026)

    assert (household.kind, household.category, household.converted_year) == (Kind.BIOMASS, Category.OTHER, 2026)


def test_a_conversion_replaces_the_device(chain: Chain, household: Household, old: Equipment) -> None:
    carried(chain, ConvertHousehold, household, kind=Kind.AIR_PUMP, converted_year=2026)

    old.refresh_from_db()
    new = Equipment.objects.get(state=Equipment.State.IN_USE)
    assert (new.device_brand, new.kind, new.village) == ("格力", Kind.AIR_PUMP, household.village)
    assert (old.state, old.stopped_on, old.replaced_by) == (Equipment.State.REPLACED, TODAY, new)


def test_a_conversion_with_a_move_moves_the_household_and_both_its_devices(
    chain: Chain, household: Household, old: Equipment, tree: Tree
) -> None:
    carried(chain, ConvertHousehold, household, kind=Kind.AIR_PUMP, converted_year=2026, moved_to=tree.other_village)

    assert (household.village, household.town) == (tree.other_village, tree.other_town)
    assert set(household.equipment.values_list("village", flat=True)) == {tree.other_village.pk}


def test_a_conversion_to_the_same_kind_is_none(chain: Chain, household: Household) -> None:
    application = ConvertHousehold.file(
        by=chain.village, household=household, kind=Kind.DIRECT_HEATER, converted_year=2026, **DEVICE
    )

    with pytest.raises(StepRefused, match="台账中已是直热式电暖器"):
        ConvertHousehold.submit(application, by=chain.village)


def test_a_conversion_to_gas_waits_for_the_supplier(chain: Chain, household: Household, tree: Tree) -> None:
    supplier = factories.OrganizationFactory(gas=True, division=tree.district)
    given = {**DEVICE, **gas_row(supplier), "converted_year": 2026}
    application = ConvertHousehold.file(
        by=chain.village, household=household, **{key: given[key] for key in given if key != "supplier_reference"}
    )

    with pytest.raises(StepRefused, match="新增气代煤须先填写：供气确认文号"):
        ConvertHousehold.submit(application, by=chain.village)


def test_a_household_that_leaves_gas_leaves_its_meter(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, gas=True)

    carried(chain, ConvertHousehold, household, kind=Kind.AIR_PUMP, converted_year=2026, power_account="0311900")

    assert (household.gas_supplier, household.gas_meter_number, household.gas_account) == (None, "", "")
    assert household.power_account == "0311900"


def test_who_leaves_gas_is_no_longer_paid_through_its_meter(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, gas=True, subsidy_method=SubsidyMethod.GAS_METER)
    given = {**DEVICE, "kind": Kind.AIR_PUMP, "converted_year": 2026}
    application = ConvertHousehold.file(by=chain.village, household=household, **given)
    attach(application, *Document)
    with pytest.raises(StepRefused, match="电代煤户不能用“气表”发放补贴"):
        ConvertHousehold.submit(application, by=chain.village)
    ConvertHousehold.withdraw(application, by=chain.village)

    carried(chain, ConvertHousehold, household, **given, subsidy_method=SubsidyMethod.POWER_METER)

    assert household.subsidy_method == SubsidyMethod.POWER_METER


def test_the_form_of_a_conversion_offers_the_way_of_paying(chain: Chain, household: Household, client_of: Any) -> None:
    url = f"{reverse('applications-new', args=['convert'])}?household={household.pk}"

    assert 'name="subsidy_method"' in client_of(chain.village).get(url).content.decode()


def test_an_old_misfit_does_not_hold_up_a_new_phone_number(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, subsidy_method=SubsidyMethod.GAS_METER)
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")

    assert chain.carry(application, State.SUBMITTED).state == State.SUBMITTED


def test_an_upgrade_keeps_the_old_device_with_what_replaced_it(
    chain: Chain, household: Household, old: Equipment
) -> None:
    carried(chain, UpgradeEquipment, household, kind=Kind.AIR_FAN)

    old.refresh_from_db()
    assert old.state == Equipment.State.REPLACED
    assert old.replaced_by.device_brand == "格力"
    assert household.kind == Kind.AIR_FAN


def test_an_upgrade_may_keep_a_kind_that_is_allowed(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, kind=Kind.AIR_PUMP)

    carried(chain, UpgradeEquipment, household)

    assert household.equipment.get().kind == Kind.AIR_PUMP


def test_a_gas_boiler_may_be_replaced_by_another(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, gas=True)

    carried(chain, UpgradeEquipment, household)

    assert household.equipment.get().kind == Kind.GAS


def test_an_upgrade_may_bring_a_better_kind_of_the_same_category(chain: Chain, household: Household) -> None:
    carried(chain, UpgradeEquipment, household, kind=Kind.AIR_PUMP)

    assert household.kind == Kind.AIR_PUMP
    assert household.equipment.get().kind == Kind.AIR_PUMP


@pytest.mark.parametrize("kind", [None, Kind.GRAPHENE], ids=["the same kind", "another weak one"])
def test_an_upgrade_leads_to_a_better_kind_alone(chain: Chain, household: Household, kind: Kind | None) -> None:
    given = {"kind": kind} if kind else {}
    application = UpgradeEquipment.file(by=chain.village, household=household, **given, **DEVICE)
    attach(application, *Document)

    with pytest.raises(StepRefused, match="更新升级应采用节能设备（空气源热风机、空气源热泵、地源热泵、光伏、光热）"):
        UpgradeEquipment.submit(application, by=chain.village)


def test_a_conversion_from_electric_to_electric_leads_to_a_better_kind_alone(
    chain: Chain, household: Household
) -> None:
    given = {"kind": Kind.STORAGE_BOILER, "converted_year": 2026, **DEVICE}
    application = ConvertHousehold.file(by=chain.village, household=household, **given)

    with pytest.raises(StepRefused, match="不能换成蓄热式电锅炉"):
        ConvertHousehold.submit(application, by=chain.village)


def test_a_planned_upgrade_leads_to_a_better_kind_alone(chain: Chain, household: Household) -> None:
    said = {"kind": Kind.BIOMASS, "reason": "旧设备到期", "consented_on": TODAY}
    application = PlanUpgrade.file(by=chain.village, household=household, **said)

    with pytest.raises(StepRefused, match="不能换成生物质"):
        PlanUpgrade.submit(application, by=chain.village)


@pytest.mark.parametrize("case", ["upgrade", "plan_upgrade"])
def test_the_form_of_an_upgrade_offers_what_is_allowed(
    chain: Chain, household: Household, client_of: Any, case: str
) -> None:
    page = client_of(chain.village).get(f"{reverse('applications-new', args=[case])}?household={household.pk}")

    groups = page.context["form"].fields["kind"].choices[1:]
    assert {value for _, choices in groups for value, _ in choices} == UPGRADE_TARGETS


def test_an_upgrade_into_another_category_is_a_conversion(chain: Chain, household: Household) -> None:
    application = UpgradeEquipment.file(by=chain.village, household=household, kind=Kind.BIOMASS, **DEVICE)

    with pytest.raises(StepRefused, match="请办理改造类型变更"):
        UpgradeEquipment.submit(application, by=chain.village)


def test_an_upgrade_needs_the_householders_signed_will(chain: Chain, household: Household) -> None:
    application = UpgradeEquipment.file(by=chain.village, household=household, kind=Kind.AIR_FAN, **DEVICE)

    with pytest.raises(StepRefused, match="还缺材料：农户意愿确认书、设备铭牌照片。"):
        UpgradeEquipment.submit(application, by=chain.village)


def test_an_upgrade_of_one_of_two_devices_leaves_the_other(chain: Chain, household: Household, old: Equipment) -> None:
    other = factories.EquipmentFactory(household=household)

    carried(chain, UpgradeEquipment, household, equipment=old, kind=Kind.AIR_FAN)

    other.refresh_from_db()
    assert other.state == Equipment.State.IN_USE
    assert household.equipment.filter(state=Equipment.State.REPLACED).get() == old


def test_a_device_of_another_household_is_not_upgraded(chain: Chain, household: Household, old: Equipment) -> None:
    stranger = factories.EquipmentFactory(household__village=household.village)
    application = UpgradeEquipment.file(
        by=chain.village, household=household, equipment=stranger, kind=Kind.AIR_FAN, **DEVICE
    )

    with pytest.raises(StepRefused, match="不是这户在用的设备"):
        UpgradeEquipment.submit(application, by=chain.village)
