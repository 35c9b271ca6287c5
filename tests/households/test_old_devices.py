"""老旧设备台账: until when each device may be used, whoever wrote it, and the list of those that are old."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.audit import System, acting
from accounts.roles import Role
from core.ledgers.writing import copy_in
from core.models import ParameterValue
from core.small_tables import forget
from households.ageing.parameters import HIGH_POWER, SERVICE_YEARS
from households.ageing.reckoning import reckon_all
from households.documents import Document
from households.models import DeviceLife, Equipment, Household
from households.models.choices import TO_BE_UPGRADED, Kind
from households.models.lives import Expiry, in_a_year, span
from households.workflows import UpgradeEquipment
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import Chain, attach

TODAY = timezone.localdate()
UNDATED = {"device_made_on": None, "device_installed_on": None, "device_commissioned_on": None}
State = DeviceLife.State


@pytest.fixture(autouse=True)
def numbers(db: None) -> Iterator[None]:
    """They are kept in the process: what other tests put there is forgotten, and what these do."""
    forget(ParameterValue)
    yield
    forget(ParameterValue)


def years_ago(years: int, days: int = 0) -> datetime.date:
    return TODAY.replace(year=TODAY.year - years, day=min(TODAY.day, 28)) - datetime.timedelta(days=days)


def life_of(**facts: Any) -> DeviceLife:
    return DeviceLife.objects.get(equipment=factories.EquipmentFactory(**facts))


def gas(tree: Tree, **facts: Any) -> DeviceLife:
    household = factories.HouseholdFactory(village=tree.village, gas=True, converted_year=2019)
    return life_of(household=household, **{**UNDATED, **facts})


def put(code: str, value: int, day: datetime.date = TODAY) -> None:
    with acting(System.DEMO):
        ParameterValue.objects.create(code=code, value=value, effective_on=day, basis="会议纪要")


# When it expires


def test_a_gas_boiler_may_be_used_for_eight_years_from_its_installation(tree: Tree) -> None:
    life = gas(tree, device_installed_on=datetime.date(2019, 9, 10), device_commissioned_on=datetime.date(2019, 11, 1))

    assert (life.expires_on, life.service_years) == (datetime.date(2027, 9, 10), 8)
    assert life.basis_said == "自安装日期起 8 年（使用年限表）"


@pytest.mark.parametrize(
    ("facts", "basis", "begins_on"),
    [
        ({"device_commissioned_on": datetime.date(2020, 11, 1)}, "commissioned", datetime.date(2020, 11, 1)),
        ({"device_made_on": datetime.date(2019, 6, 1)}, "made", datetime.date(2019, 6, 1)),
        ({}, "converted", datetime.date(2019, 12, 31)),
    ],
)
def test_where_that_day_is_unknown_the_nearest_is_taken(
    tree: Tree, facts: dict[str, Any], basis: str, begins_on: datetime.date
) -> None:
    life = gas(tree, **facts)

    assert (life.basis, life.counted_from_on) == (basis, begins_on)


def test_where_no_day_is_known_nothing_is_said(tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, converted_year=None)

    life = life_of(household=household, **UNDATED)

    assert (life.expires_on, life.expiry) == (None, Expiry.UNKNOWN)
    assert life.basis_said == "台账没有安装、投运、生产日期和改造年份"


def test_the_makers_own_years_go_before_the_table(tree: Tree) -> None:
    life = gas(tree, device_installed_on=datetime.date(2019, 9, 10), device_service_years=10)

    assert life.expires_on == datetime.date(2029, 9, 10)
    assert life.basis_said == "自安装日期起 10 年（设备注明的年限）"


def test_an_absurd_number_of_years_harms_nothing(tree: Tree) -> None:
    life = gas(tree, device_installed_on=datetime.date(9990, 1, 1), device_service_years=30_000)

    assert life.expires_on == datetime.date(9999, 12, 31)


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_the_database_reckons_with_the_declared_table(tree: Tree, kind: Kind) -> None:
    household = factories.HouseholdFactory(village=tree.village, kind=kind, category=kind.category)

    dated = {**UNDATED, "device_installed_on": years_ago(30)}
    life = life_of(household=household, device_power=HIGH_POWER.default, **dated)

    assert life.service_years == SERVICE_YEARS[kind].default
    assert (life.score > 0) == (kind in TO_BE_UPGRADED)
    assert life.high_power


@pytest.mark.parametrize(
    ("days", "expiry"), [(0, Expiry.EXPIRED), (1, Expiry.SOON), (365, Expiry.SOON), (400, Expiry.LATER)]
)
def test_a_device_expires_on_its_day(tree: Tree, days: int, expiry: Expiry) -> None:
    life = gas(tree, device_installed_on=years_ago(8))
    with acting(System.DEMO):
        DeviceLife.objects.filter(pk=life.pk).update(expires_on=TODAY + datetime.timedelta(days=days))

    assert DeviceLife.objects.get().expiry == expiry
    assert DeviceLife.objects.standing(expiry).get() == life


def test_spans_are_said_in_years_and_months() -> None:
    begin = datetime.date(2019, 3, 31)

    assert span(begin, datetime.date(2026, 5, 30)) == "7 年 1 个月"
    assert span(begin, datetime.date(2020, 3, 31)) == "1 年"
    assert span(begin, begin) == ""
    assert in_a_year(datetime.date(2028, 2, 29)) == datetime.date(2029, 2, 28)


# Whoever writes it


def test_what_comes_by_copy_is_listed(tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, gas=True)
    place = (tree.village.pk, tree.town.pk, tree.district.pk, tree.city.pk)
    columns = ("household_id", "village_id", "town_id", "district_id", "city_id", "kind", "device_installed_on")

    with acting(System.DEMO):
        copy_in(Equipment, columns, [(household.pk, *place, Kind.GAS, datetime.date(2020, 9, 1))] * 2)

    assert set(DeviceLife.objects.values_list("household", "expires_on")) == {
        (household.pk, datetime.date(2028, 9, 1))
    }  # fmt: skip


def test_a_corrected_day_moves_the_expiry(tree: Tree) -> None:
    life = gas(tree, device_installed_on=datetime.date(2019, 9, 10))

    with acting(System.DEMO):
        Equipment.objects.update(device_installed_on=datetime.date(2020, 9, 10))

    life.refresh_from_db()
    assert (life.expires_on, life.version) == (datetime.date(2028, 9, 10), 2)


def test_a_corrected_year_of_conversion_moves_the_expiry(tree: Tree) -> None:
    life = gas(tree)

    with acting(System.DEMO):
        Household.objects.update(converted_year=2021)

    life.refresh_from_db()
    assert life.expires_on == datetime.date(2029, 12, 31)


def test_what_says_nothing_new_of_its_age_leaves_it_alone(tree: Tree) -> None:
    life = gas(tree)

    with acting(System.DEMO):
        Equipment.objects.update(device_code="SB1")
        Household.objects.update(remark="无")

    life.refresh_from_db()
    assert life.version == 1


def test_a_replaced_device_leaves_the_list_and_the_new_one_comes_in(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, kind=Kind.DIRECT_HEATER)
    old = life_of(household=household)
    device = {"device_brand": "格力", "device_model": "RB-80", "device_installed_on": TODAY, "reason": "旧设备到期"}
    application = UpgradeEquipment.file(by=chain.village, household=household, kind=Kind.AIR_FAN, **device)
    attach(application, *Document)

    chain.carry(application, "in_ledger")

    old.refresh_from_db()
    assert old.state == State.LEFT
    new = DeviceLife.objects.listed().get()
    assert (new.kind, new.counted_from_on) == (Kind.AIR_FAN, TODAY)


def test_a_device_that_moves_is_listed_where_it_stands_now(tree: Tree) -> None:
    life = gas(tree)

    with acting(System.DEMO):
        device = Equipment.objects.get()
        device.village = tree.other_village
        device.save()

    life.refresh_from_db()
    assert (life.village, life.town) == (tree.other_village, tree.other_town)


# Numbers of the district


def test_a_number_of_the_district_holds_for_what_is_written_from_its_day_on(tree: Tree) -> None:
    put(SERVICE_YEARS[Kind.GAS].code, 6)

    assert gas(tree, device_installed_on=datetime.date(2019, 9, 10)).expires_on == datetime.date(2025, 9, 10)


def test_the_night_reckons_all_by_the_table_of_the_day(tree: Tree) -> None:
    life = gas(tree, device_installed_on=datetime.date(2019, 9, 10))
    put(SERVICE_YEARS[Kind.GAS].code, 6)
    put(SERVICE_YEARS[Kind.GAS].code, 20, TODAY + datetime.timedelta(days=1))

    reckon_all()

    life.refresh_from_db()
    assert (life.expires_on, life.version) == (datetime.date(2025, 9, 10), 2)


def test_a_night_without_anything_new_writes_nothing(tree: Tree) -> None:
    life = gas(tree)

    reckon_all()

    life.refresh_from_db()
    assert life.version == 1


# Pages


@pytest.fixture
def three(tree: Tree) -> dict[str, DeviceLife]:
    return {
        "expired": gas(tree, device_installed_on=years_ago(9)),
        "soon": gas(tree, device_installed_on=years_ago(8, days=-60)),
        "later": gas(tree, device_installed_on=years_ago(1)),
    }


def test_the_list_begins_with_the_oldest(three: dict[str, DeviceLife], post: MakePost, client_of: ClientOf) -> None:
    page = client_of(post(Role.TOWN_OFFICE)).get(reverse("old-devices-list")).content.decode()

    places = [page.index(f"/old-devices/{three[name].pk}/") for name in ("expired", "soon", "later")]
    assert places == sorted(places)
    assert "已到期" in page
    assert "1 年" in page


@pytest.mark.parametrize("expiry", ["expired", "soon", "later"])
def test_the_list_is_narrowed_by_expiry(
    three: dict[str, DeviceLife], post: MakePost, client_of: ClientOf, expiry: str
) -> None:
    page = client_of(post(Role.TOWN_OFFICE)).get(f"{reverse('old-devices-list')}?expiry={expiry}").content.decode()

    assert [name for name in three if f"/old-devices/{three[name].pk}/" in page] == [expiry]


def test_the_dashboard_counts_them_and_opens_those_rows(
    three: dict[str, DeviceLife], post: MakePost, client_of: ClientOf
) -> None:
    district = client_of(post(Role.DISTRICT_OFFICE))
    figures = district.get(reverse("dashboard")).context["device_figures"]

    assert [(one.label, one.value) for one in figures] == [
        ("已到期设备", "1"), ("一年内到期设备", "1"), ("有问题未处置的设备", "0"), ("更新升级候选", "0"),
    ]  # fmt: skip
    page = district.get(figures[0].url).content.decode()
    assert "共 1 台" in page
    assert f"/old-devices/{three['expired'].pk}/" in page


def test_the_api_gives_the_same_figures(three: dict[str, DeviceLife], post: MakePost, client_of: ClientOf) -> None:
    district = client_of(post(Role.DISTRICT_OFFICE))
    devices = district.get("/api/dashboard/").json()["devices"]

    assert [one["devices"] for one in devices] == [1, 1, 0, 0]
    [row] = district.get(devices[0]["rows"]).json()["results"]
    assert row["id"] == three["expired"].pk


def test_a_households_page_shows_how_old_its_device_is(
    three: dict[str, DeviceLife], post: MakePost, client_of: ClientOf
) -> None:
    page = client_of(post(Role.VILLAGE)).get(reverse("households-detail", args=[three["expired"].household_id]))

    assert "自安装日期起 8 年（使用年限表）" in page.content.decode()


def test_a_devices_page_shows_how_old_it_is(three: dict[str, DeviceLife], post: MakePost, client_of: ClientOf) -> None:
    page = client_of(post(Role.VILLAGE)).get(reverse("equipment-detail", args=[three["soon"].equipment_id]))

    assert "一年内到期" in page.content.decode()
