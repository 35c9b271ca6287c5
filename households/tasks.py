"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from accounts.audit import System, acting
from households.models import Tally
from households.renovating.works import contracting, gaps


@shared_task
def merge_tallies() -> None:
    Tally.objects.merge()


@shared_task
def look_for_heat_gaps() -> None:
    with acting(System.CLOCK):
        gaps.look_everywhere()
    gaps.remind()


@shared_task
def warn_of_qualifications() -> None:
    contracting.warn_of_expiry()
