"""An ordinary record of every workflow of inspections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from core.workflow import Workflow
from inspections.models import (
    AccessCase,
    Campaign,
    Checklist,
    ClosureSample,
    GasStop,
    Hazard,
    Inspection,
    Recheck,
    Rectification,
    RectificationNotice,
    RectificationVillage,
    SuperviseOrder,
    Supervision,
)
from tests import factories
from tests.everywhere.assessed import OF_ASSESSMENT
from tests.everywhere.supervised import OF_SUPERVISION
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


def a_notice(flow: type[Workflow], tree: Tree) -> RectificationNotice:
    made: RectificationNotice = factories.RectificationNoticeFactory(household__village=tree.village)
    return made


def a_gas_stop(flow: type[Workflow], tree: Tree) -> GasStop:
    made: GasStop = factories.GasStopFactory(household__village=tree.village)
    return made


def an_order(flow: type[Workflow], tree: Tree) -> SuperviseOrder:
    made: SuperviseOrder = factories.SuperviseOrderFactory(hazard__household__village=tree.village)
    return made


def a_rectification(flow: type[Workflow], tree: Tree) -> Rectification:
    made: Rectification = factories.RectificationFactory(town=tree.town)
    return made


def a_village_of_it(flow: type[Workflow], tree: Tree) -> RectificationVillage:
    made: RectificationVillage = factories.RectificationVillageFactory(village=tree.village)
    return made


def a_supervision(flow: type[Workflow], tree: Tree) -> Supervision:
    made: Supervision = factories.SupervisionFactory(town=tree.town)
    return made


def a_closure_sample(flow: type[Workflow], tree: Tree) -> ClosureSample:
    made: ClosureSample = factories.ClosureSampleFactory(hazard__household__village=tree.village)
    return made


def a_checklist(flow: type[Workflow], tree: Tree) -> Checklist:
    made: Checklist = factories.ChecklistFactory(draft=True)
    return made


def a_recheck(flow: type[Workflow], tree: Tree) -> Recheck:
    made: Recheck = factories.RecheckFactory(inspection__household__village=tree.village)
    return made


def an_access_case(flow: type[Workflow], tree: Tree) -> AccessCase:
    made: AccessCase = factories.AccessCaseFactory(household__village=tree.village)
    return made


OF_INSPECTIONS: dict[type[models.Model], Callable[[type[Workflow], Tree], Any]] = {
    Campaign: a_campaign,
    ClosureSample: a_closure_sample,
    GasStop: a_gas_stop,
    Hazard: a_hazard,
    Inspection: an_inspection,
    **OF_ASSESSMENT,
    **OF_SUPERVISION,
    Rectification: a_rectification,
    RectificationNotice: a_notice,
    RectificationVillage: a_village_of_it,
    SuperviseOrder: an_order,
    Supervision: a_supervision,
    Checklist: a_checklist,
    Recheck: a_recheck,
    AccessCase: an_access_case,
}
