"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from inspections.assessing import clockwork as assessing


@shared_task
def watch_assessors() -> None:
    assessing.daily()
