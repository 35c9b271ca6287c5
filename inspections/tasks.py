"""Work of the clock; and the jobs of this app, which a worker knows by this module alone."""

from __future__ import annotations

from celery import shared_task

from inspections.assessing import clockwork as assessing
from inspections.planning import reckoning, warning
from inspections.rectifying import reminding
from inspections.supervising import planning, readiness


@shared_task
def remind_of_rectifications() -> None:
    reminding.remind()


@shared_task
def reckon_dues() -> None:
    reckoning.reckon_all()


@shared_task
def warn_of_dues() -> None:
    warning.warn()


@shared_task
def plan_company_checks() -> None:
    planning.plan()


@shared_task
def open_readiness_checks() -> None:
    readiness.open_checks()


@shared_task
def watch_assessors() -> None:
    assessing.daily()
