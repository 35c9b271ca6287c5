"""An ordinary record of every workflow of inspections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from core.workflow import Workflow
from inspections.models import Campaign, Hazard, Inspection
from tests import factories
from tests.factories import Tree


def an_inspection(flow: type[Workflow], tree: Tree) -> Inspection:
    made: Inspection = factories.InspectionFactory(household__village=tree.village)
    return made


def a_hazard(flow: type[Workflow], tree: Tree) -> Hazard:
    made: Hazard = factories.HazardFactory(household__village=tree.village)
    return made


def a_campaign(flow: type[Workflow], tree: Tree) -> Campaign:
    made: Campaign = factories.CampaignFactory(district=tree.district)
    return made


OF_INSPECTIONS: dict[type[models.Model], Callable[[type[Workflow], Tree], Any]] = {
    Campaign: a_campaign,
    Hazard: a_hazard,
    Inspection: an_inspection,
}
