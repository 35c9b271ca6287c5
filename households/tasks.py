"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from households.models import Tally
from households.quality import views as quality  # noqa: F401 - registers its job
from households.seasons import changes, jobs  # noqa: F401 - register their jobs


@shared_task
def merge_tallies() -> None:
    Tally.objects.merge()
