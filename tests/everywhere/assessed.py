"""What stands at a corner of the world of third-party assessment: it is the corner's assessor's, in its township."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from core.workflow import Workflow
from households.models import Household
from inspections.models import Assessment, AssessmentFinding, AssessmentSample, AssessorContract
from tests import factories
from tests.everywhere.corners import Corner
from tests.factories import Tree


def assess(corner: Corner, ids: Iterator[int]) -> None:
    [household] = corner.of(Household)[:1]
    contract = factories.AssessorContractFactory(
        id=next(ids), area=corner.village.town, assessor=corner.assessor, title=f"{corner.family}评估合同",
        filed_by__user__name=f"{corner.clerk}登记",
    )  # fmt: skip
    check = factories.ConflictCheckFactory(id=next(ids), contract=contract, grounds=[f"{corner.family}的股东相同。"])
    task = factories.AssessmentFactory(
        id=next(ids), contract=contract, town=corner.village.town, planned=True, demands=f"{corner.family}要求"
    )
    part = factories.AssessmentPartFactory(id=next(ids), assessment=task, remark=f"{corner.family}说明")
    sample = factories.AssessmentSampleFactory(id=next(ids), assessment=task, household=household)
    finding = factories.AssessmentFindingFactory(id=next(ids), assessment=task, location=f"{corner.family}网点")
    for row in (contract, check, task, part, sample, finding):
        corner.add(row, str(row.pk))


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


OF_ASSESSMENT: dict[type[models.Model], Callable[[type[Workflow], Tree], Any]] = {
    Assessment: an_assessment,
    AssessmentFinding: a_finding,
    AssessmentSample: an_assessed_household,
    AssessorContract: a_contract,
}
