"""What an inspection found becomes hazards: new ones, or the open one of the same item seen again (domain.md 6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accounts.audit import Actor
from core.workflow import Answers, StepRefused
from inspections.checklists.judging import Finding
from inspections.hazards.workflows import HandleHazard
from inspections.models import Hazard, HazardSighting, Inspection


def find_in(
    inspections: Sequence[Inspection], findings: Mapping[int, Sequence[Finding]], by: Actor, answers: Answers
) -> None:
    """`findings` by the inspections' keys. In the running transaction; the inspections are saved by then."""
    found = [(one, finding) for one in inspections for finding in findings.get(one.pk, ()) if finding.item.level]
    open_already = _open_hazards(inspections)
    fresh: dict[tuple[int | None, str], Hazard] = {}
    for inspection, finding in found:
        key = (inspection.household_id, finding.item.code)
        if key in open_already:
            _see_again(open_already[key], inspection, finding)
        elif key not in fresh:
            fresh[key] = _hazard(inspection, finding)
    outcome = HandleHazard.find.begin_all(list(fresh.values()), by=by, at=answers.at)
    for sentence in outcome.refused.values():
        raise StepRefused(sentence)


def _open_hazards(inspections: Sequence[Inspection]) -> dict[tuple[int | None, str], Hazard]:
    households = [one.household_id for one in inspections if one.household_id]
    rows = Hazard.objects.unsettled().filter(household__in=households).exclude(item_code="").select_for_update()
    return {(one.household_id, one.item_code): one for one in rows.order_by("pk")}


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
    item = finding.item
    described = f"{item.text}：{finding.note}" if finding.note else f"{item.text}（不合格）"
    return Hazard(
        household=inspection.household,
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
        found_on=inspection.inspected_on,
        found_by=inspection.inspector_name,
    )
