"""A year of inspections at the gas households, their hazards and three campaigns: written once for each database, past
the triggers as a workbook of a hundred thousand lines would never be; then reckoned as the clock does it at night."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post
from households.demo.indexing import indexed_afterwards
from inspections.models import Campaign, Checklist, Hazard, Inspection
from inspections.planning.reckoning import reckon_all

DAY = datetime.timedelta(days=1)
RUNNING = "测量：取暖前安全排查"
TOWNS_OF_A_SMALL_ONE = 50
TABLES = ("households_household", "inspections_inspection", "inspections_hazard")
COLUMNS = """household_id, village_id, town_id, district_id, city_id, householder, company_id, inspector_name, kind,
    campaign_id, outcome, state, source, ended_at, inspected_on, answers, found, worst, signed_by, signer_relation,
    witness, notice_left, valve_closed, note, doubts, client_key, external_number, void_reason, version"""
OF_HOUSEHOLD = "h.id, h.village_id, h.town_id, h.district_id, h.city_id, h.name, h.gas_supplier_id, '测量'"
REST = "'', '', '', false, false, '', '{}', gen_random_uuid(), '', '', 1"
# Of every seven visits one meets nobody, of every eight one finds something. Of households that have none yet.
ROUNDS = f"""
WITH before AS MATERIALIZED (SELECT household_id FROM inspections_inspection)
INSERT INTO inspections_inspection ({COLUMNS})
SELECT {OF_HOUSEHOLD}, 'routine', NULL, CASE WHEN seen.at_home THEN 'done' ELSE 'not_home' END, 'filed', 'imported',
    seen.day + time '10:00', seen.day, '{{}}', (seen.at_home AND seen.wrong)::int,
    CASE WHEN seen.at_home AND seen.wrong THEN 'major' ELSE '' END, {REST}
FROM households_household h CROSS JOIN generate_series(1, 2) AS visit CROSS JOIN LATERAL (
    SELECT current_date - (h.id % 100)::int - 100 * (visit - 1) AS day, (h.id + visit) % 7 <> 0 AS at_home,
        (h.id + visit) % 8 = 0 AS wrong
) AS seen
WHERE h.status = 1 AND h.category = 2 AND h.gas_supplier_id IS NOT NULL AND (visit = 1 OR h.id % 2 = 0)
    AND NOT EXISTS (SELECT FROM before WHERE before.household_id = h.id)
"""
IN_CAMPAIGN = f"""
INSERT INTO inspections_inspection ({COLUMNS})
SELECT {OF_HOUSEHOLD}, 'campaign', c.id, CASE WHEN h.id % 9 = 0 THEN 'not_home' ELSE 'done' END, 'filed', 'imported',
    c.starts_on + (h.id % 10)::int + time '15:00', c.starts_on + (h.id % 10)::int, '{{}}', 0, '', {REST}
FROM households_household h JOIN inspections_campaign c
    ON c.district_id = h.district_id AND (c.towns = '{{}}' OR h.town_id = ANY (c.towns))
WHERE h.status = 1 AND h.category = 2 AND h.gas_supplier_id IS NOT NULL AND (h.id + c.id) % 5 < 2
"""
HAZARDS = """
INSERT INTO inspections_hazard (
    number, household_id, householder, village_id, town_id, district_id, city_id, location, company_id, source,
    inspection_id, item_code, "group", description, level, basis, demand, state, found_on, found_by, sightings, seen_on,
    due_on, extension_reason, rectified_by, rectification, rechecked_by, closed_at, stop_waived, follow_up,
    transferred_to, supervised, version)
SELECT 'CL' || lpad(i.id::text, 12, '0'), i.household_id, i.householder, i.village_id, i.town_id, i.district_id,
    i.city_id, '', i.company_id, 'inspection', i.id, 'E04', '用气环境', '堆放柴草等易燃物', 'major', '', '清走易燃物。',
    CASE WHEN i.household_id % 5 = 0 THEN 'open' ELSE 'closed' END, i.inspected_on, '测量', 1, i.inspected_on,
    i.inspected_on + 15, '', '', '', '', CASE WHEN i.household_id % 5 <> 0 THEN i.ended_at + interval '9 days' END, '',
    '', '', false, 1
FROM inspections_inspection i WHERE i.found > 0
"""


def ensure() -> None:
    """Once for each database."""
    if Campaign.objects.filter(title=RUNNING).exists():
        return
    with acting(System.DEMO), connection.cursor() as cursor:
        _campaigns()
        with indexed_afterwards(Inspection, Hazard):
            without_triggers(cursor, ROUNDS, IN_CAMPAIGN, HAZARDS)
    reckon_all()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def without_triggers(cursor: Any, *statements: str) -> None:
    """What they would have reckoned row by row is reckoned of all afterwards."""
    with transaction.atomic():
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _campaigns() -> None:
    """One that was concluded, one over the district, one of some townships with a checklist of its own."""
    district = Post.objects.select_related("division").get(user__username="district")
    today = timezone.localdate()
    towns = Division.objects.below(district.division).towns().order_by("-code").values_list("pk", flat=True)
    some = list(towns[:TOWNS_OF_A_SMALL_ONE])
    checklist = Checklist.objects.in_force(Checklist.Purpose.ROUTINE).get()
    _campaign(
        district, "测量：汛期排查", today - 150 * DAY, state=Campaign.State.CONCLUDED, concluded_at=timezone.now()
    )
    _campaign(district, RUNNING, today - 15 * DAY, state=Campaign.State.ISSUED)
    _campaign(
        district, "测量：连接管排查", today - 12 * DAY, state=Campaign.State.ISSUED, towns=some, checklist=checklist
    )


def _campaign(by: Post, title: str, starts_on: datetime.date, **rest: Any) -> None:
    Campaign.objects.create(
        district=by.division,
        title=title,
        document_number="测量〔1〕号",
        issued_by_name="测量",
        starts_on=starts_on,
        ends_on=starts_on + 30 * DAY,
        issued_at=timezone.now(),
        **rest,
    )
