"""Until when each device may be used, and how much it should be replaced: reckoned by the database (migration 0017).

Triggers do it for what is written; this for what comes with time: a day that passes, a number that holds from today.
"""

from __future__ import annotations

from django.db import connection, transaction

# Rows that come to the same as before are not written.
RECKON = """
SELECT households_reckon_devices(ARRAY(SELECT equipment_id FROM households_devicelife WHERE state = 'listed'))
"""


def reckon_all() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECKON)
