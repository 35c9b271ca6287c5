"""台账统计 from outside: each number with the address that gives as many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree

ADDRESS = "/api/dashboard/"


@pytest.fixture
def ledger(tree: Tree) -> None:
    """In the village two electric and one gas household and a cancelled one; one more in the other township."""
    factories.HouseholdFactory.create_batch(2, village=tree.village)
    factories.HouseholdFactory(village=tree.village, gas=True)
    factories.HouseholdFactory(village=tree.village, cancelled=True)
    factories.HouseholdFactory(village=tree.other_village, converted_year=None, phone="")


def numbers(answer: Any) -> Iterator[dict[str, Any]]:
    yield from answer["figures"]
    for chart in answer["charts"]:
        yield from chart["parts"]


def places(caller: Client, url: str) -> dict[str, dict[str, Any]]:
    [chart] = [one for one in caller.get(url).json()["charts"] if one["dimension"] == "place"]
    return {part["label"]: part for part in chart["parts"]}


@pytest.mark.parametrize("role", [Role.CITY_OFFICE, Role.DISTRICT_OFFICE, Role.TOWN_OFFICE, Role.VILLAGE])
def test_every_number_gives_as_many_rows_as_it_says(
    role: Role, ledger: None, post: MakePost, client_of: ClientOf
) -> None:
    caller = client_of(post(role))

    for one in numbers(caller.get(ADDRESS).json()):
        behind = caller.get(one["rows"]).json()
        assert (behind["count"], behind["remarks"]) == (one["households"], []), one["label"]


def test_numbers_are_those_of_the_page(ledger: None, post: MakePost, client_of: ClientOf) -> None:
    caller = client_of(post(Role.DISTRICT_OFFICE))

    answer = caller.get(ADDRESS).json()

    shown = caller.get("/dashboard/").context["figures"]
    assert [(one["label"], f"{one['households']:,}") for one in answer["figures"]] == [
        (one.label, one.value) for one in shown
    ]


def test_a_place_opens_its_own_numbers(ledger: None, post: MakePost, client_of: ClientOf) -> None:
    caller = client_of(post(Role.CITY_OFFICE))

    district = places(caller, ADDRESS)["长安区"]
    town = places(caller, district["opens"])["西兆通镇"]
    village = places(caller, town["opens"])["店上村"]

    assert [one["households"] for one in (district, town, village)] == [4, 3, 3]
    assert village["opens"] is None


def test_places_beyond_the_first_are_behind_the_last(
    ledger: None, post: MakePost, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("households.dashboard.MOST_PLACES", 1)
    caller = client_of(post(Role.DISTRICT_OFFICE))

    rest = places(caller, ADDRESS)["其他 1 个"]

    assert (rest["households"], rest["rows"]) == (1, None)
    assert list(places(caller, rest["opens"])) == ["南村镇"]


@pytest.mark.parametrize("role", [Role.TOWN_OFFICE, Role.VILLAGE, Role.GAS_COMPANY])
def test_a_place_elsewhere_is_not_there(
    role: Role, ledger: None, tree: Tree, post: MakePost, client_of: ClientOf
) -> None:
    for place in (tree.other_town.pk, tree.city.pk, "²", "9" * 30):
        answer = client_of(post(role)).get(ADDRESS, {"place": place})
        assert (answer.status_code, answer.json()["detail"]) == (404, "没有这个地方，或它不在您的管辖范围内。")


def test_who_reads_no_ledger_has_no_numbers(post: MakePost, client_of: ClientOf) -> None:
    assert client_of(post(Role.SYSTEM_ADMIN)).get(ADDRESS).status_code == 403
