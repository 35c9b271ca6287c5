"""The tree of divisions: begun, ended, merged; nothing is moved silently."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Division
from accounts.roles import Role
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree


@pytest.fixture
def browser(post: MakePost, client_of: ClientOf) -> Client:
    return client_of(post(Role.SYSTEM_ADMIN))


def answers(tree: Tree, **rest: Any) -> dict[str, Any]:
    return {
        "code": "130102100211",
        "name": "新村社区居民委员会",
        "alias": "新村",
        "level": "community",
        "parent": tree.town.pk,
        "valid_from": "2026-11-01",
        **rest,
    }


def edit(browser: Client, division: Division, **rest: Any) -> Any:
    typed = {
        "name": division.name,
        "alias": division.alias,
        "dual": "on" if division.dual else "",
        "valid_from": f"{division.valid_from:%Y-%m-%d}",
        "version": division.version,
    }
    return browser.post(f"/divisions/{division.pk}/edit/", {**typed, **rest})


def test_a_new_village_stands_below_its_town_district_and_city(browser: Client, tree: Tree) -> None:
    browser.post("/divisions/new/", answers(tree))

    village = Division.objects.get(code="130102100211")
    assert (village.town, village.district, village.city) == (tree.town, tree.district, tree.city)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("130102101211", "代码应以上级的代码 130102100 开头"), ("1301021002", "代码应为 12 位数字")],
)
def test_a_code_fits_its_level_and_parent(browser: Client, tree: Tree, code: str, sentence: str) -> None:
    page = browser.post("/divisions/new/", answers(tree, code=code))

    assert sentence in page.content.decode()


def test_a_unit_is_marked_as_taking_part(browser: Client, tree: Tree) -> None:
    edit(browser, tree.village, dual="")

    tree.village.refresh_from_db()
    assert not tree.village.dual


def test_before_a_village_ends_the_form_says_what_stands_there(browser: Client, tree: Tree) -> None:
    factories.HouseholdFactory.create_batch(3, village=tree.village)

    page = browser.get(f"/divisions/{tree.village.pk}/edit/").content.decode()

    assert "住户 3 条" in page
    assert "不会移动它们" in page


def test_a_merged_village_keeps_its_households(browser: Client, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village)

    edit(browser, tree.village, valid_to="2026-11-20", successor=tree.next_village.pk)

    household.refresh_from_db()
    tree.village.refresh_from_db()
    assert household.village == tree.village
    assert tree.village.successor == tree.next_village


def test_the_page_of_a_merged_village_says_what_still_stands_there(browser: Client, tree: Tree) -> None:
    factories.HouseholdFactory(village=tree.village)
    edit(browser, tree.village, valid_to="2026-11-20", successor=tree.next_village.pk)

    page = browser.get(f"/divisions/{tree.village.pk}/").content.decode()

    assert "住户 1 条" in page


def test_a_merger_needs_a_day(browser: Client, tree: Tree) -> None:
    page = edit(browser, tree.village, successor=tree.next_village.pk)

    assert "应填写停用日期" in page.content.decode()


def test_a_village_ends_after_it_began(browser: Client, tree: Tree) -> None:
    page = edit(browser, tree.village, valid_to="2020-01-01")

    assert "停用日期应晚于启用日期" in page.content.decode()


def test_code_level_and_parent_stay(browser: Client, tree: Tree) -> None:
    edit(browser, tree.village, code="130102101299", parent=tree.other_town.pk, level="town")

    tree.village.refresh_from_db()
    assert (tree.village.code, tree.village.parent) == ("130102100204", tree.town)


def test_only_those_in_use_on_a_day_are_valid(tree: Tree, as_demo: None) -> None:
    tree.village.valid_to = datetime.date(2026, 11, 20)
    tree.village.save()

    assert tree.village in Division.objects.valid_on(datetime.date(2026, 11, 19))
    assert tree.village not in Division.objects.valid_on(datetime.date(2026, 11, 20))


def test_a_unit_is_found_by_what_people_call_it(browser: Client, tree: Tree) -> None:
    page = browser.get("/divisions/", {"q": "店上村"}).content.decode()

    assert tree.village.code in page
    assert tree.next_village.code not in page


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.DISTRICT_OFFICE])
def test_others_look_but_do_not_change(post: MakePost, client_of: ClientOf, tree: Tree, role: Role) -> None:
    browser = client_of(post(role))

    assert browser.get("/divisions/").status_code == 200
    assert browser.post("/divisions/new/", answers(tree)).status_code == 403
    assert edit(browser, tree.village, name="别名").status_code == 403
