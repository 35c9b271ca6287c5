"""Many rows at once: each arrives as it was given, and the next ones are made while the database takes these."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from accounts.roles import Role
from core.ledgers.writing import NewRows, copy_in, made_ahead
from core.models import Notice
from tests.conftest import MakePost


@pytest.mark.django_db
def test_signs_that_mean_something_to_copy_arrive_as_they_were_given(post: MakePost) -> None:
    user, titles = post(Role.TOWN_OFFICE).user, ["平常", "反斜\\n杠", "制表\t符", "换\r\n行", "\\N", "\\."]

    copy_in(Notice, ("user", "kind", "title"), [(user.pk, Notice.Kind.NEWS, title) for title in titles])

    assert list(Notice.objects.order_by("pk").values_list("title", flat=True)) == titles


def test_no_rows_are_no_text() -> None:
    assert NewRows(Notice, ("user", "kind", "title")).text([]) == b""


def test_what_is_made_ahead_comes_in_order() -> None:
    assert list(made_ahead(lambda number: number * 2, range(5))) == [0, 2, 4, 6, 8]


def test_the_next_is_made_while_this_one_is_used() -> None:
    second_made = threading.Event()

    def make(number: int) -> int:
        if number == 1:
            second_made.set()
        return number

    made = made_ahead(make, range(3))
    next(made)

    assert second_made.wait(10)


def test_what_is_given_is_fetched_by_the_thread_that_has_the_connection() -> None:
    fetching = []

    def given() -> Iterator[int]:
        fetching.append(threading.current_thread())
        yield 1

    list(made_ahead(lambda number: number, given()))

    assert fetching == [threading.current_thread()]


def test_what_making_raises_is_raised_to_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        list(made_ahead(lambda number: 1 // number, [1, 0]))
