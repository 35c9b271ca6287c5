"""Assessors, their contracts and what they assess."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from stdnum.cn import uscc

from accounts.models import Organization
from accounts.roles import Role
from inspections.models import (
    Assessment,
    AssessmentFinding,
    AssessmentPart,
    AssessmentSample,
    AssessorContract,
    Checklist,
    ConflictCheck,
    Level,
    OrganizationOwner,
    Topic,
)
from tests.factories.base import RowFactory
from tests.factories.inspecting import ChecklistFactory, ChecklistItemFactory
from tests.factories.ledger import HouseholdFactory
from tests.factories.people import OrganizationFactory, PostFactory


def credit_code(sequence: int) -> str:
    """Another one for every sequence, with a right check sign."""
    body = f"91130102{sequence:09d}"
    return body + str(uscc.calc_check_digit(body))


class AssessorFactory(OrganizationFactory):
    """Of a `division`, a district."""

    kind = Organization.Kind.ASSESSOR
    name = factory.Sequence(lambda n: f"第{n}评估有限公司")
    credit_code = factory.Sequence(credit_code)


class OrganizationOwnerFactory(RowFactory):
    """The legal representative of an `organization`."""

    class Meta:
        model = OrganizationOwner

    class Params:
        shareholder = factory.Trait(kind=OrganizationOwner.Kind.SHAREHOLDER, share=Decimal(100))

    district = factory.SelfAttribute("organization.division.district")
    kind = OrganizationOwner.Kind.LEGAL
    name = factory.Sequence(lambda n: f"法人{n}")


class AssessorContractFactory(RowFactory):
    """Running, of a township (`area`), about everything."""

    class Meta:
        model = AssessorContract

    class Params:
        selecting = factory.Trait(state=AssessorContract.State.SELECTING, signed_on=None, starts_on=None, ends_on=None)

    assessor = factory.SubFactory(AssessorFactory, division=factory.SelfAttribute("..area.district"))
    title = factory.Sequence(lambda n: f"第{n}号评估服务合同")
    state = AssessorContract.State.RUNNING
    procurement = AssessorContract.Procurement.OPEN
    topics = factory.LazyFunction(lambda: list(Topic.values))
    services = "对双代安全运行、维保服务、燃气企业经营服务开展评估"
    qualification_name = "安全评价机构资质"
    qualification_number = factory.Sequence(lambda n: f"APJ{n}")
    qualification_expires_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=700))
    price = Decimal(100_000)
    signed_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=10))
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=5))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=360))
    filed_by = factory.SubFactory(PostFactory, role=Role.TOWN_OFFICE, division=factory.SelfAttribute("..area"))


class ConflictCheckFactory(RowFactory):
    class Meta:
        model = ConflictCheck

    area = factory.SelfAttribute("contract.area")
    assessor = factory.SelfAttribute("contract.assessor")
    occasion = ConflictCheck.Occasion.DAILY
    result = ConflictCheck.Result.CLEAR


class AssessmentFactory(RowFactory):
    """Just commissioned; `AssessmentFactory(town=…)` brings the township's contract."""

    class Meta:
        model = Assessment

    class Params:
        planned = factory.Trait(state=Assessment.State.PLANNED, method="入户查看", sample_size=3, sample_seed=7)

    contract = factory.SubFactory(AssessorContractFactory, area=factory.SelfAttribute("..town"))
    assessor = factory.SelfAttribute("contract.assessor")
    kind = Assessment.Kind.PRE_SEASON
    year = 2026
    topics = factory.LazyFunction(lambda: [Topic.SAFETY])
    planned_from_on = factory.LazyFunction(timezone.localdate)
    planned_until_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))
    villages_without_officer = 0


class AssessmentPartFactory(RowFactory):
    """Not answered yet."""

    class Meta:
        model = AssessmentPart

    topic = Topic.SAFETY
    checklist = factory.SubFactory(ChecklistFactory, purpose=Checklist.Purpose.ASSESSMENT)


class AssessmentSampleFactory(RowFactory):
    class Meta:
        model = AssessmentSample

    household = factory.SubFactory(HouseholdFactory, gas=True)
    assessor = factory.SelfAttribute("assessment.assessor")
    village = factory.SelfAttribute("household.village")
    householder = factory.SelfAttribute("household.name")
    address = factory.SelfAttribute("household.address")


class AssessmentFindingFactory(RowFactory):
    """Of a service point, not of a household."""

    class Meta:
        model = AssessmentFinding

    town = factory.SelfAttribute("assessment.town")
    assessor = factory.SelfAttribute("assessment.assessor")
    topic = Topic.SAFETY
    location = "维修网点"
    description = "备件台账不全"
    level = Level.MINOR
    found_on = factory.LazyFunction(timezone.localdate)


def assessing_checklist(topic: str, items: int = 2, **rest: Any) -> Checklist:
    """In force, about the topic; its items are worth 50 points each."""
    made: Checklist = ChecklistFactory(name=f"{Topic(topic).label}评估样表", purpose=Checklist.Purpose.ASSESSMENT)
    for place in range(1, items + 1):
        ChecklistItemFactory(checklist=made, position=place, code=f"{topic[:1].upper()}{place}", points=50, **rest)
    return made
