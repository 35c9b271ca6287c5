"""Making and changing people's accounts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Organization, Post, User
from accounts.roles import Role
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree


@pytest.fixture
def system_admin(post: MakePost) -> Post:
    return post(Role.SYSTEM_ADMIN)


@pytest.fixture
def browser(system_admin: Post, client_of: ClientOf) -> Client:
    return client_of(system_admin)


def answers(organization: Organization, **rest: Any) -> dict[str, Any]:
    return {"username": "zhang.san", "name": "张三", "phone": "13800000001", "organization": organization.pk, **rest}


def change(browser: Client, user: User, **rest: Any) -> Any:
    typed = answers(
        user.organization, username=user.username, name=user.name, is_active="on", version=user.version, phone=""
    )
    return browser.post(f"/people/{user.pk}/edit/", {**typed, **rest})


def test_the_system_administrator_makes_a_user(browser: Client, officer: Post) -> None:
    response = browser.post("/people/new/", answers(officer.organization))

    user = User.objects.get(username="zhang.san")
    assert response.url == f"/people/{user.pk}/"
    assert user.must_change_password


def test_a_new_user_has_no_password_that_anybody_knows(browser: Client, officer: Post) -> None:
    browser.post("/people/new/", answers(officer.organization))

    assert not User.objects.get(username="zhang.san").has_usable_password()


@pytest.mark.parametrize(
    ("username", "sentence"),
    [("张三", "登录名用字母"), ("a", "登录名用字母"), ("a b", "登录名用字母"), ("", "请填写")],
)
def test_a_login_name_is_of_plain_signs(browser: Client, officer: Post, username: str, sentence: str) -> None:
    page = browser.post("/people/new/", answers(officer.organization, username=username))

    assert sentence in page.content.decode()


def test_a_login_name_is_taken_once(browser: Client, officer: Post) -> None:
    page = browser.post("/people/new/", answers(officer.organization, username=officer.user.username))

    assert "已有人使用" in page.content.decode()


def test_the_name_is_changed(browser: Client, officer: Post) -> None:
    change(browser, officer.user, name="李四")

    officer.user.refresh_from_db()
    assert officer.user.name == "李四"


def test_a_stopped_user_is_out_at_once(browser: Client, officer: Post, client_of: ClientOf) -> None:
    theirs = client_of(officer)

    change(browser, officer.user, is_active="")

    assert theirs.get("/account/").status_code == 302


def test_two_administrators_who_change_one_user_see_it(browser: Client, officer: Post) -> None:
    change(browser, officer.user, name="李四")

    response = change(browser, officer.user, name="王五")

    assert response.status_code == 409


def test_nobody_changes_his_own_account(browser: Client, system_admin: Post) -> None:
    response = change(browser, system_admin.user, name="别名")

    assert response.status_code == 403
    assert "自己的账户" in response.content.decode()


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_another_administrator_cannot_be_stopped(browser: Client, post: MakePost, role: Role) -> None:
    other = post(role)

    change(browser, other.user, is_active="", username="somebody")

    other.user.refresh_from_db()
    assert other.user.is_active
    assert other.user.username != "somebody"


def test_a_town_makes_users_of_its_own_area(client_of: ClientOf, officer: Post, post: MakePost) -> None:
    village = post(Role.VILLAGE)

    client_of(officer).post("/people/new/", answers(village.organization))

    assert User.objects.filter(username="zhang.san", organization=village.organization).exists()


def test_a_town_makes_no_users_elsewhere(client_of: ClientOf, officer: Post, post: MakePost, tree: Tree) -> None:
    elsewhere = post(Role.VILLAGE, at=tree.other_village)

    client_of(officer).post("/people/new/", answers(elsewhere.organization))

    assert not User.objects.filter(username="zhang.san").exists()


def test_a_town_does_not_see_people_elsewhere(client_of: ClientOf, officer: Post, post: MakePost, tree: Tree) -> None:
    elsewhere = post(Role.VILLAGE, at=tree.other_village)

    assert client_of(officer).get(f"/people/{elsewhere.user_id}/").status_code == 404


def test_a_town_does_not_change_one_who_holds_a_post_above_it(
    client_of: ClientOf, officer: Post, post: MakePost, tree: Tree
) -> None:
    clerk = post(Role.VILLAGE)
    factories.PostFactory(role=Role.DISTRICT_OFFICE, division=tree.district, user=clerk.user)

    response = change(client_of(officer), clerk.user, name="别名")

    assert response.status_code == 403


def test_a_gas_company_makes_its_own_people_only(client_of: ClientOf, post: MakePost, officer: Post) -> None:
    company = post(Role.GAS_COMPANY)
    browser = client_of(company)

    browser.post("/people/new/", answers(company.organization, username="own"))
    browser.post("/people/new/", answers(officer.organization, username="other"))

    assert User.objects.filter(username="own").exists()
    assert not User.objects.filter(username="other").exists()


def test_a_gas_company_sees_its_own_people_only(client_of: ClientOf, post: MakePost, officer: Post) -> None:
    company = post(Role.GAS_COMPANY)

    page = client_of(company).get("/people/").content.decode()

    assert company.user.username in page
    assert officer.user.username not in page


@pytest.mark.parametrize("role", [Role.VILLAGE, Role.DISTRICT_OFFICE, Role.LEADER, Role.SAFETY_OFFICER])
def test_other_roles_do_not_open_the_list(client_of: ClientOf, post: MakePost, role: Role) -> None:
    assert client_of(post(role)).get("/people/").status_code == 403


def test_people_are_found_by_name_and_login_name(browser: Client, officer: Post, post: MakePost) -> None:
    other = post(Role.VILLAGE)

    page = browser.get("/people/", {"q": officer.user.name}).content.decode()

    assert officer.user.username in page
    assert other.user.username not in page


def test_people_are_filtered_by_role(browser: Client, officer: Post, post: MakePost) -> None:
    other = post(Role.VILLAGE)

    page = browser.get("/people/", {"role": Role.VILLAGE}).content.decode()

    assert other.user.username in page
    assert officer.user.username not in page
