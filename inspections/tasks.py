"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from inspections.supervising import planning, readiness


@shared_task
def plan_company_checks() -> None:
    planning.plan()


@shared_task
def open_readiness_checks() -> None:
    readiness.open_checks()
