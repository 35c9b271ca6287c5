"""What the security administrator, and the managers of their own people, do for one who cannot get in."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import door
from accounts.models import Post, SignIn, SignInEvent
from accounts.roles import Role
from core.models import Notice
from tests.accounts.conftest import Release, Try, read_captcha
from tests.conftest import ClientOf, MakePost
from tests.factories import PASSWORD


@pytest.fixture
def security_admin(post: MakePost) -> Post:
    return post(Role.SECURITY_ADMIN)


@pytest.fixture
def security(security_admin: Post, client_of: ClientOf) -> Client:
    return client_of(security_admin)


def give(browser: Client, officer: Post) -> str:
    page = browser.post(f"/people/{officer.user_id}/password/").content.decode()
    found = re.search(r"<code>(.{14})</code>", page)
    assert found
    return found[1].replace("&amp;", "&")


def lock(username: str) -> None:
    browser = Client()
    browser.post("/sign-in/", {"username": username, "password": "Wrong-password-1"})
    for _ in range(4):
        browser.post("/sign-in/", {"username": username, "password": "Wrong-password-1", **read_captcha()})


# Passwords


def test_a_new_first_password_opens_and_must_be_changed(
    security: Client, officer: Post, browser: Client, try_to_sign_in: Try, release: Release
) -> None:
    release(officer.user)
    password = give(security, officer)

    try_to_sign_in(browser, officer.user.username, password)

    assert browser.get("/account/").url == "/account/password/"


def test_the_old_password_and_the_open_sessions_end(
    security: Client, officer: Post, browser: Client, try_to_sign_in: Try, release: Release
) -> None:
    release(officer.user)
    try_to_sign_in(browser, officer.user.username)

    give(security, officer)

    assert browser.get("/account/").status_code == 302
    assert try_to_sign_in(Client(), officer.user.username, PASSWORD).status_code == 200


def test_asking_for_the_page_gives_nothing_out(security: Client, officer: Post) -> None:
    before = officer.user.password

    security.get(f"/people/{officer.user_id}/password/")

    officer.user.refresh_from_db()
    assert officer.user.password == before


def test_a_given_password_stands_in_the_log_and_is_told_to_its_owner(
    security: Client, security_admin: Post, officer: Post, release: Release
) -> None:
    release(officer.user)
    give(security, officer)

    event = SignInEvent.objects.get(kind=SignInEvent.Kind.PASSWORD_GIVEN)
    assert (event.user_id, event.by_post_id) == (officer.user_id, security_admin.pk)
    assert Notice.objects.filter(user=officer.user, kind=Notice.Kind.SECURITY).exists()


def test_a_given_password_is_in_no_log(
    security: Client, officer: Post, caplog: pytest.LogCaptureFixture, release: Release
) -> None:
    release(officer.user)
    password = give(security, officer)

    assert password not in caplog.text
    assert password not in str(list(SignInEvent.objects.values())) + str(list(Notice.objects.values()))


def test_a_town_gives_passwords_to_its_villages(
    officer: Post, post: MakePost, client_of: ClientOf, release: Release
) -> None:
    release(post(Role.VILLAGE).user)

    assert give(client_of(officer), post(Role.VILLAGE))


def test_a_town_gives_none_to_others(officer: Post, post: MakePost, client_of: ClientOf) -> None:
    district = post(Role.DISTRICT_OFFICE)

    response = client_of(officer).post(f"/people/{district.user_id}/password/")

    assert response.status_code == 404


def test_the_system_administrator_learns_no_password(officer: Post, post: MakePost, client_of: ClientOf) -> None:
    response = client_of(post(Role.SYSTEM_ADMIN)).post(f"/people/{officer.user_id}/password/")

    assert response.status_code == 403


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_no_administrator_gets_anothers_password(security: Client, post: MakePost, role: Role) -> None:
    response = security.post(f"/people/{post(role).user_id}/password/")

    assert response.status_code == 403
    assert "manage.py give_password" in response.content.decode()


def test_on_the_server_an_administrator_gets_a_new_password(
    post: MakePost, browser: Client, try_to_sign_in: Try
) -> None:
    auditor = post(Role.AUDIT_ADMIN)
    said = io.StringIO()

    call_command("give_password", auditor.user.username, stdout=said)

    password = said.getvalue().splitlines()[0].split("：")[1]
    assert try_to_sign_in(browser, auditor.user.username, password).status_code == 302


def test_on_the_server_an_unknown_name_is_told(db: None) -> None:
    with pytest.raises(CommandError, match="没有登录名"):
        call_command("give_password", "nobody")


# Locks


def test_a_locked_account_is_unlocked(security: Client, officer: Post, browser: Client, try_to_sign_in: Try) -> None:
    lock(officer.user.username)

    security.post(f"/people/{officer.user_id}/unlock/")

    assert door.locked_until(officer.user.username) is None
    assert try_to_sign_in(browser, officer.user.username).status_code == 302
    assert SignInEvent.objects.filter(kind=SignInEvent.Kind.UNLOCKED, user_id=officer.user_id).exists()


def test_the_page_of_a_locked_user_says_so(security: Client, officer: Post) -> None:
    lock(officer.user.username)

    page = security.get(f"/people/{officer.user_id}/").content.decode()

    assert "账户已锁定" in page


# Second step


def test_a_second_step_is_required_of_one_person_and_no_longer(security: Client, officer: Post) -> None:
    security.post(f"/people/{officer.user_id}/require-second-step/", {"required": "1"})
    officer.user.refresh_from_db()
    required = officer.user.second_step_required

    security.post(f"/people/{officer.user_id}/require-second-step/", {"required": "0"})
    officer.user.refresh_from_db()

    assert (required, officer.user.second_step_required) == (True, False)


def test_a_double_click_does_not_undo_what_it_asks_for(security: Client, officer: Post) -> None:
    address = f"/people/{officer.user_id}/require-second-step/"
    [wanted] = re.findall(r'name="required" value="(\d)"', security.get(address).content.decode())

    for _ in range(2):
        security.post(address, {"required": wanted})

    officer.user.refresh_from_db()
    assert officer.user.second_step_required


def test_a_second_step_is_required_of_a_role(security: Client, officer: Post, client_of: ClientOf) -> None:
    security.post("/roles/", {"role": officer.role, "second_step": "1"})

    assert client_of(officer).get("/account/").url == "/account/second-step/"


def test_a_role_is_let_off(security: Client, officer: Post, client_of: ClientOf) -> None:
    security.post("/roles/", {"role": officer.role, "second_step": "1"})
    security.post("/roles/", {"role": officer.role, "second_step": "0"})

    assert client_of(officer).get("/account/").status_code == 200


# Sessions


def test_somebodys_sessions_are_ended(security: Client, officer: Post, browser: Client, try_to_sign_in: Try) -> None:
    try_to_sign_in(browser, officer.user.username)

    security.post(f"/people/{officer.user_id}/end-sessions/")

    assert browser.get("/account/").status_code == 302
    assert not SignIn.objects.open().filter(user=officer.user).exists()


def test_open_sessions_are_listed_with_who_and_where(
    security: Client, officer: Post, browser: Client, try_to_sign_in: Try
) -> None:
    try_to_sign_in(browser, officer.user.username)

    page = security.get("/sessions/").content.decode()

    assert officer.user.name in page
    assert "办公电脑" in page


def test_nothing_of_it_is_done_to_oneself(security: Client, security_admin: Post) -> None:
    for act in ("password", "unlock", "require-second-step", "end-sessions"):
        assert security.post(f"/people/{security_admin.user_id}/{act}/").status_code == 403
