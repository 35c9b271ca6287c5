"""计划改造: publicity, qualification, plans."""

from __future__ import annotations

import datetime
from decimal import Decimal

import factory
from django.utils import timezone

from accounts.roles import Role
from households.models import (
    Application,
    BudgetLine,
    EnergyConfirmation,
    ExcludedVillage,
    FundLine,
    Objection,
    Publicity,
    QualificationReview,
    RenovationPlan,
    TechOption,
)
from households.models.choices import Kind
from tests.factories.base import RowFactory
from tests.factories.ledger import ApplicationFactory
from tests.factories.people import PostFactory, _seated


class PublicityFactory(RowFactory):
    """A draft of a township: `PublicityFactory(town=…)`."""

    class Meta:
        model = Publicity

    class Params:
        running = factory.Trait(
            state=Publicity.State.RUNNING,
            begun_on=datetime.date(2026, 11, 20),
            ends_on=datetime.date(2026, 11, 27),
            token=factory.Sequence(lambda n: f"gongshi{n}"),
        )

    title = factory.Sequence(lambda n: f"第{n}批改造名单公示")
    posting_place = "各村村务公开栏"
    objection_phone = "0311-12345678"
    filed_by = _seated(Role.TOWN_OFFICE)


class ObjectionFactory(RowFactory):
    """`ObjectionFactory(application=…, publicity=…)`."""

    class Meta:
        model = Objection

    village = factory.SelfAttribute("application.village")
    ground = Objection.Ground.VACANT
    statement = "这家常年没有人住"


class QualificationReviewFactory(RowFactory):
    class Meta:
        model = QualificationReview

    application = factory.SubFactory(ApplicationFactory, case=Application.Case.PLAN_ADD)
    village = factory.SelfAttribute("application.village")
    results = [{"规则": "非空置", "要求": "房屋有人居住。", "结果": "符合", "说明": ""}]
    met_all = True
    reviewed_at = factory.LazyFunction(timezone.now)
    reviewed_by = factory.SubFactory(
        PostFactory, role=Role.TOWN_OFFICE, division=factory.SelfAttribute("..application.village.town")
    )


class ExcludedVillageFactory(RowFactory):
    class Meta:
        model = ExcludedVillage

    reason = ExcludedVillage.Reason.DEMOLITION
    document_number = "长政〔2026〕5号"
    since_on = datetime.date(2026, 1, 1)


class TechOptionFactory(RowFactory):
    class Meta:
        model = TechOption

    kind = Kind.AIR_FAN
    season_cost_from = Decimal(1800)
    season_cost_to = Decimal(2600)
    own_share = Decimal(1000)
    suitability = "单间供暖，面积不大的住房"


class RenovationPlanFactory(RowFactory):
    """A draft of a township: `RenovationPlanFactory(town=…)`."""

    class Meta:
        model = RenovationPlan

    title = factory.Sequence(lambda n: f"第{n}批改造计划")
    year = 2027
    starts_on = datetime.date(2027, 4, 1)
    ends_on = datetime.date(2027, 10, 31)
    filed_by = _seated(Role.TOWN_OFFICE)


class BudgetLineFactory(RowFactory):
    class Meta:
        model = BudgetLine

    kind = Kind.AIR_FAN
    unit_cost = Decimal(6000)


class FundLineFactory(RowFactory):
    class Meta:
        model = FundLine

    source = FundLine.Source.DISTRICT
    amount = Decimal(100000)
    document_number = "长财〔2027〕5号"


class EnergyConfirmationFactory(RowFactory):
    """`EnergyConfirmationFactory(plan=…, company=…)`."""

    class Meta:
        model = EnergyConfirmation

    energy = EnergyConfirmation.Energy.GAS
    households = 10
