"""What the clock starts of this app; `config/celery.py` reads it before models are loaded."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

BEAT: dict[str, dict[str, Any]] = {
    "合并台账计数": {"task": "households.tasks.merge_tallies", "schedule": crontab(minute="40")},
    # A threshold changed from a day on holds from that day.
    "比对异常用量": {
        "task": "households.tasks.find_usage_anomalies",
        "schedule": crontab(hour="2", minute="10"),
    },
    # A day passes, and a number of the life table may hold from it.
    "推算设备到期": {"task": "households.tasks.reckon_device_lives", "schedule": crontab(hour="0", minute="20")},
    "核算取暖费用": {
        "task": "households.tasks.reckon_heating_costs",
        "schedule": crontab(hour="2", minute="40"),
    },
    "公示期满": {"task": "households.tasks.run_out_publicities", "schedule": crontab(hour="0", minute="10")},
    "查找空档户": {"task": "households.tasks.look_for_heat_gaps", "schedule": crontab(hour="5", minute="20")},
    "施工资质到期提醒": {"task": "households.tasks.warn_of_qualifications", "schedule": crontab(hour="8", minute="10")},
    "汇总上月增户月报": {
        "task": "households.tasks.build_summaries",
        "schedule": crontab(hour="1", minute="10", day_of_month="1"),
    },
    # Daily, so that a village that comes to take part later gets its sheet too.
    "发起增销户底数摸排": {
        "task": "households.tasks.open_year_bases",
        "schedule": crontab(hour="1", minute="20", month_of_year="8-9"),
    },
    # Daily, so that whoever comes under a review later is reviewed too.
    "发起重点人员年度复核": {
        "task": "households.tasks.begin_reviews_of_key_persons",
        "schedule": crontab(hour="1", minute="30", month_of_year="8-10"),
    },
}
