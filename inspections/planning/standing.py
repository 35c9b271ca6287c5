"""Where each household stands in a campaign: inspected often enough, what came of the last visit, or not visited."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThanOrEqual

from inspections.models import Campaign, Inspection, InspectionDue
from inspections.models.dues import InspectionDueQuerySet

Standing = InspectionDue.Standing
Outcome = Inspection.Outcome
# The visits are gathered once, and laid beside the households: looked up for each of a million, they take a minute.
# Materialized: else every parallel worker gathers all of them for itself.
COUNT = """
WITH seen AS MATERIALIZED (
    SELECT household_id, count(DISTINCT inspected_on) FILTER (WHERE outcome = 'done') AS days,
        (array_agg(outcome ORDER BY inspected_on DESC, id DESC) FILTER (WHERE outcome <> 'done'))[1] AS failure
    FROM ({visits}) AS visit GROUP BY household_id
), stood AS (
    SELECT due.*, CASE WHEN seen.days >= %s THEN 'done' ELSE coalesce(seen.failure, 'unvisited') END AS standing
    FROM ({dues}) AS due LEFT JOIN seen USING (household_id)
)
SELECT {place}, standing, count(*) FROM stood GROUP BY {place}, standing
"""


def in_scope(rows: InspectionDueQuerySet, campaign: Campaign) -> InspectionDueQuerySet:
    """The households that it asks for; of buried pipes none."""
    if campaign.kind == Campaign.Kind.BURIED:
        return rows.none()
    concerned = rows.of_households().filter(district=campaign.district_id)
    return concerned.filter(town__in=campaign.towns) if campaign.towns else concerned


def counted(rows: InspectionDueQuerySet, campaign: Campaign, *place: str) -> dict[tuple[Any, ...], Counter[str]]:
    """How many of its households stand how, by the values of these columns."""
    concerned = in_scope(rows, campaign).order_by()
    # Of a township few: found by their households, not among those of the district.
    theirs = _visits(campaign).filter(household__in=concerned.values("household"))
    found: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    try:
        dues, of_dues = concerned.values("household_id", *place).query.sql_with_params()
        seen, of_visits = theirs.values("id", "household_id", "inspected_on", "outcome").query.sql_with_params()
    except EmptyResultSet:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT.format(place=", ".join(place), dues=dues, visits=seen), (*of_visits, campaign.rounds, *of_dues)
        )
        for *values, standing, households in cursor.fetchall():
            found[tuple(values)][standing] = households
    return found


def standing_as(rows: InspectionDueQuerySet, campaign: Campaign, asked: Collection[str]) -> InspectionDueQuerySet:
    """Its households that stand in one of these ways."""
    return in_scope(rows, campaign).filter(reduce(or_, (_stands(campaign, one) for one in asked), Q()))


def _stands(campaign: Campaign, standing: str) -> Q:
    visits = _visits(campaign).filter(household=OuterRef("household"))
    failed = visits.exclude(outcome=Outcome.DONE)
    done = _often_enough(campaign, visits.filter(outcome=Outcome.DONE))
    match standing:
        case Standing.DONE:
            return done
        case Standing.UNVISITED:
            return ~done & ~Q(Exists(failed))
        case _:
            last = failed.order_by("-inspected_on", "-pk").values("outcome")[:1]
            return ~done & Q(Exists(failed.filter(outcome=standing))) & Q(Exact(Subquery(last), standing))


def _often_enough(campaign: Campaign, done: QuerySet[Inspection]) -> Q:
    if campaign.rounds == 1:
        return Q(Exists(done))
    days = done.order_by().values("household").values(days=Count("inspected_on", distinct=True))
    return Q(GreaterThanOrEqual(Coalesce(Subquery(days), 0), campaign.rounds))


def _visits(campaign: Campaign) -> QuerySet[Inspection]:
    """Those made for it; without a checklist of its own every inspection in its days looked at the same."""
    made_for_it = Q(campaign=campaign)
    if campaign.checklist_id is None:
        made_for_it |= Q(inspected_on__range=(campaign.starts_on, campaign.ends_on))
    filed = Inspection.objects.filter(made_for_it, state=Inspection.State.FILED, household__isnull=False)
    return filed.order_by()
