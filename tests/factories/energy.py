"""能源结构, 兜底保供, 试点, 取暖费用."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone

from accounts.roles import Role
from households.models import EmergencyFuelIssue, EnergyTarget, FuelMove, FuelPoint, HeatingCost, Pilot, PilotHousehold
from households.models.choices import Category
from tests.factories.base import RowFactory
from tests.factories.people import PostFactory


class EnergyTargetFactory(RowFactory):
    class Meta:
        model = EnergyTarget

    year = factory.LazyFunction(lambda: timezone.localdate().year)
    category = Category.ELECTRIC
    households = 40


class FuelPointFactory(RowFactory):
    """`stocked=5`: with five tonnes of it, by a move."""

    class Meta:
        model = FuelPoint
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"第{n}供应点")
    address = "镇政府院内"
    keeper = "王建国"
    phone = "031185550000"

    @factory.post_generation
    def stocked(self: Any, create: bool, tonnes: Any, **rest: Any) -> None:
        if tonnes:
            FuelMoveFactory(point=self, tonnes=tonnes, change=tonnes, stock_after=tonnes, **rest)


class FuelMoveFactory(RowFactory):
    """The first of its point."""

    class Meta:
        model = FuelMove

    number = 1
    kind = FuelMove.Kind.IN
    tonnes = change = stock_after = Decimal(5)
    moved_on = datetime.date(2026, 11, 1)
    moved_by = factory.SubFactory(
        PostFactory, role=Role.TOWN_OFFICE, division=factory.SelfAttribute("..point.village.town")
    )


class EmergencyFuelIssueFactory(RowFactory):
    """Filed for somebody who is in no ledger; `household=…`: for one who is."""

    class Meta:
        model = EmergencyFuelIssue

    given_to = factory.LazyAttribute(lambda made: "ledger" if made.household else "other")
    household = None
    name = factory.LazyAttribute(lambda made: made.household.name if made.household else "孙秀英")
    fuel_reason = "停气"
    tonnes = Decimal(1)
    point = factory.SubFactory(FuelPointFactory, village=factory.SelfAttribute("..village"))
    filed_by = factory.SubFactory(PostFactory, role=Role.VILLAGE, division=factory.SelfAttribute("..village"))


class PilotFactory(RowFactory):
    class Meta:
        model = Pilot

    name = factory.Sequence(lambda n: f"第{n}试点")
    site = "村委会和周边"
    technology = "光热+空气源热泵"


class PilotHouseholdFactory(RowFactory):
    class Meta:
        model = PilotHousehold

    village = factory.SelfAttribute("household.village")


class HeatingCostFactory(RowFactory):
    class Meta:
        model = HeatingCost

    village = factory.SelfAttribute("household.village")
    season_year = 2025
    category = factory.SelfAttribute("household.category")
    usage = Decimal(1000)
    price = Decimal(2)
    cost = factory.LazyAttribute(lambda made: made.usage * made.price)
