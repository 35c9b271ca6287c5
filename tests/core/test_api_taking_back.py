"""A bulk act taken back through the API, by the number that its answer gave."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from accounts.roles import Role
from core.background import jobs
from core.models import Job
from households.models import Application
from households.workflows import AddHousehold
from tests.conftest import ClientOf, MakePost
from tests.core.calling import send, with_token
from tests.factories import ApplicationFactory, Tree

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture
def district(post: MakePost) -> Client:
    return with_token(post(Role.DISTRICT_OFFICE))


@pytest.fixture
def act(district: Client, tree: Tree) -> str:
    """Three applications reviewed by the district at once; its address."""
    rows = ApplicationFactory.create_batch(3, verified=True, village=tree.village)
    given = {"ids": [row.pk for row in rows]}
    done = send(district, "post", "/api/applications/steps/review/", given).json()
    return f"/api/applications/acts/{done['act']}/"


def test_it_says_beforehand_what_stays_and_why(act: str, district: Client, post: MakePost) -> None:
    ended = Application.objects.earliest("pk")
    AddHousehold.reject(ended, by=post(Role.CITY_OFFICE), reason="不符合条件")

    answer = district.get(act).json()

    assert (answer["step"], answer["total"]) == ("review", 3)
    assert list(answer["refused"]) == [str(ended.pk)]
    assert "已办理“不予通过”，不能撤销" in answer["refused"][str(ended.pk)]
    assert Application.objects.filter(state=State.REVIEWED).count() == 2


def test_it_is_taken_back_for_a_reason(act: str, district: Client) -> None:
    answer = send(district, "post", act, {"reason": "选错了"})

    assert answer.status_code == 200, answer.content.decode()
    assert len(answer.json()["taken"]) == 3
    assert Application.objects.filter(state=State.VERIFIED).count() == 3


def test_without_a_reason_nothing_is_taken_back(act: str, district: Client) -> None:
    answer = send(district, "post", act, {})

    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"reason"}
    assert Application.objects.filter(state=State.REVIEWED).count() == 3


def test_the_act_of_another_office_is_not_there(act: str, client_of: ClientOf, post: MakePost) -> None:
    town = client_of(post(Role.TOWN_OFFICE))

    assert town.get(act).status_code == 404
    assert send(town, "post", act, {"reason": "不是我办的"}).status_code == 404
    assert town.get(f"/api/applications/acts/{uuid.uuid4()}/").status_code == 404


def test_many_are_taken_back_by_a_job(act: str, district: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.api.taking_back.AT_ONCE", 2)

    answer = send(district, "post", act, {"reason": "选错了"})
    jobs.run_now(Job.objects.get())

    assert answer.status_code == 202
    assert answer.json()["id"] == Job.objects.get().pk
    assert Application.objects.filter(state=State.VERIFIED).count() == 3
