"""When a limit runs out, and which limit is in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.audit import System, acting
from core.models import TimeLimit
from core.models.clocks import Unit
from core.timekeeping import office_hours, working_days
from core.timekeeping.clocks import (
    Limit,
    due_at,
    extended_due,
    last_day,
    limit_in_force,
    received_on,
    resumed_due,
    warn_at,
)
from core.timekeeping.working_days import Calendar, is_workday
from tests.core.test_working_days import Rows

DECLARED = Limit(5, Unit.WORKING_DAYS, extension=3, pausable=True)
CLOCK = "households.application.verify"
HALF_PAST_FIVE = datetime.time(17, 30)
MOMENTS = st.datetimes(datetime.datetime(2023, 1, 1), datetime.datetime(2026, 11, 1)).map(timezone.make_aware)
DAY_UNITS = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])


def at(text: str) -> datetime.datetime:
    """A moment in Beijing; “24:00” is the next day's 0:00."""
    day, _, clock = text.partition(" ")
    if clock == "24:00":
        return at(f"{date.fromisoformat(day) + datetime.timedelta(days=1)} 00:00")
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


@pytest.fixture(scope="module")
def package_alone() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(working_days, "_calendar", Rows(Calendar({}, frozenset())))
        patch.setattr(office_hours, "_hours", Rows([]))
        yield


@pytest.mark.parametrize(
    ("start", "value", "unit", "due"),
    [
        ("2026-11-16 10:00", 90, Unit.MINUTES, "2026-11-16 11:30"),
        ("2026-11-20 23:00", 2, Unit.HOURS, "2026-11-21 01:00"),
        ("2026-09-30 18:00", 24, Unit.HOURS, "2026-10-01 18:00"),  # hours know no holiday
        ("2026-11-16 10:00", 3, Unit.CALENDAR_DAYS, "2026-11-19 24:00"),
        ("2026-11-16 23:59", 3, Unit.CALENDAR_DAYS, "2026-11-19 24:00"),
        ("2026-11-16 10:00", 5, Unit.WORKING_DAYS, "2026-11-23 24:00"),
        ("2026-11-16 17:30", 5, Unit.WORKING_DAYS, "2026-11-23 24:00"),
        ("2026-11-16 17:31", 5, Unit.WORKING_DAYS, "2026-11-24 24:00"),  # after hours: from Tuesday
        ("2026-11-20 18:00", 5, Unit.WORKING_DAYS, "2026-11-30 24:00"),  # Friday evening: from Monday
        ("2026-11-21 09:00", 5, Unit.WORKING_DAYS, "2026-11-30 24:00"),  # Saturday: from Monday
        ("2026-10-03 09:00", 1, Unit.WORKING_DAYS, "2026-10-09 24:00"),  # in a holiday: from 10-08
        ("2026-10-10 09:00", 1, Unit.WORKING_DAYS, "2026-10-12 24:00"),  # a Saturday that is worked
        ("2025-12-30 09:00", 3, Unit.WORKING_DAYS, "2026-01-05 24:00"),  # over the turn of the year
        ("2026-11-22 09:00", 1031, Unit.DAY_OF_YEAR, "2027-10-31 24:00"),
        ("2026-10-31 09:00", 1031, Unit.DAY_OF_YEAR, "2026-10-31 24:00"),
        ("2026-03-01 09:00", 1114, Unit.DAY_OF_YEAR, "2026-11-14 24:00"),
        ("2026-03-02 09:00", 229, Unit.DAY_OF_YEAR, "2027-03-01 24:00"),
    ],
)
def test_a_limit_runs_out(package_alone: None, start: str, value: int, unit: Unit, due: str) -> None:
    assert due_at(at(start), Limit(value, unit)) == at(due)


@pytest.mark.parametrize(
    ("start", "value", "unit", "warned"),
    [
        ("2026-11-16 10:00", 4, Unit.HOURS, "2026-11-16 13:00"),
        ("2026-11-16 10:00", 5, Unit.WORKING_DAYS, "2026-11-23 00:00"),
        ("2026-11-16 10:00", 3, Unit.CALENDAR_DAYS, "2026-11-19 00:00"),
        ("2026-03-01 10:00", 1114, Unit.DAY_OF_YEAR, "2026-11-08 00:00"),
    ],
)
def test_due_soon_is_said_in_time(package_alone: None, start: str, value: int, unit: Unit, warned: str) -> None:
    due = due_at(at(start), Limit(value, unit))

    assert warn_at(at(start), due, unit) == at(warned)


def test_the_last_day_of_a_deadline_is_the_day_that_ends_with_it() -> None:
    assert last_day(at("2026-11-23 24:00")) == date(2026, 11, 23)
    assert last_day(at("2026-11-23 09:00")) == date(2026, 11, 23)


@given(moment=MOMENTS)
@settings(max_examples=60)
def test_whatever_comes_is_received_on_a_working_day(package_alone: None, moment: datetime.datetime) -> None:
    assert is_workday(received_on(moment, HALF_PAST_FIVE))
    assert received_on(moment, HALF_PAST_FIVE) >= timezone.localdate(moment)


@pytest.mark.parametrize(
    ("due", "unit", "paused", "resumed", "new"),
    [
        ("2026-11-16 12:00", Unit.HOURS, "2026-11-16 11:00", "2026-11-17 09:00", "2026-11-17 10:00"),
        # Two working days were left after Thursday: Friday and Monday.
        ("2026-11-23 24:00", Unit.WORKING_DAYS, "2026-11-19 10:00", "2026-12-01 10:00", "2026-12-03 24:00"),
        ("2026-11-23 24:00", Unit.WORKING_DAYS, "2026-11-19 10:00", "2026-12-01 18:00", "2026-12-04 24:00"),
        ("2026-11-23 24:00", Unit.WORKING_DAYS, "2026-11-23 18:00", "2026-11-23 18:05", "2026-11-23 24:00"),
        # Nothing but the evening was left: the day of resuming ends it.
        ("2026-11-23 24:00", Unit.WORKING_DAYS, "2026-11-23 18:00", "2026-11-26 10:00", "2026-11-26 24:00"),
        ("2026-11-19 24:00", Unit.CALENDAR_DAYS, "2026-11-17 10:00", "2026-11-27 10:00", "2026-11-29 24:00"),
        ("2026-11-14 24:00", Unit.DAY_OF_YEAR, "2026-11-01 10:00", "2026-11-10 10:00", "2026-11-14 24:00"),
    ],
)
def test_what_was_left_at_the_pause_is_left_after_it(
    package_alone: None, due: str, unit: Unit, paused: str, resumed: str, new: str
) -> None:
    assert resumed_due(at(due), unit, at(paused), at(resumed), HALF_PAST_FIVE) == at(new)


@given(start=MOMENTS, value=st.integers(1, 20), unit=DAY_UNITS, used=st.floats(0, 0.99))
@settings(max_examples=60)
def test_a_pause_of_no_length_changes_nothing(
    package_alone: None, start: datetime.datetime, value: int, unit: Unit, used: float
) -> None:
    due = due_at(start, Limit(value, unit))
    paused = start + (due - start) * used

    assert resumed_due(due, unit, paused, paused, HALF_PAST_FIVE) == due


@given(
    start=MOMENTS, value=st.integers(1, 20), unit=st.sampled_from(Unit), used=st.floats(0, 0.99), rest=st.floats(0, 40)
)
@settings(max_examples=100)
def test_a_pause_never_takes_time_away(
    package_alone: None, start: datetime.datetime, value: int, unit: Unit, used: float, rest: float
) -> None:
    limit = Limit(1114 if unit == Unit.DAY_OF_YEAR else value, unit)
    due = due_at(start, limit)
    paused = start + (due - start) * used

    assert resumed_due(due, unit, paused, paused + datetime.timedelta(days=rest), HALF_PAST_FIVE) >= due


@pytest.mark.parametrize(
    ("due", "unit", "count", "new"),
    [
        ("2026-11-16 12:00", Unit.MINUTES, 30, "2026-11-16 12:30"),
        ("2026-11-16 12:00", Unit.HOURS, 24, "2026-11-17 12:00"),
        ("2026-11-19 24:00", Unit.CALENDAR_DAYS, 2, "2026-11-21 24:00"),
        ("2026-11-20 24:00", Unit.WORKING_DAYS, 2, "2026-11-24 24:00"),
        ("2026-11-14 24:00", Unit.DAY_OF_YEAR, 5, "2026-11-19 24:00"),
    ],
)
def test_a_limit_is_extended_in_its_own_units(package_alone: None, due: str, unit: Unit, count: int, new: str) -> None:
    assert extended_due(at(due), unit, count) == at(new)


def in_force(case: str, day: str) -> str:
    return str(limit_in_force(CLOCK, case, DECLARED, date.fromisoformat(day)))


def put(value: int, effective_on: str, case: str = "") -> TimeLimit:
    with acting(System.SETUP):
        return TimeLimit.objects.create(
            clock=CLOCK,
            case=case,
            value=value,
            unit=Unit.WORKING_DAYS,
            effective_on=effective_on,
            basis="区办〔2026〕1号",
        )


def test_without_a_row_the_declared_limit_holds(small_tables: None) -> None:
    assert in_force("add", "2026-11-16") == "5个工作日"


def test_the_districts_limit_holds_from_its_day_on(small_tables: None) -> None:
    put(3, "2026-11-10")
    put(2, "2026-12-01")

    assert [in_force("add", day) for day in ("2026-11-09", "2026-11-10", "2026-12-01")] == [
        "5个工作日",
        "3个工作日",
        "2个工作日",
    ]


def test_the_limit_of_the_case_goes_before_that_of_all(small_tables: None) -> None:
    put(3, "2026-11-10")
    put(8, "2026-11-10", case="cancel")

    assert in_force("cancel", "2026-11-16") == "8个工作日"
    assert in_force("add", "2026-11-16") == "3个工作日"


def test_a_limit_changed_by_hand_is_seen_at_once(small_tables: None) -> None:
    row = put(3, "2026-11-10")
    assert in_force("add", "2026-11-16") == "3个工作日"

    row.value = 4
    with acting(System.SETUP):
        row.save()

    assert in_force("add", "2026-11-16") == "4个工作日"


def test_the_district_cannot_make_a_limit_extensible(small_tables: None) -> None:
    put(3, "2026-11-10")

    limit = limit_in_force(CLOCK, "", DECLARED, date(2026, 11, 16))

    assert limit == Limit(3, Unit.WORKING_DAYS, extension=3, pausable=True)


@pytest.mark.parametrize("value", [1301, 230, 10])
def test_a_day_that_is_in_no_year_is_no_limit(value: int) -> None:
    with pytest.raises(ValidationError, match="10 月 31 日写 1031"):
        TimeLimit(unit=Unit.DAY_OF_YEAR, value=value).clean()
