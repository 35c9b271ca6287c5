"""存疑: what makes one look at an inspection again (F26, F28). No verdict: who is doubted may have been right.

`doubt(inspections)` is called within the transaction that filed them, or that added photos. Three statements for any
number: it reckons every visit of the same inspectors on the same days, for what comes later makes the earlier doubtful
too, in whatever order the phones send them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from django.db import connection

from accounts.audit import Actor
from core.workflow import Answers
from inspections.models import Inspection, InspectionPhoto
from inspections.trusting.parameters import FAR, FAST, PLACE_WIDTH, SAME_PLACE
from inspections.visiting.positions import metres_between, place_of

Doubt = Inspection.Doubt
NEEDED = (
    "pk", "doubts", "outcome", "source", "begun_at", "ended_at", "inspected_on", "distance", "longitude", "latitude",
    "household", "ventilation", "company", "inspector", "inspector_name",
)  # fmt: skip
# Photos that look like one of another house, or of another day, which came first.
REPEATED = """
SELECT DISTINCT mine.inspection_id
FROM inspections_inspectionphoto mine
JOIN inspections_inspection visit ON visit.id = mine.inspection_id
JOIN inspections_inspectionphoto theirs ON theirs.likeness = mine.likeness
JOIN inspections_inspection other ON other.id = theirs.inspection_id AND other.state = 'filed'
WHERE mine.inspection_id = ANY(%s) AND NOT other.id = ANY(%s)
    AND (other.ended_at, other.id) < (visit.ended_at, visit.id)
    AND (coalesce(other.household_id, -other.ventilation_id) <> coalesce(visit.household_id, -visit.ventilation_id)
        OR other.inspected_on <> visit.inspected_on)
"""
WRITE = """
UPDATE inspections_inspection visit
SET doubts = string_to_array(found.doubts, ','), version = visit.version + 1, updated_at = statement_timestamp()
FROM unnest(%s::bigint[], %s::text[]) AS found(id, doubts)
WHERE visit.id = found.id
RETURNING visit.id, visit.doubts, visit.version, visit.updated_at
"""
Day = Sequence[Inspection]


@dataclass(frozen=True)
class Limits:
    """As the district has put them, read once for all."""

    far: int
    enough: datetime.timedelta
    many: int
    width: float

    @classmethod
    def now(cls) -> Limits:
        enough = datetime.timedelta(minutes=float(FAST.on()))
        return cls(int(FAR.on()), enough, int(SAME_PLACE.on()), float(PLACE_WIDTH.on()))


def doubt(inspections: Sequence[Inspection], but: Collection[int] = ()) -> None:
    """In the running transaction, in the name of whoever acts; sets what it finds on the inspections too. As if those
    `but` these keys had never been."""
    days = _days_of(inspections, but)
    visits = [one for day in days for one in day]
    repeated, limits = _with_repeated_photos(visits, but), Limits.now()
    found = {
        one.pk: [why.value for why in _doubts(one, day, place, repeated, limits)]
        for day in days
        for place, one in enumerate(day)
    }
    changed = _write({one.pk: found[one.pk] for one in visits if list(one.doubts) != found[one.pk]})
    for one in inspections:
        if one.pk in changed:
            one.doubts, one.version, one.updated_at = changed[one.pk]


def doubt_the_others(voided: Sequence[Inspection], by: Actor, answers: Answers) -> None:
    """What was doubted beside them, or for looking like them, is reckoned without them. Of what a workbook brought
    nothing was doubted."""
    counted = [one for one in voided if one.source != Inspection.Source.IMPORTED]
    if not counted:
        return
    shown = InspectionPhoto.objects.filter(inspection__in=counted, likeness__isnull=False)
    others = Inspection.objects.filter(state=Inspection.State.FILED).exclude(source=Inspection.Source.IMPORTED)
    alike = others.filter(photos__likeness__in=shown.values("likeness")).distinct()
    doubt([*counted, *alike], but=[one.pk for one in voided])


def _days_of(inspections: Sequence[Inspection], but: Collection[int]) -> list[Day]:
    """All that their inspectors did on these days, a list for each inspector and day, in the order of time."""
    rows = Inspection.objects.exclude(pk__in=but).filter(
        state=Inspection.State.FILED,
        inspected_on__in={one.inspected_on for one in inspections},
        company__in={one.company_id for one in inspections},
        inspector_name__in={one.inspector_name for one in inspections},
    )
    days: dict[tuple[object, ...], list[Inspection]] = {_inspector_and_day(one): [] for one in inspections}
    for one in rows.only(*NEEDED).order_by("ended_at", "pk"):
        if _inspector_and_day(one) in days:
            days[_inspector_and_day(one)].append(one)
    return list(days.values())


def _inspector_and_day(one: Inspection) -> tuple[object, ...]:
    """A company's system hands in under one post what many have seen; who has no post is known by his name alone."""
    return one.company_id, one.inspected_on, one.inspector_id, one.inspector_name


def _with_repeated_photos(visits: Sequence[Inspection], but: Collection[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(REPEATED, [[one.pk for one in visits], list(but)])
        return {pk for (pk,) in cursor.fetchall()}


def _doubts(visit: Inspection, day: Day, place: int, repeated: Collection[int], limits: Limits) -> list[Doubt]:
    """`place`: which of the day's it is."""
    done, phone = Inspection.Outcome.DONE, Inspection.Source.PHONE
    held = {
        Doubt.FAR: visit.distance is not None and visit.distance > limits.far,
        Doubt.FAST: visit.outcome == done and _is_hurried(visit, day[:place], limits),
        Doubt.SAME_PHOTO: visit.pk in repeated,
        Doubt.SAME_PLACE: len(_houses_from_here(visit, day, limits)) >= limits.many,
        # What is entered at a desk has none.
        Doubt.NO_POSITION: visit.source == phone and visit.longitude is None,
    }
    return [why for why, holds in held.items() if holds]


def _is_hurried(visit: Inspection, before: Day, limits: Limits) -> bool:
    """By its own beginning, or as it ended too soon after the visit to another house."""
    if visit.begun_at is not None and visit.ended_at - visit.begun_at < limits.enough:
        return True
    just_before = takewhile(lambda one: visit.ended_at - one.ended_at < limits.enough, reversed(before))
    return any(_house(one) != _house(visit) for one in just_before)


def _houses_from_here(visit: Inspection, day: Day, limits: Limits) -> set[int]:
    here = place_of(visit)
    beside = [(one, there) for one in day if (there := place_of(one))] if here else []
    return {_house(one) for one, there in beside if here and metres_between(here, there) <= limits.width}


def _house(visit: Inspection) -> int:
    return visit.household_id or -(visit.ventilation_id or 0)


def _write(doubts: Mapping[int, Sequence[str]]) -> dict[int, tuple[list[str], int, datetime.datetime]]:
    """What now stands in the rows that changed."""
    if not doubts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [list(doubts), [",".join(found) for found in doubts.values()]])
        return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}
