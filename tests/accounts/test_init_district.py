"""A real, empty district begins with its divisions and three administrators."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Division, Post, User
from accounts.roles import ADMINISTRATORS
from core.models import CalendarDay
from tests.accounts.conftest import Try
from tests.conftest import MakePost


def init(**options: str) -> str:
    said = io.StringIO()
    call_command("init_district", stdout=said, stderr=io.StringIO(), **options)
    return said.getvalue()


def test_it_makes_the_three_administrators_and_nobody_else(db: None) -> None:
    init()

    assert set(Post.objects.in_force().values_list("role", flat=True)) == ADMINISTRATORS
    assert User.objects.count() == 3


def test_each_signs_in_once_with_the_printed_password_and_must_change_it(db: None, try_to_sign_in: Try) -> None:
    printed = re.findall(r"登录名 (\S+)  口令 (\S+)", init())

    assert len(printed) == 3
    for username, password in printed:
        browser = Client()
        try_to_sign_in(browser, username, password)
        assert browser.get("/account/").url == "/account/password/"


def test_divisions_and_calendar_are_there(db: None) -> None:
    init()

    assert Division.objects.villages().count() == 174
    assert CalendarDay.objects.exists()


def test_the_office_gets_its_name(db: None) -> None:
    init(name="长安区农业农村局")

    assert User.objects.first().organization.name == "长安区农业农村局"  # type: ignore[union-attr]


def test_it_refuses_where_there_are_users(post: MakePost, officer: Post) -> None:
    with pytest.raises(CommandError, match="已经有用户"):
        init()


def test_it_refuses_a_district_that_the_file_does_not_have(db: None) -> None:
    with pytest.raises(CommandError, match="找不到行政区划文件"):
        init(code="130199")

    assert not Division.objects.exists()
