"""Which 采暖季 a day belongs to."""

from __future__ import annotations

import datetime

from core.models.seasons import HeatingSeason
from core.small_tables import SmallTable


def season_of(day: datetime.date) -> HeatingSeason | None:
    """The season that the day lies in; None between two, and where none is entered."""
    return next((one for one in _seasons.rows() if one.starts_on <= day <= one.last_day), None)


def season_ahead(day: datetime.date) -> HeatingSeason | None:
    """The next one to begin."""
    return min((one for one in _seasons.rows() if one.starts_on > day), key=lambda one: one.starts_on, default=None)


def _read_seasons() -> list[HeatingSeason]:
    return list(HeatingSeason.objects.all())


_seasons = SmallTable(HeatingSeason, _read_seasons)
