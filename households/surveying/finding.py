"""Which electric households have not been asked (P34)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from households.models import DemandSurvey, Household
from households.models.choices import Category, Status


def electric(rows: QuerySet[Household]) -> QuerySet[Household]:
    """Of whom it is asked."""
    return rows.filter(status=Status.NORMAL, category=Category.ELECTRIC)


def unsurveyed(rows: QuerySet[Household], year: int) -> QuerySet[Household]:
    answers = DemandSurvey.objects.filter(household=OuterRef("pk"), year=year, void=False)
    return electric(rows).exclude(Exists(answers))
