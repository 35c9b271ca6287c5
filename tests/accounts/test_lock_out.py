"""Five failures lock a name for fifteen minutes."""

from __future__ import annotations

import datetime

import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Post, SignInEvent
from tests.accounts.conftest import Try, read_captcha
from tests.factories import PASSWORD

WRONG = "Wrong-password-1"


def fail_until_locked(browser: Client, username: str) -> object:
    response = browser.post("/sign-in/", {"username": username, "password": WRONG})
    for _ in range(4):
        response = browser.post("/sign-in/", {"username": username, "password": WRONG, **read_captcha()})
    return response


def test_the_fifth_failure_locks_and_says_until_when(browser: Client, officer: Post) -> None:
    with time_machine.travel(datetime.datetime(2026, 11, 22, 2, 0, tzinfo=datetime.UTC), tick=False):
        response = fail_until_locked(browser, officer.user.username)

    assert response.status_code == 429
    assert "11-22 10:15" in response.content.decode()


def test_the_right_password_is_refused_while_locked(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    fail_until_locked(browser, officer.user.username)

    response = try_to_sign_in(browser, officer.user.username)

    assert response.status_code == 429
    assert browser.get("/account/").status_code == 302
    assert SignInEvent.objects.latest("id").kind == SignInEvent.Kind.LOCKED


def test_trying_during_the_lock_does_not_prolong_it(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        fail_until_locked(browser, officer.user.username)
    with time_machine.travel(start + datetime.timedelta(minutes=14), tick=False):
        try_to_sign_in(browser, officer.user.username)

    with time_machine.travel(start + datetime.timedelta(minutes=15, seconds=1), tick=False):
        response = try_to_sign_in(browser, officer.user.username)

    assert response.status_code == 302


def test_failures_spread_over_browsers_count_together(officer: Post) -> None:
    for number in range(4):
        browser = Client(headers={"user-agent": f"browser {number}"})
        browser.post("/sign-in/", {"username": officer.user.username, "password": WRONG})
        browser.post("/sign-in/", {"username": officer.user.username, "password": WRONG, **read_captcha()})

    response = Client().post("/sign-in/", {"username": officer.user.username, "password": PASSWORD, **read_captcha()})

    assert response.status_code == 429


def test_a_success_starts_the_count_anew(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    for _ in range(2):
        browser.post("/sign-in/", {"username": officer.user.username, "password": WRONG})
    try_to_sign_in(browser, officer.user.username)
    browser.post("/sign-out/")

    response = browser.post("/sign-in/", {"username": officer.user.username, "password": WRONG})

    assert "还可以再试 4 次" in response.content.decode()
