"""Reminders over 300,000 open items, beside one statement written by hand that looks at nothing but the deadline."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from bench.table import Row, seconds
from core.notifying import reminders

ITEMS, DUE, RUNS, MOST = 300_000, 90_479, 3, 1.5

FILL = """
INSERT INTO core_openitem (kind, record_id, title, clock, "case", role, village_id, town_id, district_id, city_id,
                           started_at, due_at, warn_at, pause_reason, limit_value, limit_unit, extended)
SELECT 'households.application', 100000000 + n, '区级初审：测量', 'bench', '', 'district_office',
       v.id, v.town_id, v.district_id, v.city_id, %(now)s - interval '10 days', %(now)s + due.distance,
       %(now)s + due.distance - interval '1 day', '', 5, 'working_days', 0
FROM generate_series(1, %(items)s) n
JOIN LATERAL (
    SELECT * FROM accounts_division WHERE level = 'community' AND code LIKE '130102%%' ORDER BY code LIMIT 1
) v ON true
CROSS JOIN LATERAL (
    SELECT CASE WHEN n <= %(due)s THEN interval '-1 hour' ELSE interval '9 days' END AS distance
) due
"""
BY_HAND = """
INSERT INTO core_notice (user_id, kind, title, body, link, about, created_at)
SELECT post.user_id, told.kind, left(told.words || item.title, 120), '截止 ' || item.due_at,
       '/go/' || item.kind || '/' || item.record_id || '/', 'hand:' || told.kind || item.id, %(now)s
FROM core_openitem item
CROSS JOIN LATERAL (VALUES
    ('overdue', '已逾期：', item.role, item.district_id), ('escalated', '下级逾期：', 'city_office', item.city_id)
) AS told(kind, words, role, place)
JOIN accounts_post post ON post.role = told.role AND post.division_id = told.place AND post.state = 'in_force'
WHERE item.closed_at IS NULL AND item.paused_at IS NULL AND item.due_at <= %(now)s
ON CONFLICT DO NOTHING
"""


def once() -> tuple[float, float, int, int]:
    """Seconds of ours and of the statement by hand, how many notices the first run and the second added."""
    now = timezone.now()
    added: list[int] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FILL, {"now": now, "items": ITEMS, "due": DUE})
        cursor.execute("ANALYZE core_openitem")
        by_hand = seconds(lambda: cursor.execute(BY_HAND, {"now": now}))
        ours = seconds(lambda: added.append(reminders.remind_overdue(now)))
        added.append(reminders.remind_overdue(now))
        transaction.set_rollback(True)
    return ours, by_hand, added[0], added[1]


def measure() -> Iterator[Row]:
    runs = [once() for _ in range(RUNS)]
    ours, by_hand = (statistics.median(run[place] for run in runs) for place in (0, 1))
    times = statistics.median(run[0] / run[1] for run in runs)
    again = max(run[3] for run in runs)
    yield Row(
        f"提醒：{ITEMS:,} 件待办，{DUE:,} 件逾期",
        f"{ours:.2f} 秒（{times:.2f} 倍），{runs[0][2]:,} 条，再跑一次 {again} 条",
        target=f"≤ {MOST} 倍，再跑不增加",
        met=times <= MOST and again == 0,
        beside=f"手写语句 {by_hand:.2f} 秒",
        figures={"ours": ours, "by_hand": by_hand, "ratio": times, "second_run_added": again},
    )
