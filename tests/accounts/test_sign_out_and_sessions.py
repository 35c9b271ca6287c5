"""Leaving, being left, being shown out: sessions end at once."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from accounts.models import Post, SignIn, SignInEvent
from accounts.roles import Role
from tests.accounts.conftest import Try
from tests.conftest import MakePost


@pytest.fixture
def second(officer: Post, try_to_sign_in: Try) -> Client:
    """The same officer at another computer."""
    browser = Client(headers={"user-agent": "家里的电脑"})
    try_to_sign_in(browser, officer.user.username)
    return browser


def is_signed_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_signing_out_ends_the_session(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    try_to_sign_in(browser, officer.user.username)

    browser.post("/sign-out/")

    assert not is_signed_in(browser)
    assert SignIn.objects.get(user=officer.user).ended_at is not None


def test_signing_out_is_no_link(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    try_to_sign_in(browser, officer.user.username)

    assert browser.get("/sign-out/").status_code == 405


def test_the_account_page_lists_every_place(
    browser: Client, second: Client, officer: Post, try_to_sign_in: Try
) -> None:
    try_to_sign_in(browser, officer.user.username)

    page = browser.get("/account/").content.decode()

    assert "办公电脑" in page
    assert "家里的电脑" in page


def test_ending_another_session_shows_it_out_at_once(
    browser: Client, second: Client, officer: Post, try_to_sign_in: Try
) -> None:
    try_to_sign_in(browser, officer.user.username)
    other = SignIn.objects.get(agent="家里的电脑")

    browser.post(f"/account/sessions/{other.pk}/end/")

    assert not is_signed_in(second)
    assert is_signed_in(browser)
    assert SignInEvent.objects.latest("id").kind == SignInEvent.Kind.ENDED


def test_ending_all_others_leaves_this_one(browser: Client, second: Client, officer: Post, try_to_sign_in: Try) -> None:
    try_to_sign_in(browser, officer.user.username)

    browser.post("/account/sessions/end-others/")

    assert is_signed_in(browser)
    assert not is_signed_in(second)


def test_another_persons_session_is_not_there(
    browser: Client, second: Client, post: MakePost, try_to_sign_in: Try
) -> None:
    try_to_sign_in(browser, post(Role.VILLAGE).user.username)
    theirs = SignIn.objects.get(agent="家里的电脑")

    response = browser.post(f"/account/sessions/{theirs.pk}/end/")

    assert response.status_code == 404
    assert is_signed_in(second)


def test_a_session_left_alone_ends_with_a_sentence(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    try_to_sign_in(browser, officer.user.username)

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=32), tick=False):
        response = browser.get("/account/", follow=True)

    assert "长时间未操作" in response.content.decode()
    assert not is_signed_in(browser)
    assert SignInEvent.objects.latest("id").kind == SignInEvent.Kind.TIMED_OUT


def test_a_session_in_use_does_not_end(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    try_to_sign_in(browser, officer.user.username)
    start = timezone.now()

    for minutes in (20, 40, 60):
        with time_machine.travel(start + datetime.timedelta(minutes=minutes), tick=False):
            assert is_signed_in(browser)


def test_with_one_session_only_the_later_sign_in_ends_the_earlier(
    second: Client, browser: Client, officer: Post, try_to_sign_in: Try, settings: LazySettings
) -> None:
    settings.ONE_SESSION = True

    try_to_sign_in(browser, officer.user.username)

    assert is_signed_in(browser)
    assert not is_signed_in(second)


def test_several_sessions_may_stand_side_by_side(
    second: Client, browser: Client, officer: Post, try_to_sign_in: Try
) -> None:
    try_to_sign_in(browser, officer.user.username)

    assert is_signed_in(browser)
    assert is_signed_in(second)
