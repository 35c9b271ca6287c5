"""用能需求表: households and rated power by village, for who secures supply (P44)."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from accounts.roles import Role
from households.models.choices import Kind
from tests.conftest import ClientOf, MakePost
from tests.factories import EquipmentFactory, HouseholdFactory, Tree


@pytest.fixture(autouse=True)
def heated(tree: Tree) -> None:
    gas = HouseholdFactory(gas=True, village=tree.village)
    electric = HouseholdFactory(village=tree.village)
    HouseholdFactory(village=tree.other_village, cancelled=True)
    EquipmentFactory(household=gas, device_power=Decimal(24))
    EquipmentFactory(household=electric, device_power=Decimal("3.5"))
    EquipmentFactory(household=electric, kind=Kind.AIR_FAN, device_power=None)
    EquipmentFactory(household=electric, device_power=Decimal(9), replaced=True)


def test_each_village_has_its_households_and_the_power_of_what_they_use(post: MakePost, client_of: ClientOf) -> None:
    answer = client_of(post(Role.DEVELOPMENT_BUREAU)).get("/energy-demand/export/")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2, max_row=3)]
    assert rows == [["西兆通镇 店上村", 1, 24, 1, 3.5, 1], ["合计", 1, 24, 1, 3.5, 1]]


def test_a_count_opens_its_households(post: MakePost, tree: Tree, client_of: ClientOf) -> None:
    browser = client_of(post(Role.DEVELOPMENT_BUREAU))
    page = browser.get("/energy-demand/").content.decode()

    url = f"/households/?village={tree.village.pk}&status=1&category=2"
    assert url.replace("&", "&amp;") in page
    assert "共 1 户" in browser.get(url).content.decode()


def test_another_townships_figures_are_not_shown(post: MakePost, tree: Tree, client_of: ClientOf) -> None:
    page = client_of(post(Role.TOWN_OFFICE, at=tree.other_town)).get("/energy-demand/").content.decode()

    assert "店上村" not in page
    assert "还没有气代煤、电代煤户" in page
