"""One's own password: the first one must be changed, an old one too, and the rules hold."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post, SignInEvent
from tests.accounts.conftest import Try
from tests.factories import PASSWORD

NEW = "New-homes-2027"


@pytest.fixture
def signed_in(browser: Client, officer: Post, try_to_sign_in: Try) -> Client:
    try_to_sign_in(browser, officer.user.username)
    return browser


def change(browser: Client, new: str, old: str = PASSWORD, again: str | None = None) -> str:
    """The errors that the page shows, none when the password was changed."""
    response = browser.post("/account/password/", {"old": old, "new": new, "again": again or new})
    if response.status_code == 302:
        return ""
    return " ".join(error for errors in response.context["form"].errors.values() for error in errors)


def test_a_new_password_replaces_the_old(signed_in: Client, officer: Post, try_to_sign_in: Try) -> None:
    change(signed_in, NEW)

    assert try_to_sign_in(Client(), officer.user.username, NEW).status_code == 302
    assert SignInEvent.objects.filter(kind=SignInEvent.Kind.PASSWORD_CHANGED).count() == 1


def test_the_session_goes_on_and_the_others_end(signed_in: Client, officer: Post, try_to_sign_in: Try) -> None:
    other = Client()
    try_to_sign_in(other, officer.user.username)

    change(signed_in, NEW)

    assert signed_in.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_the_session_that_goes_on_can_still_be_ended(signed_in: Client, officer: Post, try_to_sign_in: Try) -> None:
    change(signed_in, NEW)
    other = Client()
    try_to_sign_in(other, officer.user.username, NEW)

    other.post("/account/sessions/end-others/")

    assert signed_in.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("Short-1", "至少 10 个字符"),
        ("onlysmallletters", "至少三种"),
        ("Password123", "常见的"),
        (PASSWORD, "最近 5 次"),
    ],
)
def test_a_password_against_the_rules_is_refused(signed_in: Client, new: str, sentence: str) -> None:
    assert sentence in change(signed_in, new)


def test_a_password_like_ones_name_is_refused(signed_in: Client, officer: Post) -> None:
    with acting(System.DEMO):
        officer.user.username = "zhangjianguo"
        officer.user.save()

    assert "相似" in change(signed_in, "Zhangjianguo1")


def test_a_password_used_before_is_not_taken_again(signed_in: Client) -> None:
    change(signed_in, NEW)

    assert "最近 5 次" in change(signed_in, PASSWORD, old=NEW)


def test_the_old_password_must_be_known(signed_in: Client) -> None:
    assert "现在的口令不正确" in change(signed_in, NEW, old="Something-else-1")


def test_the_new_password_is_typed_twice(signed_in: Client) -> None:
    assert "两次输入的新口令不一样" in change(signed_in, NEW, again="New-homes-2028")


def test_the_first_password_must_be_changed_before_anything_else(signed_in: Client, officer: Post) -> None:
    with acting(System.DEMO):
        officer.user.must_change_password = True
        officer.user.save()

    response = signed_in.get("/account/")

    assert response.url == "/account/password/"
    change(signed_in, NEW)
    assert signed_in.get("/account/").status_code == 200


def test_a_password_of_ninety_one_days_must_be_changed(signed_in: Client, officer: Post) -> None:
    with acting(System.DEMO):
        officer.user.password_changed_at = timezone.now() - datetime.timedelta(days=91)
        officer.user.save()

    response = signed_in.get("/account/", follow=True)

    assert "口令使用时间已到期" in response.content.decode()


def test_the_way_out_stays_open_to_one_who_must_change_it(signed_in: Client, officer: Post) -> None:
    with acting(System.DEMO):
        officer.user.must_change_password = True
        officer.user.save()

    assert signed_in.post("/sign-out/").url == "/sign-in/"
