"""Which inspection is due at each house: reckoned by the database (migration 0009).

Triggers do it for what is written; this for what comes with time: a day that passes, a number that holds from today.
"""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.utils import timezone


def reckon_all(day: datetime.date | None = None) -> None:
    """Of all houses, in one statement each for those in the ledger and those not yet; what comes to the same as before
    is not written. Whoever writes meanwhile waits."""
    today = day or timezone.localdate()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT inspections_hold_dues(NULL, NULL)")
        cursor.execute("SELECT inspections_reckon_dues(%s, NULL)", [today])
        cursor.execute("SELECT inspections_reckon_new_houses(%s, NULL)", [today])
