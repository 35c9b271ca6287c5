"""Lists laid against the ledger, meter readings."""

from __future__ import annotations

import uuid
from decimal import Decimal

import factory
from django.utils import timezone

from accounts.roles import Role
from households.models import MeterReading, Reconciliation, ReconciliationRow, UsageAnomaly
from households.models.readings import Energy
from households.models.reconciliations import Source
from tests.factories.base import RowFactory
from tests.factories.ledger import HouseholdFactory
from tests.factories.people import OrganizationFactory, PostFactory


class ReconciliationFactory(RowFactory):
    """A gas company's list of today, laid against the ledger of its district."""

    class Meta:
        model = Reconciliation

    source = Source.GAS
    company = factory.SubFactory(OrganizationFactory, gas=True, division=factory.SelfAttribute("..area"))
    as_of_on = factory.LazyFunction(timezone.localdate)
    brought_by = factory.SubFactory(PostFactory, role=Role.DISTRICT_OFFICE, division=factory.SelfAttribute("..area"))
    import_act = factory.LazyFunction(uuid.uuid4)


class ReconciliationRowFactory(RowFactory):
    """Of a household that the list does not name; `ReconciliationRowFactory(household=…, reconciliation=…)`."""

    class Meta:
        model = ReconciliationRow

    reconciliation = factory.SubFactory(
        ReconciliationFactory, area=factory.SelfAttribute("..household.district"), company=None
    )
    household = factory.SubFactory(HouseholdFactory, gas=True)
    village = factory.SelfAttribute("household.village")
    served_by = factory.SelfAttribute("household.gas_supplier")
    source = factory.SelfAttribute("reconciliation.source")
    as_of_on = factory.SelfAttribute("reconciliation.as_of_on")
    name = factory.SelfAttribute("household.name")
    outcome = ReconciliationRow.Outcome.MISSING_THERE


class MeterReadingFactory(RowFactory):
    class Meta:
        model = MeterReading

    household = factory.SubFactory(HouseholdFactory, gas=True)
    village = factory.SelfAttribute("household.village")
    energy = Energy.GAS
    season_year = 2025
    usage = Decimal(800)


class UsageAnomalyFactory(RowFactory):
    class Meta:
        model = UsageAnomaly

    household = factory.SubFactory(HouseholdFactory, gas=True)
    village = factory.SelfAttribute("household.village")
    energy = Energy.GAS
    season_year = 2025
    kind = UsageAnomaly.Kind.ZERO
    usage = Decimal(0)
    compared = Decimal(1)
