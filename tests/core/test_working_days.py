"""Working days as the State Council's notices have them (domain.md 9), and the arithmetic on them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import CalendarDay, Notice
from core.timekeeping import working_days
from core.timekeeping.filling import fill_calendar
from core.timekeeping.missing_years import tell_if_missing
from core.timekeeping.working_days import Calendar, add_working_days, is_workday, working_days_between
from tests.conftest import MakePost

DAYS = st.dates(date(2022, 12, 1), date(2027, 6, 30))
COUNTS = st.integers(0, 60)
ONE_DAY = datetime.timedelta(days=1)

# The State Council's notices: days off, the adjusted ones included; weekend days worked instead.
NOTICES = {
    2023: (
        "01-01…02 01-21…27 04-05 04-29…05-03 06-22…24 09-29…10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    2024: (
        "01-01 02-10…17 04-04…06 05-01…05 06-10 09-15…17 10-01…07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: ("01-01 01-28…02-04 04-04…06 05-01…05 05-31…06-02 10-01…08", "01-26 02-08 04-27 09-28 10-11"),
    2026: (
        "01-01…03 02-15…23 04-04…06 05-01…05 06-19…21 09-25…27 10-01…07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def days_named(year: int, text: str) -> set[date]:
    """“01-21…27” and “04-29…05-03” are whole stretches."""
    found: set[date] = set()
    for stretch in text.split():
        first, _, last = stretch.partition("…")
        end = last if "-" in last else f"{first[:3]}{last or first[3:]}"
        start, until = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{end}")
        found |= {start + n * ONE_DAY for n in range((until - start).days + 1)}
    return found


@pytest.fixture
def no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty calendar table, for tests that need no database."""
    monkeypatch.setattr(working_days, "_calendar", Rows(Calendar({}, frozenset())))


class Rows:
    """Stands for a small table, without the database behind it."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def rows(self) -> Any:
        return self._rows


@pytest.fixture(scope="module")
def package_alone() -> Iterator[None]:
    """The same for hypothesis, which runs a test many times in one fixture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(working_days, "_calendar", Rows(Calendar({}, frozenset())))
        yield


@pytest.mark.parametrize("year", NOTICES)
def test_a_year_is_as_the_notice_has_it(no_table: None, year: int) -> None:
    off, worked = (days_named(year, text) for text in NOTICES[year])
    days = [date(year, 1, 1) + n * ONE_DAY for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]

    workdays = {day for day in days if is_workday(day)}

    assert workdays == {day for day in days if day in worked or (day.weekday() < 5 and day not in off)}


def test_a_plain_week_has_five(no_table: None) -> None:
    monday = date(2026, 11, 16)

    assert [is_workday(monday + n * ONE_DAY) for n in range(7)] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-16", 5, "2026-11-23"),  # a plain week: Monday to Monday
        ("2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("2026-09-30", 1, "2026-10-08"),  # over National Day
        ("2026-10-08", 2, "2026-10-10"),  # onto a Saturday that is worked
        ("2025-12-31", 1, "2026-01-04"),  # over the turn of the year onto a Sunday that is worked
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),  # over Spring Festival
        ("2023-01-20", 3, "2023-01-30"),  # both weekend days after Spring Festival are worked
        ("2026-11-23", -5, "2026-11-16"),
        ("2026-11-16", 0, "2026-11-16"),
    ],
)
def test_working_days_are_added_as_the_office_counts_them(no_table: None, start: str, count: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(day=DAYS, count=st.integers(1, 60))
def test_what_is_added_never_lands_on_a_day_off(package_alone: None, day: date, count: int) -> None:
    assert is_workday(add_working_days(day, count))
    assert is_workday(add_working_days(day, -count))


@given(day=DAYS, count=COUNTS)
def test_there_and_back_again_is_the_same_working_day(package_alone: None, day: date, count: int) -> None:
    start = add_working_days(day, 1)

    assert add_working_days(add_working_days(start, count), -count) == start


@given(day=DAYS, count=COUNTS, more=st.integers(1, 10))
def test_more_days_end_later_and_a_later_start_never_earlier(
    package_alone: None, day: date, count: int, more: int
) -> None:
    assert add_working_days(day, count + more) > add_working_days(day, count)
    assert add_working_days(day + more * ONE_DAY, count + 1) >= add_working_days(day, count + 1)


@given(day=DAYS, count=st.integers(-60, 60))
@settings(max_examples=60)
def test_counting_undoes_adding(package_alone: None, day: date, count: int) -> None:
    start = add_working_days(day, 1)

    assert working_days_between(start, add_working_days(start, count)) == count


@given(start=DAYS, middle=DAYS, end=DAYS)
@settings(max_examples=30, deadline=None)
def test_counts_add_up(package_alone: None, start: date, middle: date, end: date) -> None:
    parts = working_days_between(start, middle) + working_days_between(middle, end)

    assert parts == working_days_between(start, end)


def test_of_an_unknown_year_weekends_are_reckoned_with(no_table: None) -> None:
    assert not working_days.knows(2027)
    assert is_workday(date(2027, 1, 1))
    assert not is_workday(date(2027, 1, 2))


def test_the_table_goes_before_the_package(small_tables: None) -> None:
    with acting(System.SETUP):
        CalendarDay.objects.create(date=date(2026, 11, 18), is_workday=False, name="全市停工日")
        CalendarDay.objects.create(date=date(2026, 10, 7), is_workday=True, name="应急值守")

    assert not is_workday(date(2026, 11, 18))
    assert is_workday(date(2026, 10, 7))
    assert is_workday(date(2026, 11, 19))


NEXT_YEAR = "01-01…03 02-05…11 04-05 05-01…05 06-09 09-15 10-01…07"


def test_a_year_entered_by_hand_is_known(small_tables: None) -> None:
    with acting(System.SETUP):
        for day in days_named(2027, NEXT_YEAR):
            CalendarDay.objects.create(date=day, is_workday=False, name="节假日")

    assert working_days.knows(2027)
    assert not is_workday(date(2027, 1, 1))


def test_one_day_of_a_year_does_not_make_it_known(small_tables: None, post: MakePost) -> None:
    administrator = post(Role.SYSTEM_ADMIN)
    with acting(System.SETUP):
        CalendarDay.objects.create(date=date(2027, 3, 1), is_workday=False, name="本区停电检修")

        tell_if_missing(date(2027, 3, 1), date(2027, 3, 9))

    assert not working_days.knows(2027)
    assert not is_workday(date(2027, 3, 1))
    assert Notice.objects.get(user=administrator.user).title == "节假日表缺失：2027 年按周末推算"


def test_filling_the_calendar_adds_every_known_day_and_leaves_the_offices_own(small_tables: None) -> None:
    with acting(System.SETUP):
        CalendarDay.objects.create(date=date(2026, 10, 7), is_workday=True, name="应急值守")
        fill_calendar()
        again = fill_calendar()

    assert again == 0
    assert CalendarDay.objects.get(date=date(2026, 10, 7)).name == "应急值守"
    spring = CalendarDay.objects.get(date=date(2026, 2, 17))
    assert (spring.is_workday, spring.name, spring.basis) == (False, "春节", "国务院办公厅放假安排")
    worked = CalendarDay.objects.get(date=date(2026, 2, 14))
    assert (worked.is_workday, worked.name) == (True, "春节调休上班")


def test_the_command_says_what_is_missing(small_tables: None, time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 22, 3, tzinfo=datetime.UTC))  # type: ignore[attr-defined]
    said, warned = StringIO(), StringIO()

    call_command("fill_calendar", stdout=said, stderr=warned)

    assert said.getvalue().startswith("2004 至 2026 年：新增 ")
    assert warned.getvalue() == "节假日表缺失：2027 年按周末推算，请在国务院办公厅公布后补录。\n"
