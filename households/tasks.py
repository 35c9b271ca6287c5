"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from households.models import Tally


@shared_task
def merge_tallies() -> None:
    Tally.objects.merge()
