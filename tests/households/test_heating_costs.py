"""取暖费用 and 双碳贡献, reckoned from meter readings (P23, P27)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.figures.areas import Area
from core.figures.sheets import Asked, Sheet
from core.models import ParameterValue
from households.energy import averages, carbon
from households.energy.costs import reckon
from households.energy.parameters import GAS_PRICE
from households.models import HeatingCost, Household, MeterReading
from households.models.readings import Energy
from tests.conftest import ClientOf, MakePost
from tests.factories import HeatingCostFactory, HouseholdFactory, MeterReadingFactory, Tree

YEAR = 2025


@pytest.fixture
def gas(tree: Tree) -> Household:
    made: Household = HouseholdFactory(village=tree.village, gas=True)
    return made


@pytest.fixture
def electric(tree: Tree) -> Household:
    made: Household = HouseholdFactory(village=tree.other_village)
    return made


def costs() -> dict[int, Decimal]:
    return dict(HeatingCost.objects.filter(season_year=YEAR).values_list("household", "cost"))


def sheet_of(build: Any, post: Post, query: str = f"year={YEAR}") -> Sheet:
    return build(Area(post), Asked("carbon", QueryDict(query)))


def test_a_season_costs_its_usage_times_the_price(gas: Household, electric: Household) -> None:
    MeterReadingFactory(household=gas, usage=1000)
    MeterReadingFactory(household=electric, energy=Energy.POWER, usage=5000)

    reckon(YEAR)

    assert costs() == {gas.pk: Decimal("2800.00"), electric.pk: Decimal("2600.00")}


def test_months_add_up_and_the_whole_season_goes_before_them(gas: Household, electric: Household) -> None:
    for month, usage in ((11, 100), (12, 200)):
        MeterReadingFactory(household=gas, month=month, usage=usage)
        MeterReadingFactory(household=electric, energy=Energy.POWER, month=month, usage=usage)
    MeterReadingFactory(household=electric, energy=Energy.POWER, usage=1000)

    reckon(YEAR)

    assert costs() == {gas.pk: Decimal("840.00"), electric.pk: Decimal("520.00")}


def test_only_what_a_household_heats_with_counts(gas: Household) -> None:
    MeterReadingFactory(household=gas, energy=Energy.POWER, usage=900)

    reckon(YEAR)

    assert costs() == {}


def test_what_was_put_right_is_reckoned_again_and_what_became_void_goes(gas: Household, electric: Household) -> None:
    mended, void = (
        MeterReadingFactory(household=gas, usage=1000),
        MeterReadingFactory(household=electric, energy=Energy.POWER, usage=1000),
    )
    reckon(YEAR)
    with acting(System.DEMO):
        MeterReading.objects.filter(pk=mended.pk).update(usage=500)
        MeterReading.objects.filter(pk=void.pk).update(void=True)

    assert reckon(YEAR) == 1
    assert costs() == {gas.pk: Decimal("1400.00")}
    assert reckon(YEAR) == 0


def test_the_price_is_that_of_the_seasons_beginning(gas: Household) -> None:
    MeterReadingFactory(household=gas, usage=1000)
    with acting(System.DEMO):
        for value, day in ((3, datetime.date(2025, 10, 1)), (9, datetime.date(2026, 3, 1))):
            ParameterValue(code=GAS_PRICE.code, value=value, effective_on=day, basis="文件").save()

    reckon(YEAR)

    assert costs() == {gas.pk: Decimal("3000.00")}


def test_the_dearest_stand_first_and_high_ones_alone_on_demand(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    low, high = HouseholdFactory(village=tree.village), HouseholdFactory(village=tree.village)
    HeatingCostFactory(household=high, usage=1600)
    HeatingCostFactory(household=low, usage=1000)
    browser = client_of(post(Role.TOWN_OFFICE))
    url = reverse("heating-costs-list")

    page = browser.get(url).content.decode()
    narrowed = browser.get(f"{url}?high=on").content.decode()

    assert page.index(high.number) < page.index(low.number)
    assert (high.number in narrowed, low.number in narrowed) == (True, False)


def test_a_candidate_leads_to_a_planned_renewal(gas: Household, post: MakePost, client_of: ClientOf) -> None:
    cost = HeatingCostFactory(household=gas)

    page = client_of(post(Role.TOWN_OFFICE)).get(reverse("heating-costs-detail", args=[cost.pk])).content.decode()

    assert f"{reverse('applications-new', args=['plan_upgrade'])}?household={gas.pk}" in page


def test_carbon_saved_is_coal_spared_less_what_gas_and_power_give(
    gas: Household, electric: Household, post: MakePost
) -> None:
    """A household: 3 t of raw coal × 0.7143 × 2.66; 1000 m³ give 2.16 t, 5000 kWh 3.388 t."""
    HeatingCostFactory(household=gas, usage=1000)
    HeatingCostFactory(household=electric, usage=5000)

    rows = [[cell.text for cell in row] for row in sheet_of(carbon.build, post(Role.DISTRICT_OFFICE)).rows]

    assert rows[0] == ["合计", "", "2", "", "6.00", "11.40", "5.55", "5.85"]
    assert rows[1][1:] == ["气代煤", "1", "1,000 m³", "3.00", "5.70", "2.16", "3.54"]
    assert rows[2][1:] == ["电代煤", "1", "5,000 kWh", "3.00", "5.70", "3.39", "2.31"]


def test_the_mean_of_each_place(tree: Tree, gas: Household, electric: Household, post: MakePost) -> None:
    HeatingCostFactory(household=gas, usage=1000)
    HeatingCostFactory(household=HouseholdFactory(village=tree.village), usage=2000)
    HeatingCostFactory(household=electric, usage=500)

    rows = [[cell.text for cell in row] for row in sheet_of(averages.build, post(Role.DISTRICT_OFFICE)).rows]

    assert rows[1] == [str(tree.town), "2", "¥6,000.00", "¥3,000.00", "1", "50.0%"]
    assert [row[0] for row in rows] == ["合计", str(tree.town), str(tree.other_town)]


@pytest.mark.parametrize("build", [carbon.build, averages.build])
def test_every_count_opens_as_many_rows(
    build: Any, tree: Tree, gas: Household, electric: Household, post: MakePost, client_of: ClientOf
) -> None:
    for household, year in ((gas, YEAR), (electric, YEAR), (gas, YEAR - 1)):
        HeatingCostFactory(household=household, season_year=year)
    district = post(Role.DISTRICT_OFFICE)
    browser = client_of(district)

    opened = [cell for row in sheet_of(build, district).rows for cell in row if "heating-costs/" in cell.url]

    assert len(opened) >= 3
    for cell in opened:
        assert browser.get(f"/api{cell.url}").json()["count"] == int(cell.text), cell
