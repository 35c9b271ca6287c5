"""系统、安全、审计: each is refused every act of the other two (F108)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Post, SignIn, SignInEvent, User
from accounts.roles import ADMINISTRATORS, Role
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree


class Stage:
    """An officer of a village, a post that waits for its confirmation, an entry in each log."""

    def __init__(self, post: MakePost, tree: Tree) -> None:
        self.tree = tree
        self.officer = post(Role.VILLAGE)
        self.newcomer: User = factories.UserFactory(organization=self.officer.organization, must_change_password=True)
        self.proposed: Post = factories.PostFactory(
            role=Role.VILLAGE_ASSISTANT,
            division=tree.village,
            user=self.newcomer,
            organization=self.officer.organization,
            state=Post.State.PROPOSED,
            decided_at=None,
        )
        self.event = SignInEvent.objects.create(kind=SignInEvent.Kind.SIGNED_IN, username="somebody")
        self.sign_in = SignIn.objects.create(user=self.officer.user, session_key="none", signed_in_at=timezone.now())


@pytest.fixture
def stage(post: MakePost, tree: Tree) -> Stage:
    return Stage(post, tree)


Act = Callable[[Client, Stage], Any]


def make_user(browser: Client, stage: Stage) -> Any:
    organization = stage.officer.organization_id
    return browser.post("/people/new/", {"username": "zhang.san", "name": "张三", "organization": organization})


def change_user(browser: Client, stage: Stage) -> Any:
    user = stage.officer.user
    typed = {"username": user.username, "name": "别名", "organization": user.organization_id, "is_active": "on"}
    return browser.post(f"/people/{user.pk}/edit/", {**typed, "version": user.version})


def make_organization(browser: Client, stage: Stage) -> Any:
    typed = {"name": "新燃气公司", "kind": "gas", "division": stage.tree.district.pk}
    return browser.post("/organizations/new/", typed)


def change_organization(browser: Client, stage: Stage) -> Any:
    office = stage.officer.organization
    typed = {"name": "别名", "kind": office.kind, "division": office.division_id, "active": "on"}
    return browser.post(f"/organizations/{office.pk}/edit/", {**typed, "version": office.version})


def make_division(browser: Client, stage: Stage) -> Any:
    typed = {"code": "130102100211", "name": "新村", "level": "community", "parent": stage.tree.town.pk}
    return browser.post("/divisions/new/", {**typed, "valid_from": "2026-11-01"})


def change_division(browser: Client, stage: Stage) -> Any:
    village = stage.tree.village
    typed = {"name": "别名", "valid_from": "2023-06-30", "version": village.version}
    return browser.post(f"/divisions/{village.pk}/edit/", typed)


def propose(browser: Client, stage: Stage) -> Any:
    typed = {"user": stage.newcomer.pk, "role": Role.VILLAGE, "division": stage.tree.village.pk}
    return browser.post("/posts/new/", {**typed, "organization": stage.officer.organization_id})


def confirm(browser: Client, stage: Stage) -> Any:
    return browser.post(f"/posts/{stage.proposed.pk}/steps/confirm/", {"version": stage.proposed.version})


def refuse(browser: Client, stage: Stage) -> Any:
    typed = {"version": stage.proposed.version, "reason": "不是本村人员"}
    return browser.post(f"/posts/{stage.proposed.pk}/steps/refuse/", typed)


def end(browser: Client, stage: Stage) -> Any:
    typed = {"version": stage.officer.version, "reason": "换届"}
    return browser.post(f"/posts/{stage.officer.pk}/steps/end/", typed)


def act_on_user(name: str) -> Act:
    def act(browser: Client, stage: Stage) -> Any:
        return browser.post(f"/people/{stage.officer.user_id}/{name}/")

    return act


def give_first_password(browser: Client, stage: Stage) -> Any:
    return browser.post(f"/people/{stage.newcomer.pk}/password/")


def require_of_role(browser: Client, stage: Stage) -> Any:
    return browser.post("/roles/", {"role": Role.VILLAGE, "second_step": "1"})


def read(path: str) -> Act:
    def act(browser: Client, stage: Stage) -> Any:
        return browser.get(path)

    return act


ACTS: dict[str, tuple[Role, Act]] = {
    "make a user": (Role.SYSTEM_ADMIN, make_user),
    "change a user": (Role.SYSTEM_ADMIN, change_user),
    "make an organization": (Role.SYSTEM_ADMIN, make_organization),
    "change an organization": (Role.SYSTEM_ADMIN, change_organization),
    "make a division": (Role.SYSTEM_ADMIN, make_division),
    "change a division": (Role.SYSTEM_ADMIN, change_division),
    "propose a post": (Role.SYSTEM_ADMIN, propose),
    "confirm a post": (Role.SECURITY_ADMIN, confirm),
    "refuse a post": (Role.SECURITY_ADMIN, refuse),
    "end a post": (Role.SECURITY_ADMIN, end),
    "give a first password": (Role.SECURITY_ADMIN, give_first_password),
    "unlock": (Role.SECURITY_ADMIN, act_on_user("unlock")),
    "require a second step": (Role.SECURITY_ADMIN, act_on_user("require-second-step")),
    "end sessions": (Role.SECURITY_ADMIN, act_on_user("end-sessions")),
    "require a second step of a role": (Role.SECURITY_ADMIN, require_of_role),
    "list the sessions": (Role.SECURITY_ADMIN, read("/sessions/")),
    "read the change log": (Role.AUDIT_ADMIN, read("/logs/changes/")),
    "read the access log": (Role.AUDIT_ADMIN, read("/logs/access/")),
    "read the sign-in log": (Role.AUDIT_ADMIN, read("/logs/sign-ins/")),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_done_by_its_own_administrator(name: str, stage: Stage, post: MakePost, client_of: ClientOf) -> None:
    role, act = ACTS[name]

    response = act(client_of(post(role)), stage)

    assert response.status_code in {200, 302}, response.content.decode()
    if response.status_code == 200 and response.request["REQUEST_METHOD"] == "POST":
        assert "form" not in response.context or not response.context["form"].errors


@pytest.mark.parametrize(
    ("name", "role"),
    [(name, role) for name, (own, _) in ACTS.items() for role in sorted(ADMINISTRATORS) if role != own],
)
def test_an_act_is_refused_to_the_other_two(
    name: str, role: Role, stage: Stage, post: MakePost, client_of: ClientOf
) -> None:
    act = ACTS[name][1]

    response = act(client_of(post(role)), stage)

    assert response.status_code in {403, 404, 409}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_administrator_sees_a_household(role: Role, post: MakePost, client_of: ClientOf, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village)

    response = client_of(post(role)).get(f"/households/{household.pk}/")

    assert response.status_code in {403, 404}


@pytest.mark.parametrize("path", ["/logs/changes/", "/logs/access/", "/logs/sign-ins/"])
@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICE, Role.TOWN_OFFICE, Role.LEADER])
def test_nobody_else_reads_the_logs(path: str, role: Role, post: MakePost, client_of: ClientOf) -> None:
    assert client_of(post(role)).get(path).status_code == 403


def test_an_entry_of_a_log_has_no_edit_page(stage: Stage, post: MakePost, client_of: ClientOf) -> None:
    auditor = client_of(post(Role.AUDIT_ADMIN))

    assert auditor.get(f"/logs/sign-ins/{stage.event.pk}/edit/").status_code == 403
    assert auditor.post("/logs/sign-ins/new/", {"username": "x"}).status_code == 403
