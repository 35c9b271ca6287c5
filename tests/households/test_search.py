"""One search box: what was typed decides where it is looked for."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.models import Post
from accounts.roles import Role
from core.ledgers.columns.identity import written_either_way
from households.models import Application, Equipment, Household
from households.models.households import NUMBERS
from households.search import search_applications, search_equipment, search_households
from households.workflows import ChangeHousehold
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree
from tests.households.conftest import Chain


@pytest.fixture
def household(tree: Tree) -> Household:
    factories.HouseholdFactory(
        village=tree.village, name="钱玉梅", phone="15000000000", address="北街9号", power_account="9"
    )
    return factories.HouseholdFactory(
        village=tree.village,
        name="曾建国",
        phone="13912345678",
        address="店上村3组132号",
        gas=True,
        gas_meter_number="QB7788",
        gas_account="3100055",
        power_account="0311009900",
    )


def found(typed: str, by: Post) -> list[Household]:
    return list(search_households(Household.objects.visible_to(by), typed, by))


@pytest.mark.parametrize(
    "typed",
    [
        "曾建国",
        "建国",
        "建",
        "国",
        "3组132",
        "店上村3组",
        "zjg",
        "ZJG",
        "zeng",
        "zengjian",
        "zeng jian guo",
        "13912345678",
        "139123",
        "5678",
        "QB77",
        "QB7788",
        "3100055",
        "03110099",
        "建国 3组",
        "  曾建国 ",
    ],
)
def test_the_household_is_found_by(typed: str, household: Household, post: MakePost) -> None:
    assert found(typed, post(Role.DISTRICT_OFFICE)) == [household]


def test_by_the_whole_id_number_and_its_last_four(household: Household, post: MakePost) -> None:
    office = post(Role.DISTRICT_OFFICE)
    number = household.id_number
    _, old = written_either_way(number)

    for typed in (number, number.lower(), old, number[-4:]):
        assert found(typed, office) == [household]


@pytest.mark.parametrize("column", NUMBERS)
@pytest.mark.parametrize("number", ["123456789012345678", "123456789012345", "7788"])
def test_a_meter_may_have_as_many_digits_as_an_id_number_or_its_end(
    column: str, number: str, household: Household, post: MakePost
) -> None:
    other = factories.HouseholdFactory(village=household.village, **{column: number})

    assert found(number, post(Role.DISTRICT_OFFICE)) == [other]


def test_an_application_is_found_by_such_a_meter(chain: Chain) -> None:
    application = chain.file_add(gas_meter_number="123456789012345678")

    rows = Application.objects.visible_to(chain.town)

    assert list(search_applications(rows, application.gas_meter_number, chain.town)) == [application]


def test_by_its_own_number(household: Household, post: MakePost) -> None:
    assert found(household.number, post(Role.DISTRICT_OFFICE)) == [household]


@pytest.mark.parametrize("typed", ["建過", "曾 玉梅", "jg", "9123", "QQ", "132组", "%", "_", "\\", "'"])
def test_nothing_else_is(typed: str, household: Household, post: MakePost) -> None:
    assert found(typed, post(Role.DISTRICT_OFFICE)) == []


def test_another_township_does_not_find_it(household: Household, post: MakePost, tree: Tree) -> None:
    assert found("曾建国", post(Role.TOWN_OFFICE, at=tree.other_town)) == []
    assert found("曾建国", post(Role.TOWN_OFFICE)) == [household]


def test_an_application_is_found_by_its_number_and_by_its_household(household: Household, chain: Chain) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, name="曾晓明", phone="18811112222")
    rows = Application.objects.visible_to(chain.town)

    for typed in (application.number, "曾建国", "曾晓明", "zxm", "18811112222", household.number, household.id_number):
        assert list(search_applications(rows, typed, chain.town)) == [application], typed
    assert not search_applications(rows, "钱玉梅", chain.town)


def test_a_device_is_found_by_its_code_and_by_its_household(household: Household, post: MakePost) -> None:
    device = factories.EquipmentFactory(household=household, device_code="SB-900")
    office = post(Role.TOWN_OFFICE)

    for typed in ("SB-9", "曾建国", "QB7788"):
        assert list(search_equipment(Equipment.objects.visible_to(office), typed, office)) == [device], typed


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("建国", "household_words"),
        ("zjg", "household_initials"),
        ("139123", "household_phone"),
        ("QB77", "household_gas_meter_number"),
        ("5678", "household_phone_tail"),
        ("130102195001011234", "household_id_digest"),
        ("130102195001011234", "household_gas_meter_number"),
        ("5678", "household_power_meter_number"),
    ],
)
def test_the_search_can_use_its_index(typed: str, index: str, post: MakePost) -> None:
    """With sequential scans forbidden the planner takes the index whose expression the search repeats, or none."""
    office = post(Role.DISTRICT_OFFICE)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    plan = search_households(Household.objects.all(), typed, office).order_by().explain()

    assert index in plan
