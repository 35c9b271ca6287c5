"""What the clock starts of this app; `config/celery.py` reads it before models are loaded."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "合并台账计数": {"task": "households.tasks.merge_tallies", "schedule": crontab(minute="40")},
    "汇总上月增户月报": {
        "task": "households.tasks.build_summaries",
        "schedule": crontab(hour="1", minute="10", day_of_month="1"),
    },
    # Daily, so that a village that comes to take part later gets its sheet too.
    "发起增销户底数摸排": {
        "task": "households.tasks.open_year_bases",
        "schedule": crontab(hour="1", minute="20", month_of_year="8-9"),
    },
}
