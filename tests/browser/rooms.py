"""What the pages of the rooms are about: the long way, the works, reports, closes, lists of companies, energy."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from households.documents import Document
from households.models import (
    Acceptance,
    Application,
    CityExchange,
    CityExchangeRow,
    Construction,
    EmergencyFuelIssue,
    EnergyConfirmation,
    ExcludedVillage,
    FuelPoint,
    HeatGap,
    Household,
    MonthlySummary,
    Objection,
    Pilot,
    Publicity,
    ReconciliationRow,
    RenovationPlan,
    SeasonClose,
    TechOption,
    UsageAnomaly,
    Ventilation,
    VerificationSample,
    YearBase,
)
from households.models.choices import Kind
from households.renovating.planning import DrawUpPlan
from households.renovating.publicising import Publicise
from households.renovating.workflows import PlanAddition
from households.reporting.documents import ExchangeDocument
from households.reporting.workflows import MonthlyReport
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree
from tests.households.renovations import (
    TODAY,
    ask_company,
    budget,
    draw_up_list,
    draw_up_plan,
    fund,
    objection_to,
    standing_at,
)
from tests.households.works import BLANK_BEFORE_WORKS, Site, draw_up_items

State = Application.State


class Rooms:
    """Each thing is made when it is first asked for."""

    def __init__(self, tree: Tree, post: MakePost) -> None:
        self.tree, self.post = tree, post

    @property
    def village(self) -> Post:
        return self.post(Role.VILLAGE)

    @property
    def town(self) -> Post:
        return self.post(Role.TOWN_OFFICE)

    @cached_property
    def household(self) -> Household:
        made: Household = factories.HouseholdFactory(village=self.tree.village, gas=True)
        factories.EquipmentFactory(household=made)
        return made

    # 计划改造: from the will to the plan

    @cached_property
    def option(self) -> TechOption:
        made: TechOption = factories.TechOptionFactory()
        return made

    @cached_property
    def excluded(self) -> ExcludedVillage:
        made: ExcludedVillage = factories.ExcludedVillageFactory(village=self.tree.next_village)
        return made

    @cached_property
    def will(self) -> Application:
        """A draft of it, its paper beside the catalogue."""
        assert self.option
        made: Application = factories.ApplicationFactory(
            village=self.tree.village, filed_by=self.village, case=Application.Case.PLAN_ADD, **BLANK_BEFORE_WORKS
        )
        return made

    @cached_property
    def willing(self) -> Application:
        made: Application = factories.ApplicationFactory(
            village=self.tree.village, filed_by=self.village, case=Application.Case.PLAN_ADD, consented_on=TODAY
        )
        for document in Document:
            factories.AttachmentFactory(record=made, purpose=document)
        PlanAddition.submit(made, by=self.village)
        return made

    @cached_property
    def announced(self) -> Publicity:
        """Two villages on it, an objection against one household."""
        for village in (self.tree.village, self.tree.next_village):
            standing_at(State.QUALIFIED, village, filed_by=self.village)
        made: Publicity = Publicise.begin(draw_up_list(self.town), by=self.town)
        return made

    @cached_property
    def drafted_list(self) -> Publicity:
        standing_at(State.QUALIFIED, self.tree.village)
        return draw_up_list(self.town)

    @property
    def listed(self) -> Application:
        return self.announced.applications.order_by("pk")[0]

    @cached_property
    def objection(self) -> Objection:
        return objection_to(self.listed, self.town)

    @cached_property
    def plan(self) -> RenovationPlan:
        """With its households, budget and money; the company is asked for more than there are."""
        made = draw_up_plan(self.town, standing_at(State.ELIGIBLE, self.tree.village, 2))
        budget(made, self.town)
        fund(made, self.town, 12_000)
        return made

    @cached_property
    def asked(self) -> EnergyConfirmation:
        gas = standing_at(State.ELIGIBLE, self.tree.village, kind=Kind.GAS)
        plan = draw_up_plan(self.town, gas)
        budget(plan, self.town, Kind.GAS)
        made: EnergyConfirmation = ask_company(plan, self.town, self.post(Role.GAS_COMPANY), 1)
        DrawUpPlan.ask(plan, by=self.town)
        return made

    @cached_property
    def submitted_plan(self) -> RenovationPlan:
        plan = draw_up_plan(self.town, standing_at(State.ELIGIBLE, self.tree.village))
        with acting(System.DEMO):
            RenovationPlan.objects.filter(pk=plan.pk).update(state=RenovationPlan.State.SUBMITTED)
        plan.refresh_from_db()
        return plan

    # 施工和验收

    @cached_property
    def site(self) -> Site:
        builder = self.post(Role.CONTRACTOR)
        factories.QualificationFactory(organization=builder.organization)
        with acting(System.DEMO):
            draw_up_items()
        return Site(village=self.village, town=self.town, builder=builder)

    @cached_property
    def planned(self) -> Application:
        return self.site.planned()

    @cached_property
    def assigned(self) -> Construction:
        return self.site.assigned(self.site.planned())[0]

    @cached_property
    def building(self) -> Construction:
        return self.site.built(self.site.assigned(self.site.planned(kind=Kind.GAS))[0])

    @cached_property
    def form(self) -> Acceptance:
        """Scored and signed: what is left is to decide."""
        works = self.site.built(self.site.assigned(self.site.planned())[0])
        return self.site.inspected(self.site.reported(works), lost=4, inspected_on=TODAY)

    @cached_property
    def earth(self) -> Acceptance:
        works = self.site.built(self.site.assigned(self.site.planned(kind=Kind.GROUND_PUMP))[0])
        return self.site.reported(works)

    @cached_property
    def accepted(self) -> Application:
        return self.site.accepted(self.site.planned())

    @property
    def unheated(self) -> Construction:
        return Construction.objects.get(application=self.accepted)

    @cached_property
    def gap(self) -> HeatGap:
        made: HeatGap = factories.HeatGapFactory(village=self.tree.village)
        return made

    @cached_property
    def ungassed(self) -> Ventilation:
        """Accepted, and supplied by the company that looks at it."""
        supplied_by = self.post(Role.GAS_COMPANY).organization
        self.site.accepted(self.site.planned(gas=True, gas_supplier=supplied_by))
        return Ventilation.objects.get()

    # 三级上报

    @cached_property
    def summary(self) -> MonthlySummary:
        made: MonthlySummary = factories.MonthlySummaryFactory(town=self.tree.town, month=f"{TODAY:%Y-%m}")
        factories.ApplicationFactory(village=self.tree.village, verified=True, summary=made)
        MonthlyReport.confirm(made, by=self.town)
        MonthlyReport.draw(made, by=self.post(Role.DISTRICT_OFFICE))
        return made

    @property
    def sample(self) -> VerificationSample:
        return self.summary.samples.get()

    @cached_property
    def base(self) -> YearBase:
        made: YearBase = factories.YearBaseFactory(village=self.tree.village)
        return made

    @cached_property
    def exchange(self) -> CityExchange:
        """Made and not sent yet."""
        return self._package()

    @cached_property
    def replied(self) -> CityExchange:
        """Of its row the city writes something else, and of another that nobody sent."""
        made = self._package()
        factories.StrangeReplyFactory(exchange=made, name="赵外")
        said = {"verdict": "passed", "differences": {"户主姓名": ["王建国", "王健国"]}}
        with acting(System.DEMO):
            made.sent.update(standing=CityExchangeRow.Standing.SENT, **said)
            CityExchange.objects.filter(pk=made.pk).update(state=CityExchange.State.UNDER_REVIEW)
        return made

    @property
    def sent_row(self) -> CityExchangeRow:
        return self.replied.sent.get()

    def _package(self) -> CityExchange:
        office = self.post(Role.DISTRICT_OFFICE)
        made: CityExchange = factories.CityExchangeFactory(district=self.tree.district, prepared_by=office, rows=1)
        factories.CityExchangeRowFactory(
            exchange=made, application=factories.ApplicationFactory(village=self.tree.village, reviewed=True)
        )
        factories.AttachmentFactory(record=made, purpose=ExchangeDocument.STAMPED, content_type="application/pdf")
        return made

    # 封账、对账、能源

    @cached_property
    def closed(self) -> SeasonClose:
        """One household of it cancelled."""
        factories.HouseholdFactory(village=self.tree.village, cancelled=True)
        assert self.household
        return factories.frozen_close(self.tree.district)

    @cached_property
    def proposed_close(self) -> SeasonClose:
        """By a colleague: the other season."""
        season = factories.HeatingSeasonFactory(year=TODAY.year - 2)
        made: SeasonClose = factories.SeasonCloseFactory(season=season, district=self.tree.district)
        return made

    @cached_property
    def differing(self) -> ReconciliationRow:
        company = self.post(Role.GAS_COMPANY).organization
        brought = factories.ReconciliationFactory(area=self.tree.district, company=company)
        made: ReconciliationRow = factories.ReconciliationRowFactory(
            reconciliation=brought, household=self.household, village=self.tree.village
        )
        return made

    @cached_property
    def anomaly(self) -> UsageAnomaly:
        factories.MeterReadingFactory(household=self.household, village=self.tree.village)
        made: UsageAnomaly = factories.UsageAnomalyFactory(household=self.household, village=self.tree.village)
        return made

    @cached_property
    def point(self) -> FuelPoint:
        made: FuelPoint = factories.FuelPointFactory(village=self.tree.village)
        factories.FuelMoveFactory(point=made, moved_by=self.town)
        return made

    @cached_property
    def fuel_issue(self) -> EmergencyFuelIssue:
        made: EmergencyFuelIssue = factories.EmergencyFuelIssueFactory(
            household=self.household, village=self.tree.village, point=self.point, filed_by=self.village
        )
        return made

    @cached_property
    def pilot(self) -> Pilot:
        made: Pilot = factories.PilotFactory(village=self.tree.village)
        factories.PilotHouseholdFactory(pilot=made, household=self.household)
        return made

    @cached_property
    def cost(self) -> Any:
        return factories.HeatingCostFactory(household=self.household)
