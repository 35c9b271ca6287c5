"""At the door: `browser` has not signed in, `officer` is somebody who can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.test import Client

from accounts.models import AccountMeasure, Post, User
from accounts.roles import Role
from core.people.measures import PasswordReset
from tests.conftest import MakePost
from tests.factories import PASSWORD

Try = Callable[..., Any]
Release = Callable[[User], AccountMeasure]


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


@pytest.fixture
def release(post: MakePost) -> Release:
    """Two administrators agree that the user may get a new password."""

    def agree(user: User) -> AccountMeasure:
        measure = PasswordReset.propose(user=user, reason="本人忘记口令", by=post(Role.SYSTEM_ADMIN))
        agreed: AccountMeasure = PasswordReset.release(measure, reason="已电话核实", by=post(Role.SECURITY_ADMIN))
        return agreed

    return agree


@pytest.fixture
def browser() -> Client:
    return Client(headers={"user-agent": "办公电脑"})


@pytest.fixture
def try_to_sign_in() -> Try:
    """Types name and password; the captcha, where one is shown, is read from the picture's row."""

    def attempt(browser: Client, username: str, password: str = PASSWORD, **rest: Any) -> Any:
        answers = {"username": username, "password": password, **rest}
        response = browser.post("/sign-in/", answers)
        if response.status_code == 200 and "captcha" in response.context["form"].fields and not rest:
            response = browser.post("/sign-in/", answers | read_captcha())
        return response

    return attempt


def read_captcha() -> dict[str, str]:
    shown = CaptchaStore.objects.latest("id")
    return {"captcha_0": shown.hashkey, "captcha_1": shown.response}
