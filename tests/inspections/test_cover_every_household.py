"""不漏一户: who was inspected, who was not and why, place by place; each figure opens those households (P94–P96, P101,
P102)."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from households.models import Household
from inspections.models import InspectionDue
from inspections.planning.reckoning import reckon_all
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree

TODAY = timezone.localdate()
YEAR_BEGINS = TODAY.replace(month=1, day=1)


def another(household: Household, **facts: Any) -> Household:
    made: Household = factories.HouseholdFactory(
        gas=True, gas_supplier=household.gas_supplier, **{"village": household.village, **facts}
    )
    return made


def standing(household: Household, **facts: Any) -> None:
    """As the list would have it, on whatever day the test runs."""
    with acting(System.DEMO):
        InspectionDue.objects.filter(household=household).update(**facts)


@pytest.fixture
def sheet(client_of: ClientOf, gas_office: Post) -> Any:
    def ask(query: str = "") -> list[dict[str, list[str]]]:
        rows: list[dict[str, list[str]]] = client_of(gas_office).get(f"/api/inspection-coverage/{query}").json()["rows"]
        return rows

    return ask


def test_not_at_home_is_not_inspected_and_stays_in_the_denominator(household: Household, sheet: Any) -> None:
    for year_standing in ("not_home", "refused", "vacant", "closed", "done"):
        standing(another(household), year_standing=year_standing)

    whole, village = sheet()

    assert whole["cells"] == ["合计", "6", "1", "1", "1", "1", "1", "1", "16.7%"]
    assert village["cells"] == [str(household.village), *whole["cells"][1:]]


def test_a_company_counts_all_its_households_wherever_its_post_is(
    household: Household, tree: Tree, client_of: ClientOf
) -> None:
    another(household, village=tree.other_village)
    post = factories.PostFactory(role=Role.GAS_COMPANY, division=tree.town, organization=household.gas_supplier)

    whole, *_ = client_of(post).get("/api/inspection-coverage/").json()["rows"]

    assert whole["cells"][:2] == ["合计", "2"]


def test_a_figure_opens_its_households(household: Household, sheet: Any, client_of: ClientOf, gas_office: Post) -> None:
    refusing = another(household)
    standing(refusing, year_standing="refused")

    opened = client_of(gas_office).get(sheet()[1]["rows"][4]).json()

    assert [one["householder"] for one in opened["results"]] == [refusing.name]


def test_another_township_is_not_counted(household: Household, sheet: Any, tree: Tree) -> None:
    another(household, village=tree.other_village)

    assert sheet()[0]["cells"][1] == "1"


def test_the_sweep_before_the_season_is_counted_by_itself(household: Household, sheet: Any) -> None:
    standing(household, year_standing="done", pre_season_standing="not_home")

    assert sheet("?by=pre_season")[0]["cells"] == ["合计", "1", "0", "1", "0", "0", "0", "0", "0.0%"]


def test_rounds_are_enough_where_the_year_has_as_many_as_it_asks_for(household: Household, sheet: Any) -> None:
    standing(another(household), rounds_done=2)
    standing(another(household), rounds_done=1)

    assert sheet("?by=rounds")[0]["cells"] == ["合计", "3", "1", "2", "1", "33.3%"]


def test_a_village_without_an_officer_of_the_company_is_not_covered(
    household: Household, sheet: Any, tree: Tree
) -> None:
    another(household, village=tree.next_village)
    officer = factories.PostFactory(role="safety_officer", division=tree.district, organization=household.gas_supplier)
    factories.VillageDutyFactory(post=officer, village=tree.village)
    stranger = factories.PostFactory(role="safety_officer", division=tree.district)
    factories.VillageDutyFactory(post=stranger, village=tree.next_village)

    assert sheet("?by=officers")[0]["cells"] == ["合计", "2", "1", "50.0%", "2", "1", "未安排 1 个村"]


def test_from_a_village_without_an_officer_one_goes_on_to_give_it_to_one(
    household: Household, client_of: ClientOf, post: MakePost, tree: Tree
) -> None:
    another(household, village=tree.next_village)
    officer = factories.PostFactory(role="safety_officer", division=tree.district, organization=household.gas_supplier)
    factories.VillageDutyFactory(post=officer, village=tree.village)
    browser = client_of(post(Role.TOWN_GAS_OFFICE))

    page = browser.get("/inspection-coverage/?by=officers").content.decode()

    [address] = re.findall(r'href="(/village-duties/new/[^"]*)"', page)
    assert browser.get(address).context["form"]["village"].value() == [f"{tree.next_village.pk}"]


def test_who_gives_no_villages_is_not_led_to_the_form(
    household: Household, client_of: ClientOf, post: MakePost
) -> None:
    page = client_of(post(Role.TOWN_OFFICE)).get("/inspection-coverage/?by=officers").content.decode()

    assert str(household.village) in page
    assert "/village-duties/new/" not in page


def test_gas_is_followed_by_an_inspection_on_the_day_and_within_the_week(household: Household, sheet: Any) -> None:
    """On the first days of a year none of its ventilations is a week old."""
    day = TODAY - datetime.timedelta(days=10)
    for seen_after in ((0, 3), (0,), ()):
        house = another(household)
        factories.VentilationFactory(household=house, let_in=True, occasion="first", ventilated_on=day)
        for days in seen_after:
            factories.InspectionFactory(household=house, days_ago=10 - days)

    rows = sheet(f"?by=gas&year={day.year}")

    assert rows[0]["cells"] == ["合计", "3", "2", "66.7%", "3", "1", "33.3%", "2"]


def test_a_campaign_is_counted_by_itself(household: Household, sheet: Any, tree: Tree) -> None:
    another(household)
    campaign = factories.CampaignFactory(district=tree.district)
    factories.InspectionFactory(household=household)

    rows = sheet(f"?by={campaign.pk}")

    assert rows[0]["cells"][:3] == ["合计", "2", "1"]
    assert rows[0]["cells"][-1] == "50.0%"


def test_the_page_and_its_workbook_open(household: Household, client_of: ClientOf, gas_office: Post) -> None:
    browser = client_of(gas_office)

    assert str(household.village) in browser.get("/inspection-coverage/").content.decode()
    assert browser.get("/inspection-coverage/export/?by=gas").status_code == 200


# The due list


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("overdue=on", {"late"}),
        ("due_kind=seventh_day", {"late"}),
        ("until={today}", {"late"}),
        ("standing=refused", {"refusing"}),
        ("rounds=enough", {"done"}),
        ("rounds=none", {"late", "refusing"}),
        ("unassigned=on", {"refusing"}),
        ("officer={officer}", {"late", "done"}),
        ("campaign={campaign}&campaign_standing=done", {"done"}),
        ("q={name}", {"late"}),
    ],
)
def test_the_list_is_narrowed(
    asked: str, found: set[str], household: Household, client_of: ClientOf, gas_office: Post, tree: Tree
) -> None:
    supplier = household.gas_supplier
    houses = {
        "late": household,
        "done": another(household, name="钱够数"),
        "refusing": another(household, village=tree.next_village),
    }
    officer = factories.PostFactory(role="safety_officer", division=tree.district, organization=supplier)
    factories.VillageDutyFactory(post=officer, village=tree.village)
    campaign = factories.CampaignFactory(district=tree.district)
    factories.InspectionFactory(household=houses["done"])
    later = TODAY + datetime.timedelta(days=30)
    days_ago = TODAY - datetime.timedelta(days=3)
    standing(houses["late"], due_kind="seventh_day", due_on=days_ago, rounds_done=0)
    standing(houses["done"], rounds_done=2, due_kind="none", due_on=None)
    standing(houses["refusing"], standing="refused", due_kind="annual", due_on=later, rounds_done=0)
    query = asked.format(today=TODAY, officer=officer.pk, campaign=campaign.pk, name=household.name)

    rows = client_of(gas_office).get(f"/api/inspection-dues/?{query}").json()["results"]

    listed = {row["household"] for row in rows}
    assert {name for name, one in houses.items() if one.pk in listed} == found


def test_an_officer_sees_his_villages_and_goes_to_the_visit(
    household: Household, officer: Post, client_of: ClientOf, tree: Tree
) -> None:
    another(household, village=tree.next_village)

    rows = client_of(officer).get("/api/inspection-dues/").json()["results"]

    assert [row["householder"] for row in rows] == [household.name]
    page = client_of(officer).get(f"/inspection-dues/{rows[0]['id']}/").content.decode()
    assert f"/field/visit/{household.pk}/" in page


def test_the_households_page_says_what_is_due(household: Household, client_of: ClientOf, gas_office: Post) -> None:
    reckon_all()

    page = client_of(gas_office).get(f"/households/{household.pk}/").content.decode()

    assert "应检" in page
    assert "0 / 2" in page
