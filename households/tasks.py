"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from households.models import Tally
from households.renovating import publicising


@shared_task
def merge_tallies() -> None:
    Tally.objects.merge()


@shared_task
def run_out_publicities() -> None:
    publicising.run_out()
