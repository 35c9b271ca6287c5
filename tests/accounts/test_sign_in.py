"""Signing in with name and password."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit import System, acting
from accounts.models import Post, SignInEvent
from tests.accounts.conftest import Try


def test_the_right_password_opens_the_portal(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    response = try_to_sign_in(browser, officer.user.username)

    assert response.status_code == 302
    assert browser.get("/account/").status_code == 200


def test_a_wrong_password_says_how_often_one_may_still_try(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    response = browser.post("/sign-in/", {"username": officer.user.username, "password": "Wrong-password-1"})

    assert "还可以再试 4 次" in response.content.decode()
    assert browser.get("/account/").status_code == 302


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(browser: Client, officer: Post) -> None:
    known = browser.post("/sign-in/", {"username": officer.user.username, "password": "Wrong-password-1"})
    unknown = browser.post("/sign-in/", {"username": "nobody", "password": "Wrong-password-1"})

    assert known.context["sentence"] == unknown.context["sentence"]


def test_a_stopped_account_does_not_open(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    with acting(System.DEMO):
        officer.user.is_active = False
        officer.user.save()

    response = try_to_sign_in(browser, officer.user.username)

    assert "账户已停用" in response.content.decode()


def test_one_comes_to_the_page_that_was_asked_for(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    response = browser.post(
        "/sign-in/", {"username": officer.user.username, "password": "Warm-homes-2026", "next": "/account/"}
    )

    assert response.url == "/account/"


def test_another_site_is_not_gone_to(browser: Client, officer: Post) -> None:
    response = browser.post(
        "/sign-in/", {"username": officer.user.username, "password": "Warm-homes-2026", "next": "https://evil.example/"}
    )

    assert "evil" not in response.url


def test_opening_the_page_writes_nothing(browser: Client, officer: Post) -> None:
    browser.post("/sign-in/", {"username": officer.user.username, "password": "Wrong-password-1"})

    with CaptureQueriesContext(
        connection,
    ) as queries:
        browser.get("/sign-in/")

    assert not [query for query in queries if not query["sql"].startswith("SELECT")]


def test_every_attempt_stands_in_the_log(browser: Client, officer: Post, try_to_sign_in: Try) -> None:
    try_to_sign_in(browser, officer.user.username, "Wrong-password-1")
    try_to_sign_in(browser, officer.user.username)

    events = SignInEvent.objects.order_by("id").values_list("kind", "username", "address", "agent")

    name = officer.user.username
    assert list(events)[-1] == ("signed_in", name, "127.0.0.1", "办公电脑")
    assert [event[0] for event in events].count("wrong_password") == 2


def test_a_user_without_a_post_sees_his_account_and_nothing_else(
    browser: Client, officer: Post, try_to_sign_in: Try
) -> None:
    with acting(System.DEMO):
        Post.objects.filter(pk=officer.pk).delete()

    try_to_sign_in(browser, officer.user.username)

    assert "您还没有岗位" in browser.get("/account/").content.decode()
