"""Work of the clock; and the jobs of this app, which a worker knows by this module alone."""

from __future__ import annotations

from celery import shared_task

from accounts.audit import System, acting
from households.ageing import reckoning
from households.caring import workflows as caring
from households.energy import costs
from households.models import Tally
from households.quality import views as quality  # noqa: F401 - registers its job
from households.reconciling import anomalies
from households.renovating import publicising
from households.renovating.works import contracting, gaps
from households.reporting import (
    carrying_out,  # noqa: F401 - registers its job
    clockwork,
    packaging,  # noqa: F401 - registers its job
)
from households.seasons import changes, jobs  # noqa: F401 - register their jobs


@shared_task
def merge_tallies() -> None:
    Tally.objects.merge()


@shared_task
def find_usage_anomalies() -> None:
    anomalies.find_all()


@shared_task
def reckon_device_lives() -> None:
    reckoning.reckon_all()


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


@shared_task
def build_summaries() -> None:
    clockwork.build_summaries()


@shared_task
def open_year_bases() -> None:
    clockwork.open_bases()


@shared_task
def begin_reviews_of_key_persons() -> None:
    caring.begin_reviews()
