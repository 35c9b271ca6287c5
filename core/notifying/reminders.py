"""Reminders: due soon → whoever handles it; overdue → he, and the tier above. Never twice: a notice is unique by user,
kind and what it is about, which names the item and its deadline, so that a deadline that was moved is reminded of anew.
"""

from __future__ import annotations

import datetime
from typing import Any

from celery import shared_task
from django.db import connection
from django.utils import timezone

from accounts.audit import System, acting
from accounts.roles import FACTS, Reach, Role
from core.notifying import notices
from core.notifying.escalation import ABOVE

# Items paired with who is to be told and in which words; {items} tells the statements apart.
REMIND = """
WITH told AS MATERIALIZED ({items}),
officer AS MATERIALIZED (
    SELECT post.id, post.user_id, post.role, post.division_id, post.organization_id
    FROM accounts_post post
    JOIN accounts_user person ON person.id = post.user_id AND person.is_active
    JOIN accounts_organization organization ON organization.id = post.organization_id AND organization.active
    WHERE post.state = 'in_force'
),
addressed AS (
    SELECT told.*, officer.user_id
    FROM told
    CROSS JOIN LATERAL (VALUES (village_id), (town_id), (district_id), (city_id)) AS place(id)
    JOIN officer ON officer.role = told.to_role AND officer.division_id = place.id
    WHERE told.to_role = ANY(%(of_division)s)
    UNION ALL
    SELECT told.*, officer.user_id
    FROM told JOIN officer ON officer.role = told.to_role AND officer.organization_id = told.organization_id
    WHERE told.to_role = ANY(%(of_company)s)
    UNION ALL
    SELECT told.*, officer.user_id
    FROM told JOIN officer ON officer.role = told.to_role AND officer.organization_id = told.organization_id
    JOIN accounts_villageduty duty
        ON duty.post_id = officer.id AND duty.village_id = told.village_id AND duty.until_on IS NULL
    WHERE told.to_role = ANY(%(on_beat)s)
    UNION ALL
    SELECT told.*, told.holder_id
    FROM told JOIN officer ON officer.role = told.to_role AND officer.user_id = told.holder_id
    WHERE told.to_role = ANY(%(assigned)s)
)
INSERT INTO core_notice (user_id, kind, title, body, link, about, created_at)
SELECT user_id, notice_kind, left(words || title, 120), '截止 ' || {due_words},
       '/go/' || kind || '/' || record_id || '/', 'item:' || id || ':' || extract(epoch FROM due_at)::bigint, %(now)s
FROM addressed
ON CONFLICT DO NOTHING
"""
COLUMNS = """item.id, item.kind, item.record_id, item.title, item.due_at, item.organization_id, item.holder_id,
           item.village_id, item.town_id, item.district_id, item.city_id"""
DUE_SOON = f"""
    SELECT {COLUMNS}, item.role AS to_role, 'due_soon' AS notice_kind, '即将到期：' AS words
    FROM core_openitem item
    WHERE item.closed_at IS NULL AND item.paused_at IS NULL AND item.warn_at <= %(now)s AND item.due_at > %(now)s
"""
OVERDUE = f"""
    SELECT {COLUMNS}, whom.role AS to_role, whom.notice_kind, whom.words
    FROM core_openitem item
    LEFT JOIN unnest(%(below)s::text[], %(above)s::text[]) AS tier(below, above) ON tier.below = item.role
    CROSS JOIN LATERAL (
        VALUES (item.role::text, 'overdue', '已逾期：'), (tier.above, 'escalated', '下级逾期：')
    ) AS whom(role, notice_kind, words)
    WHERE item.closed_at IS NULL AND item.paused_at IS NULL AND item.due_at <= %(now)s AND whom.role IS NOT NULL
"""
# The end of a day is its 24:00, not the next day's 0:00.
DUE_WORDS = """
CASE WHEN (due_at AT TIME ZONE %(zone)s)::time = '0:00'
     THEN to_char(due_at AT TIME ZONE %(zone)s - interval '1 day', 'YYYY-MM-DD "24:00"')
     ELSE to_char(due_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI') END
"""


@shared_task(name="core.notifying.reminders.remind")  # type: ignore[untyped-decorator]
def remind() -> None:
    now = timezone.now()
    remind_due_soon(now)
    remind_overdue(now)


def remind_due_soon(now: datetime.datetime) -> int:
    """How many notices were added."""
    return _run(REMIND.format(items=DUE_SOON, due_words=DUE_WORDS), now)


def remind_overdue(now: datetime.datetime) -> int:
    return _run(REMIND.format(items=OVERDUE, due_words=DUE_WORDS), now)


def _run(statement: str, now: datetime.datetime) -> int:
    """`now` comes from here, not from SQL: PostgreSQL's session runs in UTC, and tests set the clock."""
    with acting(System.CLOCK), connection.cursor() as cursor:
        cursor.execute(statement, _parameters(now))
        added: int = cursor.rowcount
        if added:
            notices.deliver_soon()
    return added


def _parameters(now: datetime.datetime) -> dict[str, Any]:
    return {
        "now": now,
        "zone": str(timezone.get_default_timezone()),
        "of_division": _reaching(Reach.DIVISION, Reach.NOTHING),
        "of_company": _reaching(Reach.COMPANY),
        "on_beat": _reaching(Reach.BEAT),
        "assigned": _reaching(Reach.ASSIGNED),
        "below": [role.value for role in ABOVE],
        "above": [role.value for role in ABOVE.values()],
    }


def _reaching(*reaches: Reach) -> list[str]:
    """Administrators, who see no household, have a place of their own too."""
    return [role.value for role in Role if FACTS[role].reach in reaches]
