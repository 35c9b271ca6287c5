"""Work of the clock; and the jobs of this app, which a worker knows by this module alone."""

from __future__ import annotations

from celery import shared_task

from households.models import Tally
from households.reporting import (
    carrying_out,  # noqa: F401 - registers its job
    clockwork,
    packaging,  # noqa: F401 - registers its job
)


@shared_task
def merge_tallies() -> None:
    Tally.objects.merge()


@shared_task
def build_summaries() -> None:
    clockwork.build_summaries()


@shared_task
def open_year_bases() -> None:
    clockwork.open_bases()
