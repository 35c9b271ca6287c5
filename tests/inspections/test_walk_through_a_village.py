"""今日安检: the households of a village, as one walks; page by page where there are many."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from households.models import Household
from inspections.models import Inspection, InspectionDue
from inspections.visiting import today
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree

HOUSES = ("2号", "10号", "1号")
PLACE = {"longitude": 114.55, "latitude": 38.03}


@pytest.fixture
def houses(household: Household) -> dict[str, Household]:
    """Nobody has been there."""
    return {
        address: factories.HouseholdFactory(
            gas=True,
            gas_supplier=household.gas_supplier,
            village=household.village,
            address=address,
            name="周走村",
            **(PLACE if address == "1号" else {}),
        )
        for address in HOUSES
    }


@pytest.fixture
def client(officer: Post, client_of: ClientOf) -> Client:
    return client_of(officer)


def listed(client: Client, query: str = "?q=周走村") -> list[str]:
    groups = client.get(f"/field/{query}").context["groups"]
    return [row["household"].address for group in groups for row in group["rows"]]


def test_the_list_goes_as_one_walks(client: Client, houses: dict[str, Household]) -> None:
    assert listed(client) == ["1号", "2号", "10号"]


def test_a_long_list_goes_on_on_the_next_page(
    client: Client, houses: dict[str, Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "MOST", 2)

    assert listed(client) == ["1号", "2号"]
    assert "第 1～2 户，共 3 户" in client.get("/field/?q=周走村").content.decode()
    assert listed(client, "?q=周走村&page=2") == ["10号"]
    assert listed(client, "?q=周走村&page=junk") == ["1号", "2号"]


def test_the_next_one_is_ahead_then_what_was_passed_over(houses: dict[str, Household]) -> None:
    waiting = Household.objects.filter(pk__in=[houses["1号"].pk, houses["10号"].pk])

    assert today.next_after(waiting, houses["2号"]) == houses["10号"]
    assert today.next_after(waiting.exclude(pk=houses["10号"].pk), houses["2号"]) == houses["1号"]
    assert today.next_after(waiting.none(), houses["2号"]) is None
    assert today.next_after(waiting, None) == houses["1号"]


def inspected(house: Household, **rest: Any) -> Inspection:
    made: Inspection = factories.InspectionFactory(
        household=house, longitude=114.5501, latitude=38.03, distance=9, **rest
    )
    return made


def page_of(client: Client, inspection: Inspection) -> str:
    return client.get(reverse("inspections-detail", args=[inspection.pk])).content.decode()


def test_an_inspection_lies_on_the_map_beside_its_household(client: Client, houses: dict[str, Household]) -> None:
    text = page_of(client, inspected(houses["1号"]))

    assert 'data-map="places"' in text
    assert "离住户 9 米" in text


def test_of_a_household_without_a_place_the_villages_is_shown(
    client: Client, houses: dict[str, Household], tree: Tree
) -> None:
    with acting(System.DEMO):
        type(tree.village).objects.filter(pk=tree.village.pk).update(**PLACE)

    text = page_of(client, inspected(houses["2号"]))

    assert "台账没有这户的位置，按村的位置计算。" in text


def test_without_a_position_there_is_no_map(client: Client, houses: dict[str, Household]) -> None:
    made = factories.InspectionFactory(household=houses["1号"], ended_at=timezone.now() - datetime.timedelta(hours=1))

    assert "data-map=" not in page_of(client, made)


@pytest.mark.parametrize(
    "typed", ["http://[", "//[::1", "http://a]/households/1/", "/households/99999999999999999999/"]
)
def test_what_is_no_address_of_the_portal_finds_nobody(
    client: Client, houses: dict[str, Household], typed: str
) -> None:
    page = client.get("/field/", {"q": typed})

    assert (page.status_code, page.context["groups"]) == (200, [])


def test_the_next_one_that_somebody_has_just_done_is_no_mistake(
    houses: dict[str, Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = today._steps
    with acting(System.DEMO):
        InspectionDue.objects.filter(household__in=houses.values()).update(due_kind="annual")

    def and_somebody_files_them(rows: Any) -> Any:
        walked = list(steps(rows))
        with acting(System.DEMO):
            InspectionDue.objects.update(due_kind="none", due_on=None)
        return walked

    monkeypatch.setattr(today, "_steps", and_somebody_files_them)
    waiting = Household.objects.filter(name="周走村", inspection_due__due_kind__in=today.DUE_KINDS)

    assert today.next_after(waiting, houses["2号"]) == houses["10号"]
