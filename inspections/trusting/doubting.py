"""存疑: what makes one look at an inspection again (F26, F28). No verdict: who is doubted may have been right.

`doubt(inspections)` is called within the transaction that filed them, or that added photos. One statement for any
number: it reckons every visit of the same inspectors on the same days, for what comes later makes the earlier doubtful
too, in whatever order the phones send them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from inspections.models import Inspection
from inspections.trusting.parameters import FAR, FAST, PLACE_WIDTH, SAME_PLACE

# Who has no post is known by his name within the company. A photo is doubted where another household's, or another
# day's, looks the same and came first.
DOUBT = """
WITH given AS (
    SELECT DISTINCT company_id, inspected_on, coalesce(inspector_id::text, inspector_name) AS who
    FROM inspections_inspection WHERE id = ANY(%(ids)s)
),
visit AS MATERIALIZED (
    SELECT i.id, i.doubts, i.outcome, i.source, i.begun_at, i.ended_at, i.inspected_on, i.distance,
        i.longitude, i.latitude, coalesce(i.household_id, -i.ventilation_id) AS house, given.who, i.company_id
    FROM given JOIN inspections_inspection i ON i.company_id = given.company_id
        AND i.inspected_on = given.inspected_on
        AND coalesce(i.inspector_id::text, i.inspector_name) = given.who
    WHERE i.state = 'filed'
),
found AS (
    SELECT v.id, v.doubts, array_remove(ARRAY[
        CASE WHEN v.distance > %(far)s THEN 'far' END,
        CASE WHEN v.outcome = 'done' AND (
            v.ended_at - v.begun_at < %(fast)s
            OR EXISTS (
                SELECT FROM visit before
                WHERE before.who = v.who AND before.company_id = v.company_id AND before.inspected_on = v.inspected_on
                    AND before.house <> v.house AND before.ended_at <= v.ended_at
                    AND (before.ended_at, before.id) < (v.ended_at, v.id) AND v.ended_at - before.ended_at < %(fast)s
            )
        ) THEN 'fast' END,
        CASE WHEN EXISTS (
            SELECT FROM inspections_inspectionphoto mine
            JOIN inspections_inspectionphoto theirs ON theirs.likeness = mine.likeness AND theirs.id <> mine.id
            JOIN inspections_inspection other ON other.id = theirs.inspection_id AND other.state = 'filed'
            WHERE mine.inspection_id = v.id AND (other.ended_at, other.id) < (v.ended_at, v.id)
                AND (coalesce(other.household_id, -other.ventilation_id) <> v.house
                    OR other.inspected_on <> v.inspected_on)
        ) THEN 'same_photo' END,
        CASE WHEN (
            SELECT count(DISTINCT near.house) FROM visit near
            WHERE near.who = v.who AND near.company_id = v.company_id AND near.inspected_on = v.inspected_on
                AND 111195 * sqrt(
                    (near.latitude - v.latitude) ^ 2
                    + ((near.longitude - v.longitude) * cos(radians(v.latitude))) ^ 2
                ) <= %(width)s
        ) >= %(many)s THEN 'same_place' END,
        CASE WHEN v.source = 'phone' AND v.longitude IS NULL THEN 'no_position' END
    ], NULL) AS now
    FROM visit v
)
UPDATE inspections_inspection i
SET doubts = found.now, version = i.version + 1, updated_at = statement_timestamp()
FROM found WHERE i.id = found.id AND found.doubts::text[] IS DISTINCT FROM found.now
RETURNING i.id, i.doubts, i.version, i.updated_at
"""


def doubt(inspections: Sequence[Inspection]) -> None:
    """In the running transaction, in the name of whoever acts; sets what it finds on the inspections too."""
    if not inspections:
        return
    given: dict[str, Any] = {
        "ids": [one.pk for one in inspections],
        "far": FAR.on(),
        "fast": f"{FAST.on()} minutes",
        "many": SAME_PLACE.on(),
        "width": PLACE_WIDTH.on(),
    }
    with connection.cursor() as cursor:
        cursor.execute(DOUBT, given)
        changed = {row[0]: row[1:] for row in cursor.fetchall()}
    for one in inspections:
        if one.pk in changed:
            one.doubts, one.version, one.updated_at = changed[one.pk]
