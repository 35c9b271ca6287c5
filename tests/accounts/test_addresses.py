"""Where a request comes from, and from where people may sign in."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory

from accounts.addresses import client_address
from accounts.browsers import browser_in_words
from accounts.models import Post, SignInEvent
from tests.accounts.conftest import Try


def ask(forwarded: str = "", remote: str = "10.0.0.1") -> str | None:
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded}))


def test_without_a_proxy_nothing_forwarded_is_believed() -> None:
    assert ask(forwarded="1.2.3.4") == "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "nonsense", None),
        (1, "", None),
    ],
)
def test_behind_proxies_it_is_what_the_outermost_saw(
    settings: LazySettings, proxies: int, forwarded: str, address: str | None
) -> None:
    settings.PROXIES = proxies

    assert ask(forwarded=forwarded) == address


def test_one_signs_in_from_the_offices_network_only(
    settings: LazySettings, browser: Client, officer: Post, try_to_sign_in: Try
) -> None:
    settings.SIGN_IN_NETWORKS = [ip_network("10.1.0.0/16")]

    response = try_to_sign_in(browser, officer.user.username)

    assert "这个网络地址不允许登录" in response.content.decode()
    assert SignInEvent.objects.latest("id").kind == SignInEvent.Kind.WRONG_ADDRESS


def test_in_the_offices_network_one_signs_in(
    settings: LazySettings, browser: Client, officer: Post, try_to_sign_in: Try
) -> None:
    settings.SIGN_IN_NETWORKS = [ip_network("127.0.0.0/8")]

    assert try_to_sign_in(browser, officer.user.username).status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 15; MicroMessenger) Chrome/120.0 Safari/537.36", "微信 · 安卓手机"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent: str, words: str) -> None:
    assert browser_in_words(agent) == words
