"""An ordinary record of every workflow of inspections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from core.workflow import Workflow
from inspections.models import Assessment, AssessmentFinding, AssessmentSample, AssessorContract, Hazard, Inspection
from tests import factories
from tests.factories import Tree


def an_inspection(flow: type[Workflow], tree: Tree) -> Inspection:
    made: Inspection = factories.InspectionFactory(household__village=tree.village)
    return made


def a_hazard(flow: type[Workflow], tree: Tree) -> Hazard:
    made: Hazard = factories.HazardFactory(household__village=tree.village)
    return made


def a_contract(flow: type[Workflow], tree: Tree) -> AssessorContract:
    made: AssessorContract = factories.AssessorContractFactory(area=tree.town, selecting=True)
    return made


def an_assessment(flow: type[Workflow], tree: Tree) -> Assessment:
    made: Assessment = factories.AssessmentFactory(town=tree.town)
    return made


def an_assessed_household(flow: type[Workflow], tree: Tree) -> AssessmentSample:
    task = factories.AssessmentFactory(town=tree.town, planned=True)
    made: AssessmentSample = factories.AssessmentSampleFactory(assessment=task, household__village=tree.village)
    return made


def a_finding(flow: type[Workflow], tree: Tree) -> AssessmentFinding:
    task = factories.AssessmentFactory(town=tree.town, planned=True)
    made: AssessmentFinding = factories.AssessmentFindingFactory(assessment=task)
    return made


OF_INSPECTIONS: dict[type[models.Model], Callable[[type[Workflow], Tree], Any]] = {
    Assessment: an_assessment,
    AssessmentFinding: a_finding,
    AssessmentSample: an_assessed_household,
    AssessorContract: a_contract,
    Hazard: a_hazard,
    Inspection: an_inspection,
}
