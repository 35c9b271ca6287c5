"""Whoever sees households' data leaves a line: what was looked for, which record was opened, on every way in (F100)."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from accounts.audit import AccessLog
from accounts.roles import Role
from households.models import Application, Household
from tests.conftest import ClientOf, MakePost
from tests.factories import ApplicationFactory, HouseholdFactory, Tree

pytestmark = pytest.mark.django_db
Act = AccessLog.Act


@pytest.fixture
def household(tree: Tree) -> Household:
    return HouseholdFactory(village=tree.village)


@pytest.fixture
def draft(tree: Tree) -> Application:
    return ApplicationFactory(village=tree.village)


@pytest.fixture
def town(client_of: ClientOf, post: MakePost) -> Client:
    return client_of(post(Role.TOWN_OFFICE))


def lines() -> list[tuple[str, str, int | None, str]]:
    return list(AccessLog.objects.order_by("pk").values_list("act", "kind", "record_id", "detail"))


@pytest.mark.parametrize("way", ["/households/", "/api/households/"])
def test_a_filter_leaves_one_line_in_the_lists_own_words(
    way: str, town: Client, tree: Tree, household: Household
) -> None:
    town.get(f"{way}?village={tree.village.pk}&kind=1&kind=2&incomplete=on")

    said = f"村（社区）：{tree.village}；改造类型：气代煤、直热式电锅炉；有空缺：是"
    assert lines() == [(Act.SEARCH, "households.household", None, said)]


def test_a_period_is_said_as_days(town: Client, draft: Application) -> None:
    town.get("/applications/?submitted_after=2026-01-01&submitted_before=2026-01-31")

    assert lines()[0][3] == "提交日期：2026-01-01～2026-01-31"


@pytest.mark.parametrize("way", ["/equipment/", "/api/equipment/"])
def test_a_number_typed_into_any_filter_is_not_kept(way: str, town: Client) -> None:
    town.get(f"{way}?brand=130199 19500101 0016&q=１３０１９９１９５００１０１００１６")

    (line,) = lines()
    assert line[3] == "“**************００１６”；设备品牌：**************0016"


def test_the_ledger_of_a_past_day_is_a_search(town: Client) -> None:
    town.get("/households/?day=2024-05-01")

    assert lines()[0][3] == "台账日期：2024年5月1日"


def test_the_whole_list_is_no_search(town: Client, household: Household) -> None:
    town.get("/households/")
    town.get("/households/?sort=name&last=1")

    assert lines() == []


def test_the_page_of_a_step_opens_the_record(town: Client, tree: Tree) -> None:
    application = ApplicationFactory(village=tree.village, submitted=True)

    town.get(f"/applications/{application.pk}/steps/send_back/")

    assert lines() == [(Act.OPEN, "households.application", application.pk, "退回")]


def test_a_refused_step_shows_the_record_again(town: Client, tree: Tree) -> None:
    application = ApplicationFactory(village=tree.village, submitted=True)

    town.post(f"/applications/{application.pk}/steps/send_back/", {"reason": ""})

    assert lines() == [(Act.OPEN, "households.application", application.pk, "退回")]


def test_the_form_of_a_change_opens_the_record(town: Client, draft: Application) -> None:
    town.get(f"/applications/{draft.pk}/edit/")

    assert lines() == [(Act.OPEN, "households.application", draft.pk, "修改")]


def test_a_form_about_a_household_opens_the_household(town: Client, household: Household) -> None:
    page = town.get(f"/applications/new/change/?household={household.pk}").content.decode()

    assert f"台账现值：{household.address}" in page
    assert [line[:3] for line in lines()] == [(Act.OPEN, "households.household", household.pk)]


def test_the_list_of_documents_opens_the_record(town: Client, draft: Application) -> None:
    town.get(f"/api/applications/{draft.pk}/files/")

    assert lines() == [(Act.OPEN, "households.application", draft.pk, "附件")]


def test_a_record_read_by_the_api_is_opened_once(town: Client, draft: Application) -> None:
    answer = town.get(f"/api/applications/{draft.pk}/")

    assert json.loads(answer.content)["id"] == draft.pk
    assert lines() == [(Act.OPEN, "households.application", draft.pk, "")]
