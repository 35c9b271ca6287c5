"""What the clock starts and when; `config/celery.py` reads it before models are loaded, so tasks stand here by name."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

# The operations page shows the names.
# Name: {"task": the task's name, "schedule": crontab(…) or seconds}; hours are Beijing's.
BEAT: dict[str, dict[str, Any]] = {
    "临期与逾期提醒": {"task": "core.notifying.reminders.remind", "schedule": crontab(minute="*/5")},
    "送出通知": {"task": "core.notifying.delivery.deliver", "schedule": crontab(minute="2-59/5")},
    "补送事件推送": {"task": "core.webhooks.sending.take_up", "schedule": 60.0},
    "接续中断的任务": {"task": "core.tasks.take_up_stale_jobs", "schedule": 60.0},
    # Hourly: a day is sealed as soon as nobody who began in it can still write.
    "封存日志": {"task": "core.tasks.seal_logs", "schedule": crontab(minute="20")},
    "列出要复核的一周": {
        "task": "core.people.reviews.list_weeks",
        "schedule": crontab(hour="8", minute="20", day_of_week="1"),
    },
    # The task itself passes over days off.
    "筛选的新增提醒": {"task": "core.notifying.filter_alerts.look", "schedule": crontab(hour="8", minute="40")},
    "清理到期文件": {"task": "core.tasks.sweep", "schedule": crontab(hour="3", minute="30")},
    # Where PORTAL_BACKUP_DIR is set.
    "每夜备份": {"task": "core.backups.nightly.back_up", "schedule": crontab(hour="1", minute="30")},
    "恢复演练": {
        "task": "core.backups.nightly.rehearse_newest",
        "schedule": crontab(hour="2", minute="30", day_of_week="0"),
    },
    "检查日历缺的年份": {
        "task": "core.timekeeping.missing_years.look_ahead",
        "schedule": crontab(hour="8", minute="10"),
    },
}
