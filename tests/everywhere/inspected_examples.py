"""An ordinary record of every workflow of inspections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from core.workflow import Workflow
from inspections.models import AccessCase, Hazard, Inspection
from tests import factories
from tests.factories import Tree


def an_inspection(flow: type[Workflow], tree: Tree) -> Inspection:
    made: Inspection = factories.InspectionFactory(household__village=tree.village)
    return made


def a_hazard(flow: type[Workflow], tree: Tree) -> Hazard:
    made: Hazard = factories.HazardFactory(household__village=tree.village)
    return made


def an_access_case(flow: type[Workflow], tree: Tree) -> AccessCase:
    made: AccessCase = factories.AccessCaseFactory(household__village=tree.village)
    return made


OF_INSPECTIONS: dict[type[models.Model], Callable[[type[Workflow], Tree], Any]] = {
    AccessCase: an_access_case,
    Hazard: a_hazard,
    Inspection: an_inspection,
}
