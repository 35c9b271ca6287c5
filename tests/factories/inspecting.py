"""Checklists, inspections, what they find, and what is done about it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import factory
from django.utils import timezone

from households.models import Household
from inspections.models import (
    AccessCase,
    Campaign,
    Checklist,
    ChecklistItem,
    ClosureSample,
    GasStop,
    Hazard,
    HazardSighting,
    Inspection,
    InspectionPhoto,
    Level,
    Recheck,
    Rectification,
    RectificationNotice,
    RectificationVillage,
    SpecialPeriod,
    SuperviseOrder,
    Supervision,
)
from tests.factories.base import RowFactory
from tests.factories.ledger import HouseholdFactory
from tests.factories.people import AttachmentFactory


class ChecklistFactory(RowFactory):
    """In force, of a campaign: of these there may be many at once."""

    class Meta:
        model = Checklist

    class Params:
        draft = factory.Trait(state=Checklist.State.DRAFT, in_force_from_at=None)

    name = factory.Sequence(lambda n: f"检查表{n}")
    purpose = Checklist.Purpose.CAMPAIGN
    state = Checklist.State.IN_FORCE
    in_force_from_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        """In place of the one that comes with the portal, where a purpose has one alone."""
        alone = fields["purpose"] not in {Checklist.Purpose.CAMPAIGN, Checklist.Purpose.ASSESSMENT}
        if alone and fields["state"] == Checklist.State.IN_FORCE:
            standing = Checklist.objects.in_force(fields["purpose"])
            standing.update(state=Checklist.State.RETIRED, retired_at=timezone.now())
        return super()._create(model_class, *args, **fields)


class ChecklistItemFactory(RowFactory):
    class Meta:
        model = ChecklistItem

    checklist = factory.SubFactory(ChecklistFactory)
    position = factory.Sequence(lambda n: n % 1000 + 1)
    group = "用气环境"
    code = factory.Sequence(lambda n: f"T{n % 100_000}")
    text = "厨房自然通风"
    level = Level.MAJOR
    photo_when_bad = False
    demand = "恢复通风"


class CampaignFactory(RowFactory):
    """Running; of a `district`."""

    class Meta:
        model = Campaign

    title = factory.Sequence(lambda n: f"专项排查{n}")
    document_number = factory.Sequence(lambda n: f"长双代办〔2026〕{n}号")
    issued_by_name = "区双代办"
    state = Campaign.State.ISSUED
    issued_at = factory.LazyFunction(timezone.now)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=5))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=25))


class SpecialPeriodFactory(RowFactory):
    """One that the portal begins with is taken as it is."""

    class Meta:
        model = SpecialPeriod
        django_get_or_create = ("kind", "starts_on")

    kind = SpecialPeriod.Kind.FLOOD
    name = "汛期"
    starts_on = datetime.date(2026, 6, 1)
    ends_on = datetime.date(2026, 9, 30)


class OfHouseFactory(RowFactory):
    """Stands where its household does, and is its company's."""

    class Meta:
        abstract = True

    household = factory.SubFactory(HouseholdFactory, gas=True)
    village = factory.SelfAttribute("household.village")
    householder = factory.SelfAttribute("household.name")
    company = factory.SelfAttribute("household.gas_supplier")


class InspectionFactory(OfHouseFactory):
    """Done today, nothing found."""

    class Meta:
        model = Inspection

    class Params:
        days_ago = 0
        not_home = factory.Trait(outcome=Inspection.Outcome.NOT_HOME, notice_left=True)
        refused = factory.Trait(outcome=Inspection.Outcome.REFUSED, witness="王店生")
        void = factory.Trait(state=Inspection.State.VOID, void_reason="填错户")
        # Of a house where gas is let in before it stands in the ledger: with its `ventilation`.
        new_house = factory.Trait(
            household=None,
            village=factory.SelfAttribute("ventilation.village"),
            householder=factory.SelfAttribute("ventilation.householder"),
            company=factory.SelfAttribute("ventilation.supplier"),
        )

    inspector_name = "程安全"
    outcome = Inspection.Outcome.DONE
    ended_at = factory.LazyAttribute(lambda o: timezone.now() - datetime.timedelta(days=o.days_ago))
    inspected_on = factory.LazyAttribute(lambda o: timezone.localdate(o.ended_at))
    client_key = factory.LazyFunction(uuid.uuid4)


class InspectionPhotoFactory(RowFactory):
    class Meta:
        model = InspectionPhoto

    inspection = factory.SubFactory(InspectionFactory)
    attachment = factory.LazyAttribute(lambda o: photo_of(o.inspection or o.hazard))
    hazard = None
    taken_at = factory.LazyFunction(timezone.now)


def photo_of(record: Any) -> Any:
    return AttachmentFactory(kind=record._meta.label_lower, record_id=record.pk, purpose="photo")


class HazardFactory(OfHouseFactory):
    class Meta:
        model = Hazard

    class Params:
        severe = factory.Trait(level=Level.SEVERE)
        closed = factory.Trait(state=Hazard.State.CLOSED, closed_at=factory.LazyFunction(timezone.now))

    number = factory.Sequence(lambda n: f"YH2026{n:07d}")
    source = Hazard.Source.INSPECTION
    item_code = factory.Sequence(lambda n: f"T{n % 100_000}")
    description = "连接软管老化"
    level = Level.MAJOR
    found_on = factory.LazyFunction(timezone.localdate)
    found_by = "程安全"
    seen_on = factory.SelfAttribute("found_on")
    due_on = factory.LazyAttribute(lambda o: o.found_on + datetime.timedelta(days=15))


class HazardSightingFactory(RowFactory):
    class Meta:
        model = HazardSighting

    hazard = factory.SubFactory(HazardFactory)
    inspection = factory.LazyAttribute(lambda o: InspectionFactory(household=o.hazard.household))
    seen_on = factory.LazyFunction(timezone.localdate)
    seen_by = "程安全"


class RectificationNoticeFactory(OfHouseFactory):
    class Meta:
        model = RectificationNotice

    number = factory.Sequence(lambda n: f"ZG2026{n:07d}")
    issued_on = factory.LazyFunction(timezone.localdate)
    token = factory.LazyFunction(lambda: uuid.uuid4().hex)


class GasStopFactory(OfHouseFactory):
    class Meta:
        model = GasStop

    stopped_at = factory.LazyFunction(timezone.now)
    witness = "王店生"
    means = "关闭表前阀并加封"


class SuperviseOrderFactory(RowFactory):
    class Meta:
        model = SuperviseOrder

    hazard = factory.SubFactory(HazardFactory, supervised=True)
    village = factory.SelfAttribute("hazard.village")
    company = factory.SelfAttribute("hazard.company")
    number = factory.Sequence(lambda n: f"DB2026{n:07d}")
    demands = "十个工作日内更换软管并报告"
    issued_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.LazyAttribute(lambda o: o.issued_on + datetime.timedelta(days=14))


class AccessCaseFactory(OfHouseFactory):
    class Meta:
        model = AccessCase

    cause = AccessCase.Cause.NOT_HOME
    visits = 1
    visit_days = 1
    first_visit_on = factory.LazyFunction(timezone.localdate)
    last_visit_on = factory.SelfAttribute("first_visit_on")


def household_of(company: Any, village: Any, **rest: Any) -> Household:
    """A gas household of this company."""
    made: Household = HouseholdFactory(gas=True, gas_supplier=company, village=village, **rest)
    return made


class RectificationFactory(RowFactory):
    """Of a `town`."""

    class Meta:
        model = Rectification

    class Params:
        reported = factory.Trait(state=Rectification.State.REPORTED, reported_at=factory.LazyFunction(timezone.now))

    year = factory.LazyFunction(lambda: timezone.localdate().year)
    title = factory.Sequence(lambda n: f"软管老化排查{n}")
    demands = "逐户检查连接软管，老化的立即更换。"


class RectificationVillageFactory(RowFactory):
    class Meta:
        model = RectificationVillage

    rectification = factory.SubFactory(RectificationFactory, town=factory.SelfAttribute("..village.town"))


class SupervisionFactory(RowFactory):
    """Of a `town`."""

    class Meta:
        model = Supervision

    closed_from_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=30))
    closed_until_on = factory.LazyFunction(timezone.localdate)
    share = 10
    seed = 7
    closed = 1
    sampled = 1


class ClosureSampleFactory(RowFactory):
    class Meta:
        model = ClosureSample

    hazard = factory.SubFactory(HazardFactory, closed=True)
    village = factory.SelfAttribute("hazard.village")
    supervision = factory.SubFactory(SupervisionFactory, town=factory.SelfAttribute("..hazard.village.town"))


class RecheckFactory(RowFactory):
    """Drawn from this month's inspections, to be made by the township."""

    class Meta:
        model = Recheck

    inspection = factory.SubFactory(InspectionFactory, checklist=factory.SubFactory(ChecklistFactory))
    village = factory.SelfAttribute("inspection.village")
    householder = factory.SelfAttribute("inspection.householder")
    company = factory.SelfAttribute("inspection.company")
    inspector_name = factory.SelfAttribute("inspection.inspector_name")
    inspector = factory.SelfAttribute("inspection.inspector")
    inspected_on = factory.SelfAttribute("inspection.inspected_on")
    checklist = factory.SelfAttribute("inspection.checklist")
    month_on = factory.LazyAttribute(lambda o: o.inspected_on.replace(day=1))
    seed = 20261127
