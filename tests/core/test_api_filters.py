"""Saved filters through the API: own and shared, by the rules of the page."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import SavedView
from tests.conftest import ClientOf, MakePost
from tests.core.calling import send, with_token
from tests.factories import HouseholdFactory, Tree

pytestmark = pytest.mark.django_db
URL = "/api/households/views/"


@pytest.fixture
def town(post: MakePost) -> Client:
    return with_token(post(Role.TOWN_OFFICE))


def shared_by(holder: Post) -> SavedView:
    with acting(System.DEMO):
        return SavedView.objects.create(
            user=holder.user,
            page="households",
            name="共享的",
            query="sort=name",
            shared_with=Role.VILLAGE,
            shared_below=holder.division,
        )


def test_a_filter_is_saved_and_listed_with_its_count(town: Client, tree: Tree) -> None:
    HouseholdFactory(village=tree.village, name="赵建国")
    HouseholdFactory(village=tree.village, name="钱秀英")

    answer = send(town, "post", URL, {"name": "姓赵的", "query": "q=赵&after=x"})

    assert answer.status_code == 201, answer.content.decode()
    [listed] = town.get(URL).json()
    assert listed == answer.json()
    assert (listed["name"], listed["own"], listed["count"]) == ("姓赵的", True, 1)
    assert [row["name"] for row in town.get(listed["rows"]).json()["results"]] == ["赵建国"]


def test_a_shared_filter_is_listed_below_its_place_alone(client_of: ClientOf, post: MakePost, tree: Tree) -> None:
    shared_by(post(Role.TOWN_OFFICE))

    [listed] = client_of(post(Role.VILLAGE)).get(URL).json()

    assert (listed["name"], listed["own"]) == ("共享的", False)
    assert client_of(post(Role.VILLAGE, at=tree.other_village)).get(URL).json() == []


def test_what_was_typed_is_not_shared_either(town: Client) -> None:
    send(town, "post", URL, {"name": "给村里", "query": "q=赵建国&sort=name", "shared_with": Role.VILLAGE})

    assert SavedView.objects.get().query == "sort=name"


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"query": "sort=name"}, "", "请给这个筛选起一个名字。"),
        ({"name": "一", "query": "q=130199195001010016"}, "", "筛选里有号码，不能保存"),
        ({"name": "一", "query": "colour=red"}, "query", "没有筛选条件“colour”"),
        ({"name": "一", "shared_with": "x"}, "shared_with", "这个岗位不能打开这份列表，不能共享给它。"),
        ({"name": "一", "shared_with": Role.AUDIT_ADMIN}, "shared_with", "这个岗位不能打开这份列表，不能共享给它。"),
    ],
)
def test_what_cannot_be_saved_is_refused_with_its_sentence(
    given: dict[str, str], field: str, sentence: str, town: Client
) -> None:
    answer = send(town, "post", URL, given)

    said = answer.json()
    assert answer.status_code == 400
    assert sentence in (said["fields"][field][0] if field else said["detail"])
    assert not SavedView.objects.exists()


def test_a_name_is_taken_once(town: Client) -> None:
    send(town, "post", URL, {"name": "我的", "query": "q=赵"})

    answer = send(town, "post", URL, {"name": "我的", "query": "q=钱"})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "已有同名的筛选，请换一个名字。"


def test_only_its_owner_deletes_a_filter(town: Client, client_of: ClientOf, post: MakePost) -> None:
    view = shared_by(post(Role.TOWN_OFFICE))

    refused = client_of(post(Role.VILLAGE)).delete(f"{URL}{view.pk}/")
    done = town.delete(f"{URL}{view.pk}/")

    assert (refused.status_code, done.status_code) == (404, 204)
    assert refused.json()["detail"] == "没有这个筛选，或它不是您保存的。"
    assert not SavedView.objects.exists()


def test_the_filter_of_another_list_is_not_there(town: Client, post: MakePost) -> None:
    view = shared_by(post(Role.TOWN_OFFICE))

    assert town.delete(f"/api/applications/views/{view.pk}/").status_code == 404
