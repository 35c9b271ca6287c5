"""应检清单: what is due at every gas household, by the statement that the clock runs at night, beside the loop over
objects that one would write first.

All households are made gas ones and inspected like the others, a campaign runs; all of it is taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from bench import inspected
from bench.table import Row, seconds
from core.chunks import chunks
from households.models import Household
from households.models.choices import Category, Status
from inspections.models import Inspection, InspectionDue
from inspections.planning.parameters import ROUNDS_A_YEAR, SPACING_DAYS
from inspections.planning.reckoning import reckon_all

LOOPED, AT_ONCE = 20_000, 2_000
LEAST_TIMES = 5.0
ALL_OF_GAS = """
UPDATE households_household SET kind = 1, category = 2,
    gas_supplier_id = coalesce(gas_supplier_id, (SELECT min(id) FROM accounts_organization WHERE kind = 'gas'))
WHERE status = 1 AND (category IS DISTINCT FROM 2 OR gas_supplier_id IS NULL)
"""
NOTHING_RECKONED = "DELETE FROM inspections_inspectiondue"
ANALYZE = "ANALYZE inspections_inspection; ANALYZE households_household"


def by_loop(today: datetime.date) -> int:
    """Of the first households: how many were looked at. It counts rounds alone and writes them."""
    rows = Household.objects.filter(status=Status.NORMAL, category=Category.GAS).order_by("pk")[:LOOPED]
    done = 0
    for households in chunks(rows.iterator(chunk_size=AT_ONCE), AT_ONCE):
        prefetch_related_objects(households, "inspections")
        dues = [due_of(one, today) for one in households]
        done += len(dues)
        InspectionDue.objects.bulk_create(dues)
    return done


def due_of(household: Household, today: datetime.date) -> InspectionDue:
    counted: list[datetime.date] = []
    visits = sorted(household.inspections.all(), key=lambda one: one.inspected_on)
    for one in visits:
        valid = one.outcome == Inspection.Outcome.DONE and one.state == Inspection.State.FILED
        far = not counted or (one.inspected_on - counted[-1]).days >= SPACING_DAYS.default
        if valid and one.inspected_on.year == today.year and far:
            counted.append(one.inspected_on)
    enough = len(counted) >= ROUNDS_A_YEAR.default
    standing = InspectionDue.Standing.DONE if counted else InspectionDue.Standing.UNVISITED
    return InspectionDue(
        household=household,
        village_id=household.village_id,
        town_id=household.town_id,
        district_id=household.district_id,
        city_id=household.city_id,
        householder=household.name,
        company_id=household.gas_supplier_id,
        year=today.year,
        rounds_due=int(ROUNDS_A_YEAR.default),
        rounds_done=len(counted),
        last_valid_on=counted[-1] if counted else None,
        due_kind=InspectionDue.Kind.NONE if enough else InspectionDue.Kind.ANNUAL,
        due_on=None if enough else datetime.date(today.year, 12, 31),
        standing=standing,
        year_standing=standing,
        pre_season_standing=standing,
    )


def measure() -> Iterator[Row]:
    inspected.ensure()
    today = timezone.localdate()
    with transaction.atomic(), connection.cursor() as cursor:
        inspected.without_triggers(cursor, ALL_OF_GAS, inspected.ROUNDS, NOTHING_RECKONED)
        cursor.execute(ANALYZE)
        looped = seconds(lambda: by_loop(today)) / LOOPED
        cursor.execute(NOTHING_RECKONED)
        first = seconds(lambda: reckon_all(today))
        households = InspectionDue.objects.count()
        cursor.execute("ANALYZE inspections_inspectiondue")
        again = seconds(lambda: reckon_all(today))
        written = InspectionDue.objects.filter(version__gt=1).count()
        transaction.set_rollback(True)
    loop = looped * households
    yield Row(
        f"应检清单：{households:,} 户第一次推算",
        f"{first:.1f} 秒（快 {loop / first:.1f} 倍）",
        target=f"快 {LEAST_TIMES:g} 倍以上",
        met=loop / first >= LEAST_TIMES,
        beside=f"逐户循环约 {loop:.0f} 秒（按 {LOOPED:,} 户折算）",
        figures={"first": first, "loop": loop, "ratio": loop / first, "households": households},
    )
    yield Row(
        "应检清单：每夜再推算一次",
        f"{again:.1f} 秒，改写 {written} 行",
        target="没有变化的不写",
        met=written == 0,
        figures={"again": again, "written": written},
    )
