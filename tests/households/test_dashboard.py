"""台账统计: counted by the ledger's own trigger, each figure opening its rows."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit import System, acting
from accounts.roles import Role
from core.figures.areas import Area
from households.dashboard import charts, counts_of, figures, key_figures
from households.models import Household, Tally
from households.models.choices import Category, Kind, Status
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import Chain

OFFICES = [Role.CITY_OFFICE, Role.DISTRICT_OFFICE, Role.TOWN_OFFICE, Role.VILLAGE]


@pytest.fixture
def ledger(tree: Tree) -> None:
    """In the village two electric and one gas household and a cancelled one; one more in the other township."""
    factories.HouseholdFactory.create_batch(2, village=tree.village)
    factories.HouseholdFactory(village=tree.village, gas=True)
    factories.HouseholdFactory(village=tree.village, cancelled=True)
    factories.HouseholdFactory(village=tree.other_village, converted_year=2019, phone="")


@pytest.mark.parametrize("role", OFFICES)
def test_each_tier_counts_its_own(role: Role, ledger: None, post: MakePost) -> None:
    expected = Household.objects.visible_to(post(role)).in_use().count()

    counts = counts_of(Area(post(role)))

    assert counts["status"][Status.NORMAL] == expected
    assert counts["status"][Status.CANCELLED] == 1
    assert sum(counts["kind"].values()) == expected
    assert sum(counts["place"].values()) == expected
    assert counts["category"][Category.GAS] == 1


def test_a_supplier_counts_its_own(ledger: None, tree: Tree) -> None:
    supplier = Household.objects.get(kind=Kind.GAS).gas_supplier
    holder = factories.PostFactory(role=Role.GAS_COMPANY, organization=supplier, division=tree.district)

    assert counts_of(Area(holder))["kind"] == {Kind.GAS: 1}


def test_tallies_and_counting_agree(ledger: None, post: MakePost, tree: Tree) -> None:
    """The one township's tallies, and what its villages count for themselves."""
    of_town, of_village = counts_of(Area(post(Role.TOWN_OFFICE))), counts_of(Area(post(Role.VILLAGE)))

    for dimension in ("status", "category", "kind", "converted_year", "completeness", "place"):
        assert {key: count for key, count in of_town[dimension].items() if count} == of_village[dimension], dimension


def test_the_tallies_follow_every_change(ledger: None, tree: Tree, post: MakePost) -> None:
    with acting(System.DEMO):
        gone = Household.objects.in_use().filter(kind=Kind.AIR_FAN, village=tree.village).first()
        gone.status, gone.cancelled_on, gone.cancel_reason = Status.CANCELLED, "2026-01-01", "moved"
        gone.save()
        Household.objects.filter(kind=Kind.GAS).update(converted_year=2022)

    counts = counts_of(Area(post(Role.TOWN_OFFICE)))

    assert counts["status"] == {Status.NORMAL: 2, Status.CANCELLED: 2}
    assert counts["converted_year"] == {2021: 1, 2022: 1}


def test_a_household_that_moves_is_counted_where_it_is(chain: Chain, tree: Tree, post: MakePost) -> None:
    household = factories.HouseholdFactory(village=tree.village)
    with acting(System.DEMO):
        household.village = tree.other_village
        household.save()

    assert counts_of(Area(post(Role.TOWN_OFFICE)))["status"].get(Status.NORMAL, 0) == 0
    assert counts_of(Area(post(Role.TOWN_OFFICE, at=tree.other_town)))["status"][Status.NORMAL] == 1


def test_merging_changes_no_sum(ledger: None, post: MakePost) -> None:
    before, rows = counts_of(Area(post(Role.DISTRICT_OFFICE))), Tally.objects.count()

    Tally.objects.merge()

    assert counts_of(Area(post(Role.DISTRICT_OFFICE))) == before
    assert Tally.objects.count() < rows


def test_every_figure_opens_as_many_rows_as_it_says(ledger: None, post: MakePost, client_of: ClientOf) -> None:
    office = post(Role.DISTRICT_OFFICE)
    client = client_of(office)
    counts = counts_of(Area(office))

    for figure in figures(counts):
        assert rows_behind(client, figure.url) == int(figure.value), figure.label
    for chart in charts(counts, Area(office)):
        for row in chart["rows"]:
            behind = row.get("rows_url") or row["url"]
            assert rows_behind(client, behind) == row["values"][0], (chart["title"], row["label"])


def test_the_categories_on_the_home_page_add_up_to_the_total(ledger: None, tree: Tree, post: MakePost) -> None:
    factories.HouseholdFactory(village=tree.village, category=Category.OTHER, kind=Kind.PHOTOVOLTAIC)

    total, *categories, gaps = key_figures(post(Role.DISTRICT_OFFICE))

    assert [one.label for one in (total, gaps)] == ["在用户数", "台账有空缺"]
    assert [one.label for one in categories] == [f"{one.label}户" for one in Category]
    assert sum(int(one.value) for one in categories) == int(total.value)


def rows_behind(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    query = response.context["query"]
    assert query.remarks == [], query.remarks
    return query.count


def test_the_page_takes_few_statements_however_many_rows(
    ledger: None, chain: Chain, client_of: ClientOf, django_assert_max_num_queries: object
) -> None:
    client = client_of(chain.district)

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert client.get("/dashboard/").status_code == 200


def test_an_empty_ledger_says_what_to_do(chain: Chain, client_of: ClientOf) -> None:
    assert "台账里还没有住户" in client_of(chain.district).get("/dashboard/").content.decode()


def test_what_is_not_filled_in_opens_its_rows(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    factories.HouseholdFactory(village=tree.village, kind=None, category=None, converted_year=None)
    factories.HouseholdFactory(village=tree.village)
    office = post(Role.DISTRICT_OFFICE)

    blanks = [
        row
        for chart in charts(counts_of(Area(office)), Area(office))
        for row in chart["rows"]
        if row["label"] == "未填"
    ]

    assert len(blanks) == 3
    assert [rows_behind(client_of(office), row["url"]) for row in blanks] == [1, 1, 1]


def place_rows(client: Client, url: str) -> dict[str, dict[str, object]]:
    [chart] = [one for one in client.get(url).context["charts"] if one["dimension"] == "place"]
    return {row["label"]: row for row in chart["rows"]}


def test_each_tier_goes_down_to_the_villages(ledger: None, post: MakePost, client_of: ClientOf) -> None:
    """The city by district, the district by township, the township by village; a village's bar opens its rows."""
    client = client_of(post(Role.CITY_OFFICE))

    district = place_rows(client, "/dashboard/")["长安区"]
    town = place_rows(client, str(district["url"]))["西兆通镇"]
    village = place_rows(client, str(town["url"]))["店上村"]

    assert (district["values"], town["values"], village["values"]) == ([4], [3], [3])
    assert [rows_behind(client, str(row["rows_url"])) for row in (district, town, village)] == [4, 3, 3]
    assert rows_behind(client, str(village["url"])) == 3


def test_the_figures_of_an_opened_place_open_its_rows(
    ledger: None, tree: Tree, post: MakePost, client_of: ClientOf
) -> None:
    client = client_of(post(Role.DISTRICT_OFFICE))

    shown = client.get("/dashboard/", {"place": tree.town.pk}).context

    for figure in shown["figures"]:
        assert rows_behind(client, figure.url) == int(figure.value), figure.label
    assert shown["figures"][0].value == "3"
    assert shown["above"] == {"title": "长安区", "url": "/dashboard/"}


@pytest.mark.parametrize("page", ["/dashboard/", "/dashboard/screen/"])
@pytest.mark.parametrize("role", [Role.TOWN_OFFICE, Role.VILLAGE, Role.GAS_COMPANY])
def test_a_place_elsewhere_is_not_there(
    page: str, role: Role, ledger: None, tree: Tree, post: MakePost, client_of: ClientOf
) -> None:
    for place in (tree.other_town, tree.other_village, tree.city):
        assert client_of(post(role)).get(page, {"place": place.pk}).status_code == 404


def test_places_beyond_the_first_are_behind_the_last_bar(
    ledger: None, post: MakePost, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("households.dashboard.MOST_PLACES", 1)
    client = client_of(post(Role.DISTRICT_OFFICE))

    first = place_rows(client, "/dashboard/")

    assert list(first) == ["西兆通镇", "其他 1 个"]
    assert first["其他 1 个"]["values"] == [1]
    assert list(place_rows(client, str(first["其他 1 个"]["url"]))) == ["南村镇"]


@pytest.mark.parametrize("role", OFFICES)
def test_the_wall_of_each_tier_shows_figures_and_nobody(
    role: Role, ledger: None, post: MakePost, client_of: ClientOf
) -> None:
    client = client_of(post(role))
    assert 'href="/dashboard/screen/"' in client.get("/dashboard/").content.decode()

    wall = client.get("/dashboard/screen/").content.decode()

    assert 'hx-trigger="every 60s"' in wall
    assert "在用户数" in wall
    for household in Household.objects.all():
        for secret in (household.name, household.number, household.address, household.phone, household.id_number):
            assert not secret or secret not in wall


def test_the_wall_asks_for_its_figures_alone(ledger: None, post: MakePost, client_of: ClientOf) -> None:
    client = client_of(post(Role.DISTRICT_OFFICE))

    fresh = client.get("/dashboard/screen/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in fresh
    assert "screen-figure" in fresh
