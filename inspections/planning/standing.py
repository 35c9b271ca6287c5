"""Where each household stands in a campaign: inspected often enough, what came of the last visit, or not visited."""

from __future__ import annotations

from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from inspections.models import Campaign, Inspection, InspectionDue
from inspections.models.dues import InspectionDueQuerySet

Standing = InspectionDue.Standing


def in_scope(rows: InspectionDueQuerySet, campaign: Campaign) -> InspectionDueQuerySet:
    """The households that it asks for; of buried pipes none."""
    if campaign.kind == Campaign.Kind.BURIED:
        return rows.none()
    concerned = rows.of_households().filter(district=campaign.district_id)
    return concerned.filter(town__in=campaign.towns) if campaign.towns else concerned


def with_campaign_standing(rows: InspectionDueQuerySet, campaign: Campaign) -> InspectionDueQuerySet:
    """Adds `campaign_standing`."""
    enough = in_scope(rows, campaign).alias(campaign_days=_days(campaign))
    return enough.annotate(
        campaign_standing=Case(
            When(campaign_days__gte=campaign.rounds, then=Value(Standing.DONE.value)),
            default=Coalesce(_failure(campaign), Value(Standing.UNVISITED.value)),
            output_field=CharField(),
        )
    )


def _visits(campaign: Campaign) -> QuerySet[Inspection]:
    """Those made for it; without a checklist of its own every inspection in its days looked at the same."""
    made_for_it = Q(campaign=campaign)
    if campaign.checklist_id is None:
        made_for_it |= Q(inspected_on__range=(campaign.starts_on, campaign.ends_on))
    return Inspection.objects.filter(made_for_it, state=Inspection.State.FILED)


def _days(campaign: Campaign) -> Subquery:
    """On how many days it was inspected."""
    done = _visits(campaign).filter(household=OuterRef("household"), outcome=Inspection.Outcome.DONE)
    return Subquery(done.order_by().values("household").values(days=Count("inspected_on", distinct=True)))


def _failure(campaign: Campaign) -> Subquery:
    visits = _visits(campaign).filter(household=OuterRef("household")).exclude(outcome=Inspection.Outcome.DONE)
    return Subquery(visits.order_by("-inspected_on", "-pk").values("outcome")[:1])
