"""Who has something to do first is told so wherever he knocks: at a page, a part of a page, the API."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from tests.accounts.conftest import Try


@pytest.fixture
def newcomer(browser: Client, officer: Post, try_to_sign_in: Try) -> Client:
    """Signed in with a first password that he must change."""
    try_to_sign_in(browser, officer.user.username)
    with acting(System.DEMO):
        officer.user.must_change_password = True
        officer.user.save()
    return browser


def test_a_page_leads_to_the_password(newcomer: Client) -> None:
    assert newcomer.get("/people/").url == "/account/password/"


def test_a_part_of_a_page_takes_the_whole_page_there(newcomer: Client) -> None:
    response = newcomer.get("/people/", headers={"hx-request": "true"})

    assert response.headers["HX-Redirect"] == "/account/password/"


def test_the_api_answers_with_a_sentence(newcomer: Client) -> None:
    response = newcomer.get("/api/people/")

    assert response.status_code == 403
    assert "初始口令" in response.json()["detail"]


def test_a_part_of_a_page_after_a_time_out_takes_the_whole_page_to_the_door(
    browser: Client, officer: Post, try_to_sign_in: Try
) -> None:
    try_to_sign_in(browser, officer.user.username)

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1), tick=False):
        response = browser.get(
            "/people/?q=a", headers={"hx-request": "true", "hx-current-url": "http://testserver/people/"}
        )

    assert response.headers["HX-Redirect"] == "/sign-in/?next=/people/"


def test_after_the_door_one_comes_back_to_the_page_of_the_part(browser: Client, officer: Post) -> None:
    response = browser.get(
        "/people/?q=a", headers={"hx-request": "true", "hx-current-url": "http://testserver/people/?page=2"}
    )

    assert response.headers["HX-Redirect"] == "/sign-in/?next=/people/%3Fpage%3D2"


def test_what_was_sent_by_a_form_is_not_sent_again_after_the_door(browser: Client, officer: Post) -> None:
    response = browser.post("/people/new/", {"name": "张三"})

    assert response.url == "/sign-in/?next=/"
