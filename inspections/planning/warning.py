"""What people are told of the due list besides what they look up: houses not inspected in the week after gas was let
in, and, before a year ends, those that have not had their rounds (P94, P96). Each thing once."""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.notifying.notices import deliver_soon
from inspections.planning.parameters import FIRST_WARNING_DAYS, SECOND_WARNING_DAYS

OFFICER = """
officer AS MATERIALIZED (
    SELECT post.user_id, post.role, post.division_id, post.organization_id
    FROM accounts_post post
        JOIN accounts_user person ON person.id = post.user_id AND person.is_active
        JOIN accounts_organization office ON office.id = post.organization_id AND office.active
    WHERE post.state = 'in_force' AND post.role = ANY (ARRAY['town_gas_office', 'gas_authority', 'gas_company'])
)
"""
# One notice a village and last day, however many houses.
SEVENTH_DAY = f"""
WITH {OFFICER}, late AS (
    SELECT village_id, town_id, district_id, due_on, count(*) AS houses
    FROM inspections_inspectiondue WHERE due_kind = 'seventh_day' AND due_on < %(today)s
    GROUP BY village_id, town_id, district_id, due_on
)
INSERT INTO core_notice (user_id, kind, title, body, link, about, created_at)
SELECT officer.user_id, 'overdue',
    '通气后七日内未安检：' || coalesce(nullif(village.alias, ''), village.name) || ' ' || late.houses || ' 户',
    '应在 ' || late.due_on || ' 前安检，请督促燃气企业立即上门。',
    %(list)s || '?due_kind=seventh_day&overdue=on&village=' || late.village_id,
    'seventh_day:' || late.village_id || ':' || late.due_on, %(now)s
FROM late JOIN accounts_division village ON village.id = late.village_id
    JOIN officer ON (officer.role = 'town_gas_office' AND officer.division_id = late.town_id)
        OR (officer.role = 'gas_authority' AND officer.division_id = late.district_id)
ON CONFLICT DO NOTHING
"""
# One notice a township and a company, with how many villages lack how many households.
ROUNDS = f"""
WITH {OFFICER}, short AS (
    SELECT town_id, company_id, village_id, count(*) AS households
    FROM inspections_inspectiondue WHERE household_id IS NOT NULL AND year = %(year)s::int AND rounds_done < rounds_due
    GROUP BY town_id, company_id, village_id
), told AS (
    SELECT 'town_gas_office' AS role, town_id AS place, count(DISTINCT village_id) AS villages,
        sum(households) AS households
    FROM short GROUP BY town_id
    UNION ALL
    SELECT 'gas_company', company_id, count(DISTINCT village_id), sum(households)
    FROM short WHERE company_id IS NOT NULL GROUP BY company_id
)
INSERT INTO core_notice (user_id, kind, title, body, link, about, created_at)
SELECT officer.user_id, 'due_soon',
    %(year)s || ' 年安检次数不足：' || told.villages || ' 个村 ' || told.households || ' 户',
    '到 ' || %(until)s || ' 只剩 ' || %(left)s || ' 天。请按村安排，年底前补齐。',
    %(sheet)s || '?by=rounds', 'rounds:' || %(year)s || ':' || %(days)s || ':' || told.role || ':' || told.place,
    %(now)s
FROM told JOIN officer ON officer.role = told.role
    AND told.place = CASE told.role WHEN 'gas_company' THEN officer.organization_id ELSE officer.division_id END
ON CONFLICT DO NOTHING
"""


def warn(day: datetime.date | None = None) -> None:
    today = day or timezone.localdate()
    with transaction.atomic():
        _tell(SEVENTH_DAY, today=today, list=reverse("inspection-dues-list"))
        _warn_of_rounds(today)
        deliver_soon()


def _warn_of_rounds(today: datetime.date) -> None:
    """The nearer of the two warnings whose day has come."""
    until = datetime.date(today.year, 12, 31)
    left = (until - today).days
    begun = [days for one in (SECOND_WARNING_DAYS, FIRST_WARNING_DAYS) if left <= (days := int(one.on(today)))]
    if begun:
        sheet = reverse("inspection-coverage")
        _tell(ROUNDS, year=str(today.year), until=str(until), left=str(left), days=str(min(begun)), sheet=sheet)


def _tell(statement: str, **given: str | datetime.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**given, "now": timezone.now()})
