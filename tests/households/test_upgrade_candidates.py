"""更新升级候选: which devices should be replaced, why, and how ticked rows become applications (P30, P31)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.workflow import StepRefused
from households.ageing.upgrading import UpgradeOldDevice
from households.models import Application, DeviceFlag, DeviceLife
from households.models.choices import Kind
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.households.conftest import Chain

TODAY = timezone.localdate()
RECENT, LONG_AGO = TODAY - datetime.timedelta(days=300), TODAY - datetime.timedelta(days=366 * 14)
What = DeviceFlag.What


def listed(tree: Tree, kind: Kind = Kind.DIRECT_BOILER, **facts: Any) -> DeviceLife:
    """A direct electric boiler, new and weak, where nothing else is said."""
    household = factories.HouseholdFactory(village=tree.village, kind=kind, category=kind.category)
    known = {"device_made_on": None, "device_installed_on": RECENT, "device_power": "6.00", **facts}
    return DeviceLife.objects.get(equipment=factories.EquipmentFactory(household=household, **known))


def flag(life: DeviceLife, what: What = What.HAZARD) -> None:
    factories.DeviceFlagFactory(equipment=life.equipment, what=what)
    life.refresh_from_db()


def candidates() -> set[int]:
    return set(DeviceLife.objects.listed().candidates().values_list("pk", flat=True))


def test_a_good_electric_boiler_is_none(tree: Tree) -> None:
    listed(tree)

    assert candidates() == set()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"device_installed_on": LONG_AGO}, "到期，已超"),
        ({"device_power": "12.00"}, "额定功率 12 kW，功率大"),
        ({"device_service_years": 1}, "到期，不到一年"),
    ],
)
def test_an_old_or_powerful_one_is_with_its_reason(tree: Tree, facts: dict[str, Any], reason: str) -> None:
    life = listed(tree, **facts)

    assert candidates() == {life.pk}
    assert reason in life.reasons_said


def test_one_with_something_wrong_is(tree: Tree) -> None:
    life = listed(tree)

    flag(life, What.POOR_EFFECT)

    assert (candidates(), life.reasons_said) == ({life.pk}, "有取暖效果差")


@pytest.mark.parametrize("kind", [Kind.GAS, Kind.AIR_PUMP, Kind.BIOMASS])
def test_what_is_no_weak_electric_device_is_none(tree: Tree, kind: Kind) -> None:
    flag(listed(tree, kind, device_installed_on=LONG_AGO, device_power="20.00"))

    assert candidates() == set()


def test_one_whose_renewal_is_under_way_is_none_any_more(tree: Tree) -> None:
    named, unnamed, other = (listed(tree, device_power="12.00") for _ in range(3))
    for life, about in ((named, {"equipment": named.equipment}), (unnamed, {}), (other, {"state": "withdrawn"})):
        case = {"case": Application.Case.PLAN_UPGRADE, "household": life.household, "village": tree.village}
        ended = {"decided_at": timezone.now()} if "state" in about else {}
        factories.ApplicationFactory(**case, **about, **ended)

    assert candidates() == {other.pk}


def test_the_most_pressing_stand_first(tree: Tree) -> None:
    powerful, old, dangerous = (
        listed(tree, device_power="12.00"), listed(tree, device_installed_on=LONG_AGO), listed(tree),
    )  # fmt: skip
    flag(dangerous)
    flag(dangerous, What.QUALITY)

    ranked = list(DeviceLife.objects.listed().candidates().order_by("-score").values_list("pk", "score"))

    assert ranked == [(dangerous.pk, 65), (old.pk, 56), (powerful.pk, 15)]


def test_ticked_ones_become_drafts_with_their_reasons(tree: Tree, chain: Chain) -> None:
    lives = [listed(tree, device_power="12.00") for _ in range(2)]

    outcome = UpgradeOldDevice.file.take_all(DeviceLife.objects.all(), by=chain.village, target=Kind.AIR_PUMP)

    assert outcome.refused == {}
    drafts = Application.objects.filter(case=Application.Case.PLAN_UPGRADE, state="draft").order_by("household_id")
    assert [(one.household, one.equipment, one.kind) for one in drafts] == [
        (life.household, life.equipment, Kind.AIR_PUMP) for life in lives
    ]
    assert {one.reason for one in drafts} == {"额定功率 12 kW，功率大"}
    assert candidates() == set()


def test_of_a_household_with_two_devices_one_draft_is_filed(tree: Tree, chain: Chain) -> None:
    life = listed(tree, device_power="12.00")
    factories.EquipmentFactory(household=life.household, device_power="12.00")

    outcome = UpgradeOldDevice.file.take_all(DeviceLife.objects.all(), by=chain.town, target=Kind.AIR_PUMP)

    assert len(outcome.taken) == 1
    assert list(outcome.refused.values()) == ["这户已有一件同类申请正在办理。"]


def test_what_is_under_way_is_not_filed_again(tree: Tree, chain: Chain) -> None:
    life = listed(tree)
    UpgradeOldDevice.file(life, by=chain.town, target=Kind.AIR_PUMP)

    with pytest.raises(StepRefused, match="已有更新、改造或销户的申请正在办理"):
        UpgradeOldDevice.file(life, by=chain.town, target=Kind.AIR_PUMP)


def test_a_target_that_is_not_allowed_is_refused(tree: Tree, chain: Chain) -> None:
    with pytest.raises(StepRefused):
        UpgradeOldDevice.file(listed(tree), by=chain.town, target=Kind.GRAPHENE)

    assert not Application.objects.exists()


def test_the_menu_opens_the_candidates_alone(tree: Tree, chain: Chain, client_of: ClientOf) -> None:
    wanted, other = listed(tree, device_power="12.00"), listed(tree)

    page = client_of(chain.town).get(reverse("upgrade-candidates"), follow=True).content.decode()

    assert f"/old-devices/{wanted.pk}/" in page
    assert f"/old-devices/{other.pk}/" not in page
    assert "登记计划更新改造" in page


def test_ticked_rows_are_filed_by_clicking(tree: Tree, chain: Chain, client_of: ClientOf) -> None:
    life = listed(tree, device_power="12.00")
    town, url = client_of(chain.town), reverse("old-devices-bulk", args=["file"])
    preview = town.post(url, {"pk": life.pk}).context
    assert (preview["ready"], preview["total"]) == (1, 1)

    town.post(url, {"pk": life.pk, "seen": preview["seen"], "confirmed": "1", "target": f"{Kind.AIR_FAN.value}"})

    assert Application.objects.get().kind == Kind.AIR_FAN


def test_one_is_filed_from_its_own_page(tree: Tree, chain: Chain, client_of: ClientOf) -> None:
    life = listed(tree, device_power="12.00")
    village, url = client_of(chain.village), reverse("old-devices-step", args=[life.pk, "file"])
    assert "拟更新为" in village.get(url).content.decode()

    village.post(url, {"target": f"{Kind.AIR_FAN.value}"})

    assert Application.objects.get().equipment == life.equipment
