"""A code from the phone after the password."""

from __future__ import annotations

import datetime
import re
import time

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.audit import System, acting
from accounts.models import Post, RoleRule, SignInEvent, User
from tests.accounts.conftest import Try


def code_of(user: User, at: float | None = None) -> str:
    """What the phone shows."""
    device = TOTPDevice.objects.filter(user=user).latest("id")
    totp = TOTP(device.bin_key)
    totp.time = at or time.time()
    return f"{totp.token():06d}"


@pytest.fixture
def signed_in(browser: Client, officer: Post, try_to_sign_in: Try) -> Client:
    try_to_sign_in(browser, officer.user.username)
    return browser


@pytest.fixture
def recovery_codes(signed_in: Client, officer: Post) -> list[str]:
    """The officer has set up his phone; these are his codes for the day it is lost. A minute later."""
    with time_machine.travel(timezone.now() - datetime.timedelta(minutes=2)):
        signed_in.post("/account/second-step/start/")
        page = signed_in.post("/account/second-step/confirm/", {"code": code_of(officer.user)})
    return re.findall(r"<li>([a-z2-7]{8})</li>", page.content.decode())


def halfway(officer: Post, try_to_sign_in: Try) -> Client:
    browser = Client()
    response = try_to_sign_in(browser, officer.user.username)
    assert response.url == "/sign-in/code/"
    return browser


def test_the_picture_and_the_secret_are_shown_for_the_phone(signed_in: Client) -> None:
    page = signed_in.post("/account/second-step/start/", follow=True).content.decode()

    assert "data:image/svg+xml" in page
    assert re.search(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)


def test_a_wrong_first_code_puts_nothing_in_force(signed_in: Client, officer: Post, try_to_sign_in: Try) -> None:
    signed_in.post("/account/second-step/start/")

    page = signed_in.post("/account/second-step/confirm/", {"code": "000000"}).content.decode()

    assert "请核对手机的时间" in page
    assert try_to_sign_in(Client(), officer.user.username).url == "/"


def test_eight_recovery_codes_are_shown_once(recovery_codes: list[str]) -> None:
    assert len(set(recovery_codes)) == 8


def test_the_password_alone_opens_nothing_any_more(
    recovery_codes: list[str], officer: Post, try_to_sign_in: Try
) -> None:
    browser = halfway(officer, try_to_sign_in)

    assert browser.get("/account/").url.startswith("/sign-in/")


def test_the_code_from_the_phone_opens(recovery_codes: list[str], officer: Post, try_to_sign_in: Try) -> None:
    browser = halfway(officer, try_to_sign_in)

    browser.post("/sign-in/code/", {"code": code_of(officer.user)})

    assert browser.get("/account/").status_code == 200


def test_a_code_serves_once(recovery_codes: list[str], officer: Post, try_to_sign_in: Try) -> None:
    code = code_of(officer.user)
    halfway(officer, try_to_sign_in).post("/sign-in/code/", {"code": code})

    response = halfway(officer, try_to_sign_in).post("/sign-in/code/", {"code": code})

    assert "不正确" in response.content.decode()


def test_a_recovery_code_opens_once(recovery_codes: list[str], officer: Post, try_to_sign_in: Try) -> None:
    first = halfway(officer, try_to_sign_in)
    first.post("/sign-in/code/", {"code": recovery_codes[0].upper()})
    second = halfway(officer, try_to_sign_in)
    second.post("/sign-in/code/", {"code": recovery_codes[0]})

    assert first.get("/account/").status_code == 200
    assert second.get("/account/").status_code == 302


def test_wrong_codes_are_logged_and_make_one_wait(
    recovery_codes: list[str], officer: Post, try_to_sign_in: Try
) -> None:
    browser = halfway(officer, try_to_sign_in)

    browser.post("/sign-in/code/", {"code": "000000"})
    response = browser.post("/sign-in/code/", {"code": code_of(officer.user)})

    assert "秒再试" in response.content.decode()
    assert SignInEvent.objects.filter(kind=SignInEvent.Kind.WRONG_CODE).count() == 2


def test_after_five_wrong_codes_the_password_is_asked_again(
    recovery_codes: list[str], officer: Post, try_to_sign_in: Try
) -> None:
    browser = halfway(officer, try_to_sign_in)
    for _ in range(5):
        browser.post("/sign-in/code/", {"code": "000000"})

    assert browser.post("/sign-in/code/", {"code": code_of(officer.user)}).url == "/sign-in/"


def test_after_five_minutes_the_password_is_asked_again(
    recovery_codes: list[str], officer: Post, try_to_sign_in: Try
) -> None:
    browser = halfway(officer, try_to_sign_in)

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6)):
        assert browser.get("/sign-in/code/").url == "/sign-in/"


def test_a_role_can_be_required_to_use_it(signed_in: Client, officer: Post) -> None:
    with acting(System.DEMO):
        RoleRule.objects.create(role=officer.role, second_step_required=True)

    response = signed_in.get("/account/")

    assert response.url == "/account/second-step/"


def test_one_who_has_done_what_his_role_requires_goes_on(
    recovery_codes: list[str], signed_in: Client, officer: Post
) -> None:
    with acting(System.DEMO):
        RoleRule.objects.create(role=officer.role, second_step_required=True)

    assert signed_in.get("/account/").status_code == 200


def test_a_person_can_be_required_to_use_it(signed_in: Client, officer: Post) -> None:
    with acting(System.DEMO):
        officer.user.second_step_required = True
        officer.user.save()

    assert signed_in.get("/account/").url == "/account/second-step/"


def test_what_a_role_requires_cannot_be_given_up(recovery_codes: list[str], signed_in: Client, officer: Post) -> None:
    with acting(System.DEMO):
        RoleRule.objects.create(role=officer.role, second_step_required=True)

    page = signed_in.post("/account/second-step/remove/", follow=True).content.decode()

    assert "不能停用" in page
    assert TOTPDevice.objects.filter(user=officer.user, confirmed=True).exists()


def test_it_is_given_up_where_nobody_requires_it(
    recovery_codes: list[str], signed_in: Client, officer: Post, try_to_sign_in: Try
) -> None:
    signed_in.post("/account/second-step/remove/")

    assert try_to_sign_in(Client(), officer.user.username).url == "/"


def test_a_session_that_has_not_proved_it_cannot_put_another_phone_in_its_place(
    officer: Post, browser: Client, try_to_sign_in: Try
) -> None:
    """The thief signed in with the password before the owner set up his phone."""
    thief = Client()
    try_to_sign_in(thief, officer.user.username)
    try_to_sign_in(browser, officer.user.username)
    browser.post("/account/second-step/start/")
    browser.post("/account/second-step/confirm/", {"code": code_of(officer.user)})

    thief.post("/account/second-step/start/")
    thief.post("/account/second-step/remove/")

    assert TOTPDevice.objects.get(user=officer.user).confirmed
