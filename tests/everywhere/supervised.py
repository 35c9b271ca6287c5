"""What stands at a corner of the world of supervision, and an ordinary record of each of its workflows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from core.workflow import Workflow
from inspections.models import CompanyCheck, PublicityActivity, ReadinessCheck, ServicePointCheck
from tests import factories
from tests.everywhere.corners import Corner
from tests.factories import Tree


def supervise(corner: Corner, ids: Iterator[int]) -> None:
    """A company and a service point that were checked and have something to put right; what was told to people."""
    family, town = corner.family, corner.village.town
    check = factories.CompanyCheckFactory(
        id=next(ids), seat=town, company=corner.company, ordered=True, conclusion=f"{family}意见"
    )
    point = factories.ServicePointFactory(id=next(ids), village=corner.village, name=f"{family}网点")
    visit = factories.ServicePointCheckFactory(id=next(ids), point=point, ordered=True, conclusion=f"{family}意见")
    own = {"village": corner.village, "company": corner.company}
    readiness = factories.ReadinessCheckFactory(id=next(ids), seat=town, duty_note=f"{family}值班")
    for row in (
        check,
        factories.CompanyFindingFactory(id=next(ids), visit=check, description=f"{family}公示栏"),
        point,
        visit,
        factories.ServicePointFindingFactory(id=next(ids), visit=visit, description=f"{family}证书"),
        factories.PublicityActivityFactory(id=next(ids), topic=f"{family}宣传", **own),
        readiness,
    ):
        corner.add(row, str(row.pk))
    factories.PublicityMaterialFactory()


def a_company_check(flow: type[Workflow], tree: Tree) -> CompanyCheck:
    seat = tree.town if flow.case == CompanyCheck.Tier.TOWN else tree.district
    made: CompanyCheck = factories.CompanyCheckFactory(seat=seat, tier=flow.case)
    return made


def a_service_point_check(flow: type[Workflow], tree: Tree) -> ServicePointCheck:
    made: ServicePointCheck = factories.ServicePointCheckFactory(point__village=tree.village)
    return made


def an_activity(flow: type[Workflow], tree: Tree) -> PublicityActivity:
    made: PublicityActivity = factories.PublicityActivityFactory(village=tree.village)
    return made


def a_readiness_check(flow: type[Workflow], tree: Tree) -> ReadinessCheck:
    made: ReadinessCheck = factories.ReadinessCheckFactory(seat=tree.town)
    return made


OF_SUPERVISION: dict[type[models.Model], Callable[[type[Workflow], Tree], Any]] = {
    CompanyCheck: a_company_check,
    ServicePointCheck: a_service_point_check,
    PublicityActivity: an_activity,
    ReadinessCheck: a_readiness_check,
}
