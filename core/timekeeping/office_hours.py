"""When the office closes: what comes later counts as received on the next working day.

17:30 is an assumption (domain: “configurable”); the district puts its own time in place of it from a day on. A clock
that runs keeps the time that was in force when it started.
"""

from __future__ import annotations

import datetime

from core.models import OfficeHours
from core.small_tables import SmallTable

UNLESS_SAID_OTHERWISE = datetime.time(17, 30)
Hours = list[tuple[datetime.date, datetime.time]]


def closing_time(day: datetime.date) -> datetime.time:
    """The time in force on this day."""
    return next((closes_at for since, closes_at in _hours.rows() if since <= day), UNLESS_SAID_OTHERWISE)


def _read() -> Hours:
    """Latest first."""
    return list(OfficeHours.objects.order_by("-effective_on").values_list("effective_on", "closes_at"))


_hours = SmallTable(OfficeHours, _read)
