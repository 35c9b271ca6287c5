"""The township's visit waits for a household that is away: its limit is paused, resumed, extended, with a reason."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.roles import Role
from core.models import Notice, OpenItem
from households.models import Application
from tests.conftest import ClientOf, MakePost
from tests.core.test_clocks import at
from tests.factories import Tree
from tests.households.conftest import Chain

State = Application.State
WEDNESDAY = at("2026-11-18 10:00")


@pytest.fixture(autouse=True)
def _wednesday_morning() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def application(chain: Chain) -> Application:
    """Submitted on Wednesday: due on Wednesday next."""
    return chain.carry(chain.file_add(), State.SUBMITTED)


@pytest.fixture
def town(client_of: ClientOf, chain: Chain) -> Client:
    return client_of(chain.town)


def clock(application: Application) -> OpenItem:
    return OpenItem.objects.open().get(record_id=application.pk, clock="households.application.verify")


def address(application: Application, act: str, name: str = "verify") -> str:
    return f"/applications/{application.pk}/clocks/{name}/{act}/"


def page_of(browser: Client, application: Application) -> str:
    return browser.get(f"/applications/{application.pk}/").content.decode()


def test_the_page_offers_what_the_workflow_allows(town: Client, application: Application) -> None:
    page = page_of(town, application)

    assert address(application, "pause") in page
    assert address(application, "extend") in page
    assert address(application, "resume") not in page


def test_a_pause_is_shown_in_the_timeline_the_history_and_the_inbox(town: Client, application: Application) -> None:
    answer = town.post(address(application, "pause"), {"reason": "农户外出"})

    assert answer.status_code == 302
    assert (clock(application).paused_at, clock(application).pause_reason) == (WEDNESDAY, "农户外出")
    page = page_of(town, application)
    assert "暂停计时：街镇核实" in page
    assert "已暂停。暂停原因：农户外出" in page
    assert address(application, "resume") in page
    assert "农户外出" in town.get(f"/applications/{application.pk}/history/").content.decode()
    assert "暂停原因：农户外出" in town.get("/inbox/").content.decode()


def test_what_was_left_is_left_when_it_goes_on(town: Client, application: Application) -> None:
    town.post(address(application, "pause"), {"reason": "农户外出"})

    with time_machine.travel(at("2026-12-01 10:00"), tick=False):
        town.post(address(application, "resume"), {"reason": "农户已回"})

    assert clock(application).due_at == at("2026-12-08 24:00")
    assert clock(application).paused_at is None


def test_more_time_is_given_up_to_what_is_declared(town: Client, application: Application) -> None:
    too_much = town.post(address(application, "extend"), {"units": 6, "reason": "大雪封路"})
    assert "最多还能延长 5 个工作日" in too_much.content.decode()
    assert (too_much.status_code, clock(application).extended) == (409, 0)

    town.post(address(application, "extend"), {"units": 5, "reason": "大雪封路"})

    assert clock(application).due_at == at("2026-12-02 24:00")
    page = page_of(town, application)
    assert "已延长 5 个工作日" in page
    assert "现在不能“延长时限：街镇核实”：这个时限按规定不能再延长。" in page


@pytest.mark.parametrize(("act", "rest"), [("pause", {}), ("extend", {"units": 1})])
def test_no_time_is_given_without_a_reason(
    town: Client, application: Application, act: str, rest: dict[str, Any]
) -> None:
    answer = town.post(address(application, act), {"reason": " ", **rest})

    assert "请填写“原因”。" in answer.content.decode()
    assert (clock(application).paused_at, clock(application).extended) == (None, 0)


def test_the_tier_above_is_told_and_may_adjust_too(
    town: Client, client_of: ClientOf, chain: Chain, application: Application
) -> None:
    town.post(address(application, "pause"), {"reason": "农户外出"})

    [notice] = Notice.objects.filter(user=chain.district.user)
    assert (notice.title, "农户外出" in notice.body) == (f"增户申请 {application.number}：暂停计时：街镇核实", True)

    client_of(chain.district).post(address(application, "resume"))

    assert clock(application).paused_at is None


def test_who_files_does_not_adjust_the_offices_clock(
    client_of: ClientOf, chain: Chain, application: Application
) -> None:
    village = client_of(chain.village)

    assert "/clocks/" not in page_of(village, application)
    assert village.post(address(application, "pause"), {"reason": "请慢慢办"}).status_code == 404
    assert clock(application).paused_at is None


def test_another_township_adjusts_nothing(
    client_of: ClientOf, post: MakePost, tree: Tree, application: Application
) -> None:
    stranger = client_of(post(Role.TOWN_OFFICE, at=tree.other_town))

    assert stranger.post(address(application, "pause"), {"reason": "农户外出"}).status_code == 404
    assert clock(application).paused_at is None


def test_a_limit_that_is_not_declared_so_is_not_adjusted(
    client_of: ClientOf, chain: Chain, application: Application
) -> None:
    chain.take(application, "verify", visited_on="2026-11-18")

    answer = client_of(chain.district).post(address(application, "pause", "review"), {"reason": "忙"})

    assert answer.status_code == 404


def test_an_overdue_limit_is_not_paused(town: Client, application: Application) -> None:
    with time_machine.travel(at("2026-11-26 10:00"), tick=False):
        answer = town.post(address(application, "pause"), {"reason": "农户外出"})

    assert answer.status_code == 409
    assert "已经逾期，不能再暂停，请尽快办理。" in answer.content.decode()


# The same by the API.


def send(browser: Client, url: str, data: dict[str, Any]) -> Any:
    return browser.post(url, json.dumps(data), content_type="application/json")


def test_the_api_lists_the_clocks_and_what_may_be_done(town: Client, application: Application) -> None:
    [running] = town.get(f"/api/applications/{application.pk}/clocks/").json()

    assert (running["clock"], running["label"], running["acts"]) == ("verify", "街镇核实", {"pause": "", "extend": ""})
    assert datetime.datetime.fromisoformat(running["due_at"]) == at("2026-11-25 24:00")


def test_the_api_pauses_resumes_and_extends(town: Client, application: Application) -> None:
    base = f"/api/applications/{application.pk}/clocks/verify"

    [paused] = send(town, f"{base}/pause/", {"reason": "农户外出"}).json()
    [resumed] = send(town, f"{base}/resume/", {}).json()
    [extended] = send(town, f"{base}/extend/", {"units": 2, "reason": "大雪封路"}).json()

    assert (paused["pause_reason"], set(paused["acts"])) == ("农户外出", {"resume", "extend"})
    assert (resumed["paused_at"], extended["extended"]) == (None, 2)


def test_the_api_refuses_in_the_pages_sentences(town: Client, application: Application) -> None:
    base = f"/api/applications/{application.pk}/clocks/verify"

    assert send(town, f"{base}/pause/", {}).json()["fields"] == {"reason": ["请填写“原因”。"]}
    too_much = send(town, f"{base}/extend/", {"units": 9, "reason": "大雪"})
    assert (too_much.status_code, too_much.json()["detail"]) == (409, "最多还能延长 5 个工作日。")
    assert send(town, f"{base}/resume/", {}).status_code == 404
