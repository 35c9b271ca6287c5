"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from accounts.audit import System, acting
from households.energy import costs
from households.models import Tally
from households.reconciling import anomalies
from households.renovating import publicising
from households.renovating.works import contracting, gaps


@shared_task
def merge_tallies() -> None:
    Tally.objects.merge()


@shared_task
def find_usage_anomalies() -> None:
    anomalies.find_all()


@shared_task
def reckon_heating_costs() -> None:
    costs.reckon_seasons()


@shared_task
def run_out_publicities() -> None:
    publicising.run_out()


@shared_task
def look_for_heat_gaps() -> None:
    with acting(System.CLOCK):
        gaps.look_everywhere()
    gaps.remind()


@shared_task
def warn_of_qualifications() -> None:
    contracting.warn_of_expiry()
