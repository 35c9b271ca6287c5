"""Tokens for other systems: bound to a post, shown once, ended by time or by hand."""

from __future__ import annotations

import datetime
from ipaddress import ip_network

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, Post, RoleRule
from accounts.roles import Role
from accounts.tokens import TokenAuthentication
from core.models import Notice
from tests import factories
from tests.conftest import ClientOf, MakePost


@pytest.fixture
def signed_in(officer: Post, client_of: ClientOf) -> Client:
    return client_of(officer)


def make_token(browser: Client, post: Post, days: int = 30) -> str:
    page = browser.post("/account/tokens/", {"name": "与财政系统对接", "post": post.pk, "days": days})
    key: str = page.context["key"]
    assert key in page.content.decode()
    return key


def authenticate(key: str) -> Request:
    request = Request(RequestFactory().get("/api/", headers={"authorization": f"Token {key}"}))
    TokenAuthentication().authenticate(request)
    return request


def test_a_token_acts_as_its_post(signed_in: Client, officer: Post) -> None:
    key = make_token(signed_in, officer)

    assert authenticate(key)._request.post == officer  # type: ignore[attr-defined]


def test_only_a_digest_is_kept(signed_in: Client, officer: Post) -> None:
    key = make_token(signed_in, officer)

    assert key not in str(list(ApiToken.objects.values()))
    assert key not in signed_in.get("/account/tokens/").content.decode()


def test_a_token_of_another_persons_post_is_not_made(signed_in: Client, post: MakePost) -> None:
    signed_in.post("/account/tokens/", {"name": "试", "post": post(Role.DISTRICT_OFFICE).pk, "days": 30})

    assert not ApiToken.objects.exists()


def test_a_revoked_token_opens_nothing(signed_in: Client, officer: Post) -> None:
    key = make_token(signed_in, officer)

    signed_in.post(f"/account/tokens/{ApiToken.objects.get().pk}/revoke/")

    with pytest.raises(AuthenticationFailed, match="已停用"):
        authenticate(key)


def test_an_expired_token_opens_nothing(signed_in: Client, officer: Post) -> None:
    key = make_token(signed_in, officer, days=1)

    with (
        time_machine.travel(timezone.now() + datetime.timedelta(days=1, seconds=1)),
        pytest.raises(AuthenticationFailed),
    ):
        authenticate(key)


def test_a_token_ends_with_its_post(signed_in: Client, officer: Post, as_demo: None) -> None:
    key = make_token(signed_in, officer)

    Post.objects.filter(pk=officer.pk).update(state="ended", ended_at=timezone.now())

    with pytest.raises(AuthenticationFailed):
        authenticate(key)


def test_no_token_lives_longer_than_a_year(signed_in: Client, officer: Post) -> None:
    signed_in.post("/account/tokens/", {"name": "试", "post": officer.pk, "days": 400})

    assert not ApiToken.objects.exists()


def test_the_page_says_when_a_token_was_last_used(signed_in: Client, officer: Post) -> None:
    key = make_token(signed_in, officer)
    authenticate(key)

    row = signed_in.get("/account/tokens/").context["rows"][0]

    assert (timezone.now() - row["used_at"]).total_seconds() < 60


def test_another_persons_token_is_not_revoked(
    signed_in: Client, officer: Post, post: MakePost, client_of: ClientOf
) -> None:
    make_token(signed_in, officer)

    response = client_of(post(Role.VILLAGE)).post(f"/account/tokens/{ApiToken.objects.get().pk}/revoke/")

    assert response.status_code == 404


# The second step


@pytest.fixture
def guarded(officer: Post, as_demo: None) -> Post:
    """A second post of the officer, whose role requires the second step."""
    RoleRule.objects.create(role=Role.TOWN_GAS_OFFICE, second_step_required=True)
    made: Post = factories.PostFactory(
        role=Role.TOWN_GAS_OFFICE, user=officer.user, organization=officer.organization, division=officer.division
    )
    return made


def pass_second_step(browser: Client, officer: Post) -> None:
    device = TOTPDevice.objects.create(user=officer.user, name="手机", confirmed=True)
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()


def test_no_token_is_made_for_a_post_whose_second_step_was_not_passed(signed_in: Client, guarded: Post) -> None:
    page = signed_in.post("/account/tokens/", {"name": "绕道", "post": guarded.pk, "days": 30})

    assert "这个岗位要求二次验证" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_who_has_passed_it_makes_one_that_acts(signed_in: Client, officer: Post, guarded: Post) -> None:
    pass_second_step(signed_in, officer)

    key = make_token(signed_in, guarded)

    assert authenticate(key)._request.post == guarded  # type: ignore[attr-defined]


def test_a_token_made_without_it_opens_nothing_once_it_is_required(
    signed_in: Client, officer: Post, as_demo: None
) -> None:
    key = make_token(signed_in, officer)

    RoleRule.objects.create(role=officer.role, second_step_required=True)

    with pytest.raises(AuthenticationFailed, match="二次验证"):
        authenticate(key)


# Other ends of a token


def test_a_token_ends_when_a_new_password_is_given(signed_in: Client, officer: Post, as_demo: None) -> None:
    key = make_token(signed_in, officer)

    officer.user.give_password("Another-one-2026")

    with pytest.raises(AuthenticationFailed, match="已停用"):
        authenticate(key)


def test_a_token_opens_nothing_from_outside_the_offices_network(
    signed_in: Client, officer: Post, settings: LazySettings
) -> None:
    key = make_token(signed_in, officer)

    settings.SIGN_IN_NETWORKS = [ip_network("10.1.0.0/16")]

    with pytest.raises(AuthenticationFailed, match="网络地址"):
        authenticate(key)


def test_the_security_administrator_sees_and_revokes_peoples_tokens(
    signed_in: Client, officer: Post, post: MakePost, client_of: ClientOf
) -> None:
    key = make_token(signed_in, officer)
    security = client_of(post(Role.SECURITY_ADMIN))
    assert "与财政系统对接" in security.get(f"/people/{officer.user_id}/").content.decode()

    security.post(f"/people/{officer.user_id}/tokens/{ApiToken.objects.get().pk}/revoke/")

    with pytest.raises(AuthenticationFailed, match="已停用"):
        authenticate(key)
    assert Notice.objects.filter(user=officer.user, title__contains="与财政系统对接").exists()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.DISTRICT_OFFICE])
def test_nobody_else_revokes_them(
    signed_in: Client, officer: Post, post: MakePost, client_of: ClientOf, role: Role
) -> None:
    make_token(signed_in, officer)

    token = ApiToken.objects.get()
    response = client_of(post(role)).post(f"/people/{officer.user_id}/tokens/{token.pk}/revoke/")

    assert response.status_code == 403
