"""Long jobs and the clock: the Celery application and the table of what runs when."""

import os

from celery import Celery

from core.background import schedule as of_core
from households import schedule as of_households
from inspections import schedule as of_inspections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config", task_cls="core.operations.running_tasks:NotedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,  # the job's row is the truth
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    timezone="Asia/Shanghai",
)
app.autodiscover_tasks()

app.conf.beat_schedule = of_core.BEAT | of_households.BEAT | of_inspections.BEAT
