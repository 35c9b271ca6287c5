"""Of a 疑似重复 pair whose other side stands in another township, name and numbers of that side stay there (F95)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.api.representing import representation
from core.background import jobs
from core.models import Job, SavedView
from core.views.columns import columns_of
from core.wording.showing import ELSEWHERE
from households.models import DuplicatePair, Household
from households.views import DuplicatePages
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.workbooks import workbook_of

pytestmark = pytest.mark.django_db
COLUMNS = ["application", "household", "other"]


@pytest.fixture
def stranger(tree: Tree) -> Household:
    return factories.HouseholdFactory(id=7_310_000_001, village=tree.other_village, name="钱外镇")


@pytest.fixture
def pair(tree: Tree, stranger: Household) -> DuplicatePair:
    application = factories.ApplicationFactory(village=tree.village, submitted=True)
    return factories.DuplicatePairFactory(application=application, household=stranger)


@pytest.fixture
def town(post: MakePost) -> Post:
    holder = post(Role.TOWN_OFFICE)
    with acting(System.DEMO):
        SavedView.objects.create(user=holder.user, page="duplicates", columns=COLUMNS)
    return holder


WAYS = ["/duplicates/", "/duplicates/{pk}/", "/duplicates/{pk}/history/"]
WAYS += [f"/api{way}" for way in WAYS] + ["/duplicates/{pk}/print/", "/api/duplicates/{pk}/comparison/"]


@pytest.mark.parametrize("way", WAYS)
def test_the_other_side_is_not_named_to_who_does_not_see_it(
    way: str, town: Post, client_of: ClientOf, pair: DuplicatePair, stranger: Household
) -> None:
    answer = client_of(town).get(way.format(pk=pair.pk))

    text = json.dumps(answer.json(), ensure_ascii=False) if "/api/" in way else answer.content.decode()
    assert answer.status_code == 200
    assert str(pair.application) in text or "print" in way
    for secret in (stranger.name, stranger.number, str(stranger.pk)):
        assert secret not in text


@pytest.mark.parametrize("way", ["/duplicates/", "/duplicates/{pk}/history/", "/api/duplicates/{pk}/"])
def test_it_is_named_to_the_district(
    way: str, post: MakePost, client_of: ClientOf, pair: DuplicatePair, stranger: Household
) -> None:
    district = post(Role.DISTRICT_OFFICE)
    with acting(System.DEMO):
        SavedView.objects.create(user=district.user, page="duplicates", columns=COLUMNS)

    assert stranger.number in client_of(district).get(way.format(pk=pair.pk)).content.decode()


def test_its_own_side_is_named(town: Post, client_of: ClientOf, tree: Tree) -> None:
    own = factories.HouseholdFactory(village=tree.next_village)
    application = factories.ApplicationFactory(village=tree.village, submitted=True)
    pair = factories.DuplicatePairFactory(application=application, household=own)
    browser = client_of(town)

    assert str(own) in browser.get("/duplicates/").content.decode()
    assert browser.get(f"/api/duplicates/{pair.pk}/").json()["household"] == own.pk


def test_the_api_gives_no_id_of_what_is_elsewhere(town: Post, client_of: ClientOf, pair: DuplicatePair) -> None:
    record = client_of(town).get(f"/api/duplicates/{pair.pk}/").json()

    assert (record["household"], record["household_label"]) == (None, ELSEWHERE)
    assert (record["other"], record["other_label"]) == (None, "")


def columns_compared(browser: Client, pair: DuplicatePair) -> tuple[dict[str, Any], dict[str, Any]]:
    answer = browser.get(f"/api/duplicates/{pair.pk}/comparison/").json()
    return answer, {row["name"]: row["cells"] for row in answer["rows"]}


def test_the_api_compares_of_what_is_elsewhere_its_place_alone(
    town: Post, client_of: ClientOf, pair: DuplicatePair, tree: Tree
) -> None:
    answer, cells = columns_compared(client_of(town), pair)

    assert (answer["seen"], answer["record"], answer["headings"][1]) == (False, None, "管辖范围以外的住户")
    assert cells["name"] == [pair.application.name, "由区双代办查看"]
    assert cells["village"][1] == str(tree.other_village)


def test_the_api_compares_both_sides_for_the_district(
    post: MakePost, client_of: ClientOf, pair: DuplicatePair, stranger: Household
) -> None:
    answer, cells = columns_compared(client_of(post(Role.DISTRICT_OFFICE)), pair)

    assert answer["record"].endswith(f"/api/households/{stranger.pk}/")
    assert cells["name"][1] == "钱外镇"
    assert "*" in cells["id_number"][1]
    assert stranger.id_number not in str(answer)


def test_a_pair_of_another_township_is_not_compared(client_of: ClientOf, post: MakePost, tree: Tree) -> None:
    application = factories.ApplicationFactory(village=tree.other_village, submitted=True)
    household = factories.HouseholdFactory(village=tree.other_village)
    strange = factories.DuplicatePairFactory(application=application, household=household)

    answer = client_of(post(Role.TOWN_OFFICE)).get(f"/api/duplicates/{strange.pk}/comparison/")

    assert answer.status_code == 404


def test_the_exported_list_does_not_name_it(
    town: Post, client_of: ClientOf, pair: DuplicatePair, stranger: Household
) -> None:
    client_of(town).post(reverse("duplicates-export"), {"columns": "all"})

    done = jobs.run_now(Job.objects.get())
    head, row = workbook_of(done).worksheets[0].iter_rows(values_only=True)
    assert row[head.index("台账中的住户")] == ELSEWHERE
    assert stranger.number not in str(row)


def test_a_row_that_came_without_sight_names_nobody(pair: DuplicatePair) -> None:
    """What forgets to ask shows too little, never too much."""
    bare = DuplicatePair.objects.get(pk=pair.pk)

    assert columns_of(DuplicatePages)["household"].show(bare) == ELSEWHERE
    assert representation(DuplicatePages)(bare)["household"] is None


def test_the_answer_to_a_step_names_its_own_side(client_of: ClientOf, tree: Tree, post: MakePost) -> None:
    own = factories.HouseholdFactory(village=tree.next_village)
    application = factories.ApplicationFactory(village=tree.village, submitted=True)
    pair = factories.DuplicatePairFactory(application=application, household=own)
    browser: Client = client_of(post(Role.DISTRICT_OFFICE))

    answer = browser.post(
        f"/api/duplicates/{pair.pk}/call_same/",
        json.dumps({"reason": "同一户"}),
        content_type="application/json",
        headers={"If-Match": str(pair.version)},
    )

    assert answer.json()["household"] == own.pk, answer.content.decode()
