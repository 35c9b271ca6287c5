"""施工和验收."""

from __future__ import annotations

import datetime

import factory
from django.utils import timezone

from accounts.models import Organization
from households.models import (
    Acceptance,
    AcceptanceItem,
    AcceptanceScore,
    Application,
    Construction,
    HeatGap,
    Qualification,
    Ventilation,
)
from tests.factories.base import RowFactory
from tests.factories.ledger import ApplicationFactory, HouseholdFactory
from tests.factories.people import OrganizationFactory


class QualificationFactory(RowFactory):
    """In force for years: `QualificationFactory(organization=contractor)`."""

    class Meta:
        model = Qualification

    organization = factory.SubFactory(
        OrganizationFactory, kind=Organization.Kind.CONTRACTOR, division=factory.SelfAttribute("..district")
    )
    district = factory.SelfAttribute("organization.division")
    name = "机电工程施工总承包"
    level = "三级"
    certificate_number = factory.Sequence(lambda n: f"D3{n:08d}")
    issued_on = datetime.date(2020, 1, 1)
    expires_on = datetime.date(2035, 1, 1)
    licence_number = factory.Sequence(lambda n: f"（冀）JZ安许证字{n:06d}")
    licence_expires_on = datetime.date(2035, 1, 1)


class ConstructionFactory(RowFactory):
    """Not begun, of a planned addition: `ConstructionFactory(application=…, contractor=…)`."""

    class Meta:
        model = Construction

    class Params:
        building = factory.Trait(state=Construction.State.BUILDING, begun_on=datetime.date(2026, 8, 1))

    application = factory.SubFactory(
        ApplicationFactory,
        case=Application.Case.PLAN_ADD,
        state=Application.State.PLANNED,
        submitted_at=factory.LazyFunction(timezone.now),
        village=factory.SelfAttribute("..village"),
    )
    village = factory.SelfAttribute("application.village")
    contractor = factory.SubFactory(
        OrganizationFactory,
        kind=Organization.Kind.CONTRACTOR,
        division=factory.SelfAttribute("..application.village.district"),
    )
    year = 2026


class AcceptanceItemFactory(RowFactory):
    class Meta:
        model = AcceptanceItem

    text = "设备安装牢固"
    points = 100


class AcceptanceFactory(RowFactory):
    class Meta:
        model = Acceptance

    construction = factory.SubFactory(ConstructionFactory)
    village = factory.SelfAttribute("construction.village")
    attempt = 1


class AcceptanceScoreFactory(RowFactory):
    class Meta:
        model = AcceptanceScore

    acceptance = factory.SubFactory(AcceptanceFactory)
    item = factory.LazyFunction(lambda: AcceptanceItemFactory(code=f"T{AcceptanceItem.objects.count()}"))
    position = 1


class HeatGapFactory(RowFactory):
    class Meta:
        model = HeatGap

    application = factory.SubFactory(ApplicationFactory, village=factory.SelfAttribute("..village"))
    householder = factory.SelfAttribute("application.householder")
    reason = HeatGap.Reason.REMOVED
    since_on = datetime.date(2026, 9, 1)


class VentilationFactory(RowFactory):
    """Waited for at a gas household of the ledger: `VentilationFactory(household=…)`."""

    class Meta:
        model = Ventilation

    class Params:
        let_in = factory.Trait(
            state=Ventilation.State.VENTILATED, ventilated_on=factory.LazyFunction(timezone.localdate)
        )

    household = factory.SubFactory(HouseholdFactory, gas=True)
    village = factory.SelfAttribute("household.village")
    occasion = Ventilation.Occasion.AGAIN
    householder = factory.SelfAttribute("household.name")
    address = factory.SelfAttribute("household.address")
    supplier = factory.SelfAttribute("household.gas_supplier")
