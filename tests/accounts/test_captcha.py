"""The captcha stands between a first failure and the next attempt."""

from __future__ import annotations

from captcha.models import CaptchaStore
from django.test import Client

from accounts.models import Post, SignInEvent
from tests.accounts.conftest import read_captcha
from tests.factories import PASSWORD


def fail(browser: Client, username: str) -> None:
    browser.post("/sign-in/", {"username": username, "password": "Wrong-password-1"})


def test_no_captcha_before_a_failure(browser: Client, officer: Post) -> None:
    response = browser.post("/sign-in/", {"username": officer.user.username, "password": PASSWORD})

    assert response.status_code == 302


def test_after_a_failure_the_right_password_alone_is_not_enough(browser: Client, officer: Post) -> None:
    fail(browser, officer.user.username)

    response = browser.post("/sign-in/", {"username": officer.user.username, "password": PASSWORD})

    assert "验证码" in response.content.decode()
    assert browser.get("/account/").status_code == 302


def test_another_browser_is_asked_too(browser: Client, officer: Post) -> None:
    fail(browser, officer.user.username)

    response = Client().post("/sign-in/", {"username": officer.user.username, "password": PASSWORD})

    assert "captcha" in response.context["form"].fields


def test_the_captcha_opens_the_way(browser: Client, officer: Post) -> None:
    fail(browser, officer.user.username)

    response = browser.post("/sign-in/", {"username": officer.user.username, "password": PASSWORD, **read_captcha()})

    assert response.status_code == 302


def test_a_wrong_captcha_does_not_count_as_a_failure_but_is_logged(browser: Client, officer: Post) -> None:
    fail(browser, officer.user.username)

    response = browser.post(
        "/sign-in/",
        {"username": officer.user.username, "password": PASSWORD, **read_captcha(), "captcha_1": "zzzzz"},
    )

    assert "按新图片填写" in response.content.decode()
    assert SignInEvent.objects.latest("id").kind == SignInEvent.Kind.WRONG_CAPTCHA
    assert SignInEvent.objects.filter(kind=SignInEvent.Kind.WRONG_PASSWORD).count() == 1


def test_a_captcha_serves_once(browser: Client, officer: Post) -> None:
    fail(browser, officer.user.username)
    read = read_captcha()
    browser.post("/sign-in/", {"username": officer.user.username, "password": "Wrong-password-1", **read})

    response = browser.post("/sign-in/", {"username": officer.user.username, "password": PASSWORD, **read})

    assert response.status_code == 200


def test_a_picture_that_cannot_be_read_is_exchanged(browser: Client, officer: Post) -> None:
    fail(browser, officer.user.username)
    first = read_captcha()["captcha_0"]

    browser.post("/sign-in/", {"username": officer.user.username, "password": "", **read_captcha(), "refresh": "1"})

    assert read_captcha()["captcha_0"] != first


def test_the_picture_is_drawn_here(browser: Client, officer: Post) -> None:
    fail(browser, officer.user.username)

    picture = browser.get(f"/captcha/image/{CaptchaStore.objects.latest('id').hashkey}/")

    assert picture["Content-Type"] == "image/png"


def test_many_failures_from_one_address_ask_every_name_there(browser: Client, officer: Post) -> None:
    for number in range(10):
        fail(browser, f"guess{number}")

    response = browser.post("/sign-in/", {"username": officer.user.username, "password": PASSWORD})

    assert "captcha" in response.context["form"].fields
