"""Work of the clock; and the jobs of this app, which a worker knows by this module alone."""

from __future__ import annotations

from celery import shared_task

from inspections.planning import reckoning, warning
from inspections.rectifying import reminding


@shared_task
def remind_of_rectifications() -> None:
    reminding.remind()


@shared_task
def reckon_dues() -> None:
    reckoning.reckon_all()


@shared_task
def warn_of_dues() -> None:
    warning.warn()
