"""What an inspection finds becomes hazards."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.workflow.parts import Answers
from households.models import Household
from inspections.checklists.judging import Finding
from inspections.hazards.finding import find_in
from inspections.models import Hazard, Inspection, Level
from tests import factories


def found(inspection: Inspection, item: Any, by: Post, note: str = "") -> None:
    with acting(by) as act:
        find_in([inspection], {inspection.pk: [Finding(item, note)]}, Answers(by=by, at=timezone.now(), act=act))


def test_a_finding_becomes_a_hazard_due_by_its_level(
    no_season: None, household: Household, company_post: Post, checklist: Any
) -> None:
    item = factories.ChecklistItemFactory(checklist=checklist, code="H02", level=Level.MAJOR)
    inspection = factories.InspectionFactory(household=household, days_ago=1)

    found(inspection, item, company_post, "软管老化")

    hazard = Hazard.objects.get()
    assert hazard.household == household
    assert hazard.company == household.gas_supplier
    assert "软管老化" in hazard.description
    assert hazard.due_on == inspection.inspected_on + datetime.timedelta(days=15)
    assert hazard.number.startswith("YH")


def test_the_same_open_hazard_found_again_is_linked(household: Household, company_post: Post, checklist: Any) -> None:
    item = factories.ChecklistItemFactory(checklist=checklist, code="H02")
    first = factories.InspectionFactory(household=household, days_ago=70)
    found(first, item, company_post)

    found(factories.InspectionFactory(household=household), item, company_post)

    hazard = Hazard.objects.get()
    assert hazard.sightings == 2
    assert hazard.found_on == first.inspected_on
    assert hazard.seen_again.count() == 1


def test_a_closed_hazard_found_again_is_a_new_one(household: Household, company_post: Post, checklist: Any) -> None:
    item = factories.ChecklistItemFactory(checklist=checklist, code="H02")
    factories.HazardFactory(household=household, item_code="H02", closed=True)

    found(factories.InspectionFactory(household=household), item, company_post)

    assert Hazard.objects.count() == 2


def test_a_hint_has_no_deadline(household: Household, company_post: Post, checklist: Any) -> None:
    item = factories.ChecklistItemFactory(checklist=checklist, level=Level.HINT)

    found(factories.InspectionFactory(household=household), item, company_post)

    assert Hazard.objects.get().due_on is None


@pytest.mark.usefixtures("own_limits")
def test_the_deadline_that_the_district_sets_is_kept(
    no_season: None, household: Household, company_post: Post, checklist: Any
) -> None:
    from core.models import TimeLimit

    with acting(System.DEMO):
        TimeLimit.objects.create(
            clock="inspections.hazard.rectified", case="major", value=3, unit="calendar_days",
            effective_on="2020-01-01", basis="采暖季要求",
        )  # fmt: skip
    item = factories.ChecklistItemFactory(checklist=checklist, level=Level.MAJOR)
    inspection = factories.InspectionFactory(household=household)

    found(inspection, item, company_post)

    assert Hazard.objects.get().due_on == inspection.inspected_on + datetime.timedelta(days=3)
