"""Work of the clock; and the jobs of this app, which a worker knows by this module alone."""

from __future__ import annotations

from celery import shared_task

from inspections.rectifying import reminding


@shared_task
def remind_of_rectifications() -> None:
    reminding.remind()
