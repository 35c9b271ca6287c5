"""Days and moments as the office writes them."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from core.wording import words

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("due", "written"),
    [
        (datetime.datetime(2020, 11, 13, tzinfo=BEIJING), "2020-11-12 24:00"),
        (datetime.datetime(2021, 1, 1, tzinfo=BEIJING), "2020-12-31 24:00"),
        (datetime.datetime(2020, 11, 12, 16, tzinfo=datetime.UTC), "2020-11-12 24:00"),
        (datetime.datetime(2020, 11, 13, 8, 30, tzinfo=BEIJING), "2020-11-13 08:30"),
        (None, ""),
    ],
)
def test_a_deadline_at_midnight_is_the_end_of_the_day_before(due: datetime.datetime | None, written: str) -> None:
    assert words.deadline(due) == written


@pytest.mark.parametrize(
    ("size", "written"), [(None, ""), (900, "900 B"), (2_100_000, "2.0 MB"), (1_234_000_000_000, "1,149.3 GB")]
)
def test_a_size_is_told_in_the_largest_unit_that_fits(size: int | None, written: str) -> None:
    assert words.size(size) == written
