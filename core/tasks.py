"""What workers and the clock do for core; names and times stand in core/background/schedule.py."""

from __future__ import annotations

from celery import shared_task

from accounts import log_chain
from core.background import exports, jobs  # noqa: F401 - exports registers its job
from core.backups import nightly  # noqa: F401 - registers its tasks
from core.notifying import delivery, filter_alerts, reminders  # noqa: F401 - register their tasks
from core.operations import retention
from core.people import reviews  # noqa: F401 - registers its task
from core.timekeeping import missing_years  # noqa: F401 - registers its task
from core.views import bulk  # noqa: F401 - registers its jobs
from core.webhooks import sending  # noqa: F401 - registers its tasks


@shared_task(name=jobs.TASK)  # type: ignore[untyped-decorator]
def run_job(pk: int) -> None:
    jobs.run(pk)


@shared_task(name="core.tasks.take_up_stale_jobs")  # type: ignore[untyped-decorator]
def take_up_stale_jobs() -> None:
    jobs.send_stale()


@shared_task(name="core.tasks.seal_logs")  # type: ignore[untyped-decorator]
def seal_logs() -> None:
    log_chain.seal_ended_days()


@shared_task(name="core.tasks.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    retention.sweep()
