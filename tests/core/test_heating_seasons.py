"""采暖季: when the district heats, as it has entered it."""

from __future__ import annotations

import datetime
from datetime import date
from typing import Any

import pytest
import time_machine

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import HeatingSeason
from core.small_tables import forget
from core.timekeeping.seasons import season_ahead, season_of
from tests.conftest import ClientOf, MakePost

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(db: None) -> Any:
    """The table is kept in the process: what other tests saw of it is forgotten, and what these write."""
    forget(HeatingSeason)
    yield
    forget(HeatingSeason)


def year_of(day: str) -> int | None:
    season = season_of(date.fromisoformat(day))
    return season.year if season else None


@pytest.mark.parametrize(
    ("day", "year"),
    [("2023-11-14", None), ("2023-11-15", 2023), ("2024-01-01", 2023), ("2024-03-15", 2023), ("2024-03-16", None)],
)
def test_a_day_belongs_to_the_season_that_it_lies_in(day: str, year: int | None) -> None:
    assert year_of(day) == year


def test_seasons_from_2021_to_2027_are_there_from_the_first_day() -> None:
    assert list(HeatingSeason.objects.values_list("year", flat=True)) == [2027, 2026, 2025, 2024, 2023, 2022, 2021]


def test_an_extended_season_lasts_until_its_new_end(post: MakePost, client_of: ClientOf) -> None:
    season = HeatingSeason.objects.get(year=2025)
    typed = {"year": 2025, "starts_on": "2025-11-15", "ends_on": "2026-03-15", "extended_to_on": "2026-03-22"}

    client_of(post(Role.DISTRICT_OFFICE)).post(
        f"/heating-seasons/{season.pk}/edit/", {**typed, "basis": "市政府通知", "version": season.version}
    )

    assert (year_of("2026-03-22"), year_of("2026-03-23")) == (2025, None)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"ends_on": "2028-12-15"}, "当年开始、次年结束"),
        ({"starts_on": "2029-11-15"}, "当年开始、次年结束"),
        ({"extended_to_on": "2029-03-01"}, "晚于结束日期"),
        ({"year": 2027, "starts_on": "2027-11-15", "ends_on": "2028-03-15"}, "已有这一采暖季"),
    ],
)
def test_a_season_that_cannot_be_is_refused(
    facts: dict[str, Any], sentence: str, post: MakePost, client_of: ClientOf
) -> None:
    typed = {"year": 2028, "starts_on": "2028-11-15", "ends_on": "2029-03-15", **facts}

    page = client_of(post(Role.DISTRICT_OFFICE)).post("/heating-seasons/new/", typed)

    assert sentence in page.content.decode()
    assert not HeatingSeason.objects.filter(year=2028).exists()


def test_a_township_neither_sees_nor_changes_them(post: MakePost, client_of: ClientOf) -> None:
    assert client_of(post(Role.TOWN_OFFICE)).get("/heating-seasons/").status_code == 403


def test_the_next_season_is_known_in_summer() -> None:
    ahead = season_ahead(date(2026, 7, 1))

    assert ahead is not None
    assert ahead.starts_on == date(2026, 11, 15)


@pytest.mark.parametrize(
    ("day", "words"), [((2026, 12, 1), "现在是 2026–2027 采暖季"), ((2026, 7, 1), "2026–2027 采暖季自 2026-11-15 开始")]
)
def test_the_ledgers_statistics_say_which_season_it_is(
    day: tuple[int, int, int], words: str, post: MakePost, client_of: ClientOf
) -> None:
    browser = client_of(post(Role.DISTRICT_OFFICE))

    with time_machine.travel(datetime.datetime(*day, 4, tzinfo=datetime.UTC)):
        page = browser.get("/dashboard/").content.decode()

    assert words in " ".join(page.split())


def test_a_season_is_entered_in_somebodys_name() -> None:
    with acting(System.SETUP):
        made = HeatingSeason.objects.create(year=2028, starts_on=date(2028, 11, 15), ends_on=date(2029, 3, 15))

    assert season_of(date(2029, 1, 1)) == made
