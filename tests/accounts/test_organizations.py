"""Offices and companies."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Organization, Post
from accounts.roles import Role
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree

# Of a village's collective: its first sign is a letter.
CREDIT_CODE = "N2130102MF1234567D"


@pytest.fixture
def browser(post: MakePost, client_of: ClientOf) -> Client:
    return client_of(post(Role.SYSTEM_ADMIN))


def answers(tree: Tree, **rest: Any) -> dict[str, Any]:
    return {"name": "长安燃气有限公司", "kind": "gas", "division": tree.district.pk, **rest}


def test_a_company_is_registered(browser: Client, tree: Tree) -> None:
    browser.post("/organizations/new/", answers(tree))

    assert Organization.objects.get(name="长安燃气有限公司").active


def test_a_false_credit_code_is_refused(browser: Client, tree: Tree) -> None:
    page = browser.post("/organizations/new/", answers(tree, credit_code="911301000000000000"))

    assert "统一社会信用代码不正确" in page.content.decode()


def test_a_villages_collective_has_a_credit_code_too(browser: Client, tree: Tree) -> None:
    browser.post("/organizations/new/", answers(tree, name="店上村股份经济合作社", credit_code=CREDIT_CODE.lower()))

    assert Organization.objects.get(name="店上村股份经济合作社").credit_code == CREDIT_CODE


def test_a_name_is_taken_once(browser: Client, tree: Tree) -> None:
    browser.post("/organizations/new/", answers(tree))

    browser.post("/organizations/new/", answers(tree))

    assert Organization.objects.filter(name="长安燃气有限公司").count() == 1


def test_an_office_of_the_city_above_can_be_registered(browser: Client, tree: Tree) -> None:
    browser.post("/organizations/new/", answers(tree, name="市双代办", kind="government", division=tree.city.pk))

    assert Organization.objects.filter(name="市双代办").exists()


def test_the_posts_of_a_closed_organization_are_out_of_force(browser: Client, officer: Post) -> None:
    office = officer.organization

    browser.post(
        f"/organizations/{office.pk}/edit/",
        {"name": office.name, "kind": office.kind, "division": office.division_id, "version": office.version},
    )

    assert not Post.objects.in_force().filter(pk=officer.pk).exists()


def test_the_organization_of_an_administrator_is_not_closed(browser: Client, post: MakePost) -> None:
    office = post(Role.AUDIT_ADMIN).organization

    page = browser.post(
        f"/organizations/{office.pk}/edit/",
        {"name": office.name, "kind": office.kind, "division": office.division_id, "version": office.version},
    )

    assert "不能停用" in page.content.decode()
    assert Post.objects.in_force().filter(role=Role.AUDIT_ADMIN).exists()


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.TOWN_OFFICE, Role.GAS_COMPANY])
def test_others_look_but_do_not_register(post: MakePost, client_of: ClientOf, tree: Tree, role: Role) -> None:
    browser = client_of(post(role))

    assert browser.get("/organizations/").status_code == 200
    assert browser.post("/organizations/new/", answers(tree)).status_code == 403
