"""What the clock starts of this app; `config/celery.py` reads it before models are loaded."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    # Daily, so that a company that comes to supply a township later is checked there too.
    "安排燃气企业监督检查": {
        "task": "inspections.tasks.plan_company_checks",
        "schedule": crontab(hour="1", minute="40"),
    },
    "发起季前准备自查": {
        "task": "inspections.tasks.open_readiness_checks",
        "schedule": crontab(hour="1", minute="45", month_of_year="9-11"),
    },
    "举一反三整改提醒": {
        "task": "inspections.tasks.remind_of_rectifications",
        "schedule": crontab(hour="8", minute="20"),
    },
    # A day passes; a year may begin, and a number may hold from it.
    "推算应检清单": {"task": "inspections.tasks.reckon_dues", "schedule": crontab(hour="0", minute="15")},
    "应检逾期和年度不达标提醒": {
        "task": "inspections.tasks.warn_of_dues",
        "schedule": crontab(hour="8", minute="30"),
    },
    # After midnight: contracts have ended, and a week of the heating season may begin.
    "检查评估机构": {"task": "inspections.tasks.watch_assessors", "schedule": crontab(hour="1", minute="40")},
}
