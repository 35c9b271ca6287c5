"""Checks of companies and service points, what is done to teach people, whether a township is ready for winter."""

from __future__ import annotations

import datetime
from typing import Any

import factory
from django.utils import timezone

from accounts.models import Organization
from accounts.roles import Role
from inspections.models import (
    Checklist,
    CompanyCheck,
    CompanyFinding,
    Level,
    PublicityActivity,
    PublicityMaterial,
    ReadinessCheck,
    ServicePoint,
    ServicePointCheck,
    ServicePointFinding,
)
from inspections.models.checks import CheckState
from inspections.supervising.workflows import quarter_of
from tests.factories.base import RowFactory
from tests.factories.inspecting import ChecklistFactory, ChecklistItemFactory
from tests.factories.people import OrganizationFactory, PostFactory

# Passes the registry's check; of nobody.
CREDIT_CODE = "91130102MA0TEQT1X7"
PARTS = ("经营活动", "服务情况", "设施设备安全状况")


def company_checklist(purpose: str = Checklist.Purpose.COMPANY) -> Any:
    """In force: an item of each part, of which only the last wants a photo when it is bad."""
    checklist = ChecklistFactory(purpose=purpose)
    for place, group in enumerate(PARTS, start=1):
        ChecklistItemFactory(
            checklist=checklist, position=place, group=group, code=f"Q{place}", text=f"{group}合规", points=10,
            level=Level.MAJOR, photo_when_bad=place == len(PARTS),
        )  # fmt: skip
    return checklist


class CheckFactory(RowFactory):
    class Meta:
        abstract = True

    class Params:
        ordered = factory.Trait(
            state=CheckState.ORDERED,
            checked_on=factory.LazyFunction(timezone.localdate),
            rectify_until_on=factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=15)),
        )

    planned_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.SelfAttribute("planned_on")
    year = factory.LazyAttribute(lambda made: made.planned_on.year)


class CompanyCheckFactory(CheckFactory):
    """Planned for today by a township: `CompanyCheckFactory(seat=town)`."""

    class Meta:
        model = CompanyCheck

    tier = CompanyCheck.Tier.TOWN
    company = factory.SubFactory(OrganizationFactory, gas=True, division=factory.SelfAttribute("..seat.district"))
    occasion = CompanyCheck.Occasion.UNANNOUNCED
    quarter = factory.LazyAttribute(lambda made: quarter_of(made.planned_on))


class FindingFactory(RowFactory):
    class Meta:
        abstract = True

    item_code = factory.Sequence(lambda n: f"Q{n % 100_000}")
    group = PARTS[0]
    description = "服务公示栏没有价格"
    level = Level.MINOR
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=15))


class CompanyFindingFactory(FindingFactory):
    class Meta:
        model = CompanyFinding


class ServicePointFactory(RowFactory):
    """Open: `ServicePointFactory(village=…)`."""

    class Meta:
        model = ServicePoint

    name = factory.Sequence(lambda n: f"第{n}服务网点")
    company_name = "暖阳燃具有限公司"
    credit_code = CREDIT_CODE
    brands = "暖阳"
    kinds = [ServicePoint.Kind.BOILER]
    phone = "13900000001"
    address = "幸福路1号"
    certified_count = 2


class ServicePointCheckFactory(CheckFactory):
    class Meta:
        model = ServicePointCheck

    point = factory.SubFactory(ServicePointFactory)
    village = factory.SelfAttribute("point.village")


class ServicePointFindingFactory(FindingFactory):
    class Meta:
        model = ServicePointFinding


class PublicityActivityFactory(RowFactory):
    """Of the village itself; of a company: `company=…`."""

    class Meta:
        model = PublicityActivity

    kind = PublicityActivity.Kind.TRAINING
    held_on = factory.LazyFunction(timezone.localdate)
    topic = "冬季用气安全"
    reached = 40
    organiser = "村（居）委会"
    filed_by = factory.SubFactory(PostFactory, role=Role.VILLAGE, division=factory.SelfAttribute("..village"))


class PublicityMaterialFactory(RowFactory):
    class Meta:
        model = PublicityMaterial

    title = factory.Sequence(lambda n: f"安全用气宣传单{n}")
    kind = PublicityMaterial.Kind.LEAFLET
    audience = PublicityMaterial.Audience.HOUSEHOLDS


class ReadinessCheckFactory(RowFactory):
    """Of a township: `ReadinessCheckFactory(seat=town)`."""

    class Meta:
        model = ReadinessCheck

    year = factory.Sequence(lambda n: 2024 + n % 70)


def gas_company(district: Any) -> Organization:
    made: Organization = OrganizationFactory(gas=True, division=district)
    return made
