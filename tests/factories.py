"""Rows as a test wants them: each factory makes the ordinary case, its traits name situations.

Rows are made in the name of System.DEMO, whoever acts in the test.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.django import DjangoModelFactory
from stdnum.iso7064 import mod_11_2

from accounts.audit import System, acting
from accounts.models import Division, Organization, Post, User
from accounts.roles import FACTS, Role, Tier
from core.models import Attachment, HeatingSeason, ImportRun
from households.models import (
    Acceptance,
    AcceptanceItem,
    AcceptanceScore,
    Application,
    BudgetLine,
    CityExchange,
    CityExchangeRow,
    Construction,
    DemandSurvey,
    DeviceFlag,
    DuplicatePair,
    EmergencyFuelIssue,
    EnergyConfirmation,
    EnergyTarget,
    Equipment,
    ExcludedVillage,
    FuelMove,
    FuelPoint,
    FundLine,
    HeatGap,
    HeatingCost,
    Household,
    KeyPerson,
    MeterReading,
    MonthlySummary,
    Objection,
    Pilot,
    PilotHousehold,
    Publicity,
    Qualification,
    QualificationReview,
    Reconciliation,
    ReconciliationRow,
    RenovationPlan,
    SeasonClose,
    StrangeReply,
    TechOption,
    UsageAnomaly,
    VerificationSample,
    YearBase,
)
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
from households.models.readings import Energy
from households.models.reconciliations import Source
from households.seasons.freezing import freeze

PASSWORD = "Warm-homes-2026"
SOURCE_KINDS = {
    Role.GAS_COMPANY: Organization.Kind.GAS,
    Role.SAFETY_OFFICER: Organization.Kind.GAS,
    Role.POWER_COMPANY: Organization.Kind.POWER,
    Role.REPAIR_COMPANY: Organization.Kind.REPAIR,
    Role.REPAIRER: Organization.Kind.REPAIR,
    Role.ASSESSOR: Organization.Kind.ASSESSOR,
    Role.CONTRACTOR: Organization.Kind.CONTRACTOR,
    Role.VILLAGE: Organization.Kind.COMMITTEE,
    Role.VILLAGE_ASSISTANT: Organization.Kind.COMMITTEE,
}


def id_number(sequence: int) -> str:
    """A well-formed ID number of the unassigned area 130199, another one for every sequence."""
    born_on = datetime.date(1945, 1, 1) + datetime.timedelta(days=sequence * 37 % 20000)
    body = f"130199{born_on:%Y%m%d}{(sequence + sequence // 20000) % 1000:03d}"
    return body + mod_11_2.calc_check_digit(body)


_by_the_demo: ContextVar[bool] = ContextVar("by_the_demo", default=False)


@contextmanager
def by_the_demo() -> Iterator[None]:
    """Named once for all that is made within: to name it for each row anew takes longer than to write the row."""
    if _by_the_demo.get():
        yield
        return
    token = _by_the_demo.set(True)
    try:
        with acting(System.DEMO):
            yield
    finally:
        _by_the_demo.reset(token)


class RowFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _setup_next_sequence(cls) -> int:
        """Beyond the numbers that tests write themselves: a factory's row never has the ID number of a workbook's."""
        return 10_000

    @classmethod
    def _generate(cls, strategy: str, params: Any) -> Any:
        """With all that it brings along."""
        with by_the_demo() if strategy == factory.CREATE_STRATEGY else nullcontext():
            return super()._generate(strategy, params)


@dataclass
class Tree:
    """A city with one district, two towns of two villages each. What is `other_` lies outside the first town."""

    city: Division
    district: Division
    town: Division
    village: Division
    next_village: Division
    other_town: Division
    other_village: Division
    other_next_village: Division


def grow(parent: Division | None, code: str, name: str, level: str, **rest: Any) -> Division:
    with by_the_demo():
        return Division.objects.create(code=code, name=name, level=level, parent=parent, **rest)


@by_the_demo()
def grow_tree() -> Tree:
    level = Division.Level
    city = grow(grow(None, "13", "河北省", level.PROVINCE), "1301", "石家庄市", level.CITY)
    district = grow(city, "130102", "长安区", level.DISTRICT)
    town = grow(district, "130102100", "西兆通镇", level.TOWN, dual=True)
    other = grow(district, "130102101", "南村镇", level.TOWN, dual=True)

    def village(parent: Division, code: str, name: str) -> Division:
        return grow(parent, code, f"{name}社区居民委员会", level.COMMUNITY, alias=f"{name}村", dual=True)

    return Tree(
        city=city,
        district=district,
        town=town,
        village=village(town, "130102100204", "店上"),
        next_village=village(town, "130102100206", "西庄"),
        other_town=other,
        other_village=village(other, "130102101206", "北五女"),
        other_next_village=village(other, "130102101207", "南五女"),
    )


class OrganizationFactory(RowFactory):
    class Meta:
        model = Organization
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"第{n}单位")
    kind = Organization.Kind.GOVERNMENT

    class Params:
        gas = factory.Trait(kind=Organization.Kind.GAS, name=factory.Sequence(lambda n: f"第{n}燃气有限公司"))


@cache
def _hash_of_password() -> str:
    """Hashed once a run: to hash is slow on purpose."""
    return make_password(PASSWORD)


class UserFactory(RowFactory):
    """Signs in with PASSWORD; has already changed his first password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.LazyFunction(_hash_of_password)
    must_change_password = False
    organization = factory.SubFactory(OrganizationFactory)


class PostFactory(RowFactory):
    """In force; `PostFactory(role=…, division=…)` brings its own user and organisation."""

    class Meta:
        model = Post

    role = Role.TOWN_OFFICE
    organization = factory.SubFactory(
        OrganizationFactory,
        kind=factory.LazyAttribute(
            lambda made: SOURCE_KINDS.get(made.factory_parent.role, Organization.Kind.GOVERNMENT)
        ),
        division=factory.SelfAttribute("..division"),
    )
    user = factory.SubFactory(UserFactory, organization=factory.SelfAttribute("..organization"))
    state = Post.State.IN_FORCE
    decided_at = factory.LazyFunction(timezone.now)


def seat(tree: Tree, role: Role) -> Division:
    """Where a post of this role stands when the test does not say: the first of its tier."""
    return {
        Tier.CITY: tree.city,
        Tier.DISTRICT: tree.district,
        Tier.TOWN: tree.town,
        Tier.VILLAGE: tree.village,
        Tier.COMPANY: tree.district,
    }[FACTS[role].tier]


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


class AttachmentFactory(RowFactory):
    """`AttachmentFactory(record=application, purpose="id_card")`: the row without a file, for rules that ask for it."""

    class Meta:
        model = Attachment
        exclude = ("record",)

    record = None
    kind = factory.LazyAttribute(lambda made: made.record._meta.label_lower)
    record_id = factory.SelfAttribute("record.pk")
    name = "材料.jpg"
    content_type = "image/jpeg"
    size = 1
    sha256 = "0" * 64
    file = "00/00/none"


class ImportRunFactory(RowFactory):
    """Written already: `ImportRunFactory(post=…, area=…, ledger="households")`."""

    class Meta:
        model = ImportRun

    mode = "applications"
    state = ImportRun.State.WRITTEN
    file = "00/00/none"
    name = "增户.xlsx"
    sha256 = "0" * 64
    act = factory.LazyFunction(uuid.uuid4)
    written_at = factory.LazyFunction(timezone.now)


class DuplicatePairFactory(RowFactory):
    class Meta:
        model = DuplicatePair

    application = factory.SubFactory(ApplicationFactory)
    village = factory.SelfAttribute("application.village")
    household = factory.SubFactory(HouseholdFactory, village=factory.SelfAttribute("..application.village"))
    grounds = [DuplicatePair.Ground.ID_NUMBER]


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


def _seated(role: Role) -> factory.SubFactory:
    return factory.SubFactory(PostFactory, role=role, division=factory.SelfAttribute("..town"))


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


# 施工和验收


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


class HeatingSeasonFactory(RowFactory):
    class Meta:
        model = HeatingSeason
        django_get_or_create = ("year",)

    year = 2025
    starts_on = factory.LazyAttribute(lambda made: datetime.date(made.year, 11, 1))
    ends_on = factory.LazyAttribute(lambda made: datetime.date(made.year + 1, 3, 31))


class SeasonCloseFactory(RowFactory):
    """Proposed by the district; `frozen_close` freezes one."""

    class Meta:
        model = SeasonClose

    season = factory.SubFactory(HeatingSeasonFactory)
    as_of_on = factory.LazyFunction(timezone.localdate)
    proposed_at = factory.LazyFunction(timezone.now)
    proposed_by = factory.SubFactory(
        PostFactory, role=Role.DISTRICT_OFFICE, division=factory.SelfAttribute("..district")
    )


def frozen_close(district: Division, **facts: Any) -> SeasonClose:
    """Of what stands in the ledger now."""
    close: SeasonClose = SeasonCloseFactory(district=district, state=SeasonClose.State.FREEZING, **facts)
    close.confirmed_by = PostFactory(role=Role.DISTRICT_OFFICE, division=district)
    with acting(System.DEMO):
        freeze(close)
        close.state, close.frozen_at = SeasonClose.State.FROZEN, timezone.now()
        close.save()
    return close


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


class MonthlySummaryFactory(RowFactory):
    class Meta:
        model = MonthlySummary

    month = "2026-10"
    ends_on = datetime.date(2026, 10, 31)


class VerificationSampleFactory(RowFactory):
    class Meta:
        model = VerificationSample

    application = factory.SubFactory(ApplicationFactory)
    village = factory.SelfAttribute("application.village")
    summary = factory.SubFactory(MonthlySummaryFactory, town=factory.SelfAttribute("..village.town"))


class YearBaseFactory(RowFactory):
    class Meta:
        model = YearBase

    year = 2026


class CityExchangeFactory(RowFactory):
    class Meta:
        model = CityExchange

    number = factory.Sequence(lambda n: f"BS20261126-{n}")
    period = "2026年11月"


class CityExchangeRowFactory(RowFactory):
    class Meta:
        model = CityExchangeRow

    application = factory.SubFactory(ApplicationFactory)
    village = factory.SelfAttribute("application.village")
    row_number = 1
    case = factory.SelfAttribute("application.case")
    name = factory.SelfAttribute("application.name")
    id_number = factory.SelfAttribute("application.id_number")
    content = b""


class StrangeReplyFactory(RowFactory):
    class Meta:
        model = StrangeReply

    row = 9
