"""From a planned application to its works: by the set, for a village or a selection."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from accounts.audit import Actor
from core.workflow import Answers, begin_together, follow
from households.models import Application, Construction
from households.renovating.works.workflows import Works


def open_works(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """Of those that have works already, another contractor takes them over."""
    known = Construction.objects.filter(application__in=[one.pk for one in applications])
    begun = set(known.values_list("application", flat=True))
    follow(known, "hand_over", answers, contractor=answers["contractor"])
    year = timezone.localdate(answers.at).year
    new = [
        Construction(application=one, contractor_id=one.contractor_id, year=year)  # type: ignore[misc]  # asked by the step
        for one in applications
        if one.pk not in begun
    ]
    begin_together(Works.open, new, answers)


def cancel_works(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """A household that goes back on its word."""
    follow(Construction.objects.filter(application__in=[one.pk for one in applications]), "cancel", answers)
