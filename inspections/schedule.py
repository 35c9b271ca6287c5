"""What the clock starts of this app; `config/celery.py` reads it before models are loaded."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "举一反三整改提醒": {
        "task": "inspections.tasks.remind_of_rectifications",
        "schedule": crontab(hour="8", minute="20"),
    },
}
