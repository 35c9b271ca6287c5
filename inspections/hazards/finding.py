"""Where hazards come from: an inspection's findings become new ones, or the open one of the same item seen again; other
apps put theirs into the same ledger of problems (domain.md 6.2; P4)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.db.models import Q
from django.utils import timezone

from accounts.models import Division, Organization
from core.workflow import Answers, begin_together, follow
from households.models import Household
from inspections.checklists.judging import Finding
from inspections.hazards.workflows import HandleHazard
from inspections.models import ChecklistItem, Hazard, HazardSighting, Inspection, Level

# By the household, or by the ventilation of a house that is in no ledger yet; and the code of the item.
Found: TypeAlias = tuple[int | None, int | None, str]


def find_in(inspections: Sequence[Inspection], findings: Mapping[int, Sequence[Finding]], answers: Answers) -> None:
    """`findings` by the inspections' keys. In the running transaction; the inspections are saved by then."""
    found = [(one, finding) for one in inspections for finding in findings.get(one.pk, ()) if finding.item.level]
    open_already = open_hazards_of(inspections)
    fresh: dict[Found, Hazard] = {}
    for inspection, finding in found:
        key = found_at(inspection, finding.item.code)
        if key in open_already:
            _see_again(open_already[key], inspection, finding)
        elif key not in fresh:
            fresh[key] = _hazard(inspection, finding)
    begin_together(HandleHazard.find, list(fresh.values()), answers)


def clear_hints(inspections: Sequence[Inspection], answers: Answers) -> None:
    """A hint is gone when the next inspection finds its item in order. In the running transaction."""
    seen = {(one.household_id, code): one for one in inspections for code in _in_order(one)}
    households = {household for household, _ in seen if household}
    waiting = Hazard.objects.filter(household__in=households, level=Level.HINT, state=Hazard.State.OPEN)
    gone: dict[int, list[int]] = defaultdict(list)
    by_pk = {one.pk: one for one in inspections}
    for pk, household, code in waiting.values_list("pk", "household", "item_code"):
        if (household, code) in seen:
            gone[seen[household, code].pk].append(pk)
    for inspection, hazards in gone.items():
        one = by_pk[inspection]
        rows = Hazard.objects.filter(pk__in=hazards, found_on__lte=one.inspected_on)
        follow(rows, "clear", answers, rechecked_on=one.inspected_on, rechecked_by=one.inspector_name)


def _in_order(inspection: Inspection) -> list[str]:
    if inspection.outcome != Inspection.Outcome.DONE:
        return []
    return [code for code, answer in inspection.answers.items() if answer.get("result") == ChecklistItem.Result.OK]


def open_hazard(
    answers: Answers,
    *,
    source: Hazard.Source,
    description: str,
    level: Level,
    household: Household | None = None,
    village: Division | None = None,
    location: str = "",
    company: Organization | None = None,
    **rest: Any,
) -> Hazard:
    """For a patrol, a complaint, an assessment, within the step that found it: in a house, or at a place of a village
    whose company is named. `rest`: group, basis, demand, found_by, an earlier found_on. Raises StepRefused."""
    hazard = Hazard(
        source=source,
        description=description,
        level=level,
        household=household,
        village=village,
        location=location,
        company=company,
        **{"found_on": timezone.localdate(answers.at), **rest},
    )
    begin_together(HandleHazard.find, [hazard], answers)
    return hazard


def open_hazards_of(inspections: Sequence[Inspection]) -> dict[Found, Hazard]:
    """Of the inspected houses; locked, for they are seen again or found once more."""
    households = [one.household_id for one in inspections if one.household_id]
    new_houses = [one.ventilation_id for one in inspections if one.ventilation_id and not one.household_id]
    of_house = Q(household__in=households) | Q(household=None, inspection__ventilation__in=new_houses)
    rows = Hazard.objects.unsettled().filter(of_house).exclude(item_code="").select_related("inspection")
    return {_place_of(one): one for one in rows.order_by("pk").select_for_update(of=("self",))}


def found_at(inspection: Inspection, code: str) -> Found:
    return _key(inspection.household_id, inspection.ventilation_id, code)


def _place_of(hazard: Hazard) -> Found:
    new_house = hazard.inspection.ventilation_id if hazard.inspection else None
    return _key(hazard.household_id, new_house, hazard.item_code)


def _key(household: int | None, new_house: int | None, code: str) -> Found:
    return household, None if household else new_house, code


def _see_again(hazard: Hazard, inspection: Inspection, finding: Finding) -> None:
    HazardSighting.objects.create(
        hazard=hazard,
        inspection=inspection,
        seen_on=inspection.inspected_on,
        seen_by=inspection.inspector_name,
        note=finding.note,
    )
    hazard.sightings += 1
    hazard.seen_on = max(hazard.seen_on, inspection.inspected_on)
    hazard.save(update_fields=["sightings", "seen_on"])


def _hazard(inspection: Inspection, finding: Finding) -> Hazard:
    return hazard_at(
        inspection,
        finding.item,
        finding.described,
        found_on=inspection.inspected_on,
        found_by=inspection.inspector_name,
    )


def hazard_at(
    inspection: Inspection, item: ChecklistItem, described: str, *, found_on: datetime.date, found_by: str
) -> Hazard:
    """Unsaved: what is wrong with an item where that inspection was."""
    return Hazard(
        household=inspection.household,
        location=_location(inspection),
        householder=inspection.householder,
        village=inspection.village,
        company=inspection.company,
        source=Hazard.Source.INSPECTION,
        inspection=inspection,
        item_code=item.code,
        group=item.group,
        description=described[:300],
        level=item.level,
        basis=item.basis,
        demand=item.demand,
        found_on=found_on,
        found_by=found_by,
    )


def _location(inspection: Inspection) -> str:
    """Of a house that stands in no ledger yet, where it is."""
    if inspection.household_id or inspection.ventilation is None:
        return ""
    return f"{inspection.ventilation.address or inspection.village}（{inspection.ventilation}）"
