"""Search across the ledgers through the API: what its page finds, with addresses that the API answers."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit import AccessLog
from accounts.roles import Role
from core.views.search import SHOWN
from tests.conftest import ClientOf, MakePost
from tests.core.calling import with_token
from tests.factories import ApplicationFactory, HouseholdFactory, Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(post: MakePost) -> Client:
    return with_token(post(Role.TOWN_OFFICE))


def test_each_sort_of_record_has_its_part(town: Client, tree: Tree) -> None:
    household = HouseholdFactory(village=tree.village, name="赵建国")
    ApplicationFactory(village=tree.village, name="赵建国")

    answer = town.get("/api/search/", {"q": "建国"}).json()

    parts = {part["kind"]: part for part in answer["parts"]}
    assert set(parts) == {"households.household", "households.application"}
    [found] = parts["households.household"]["records"]
    assert found["id"] == household.pk
    assert town.get(found["url"]).json()["name"] == "赵建国"


def test_beyond_the_first_few_it_leads_to_the_list(town: Client, tree: Tree) -> None:
    HouseholdFactory.create_batch(SHOWN + 1, village=tree.village, name="赵建国")

    [part] = town.get("/api/search/", {"q": "建国"}).json()["parts"]

    assert len(part["records"]) == SHOWN
    assert town.get(part["more"]).json()["count"] == SHOWN + 1


def test_another_townships_rows_are_not_found(town: Client, tree: Tree) -> None:
    HouseholdFactory(village=tree.other_village, name="赵建国")

    assert town.get("/api/search/", {"q": "建国"}).json()["parts"] == []


def test_a_search_is_logged_without_the_number(town: Client, tree: Tree) -> None:
    town.get("/api/search/", {"q": "130199195001010016"})

    log = AccessLog.objects.get(act=AccessLog.Act.SEARCH)
    assert "130199195001010016" not in log.detail


def test_nothing_looked_for_finds_nothing_and_says_what_can_be(town: Client, tree: Tree) -> None:
    HouseholdFactory(village=tree.village)

    answer = town.get("/api/search/").json()

    assert answer["parts"] == []
    assert "姓名" in "".join(answer["hints"])
    assert not AccessLog.objects.filter(act=AccessLog.Act.SEARCH).exists()


def test_who_reads_no_ledger_finds_no_household(client_of: ClientOf, post: MakePost, tree: Tree) -> None:
    HouseholdFactory(village=tree.village, name="赵建国")

    assert client_of(post(Role.SYSTEM_ADMIN)).get("/api/search/", {"q": "建国"}).json()["parts"] == []
