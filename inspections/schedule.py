"""What the clock starts of this app; `config/celery.py` reads it before models are loaded."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    # After midnight: contracts have ended, and a week of the heating season may begin.
    "检查评估机构": {"task": "inspections.tasks.watch_assessors", "schedule": crontab(hour="1", minute="40")},
}
