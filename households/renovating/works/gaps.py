"""空档户 are found: by the clock each night, and at once when what was built is written down (P6, P48).

Three ways to be without heat, each one statement: the old device is gone and the new one not in use; a planned addition
past its day; a household of the ledger with no device in use that had one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from accounts.audit import Actor, System, acting
from accounts.models import Division, Post
from accounts.roles import Role
from core.addresses import rows_url
from core.models import Notice
from core.notifying import notices
from core.notifying.escalation import ABOVE
from core.parameters import Parameter
from core.timekeeping.seasons import season_ahead, season_of
from core.workflow import Answers
from households.models import Construction, HeatGap

WARNING_DAYS = Parameter(
    "households.heat_gap_warning_days", "采暖季前空档户预警", 30, unit="天", lowest=1, highest=120,
    basis="《推进方案》二(一) 坚持先立后破；二(四) 采暖季前达到正常投用条件",
)  # fmt: skip
UNHEATED = "('waiting', 'building', 'reported', 'accepted')"
PLACE = "village_id, town_id, district_id, city_id"

# %(works)s: the works to look at; NULL: all of them.
FIND_IN_WORKS = f"""
WITH cold AS (
    SELECT c.*, a.household_id,
        CASE WHEN c.old_removed_on <= %(today)s THEN 'removed' ELSE 'late' END AS why,
        CASE WHEN c.old_removed_on <= %(today)s THEN c.old_removed_on ELSE item.first_cold_day END AS since_on
    FROM households_construction c JOIN households_application a ON a.id = c.application_id
        LEFT JOIN LATERAL (
            SELECT (due_at AT TIME ZONE %(zone)s)::date AS first_cold_day FROM core_openitem
            WHERE kind = 'households.construction' AND record_id = c.id
                AND clock = 'households.construction.before_winter' AND closed_at IS NULL
            ORDER BY due_at LIMIT 1
        ) item ON true
    WHERE c.state IN {UNHEATED} AND (%(works)s::bigint[] IS NULL OR c.id = ANY(%(works)s))
        AND (c.old_removed_on <= %(today)s OR c.case = 'plan_add' AND item.first_cold_day <= %(today)s)
), gone AS (
    UPDATE households_heatgap gap SET closed_at = %(at)s, version = gap.version + 1, updated_at = %(at)s
    FROM households_construction c
    WHERE gap.closed_at IS NULL AND gap.application_id = c.application_id
        AND (%(works)s::bigint[] IS NULL OR c.id = ANY(%(works)s))
        AND NOT EXISTS (SELECT FROM cold WHERE cold.application_id = gap.application_id)
)
INSERT INTO households_heatgap
    (application_id, household_id, householder, reason, since_on, fallback, fallback_provider,
     version, created_at, updated_at, {PLACE})
SELECT application_id, household_id, householder, why, since_on, '', '', 1, %(at)s, %(at)s, {PLACE} FROM cold
ON CONFLICT DO NOTHING
"""
FIND_IN_LEDGER = f"""
WITH cold AS (
    SELECT h.id, h.name, {PLACE}, past.stopped_on
    FROM (
        SELECT household_id, max(stopped_on) AS stopped_on FROM households_equipment WHERE state <> 'void'
        GROUP BY household_id HAVING bool_and(state <> 'in_use')
    ) past JOIN households_household h ON h.id = past.household_id
    WHERE h.status = 1
), gone AS (
    UPDATE households_heatgap gap SET closed_at = %(at)s, version = gap.version + 1, updated_at = %(at)s
    WHERE gap.closed_at IS NULL AND gap.application_id IS NULL
        AND NOT EXISTS (SELECT FROM cold WHERE cold.id = gap.household_id)
)
INSERT INTO households_heatgap
    (household_id, householder, reason, since_on, fallback, fallback_provider,
     version, created_at, updated_at, {PLACE})
SELECT id, name, 'no_device', coalesce(stopped_on, %(today)s), '', '', 1, %(at)s, %(at)s, {PLACE} FROM cold
ON CONFLICT DO NOTHING
"""


def look_everywhere() -> None:
    """Inside the caller's `acting`."""
    _run(FIND_IN_WORKS, works=None)
    _run(FIND_IN_LEDGER)


def look_at(works: Sequence[Construction]) -> None:
    """What was just written down; they are saved."""
    _run(FIND_IN_WORKS, works=[one.pk for one in works])


def close(works: Sequence[Construction], at: datetime.datetime) -> None:
    applications = [one.application_id for one in works]
    open_ones = HeatGap.objects.open().filter(application__in=applications)
    open_ones.update(closed_at=at, version=F("version") + 1, updated_at=timezone.now())


def close_with(works: Sequence[Construction], by: Actor, answers: Answers) -> None:
    close(works, answers.at)


def _run(statement: str, **given: Any) -> None:
    now = timezone.now()
    zone = str(timezone.get_default_timezone())
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": timezone.localdate(now), "at": now, "zone": zone, **given})


# How grave it is, and who is told


def is_grave(today: datetime.date) -> bool:
    """Within a season, or so near to one that nobody may be without heat much longer."""
    if season_of(today):
        return True
    ahead = season_ahead(today)
    return ahead is not None and (ahead.starts_on - today).days <= WARNING_DAYS.on(today)


def remind() -> None:
    """From the season's first day, each day, to the tier above: of each village its township, of each township the
    district."""
    today = timezone.localdate()
    if not season_of(today):
        return
    with acting(System.CLOCK):
        for tier, role, place in (("village", Role.VILLAGE, "town"), ("town", Role.TOWN_OFFICE, "district")):
            counted = HeatGap.objects.open().values(tier, place).annotate(count=Count("pk"))
            _tell_above(counted, tier, place, ABOVE[role], today)


def _tell_above(rows: Iterable[Any], tier: str, place: str, role: Role, today: datetime.date) -> None:
    found = list(rows)
    names = Division.objects.in_bulk({row[tier] for row in found})
    for row in found:
        told = Post.objects.in_force().filter(role=role, division=row[place]).values_list("user_id", flat=True)
        notices.tell(
            told,
            Notice.Kind.ESCALATED,
            f"采暖季已开始，{names[row[tier]]}还有 {row['count']} 户没有取暖",
            body="请督促当日投用；不能当日投用的，落实兜底措施并登记。",
            link=rows_url("heat-gaps", **{tier: row[tier]}),
            about=f"heat-gap:{row[tier]}:{today:%Y-%m-%d}",
        )
