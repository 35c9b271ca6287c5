"""What the clock starts of this app; `config/celery.py` reads it before models are loaded."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "合并台账计数": {"task": "households.tasks.merge_tallies", "schedule": crontab(minute="40")},
    "公示期满": {"task": "households.tasks.run_out_publicities", "schedule": crontab(hour="0", minute="10")},
}
