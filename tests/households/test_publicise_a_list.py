"""名单公示和异议 (F80): put up for its days, objected to, and settled."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.core.cache import cache
from django.test import Client

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Attachment, OpenItem, ParameterValue
from core.workflow import StepRefused
from households.models import Application, Objection, Publicity
from households.renovating.public_page import MOST_OBJECTIONS
from households.renovating.publicising import Object, Publicise
from households.tasks import run_out_publicities
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain
from tests.households.renovations import draw_up_list, expired_list, objection_to, standing_at

State = Application.State


def running_list(chain: Chain, count: int = 1) -> tuple[Publicity, list[Application]]:
    applications = standing_at(State.QUALIFIED, chain.place, count)
    return Publicise.begin(draw_up_list(chain.town), by=chain.town), applications


def states_of(applications: list[Application]) -> list[str]:
    kept = Application.objects.in_bulk([one.pk for one in applications])
    return [kept[one.pk].state for one in applications]


def test_all_that_wait_in_the_chosen_villages_are_put_up(chain: Chain, tree: Tree) -> None:
    here = standing_at(State.QUALIFIED, chain.place, 2)
    elsewhere = standing_at(State.QUALIFIED, tree.next_village) + standing_at(State.WILLING, chain.place)
    publicity = draw_up_list(chain.town, villages=[chain.place.pk])

    Publicise.begin(publicity, by=chain.town)

    assert set(publicity.applications.values_list("pk", flat=True)) == {one.pk for one in here}
    assert states_of(here) == [State.PUBLICISED] * 2
    assert states_of(elsewhere) == [State.QUALIFIED, State.WILLING]


def test_it_stands_for_the_days_that_the_district_set(chain: Chain) -> None:
    with acting(System.DEMO):
        ParameterValue.objects.create(code="households.publicity_days", value=10, effective_on=TODAY, basis="会议纪要")

    publicity, _ = running_list(chain)

    assert publicity.ends_on == TODAY + datetime.timedelta(days=10)


def test_an_empty_list_is_not_put_up(chain: Chain) -> None:
    with pytest.raises(StepRefused, match="没有待公示的农户"):
        Publicise.begin(draw_up_list(chain.town), by=chain.town)


def test_the_clock_ends_the_days_and_the_township_is_to_settle_it(chain: Chain) -> None:
    publicity, _ = running_list(chain)
    run_out_publicities()
    publicity.refresh_from_db()
    assert publicity.state == Publicity.State.RUNNING

    with acting(System.DEMO):
        Publicity.objects.filter(pk=publicity.pk).update(ends_on=TODAY - datetime.timedelta(days=1))
    run_out_publicities()

    publicity.refresh_from_db()
    item = OpenItem.objects.get(kind="households.publicity", record_id=publicity.pk, closed_at=None)
    assert publicity.state == Publicity.State.EXPIRED
    assert (item.role, item.limit_value) == (Role.TOWN_OFFICE, 3)


def test_without_the_photo_it_is_not_settled(chain: Chain) -> None:
    standing_at(State.QUALIFIED, chain.place)
    publicity = expired_list(chain.town)
    with acting(System.DEMO):
        Attachment.objects.filter(record_id=publicity.pk).update(removed_at=publicity.created_at)

    with pytest.raises(StepRefused, match="张贴公示的照片"):
        Publicise.end(publicity, by=chain.town)


def test_whoever_was_rightly_objected_to_is_out_and_the_others_go_on(chain: Chain) -> None:
    rightly, wrongly, nobody = standing_at(State.QUALIFIED, chain.place, 3)
    publicity = Publicise.begin(draw_up_list(chain.town), by=chain.town)
    upheld, dismissed = objection_to(rightly, chain.village), objection_to(wrongly, chain.village)
    with acting(System.DEMO):
        Publicity.objects.filter(pk=publicity.pk).update(ends_on=TODAY - datetime.timedelta(days=1))
    run_out_publicities()
    factories.AttachmentFactory(record=publicity, purpose="posted_photo")
    publicity.refresh_from_db()
    with pytest.raises(StepRefused, match="还有 2 件异议没有查清"):
        Publicise.end(publicity, by=chain.town)

    Object.uphold(upheld, by=chain.town, reason="入户查看，无人居住")
    Object.dismiss(dismissed, by=chain.town, reason="户主在家")
    Publicise.end(publicity, by=chain.town)

    assert states_of([rightly, wrongly, nobody]) == [State.REJECTED, State.ELIGIBLE, State.ELIGIBLE]


def test_an_objection_is_decided_on_evidence_within_five_working_days(chain: Chain) -> None:
    _, [application] = running_list(chain)
    objection = objection_to(application, chain.village)
    with acting(System.DEMO):
        Attachment.objects.filter(kind="households.objection").update(removed_at=objection.created_at)

    item = OpenItem.objects.get(kind="households.objection", record_id=objection.pk)
    assert (item.limit_value, item.limit_unit) == (5, "working_days")
    with pytest.raises(StepRefused, match="请先上传核查材料"):
        Object.uphold(objection, by=chain.town, reason="属实")


def test_a_list_that_is_stopped_gives_its_households_back(chain: Chain) -> None:
    publicity, [application] = running_list(chain)
    objection = objection_to(application, chain.village)

    Publicise.stop(publicity, by=chain.town, reason="名单漏了一户")

    application.refresh_from_db()
    objection.refresh_from_db()
    assert (application.state, application.publicity) == (State.QUALIFIED, None)
    assert objection.state == Objection.State.LAPSED


def test_nobody_objects_to_a_household_that_is_not_up(chain: Chain) -> None:
    [application] = standing_at(State.QUALIFIED, chain.place)

    with pytest.raises(StepRefused, match="还没有公示过"):
        objection_to(application, chain.village)


def test_the_public_page_names_nobody_in_full(chain: Chain, client: Client) -> None:
    publicity, [application] = running_list(chain)

    page = client.get(f"/publicity/{publicity.token}/").content.decode()

    assert application.number in page
    assert application.householder not in page
    assert f"{application.householder[0]}*" in page
    assert application.phone not in page
    assert application.address not in page


def test_after_its_end_the_public_page_shows_no_household(chain: Chain, client: Client) -> None:
    [application] = standing_at(State.QUALIFIED, chain.place)
    publicity = Publicise.end(expired_list(chain.town), by=chain.town)

    page = client.get(f"/publicity/{publicity.token}/").content.decode()

    assert "公示已经结束" in page
    assert publicity.objection_phone in page
    assert application.number not in page


def objection_of_the_public(application: Application) -> dict[str, Any]:
    key = CaptchaStore.generate_key()
    return {
        "number": application.number,
        "ground": "vacant",
        "statement": "没有人住，户主13812345678",
        "objector": "热心群众",
        "phone": "13911112222",
        "captcha_0": key,
        "captcha_1": CaptchaStore.objects.get(hashkey=key).response,
    }


def test_anybody_objects_on_the_page_after_a_captcha(chain: Chain, client: Client) -> None:
    cache.clear()
    publicity, [application] = running_list(chain)
    url, said = f"/publicity/{publicity.token}/", objection_of_the_public(application)

    asked = client.post(url, {name: said[name] for name in said if not name.startswith("captcha")})
    assert "captcha" in asked.context["form"].fields
    assert not Objection.objects.exists()

    client.post(url, said)

    objection = Objection.objects.get()
    assert (objection.application, objection.channel) == (application, Objection.Channel.WEB)
    assert "13812345678" not in objection.statement
    assert Object.history(objection).get().by_label == System.PUBLIC.label


def test_one_address_does_not_object_without_end(chain: Chain, client: Client) -> None:
    cache.clear()
    publicity, [application] = running_list(chain)
    url = f"/publicity/{publicity.token}/"

    answers = [client.post(url, objection_of_the_public(application)).status_code for _ in range(MOST_OBJECTIONS + 1)]

    assert answers == [302] * MOST_OBJECTIONS + [429]
    assert Objection.objects.count() == MOST_OBJECTIONS


def test_the_page_takes_no_objection_to_a_household_of_another_list(
    chain: Chain, tree: Tree, post: MakePost, client: Client
) -> None:
    cache.clear()
    [stranger] = standing_at(State.QUALIFIED, tree.other_village)
    Publicise.begin(
        draw_up_list(post(Role.TOWN_OFFICE, at=tree.other_town)), by=post(Role.TOWN_OFFICE, tree.other_town)
    )
    publicity, _ = running_list(chain)

    client.post(f"/publicity/{publicity.token}/", objection_of_the_public(stranger))

    assert not Objection.objects.exists()


def test_the_sheet_for_the_wall_is_masked_and_leads_to_the_page(chain: Chain, client_of: ClientOf) -> None:
    publicity, [application] = running_list(chain)

    page = client_of(chain.town).get(f"/publicities/{publicity.pk}/sheet/")

    text = page.content.decode()
    assert page.context["picture"].startswith("data:image/svg+xml")
    assert application.number in text
    assert application.householder not in text


def test_the_api_counts_a_list_by_village(chain: Chain, client_of: ClientOf) -> None:
    publicity, _ = running_list(chain, 2)

    answer = client_of(chain.town).get(f"/api/publicities/{publicity.pk}/villages/").json()

    assert [(row["village"], row["households"]) for row in answer["villages"]] == [(str(chain.place), 2)]
    assert client_of(chain.town).get(answer["villages"][0]["rows"]).json()["count"] == 2
