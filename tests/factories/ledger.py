"""Households, their devices, applications about them, and what is kept beside them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone

from accounts.roles import Role
from households.models import Application, DemandSurvey, DeviceFlag, DuplicatePair, Equipment, Household, KeyPerson
from households.models.choices import (
    Batch,
    CancelReason,
    Care,
    Category,
    HouseUse,
    Kind,
    MeterType,
    Status,
    SubsidyMethod,
    UserClass,
)
from tests.factories.base import RowFactory, id_number
from tests.factories.people import OrganizationFactory, PostFactory


class FactsFactory(RowFactory):
    """The columns that a household and an application share; electric heating by default."""

    class Meta:
        abstract = True

    class Params:
        gas = factory.Trait(
            category=Category.GAS,
            kind=Kind.GAS,
            gas_supplier=factory.SubFactory(
                OrganizationFactory, gas=True, division=factory.SelfAttribute("..village.district")
            ),
            gas_account=factory.Sequence(lambda n: f"31{n:08d}"),
            gas_meter_number=factory.Sequence(lambda n: f"QB{n:08d}"),
            gas_meter_type=MeterType.IOT,
        )

    name = factory.Sequence(lambda n: f"{'赵钱孙李周吴郑王'[n % 8]}{'建国秀英志强桂兰'[n % 4 * 2 :][:2]}")
    id_number = factory.Sequence(id_number)
    phone = factory.Sequence(lambda n: f"138{n:08d}")
    address = factory.Sequence(lambda n: f"幸福路{n}号")
    heated_area = Decimal("96.50")
    converted_year = 2021
    category = Category.ELECTRIC
    kind = Kind.AIR_FAN
    batch = Batch.NATIONAL
    subsidy_method = SubsidyMethod.ONE_CARD
    bank_account = factory.Sequence(lambda n: f"62284800100{n:08d}")
    account_name = factory.SelfAttribute("name")
    house_use = HouseUse.LIVING
    user_class = UserClass.NORMAL
    power_account = factory.Sequence(lambda n: f"07{n:08d}")


class HouseholdFactory(FactsFactory):
    class Meta:
        model = Household

    class Params:
        cancelled = factory.Trait(
            status=Status.CANCELLED, cancelled_on=datetime.date(2025, 3, 20), cancel_reason=CancelReason.DEMOLISHED
        )


class EquipmentFactory(RowFactory):
    class Meta:
        model = Equipment

    class Params:
        replaced = factory.Trait(state=Equipment.State.REPLACED, stopped_on=datetime.date(2025, 9, 1))

    household = factory.SubFactory(HouseholdFactory)
    village = factory.SelfAttribute("household.village")
    kind = factory.SelfAttribute("household.kind")
    device_code = factory.Sequence(lambda n: f"SB{n:08d}")
    device_maker = "河北暖风设备有限公司"
    device_brand = "暖风"
    device_model = "RF-35"
    device_made_on = datetime.date(2021, 6, 1)
    device_installed_on = datetime.date(2021, 9, 1)
    device_commissioned_on = datetime.date(2021, 11, 1)


def _reached(state: str, **rest: Any) -> factory.Trait:
    return factory.Trait(state=state, submitted_at=factory.LazyFunction(timezone.now), **rest)


class ApplicationFactory(FactsFactory):
    """A draft 增户 of a village; a trait names how far it has come, without steps: take them where they matter."""

    class Meta:
        model = Application

    class Params:
        submitted = _reached(Application.State.SUBMITTED)
        verified = _reached(Application.State.VERIFIED, visited_on=datetime.date(2026, 11, 16))
        reviewed = _reached(Application.State.REVIEWED, visited_on=datetime.date(2026, 11, 16))
        rejected = _reached(Application.State.REJECTED, decided_at=factory.LazyFunction(timezone.now))
        change = factory.Trait(
            case=Application.Case.CHANGE,
            household=factory.SubFactory(HouseholdFactory, village=factory.SelfAttribute("..village")),
        )
        cancel = factory.Trait(
            case=Application.Case.CANCEL,
            household=factory.SubFactory(HouseholdFactory, village=factory.SelfAttribute("..village")),
            reason="房屋拆迁",
            cancel_reason=CancelReason.DEMOLISHED,
            effective_on=datetime.date(2026, 11, 10),
        )

    filed_by = factory.SubFactory(PostFactory, role=Role.VILLAGE, division=factory.SelfAttribute("..village"))
    case = Application.Case.ADD
    reason = "农户自愿申请"


class DuplicatePairFactory(RowFactory):
    class Meta:
        model = DuplicatePair

    application = factory.SubFactory(ApplicationFactory)
    village = factory.SelfAttribute("application.village")
    household = factory.SubFactory(HouseholdFactory, village=factory.SelfAttribute("..application.village"))
    grounds = [DuplicatePair.Ground.ID_NUMBER]


class KeyPersonFactory(RowFactory):
    """Registered today, cared for by nobody yet: `KeyPersonFactory(household=…)`."""

    class Meta:
        model = KeyPerson

    household = factory.SubFactory(HouseholdFactory)
    village = factory.SelfAttribute("household.village")
    name = factory.Sequence(lambda n: f"孙秀英{'甲乙丙丁'[n % 4]}")
    kinds = [Care.LIVES_ALONE]
    mobility = KeyPerson.Mobility.ABLE
    reviewed_on = factory.LazyFunction(timezone.localdate)


class DemandSurveyFactory(RowFactory):
    """Of this year, with nothing wanted: `DemandSurveyFactory(household=…)`."""

    class Meta:
        model = DemandSurvey

    household = factory.SubFactory(HouseholdFactory)
    village = factory.SelfAttribute("household.village")
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    wants = DemandSurvey.Wants.NOTHING
    asked_on = factory.LazyFunction(timezone.localdate)
    asked_by = "王建国"
    entered_by = factory.SubFactory(PostFactory, role=Role.VILLAGE, division=factory.SelfAttribute("..village"))


class DeviceFlagFactory(RowFactory):
    """`DeviceFlagFactory(equipment=…)`."""

    class Meta:
        model = DeviceFlag

    equipment = factory.SubFactory(EquipmentFactory)
    household = factory.SelfAttribute("equipment.household")
    village = factory.SelfAttribute("equipment.village")
    what = DeviceFlag.What.QUALITY
    found_on = datetime.date(2026, 11, 2)
    source = DeviceFlag.Source.INSPECTION
    description = "外壳锈蚀，点不着火"
    filed_by = factory.SubFactory(PostFactory, role=Role.TOWN_OFFICE, division=factory.SelfAttribute("..village.town"))
