"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from households.energy import costs
from households.models import Tally
from households.reconciling import anomalies
from households.renovating import publicising


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
