"""An ordinary record of every workflow's model, for whoever walks the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from accounts.audit import System, acting
from accounts.models import AccountMeasure, Post, VillageDuty
from accounts.roles import Role
from core.models import ImportRun, UnmaskingReview
from core.workflow import Workflow
from households.models import (
    Acceptance,
    Application,
    BudgetLine,
    CityExchange,
    Construction,
    DeviceFlag,
    DeviceLife,
    DuplicatePair,
    EmergencyFuelIssue,
    EnergyConfirmation,
    FundLine,
    KeyPerson,
    MonthlySummary,
    Objection,
    Pilot,
    Publicity,
    Reconciliation,
    ReconciliationRow,
    RenovationPlan,
    SeasonClose,
    UsageAnomaly,
    Ventilation,
    VerificationSample,
    YearBase,
)
from tests import factories
from tests.everywhere.inspected_examples import OF_INSPECTIONS
from tests.factories import (
    ApplicationFactory,
    CityExchangeFactory,
    DuplicatePairFactory,
    EmergencyFuelIssueFactory,
    HouseholdFactory,
    MonthlySummaryFactory,
    PilotFactory,
    PostFactory,
    Tree,
    VerificationSampleFactory,
    YearBaseFactory,
)


def an_application(flow: type[Workflow], tree: Tree) -> Application:
    new = flow.case in Application.Case.of_new_households()
    household = {} if new else {"household": HouseholdFactory(village=tree.village)}
    other = {"counterpart": HouseholdFactory(village=tree.village)} if flow.case == Application.Case.MERGE else {}
    made: Application = ApplicationFactory(case=flow.case, village=tree.village, **household, **other)
    return made


def a_pair(flow: type[Workflow], tree: Tree) -> DuplicatePair:
    made: DuplicatePair = DuplicatePairFactory(application=ApplicationFactory(village=tree.village))
    return made


def a_post(flow: type[Workflow], tree: Tree) -> Post:
    made: Post = PostFactory(division=tree.town, state=Post.State.PROPOSED, decided_at=None)
    return made


def an_import(flow: type[Workflow], tree: Tree) -> ImportRun:
    clerk = PostFactory(role=Role.TOWN_OFFICE, division=tree.town)
    with acting(System.DEMO):
        return ImportRun.objects.create(
            ledger="households", mode="applications", post=clerk, area=tree.town, name="台账.xlsx", sha256="0" * 64
        )


def a_measure(flow: type[Workflow], tree: Tree) -> AccountMeasure:
    ended = PostFactory(role=Role.AUDIT_ADMIN, division=tree.district)
    of_post = {"ended_post": ended} if flow.case == AccountMeasure.What.END_POST else {}
    with acting(System.DEMO):
        return AccountMeasure.objects.create(what=flow.case, user=ended.user, **of_post)


def some_works(flow: type[Workflow], tree: Tree) -> Construction:
    made: Construction = factories.ConstructionFactory(village=tree.village)
    return made


def an_acceptance(flow: type[Workflow], tree: Tree) -> Acceptance:
    made: Acceptance = factories.AcceptanceFactory(construction=some_works(flow, tree))
    return made


def a_review(flow: type[Workflow], tree: Tree) -> UnmaskingReview:
    with acting(System.DEMO):
        return UnmaskingReview.objects.create(week_from_on="2026-11-16", district=tree.district, shown=3)


def a_fuel_issue(flow: type[Workflow], tree: Tree) -> EmergencyFuelIssue:
    household = HouseholdFactory(village=tree.village) if flow.case == EmergencyFuelIssue.GivenTo.LEDGER else None
    made: EmergencyFuelIssue = EmergencyFuelIssueFactory(village=tree.village, household=household)
    return made


def a_pilot(flow: type[Workflow], tree: Tree) -> Pilot:
    made: Pilot = PilotFactory(village=tree.village)
    return made


def a_reconciliation(flow: type[Workflow], tree: Tree) -> Reconciliation:
    made: Reconciliation = factories.ReconciliationFactory(area=tree.district)
    return made


def a_row_of_a_list(flow: type[Workflow], tree: Tree) -> ReconciliationRow:
    made: ReconciliationRow = factories.ReconciliationRowFactory(household__village=tree.village)
    return made


def an_anomaly(flow: type[Workflow], tree: Tree) -> UsageAnomaly:
    made: UsageAnomaly = factories.UsageAnomalyFactory(household__village=tree.village)
    return made


def a_device_flag(flow: type[Workflow], tree: Tree) -> DeviceFlag:
    made: DeviceFlag = factories.DeviceFlagFactory(equipment__household__village=tree.village)
    return made


def a_device_life(flow: type[Workflow], tree: Tree) -> DeviceLife:
    device = factories.EquipmentFactory(household__village=tree.village)
    return DeviceLife.objects.get(equipment=device)


def a_publicity(flow: type[Workflow], tree: Tree) -> Publicity:
    made: Publicity = factories.PublicityFactory(town=tree.town)
    return made


def an_objection(flow: type[Workflow], tree: Tree) -> Objection:
    publicity = factories.PublicityFactory(town=tree.town, running=True)
    application = ApplicationFactory(village=tree.village, case=Application.Case.PLAN_ADD, publicity=publicity)
    made: Objection = factories.ObjectionFactory(application=application, publicity=publicity)
    return made


def a_plan(flow: type[Workflow], tree: Tree) -> RenovationPlan:
    made: RenovationPlan = factories.RenovationPlanFactory(town=tree.town)
    return made


def a_budget(flow: type[Workflow], tree: Tree) -> BudgetLine:
    made: BudgetLine = factories.BudgetLineFactory(plan=a_plan(flow, tree))
    return made


def a_fund(flow: type[Workflow], tree: Tree) -> FundLine:
    made: FundLine = factories.FundLineFactory(plan=a_plan(flow, tree))
    return made


def a_confirmation(flow: type[Workflow], tree: Tree) -> EnergyConfirmation:
    company = factories.OrganizationFactory(gas=True, division=tree.district)
    made: EnergyConfirmation = factories.EnergyConfirmationFactory(plan=a_plan(flow, tree), company=company)
    return made


def a_close(flow: type[Workflow], tree: Tree) -> SeasonClose:
    close: SeasonClose = factories.SeasonCloseFactory(district=tree.district)
    return close


def a_summary(flow: type[Workflow], tree: Tree) -> MonthlySummary:
    made: MonthlySummary = MonthlySummaryFactory(town=tree.town)
    return made


def a_sample(flow: type[Workflow], tree: Tree) -> VerificationSample:
    made: VerificationSample = VerificationSampleFactory(application=ApplicationFactory(village=tree.village))
    return made


def a_base(flow: type[Workflow], tree: Tree) -> YearBase:
    made: YearBase = YearBaseFactory(village=tree.village)
    return made


def an_exchange(flow: type[Workflow], tree: Tree) -> CityExchange:
    office = PostFactory(role=Role.DISTRICT_OFFICE, division=tree.district)
    made: CityExchange = CityExchangeFactory(district=tree.district, prepared_by=office)
    return made


def a_key_person(flow: type[Workflow], tree: Tree) -> KeyPerson:
    made: KeyPerson = factories.KeyPersonFactory(household__village=tree.village)
    return made


def a_duty(flow: type[Workflow], tree: Tree) -> VillageDuty:
    made: VillageDuty = factories.VillageDutyFactory(village=tree.village)
    return made


def a_ventilation(flow: type[Workflow], tree: Tree) -> Ventilation:
    made: Ventilation = factories.VentilationFactory(household__village=tree.village)
    return made


# A record of the model in its first state, in the first town.
EXAMPLES: dict[type[models.Model], Callable[[type[Workflow], Tree], Any]] = {
    Acceptance: an_acceptance,
    AccountMeasure: a_measure,
    Application: an_application,
    BudgetLine: a_budget,
    Construction: some_works,
    CityExchange: an_exchange,
    DeviceFlag: a_device_flag,
    DeviceLife: a_device_life,
    DuplicatePair: a_pair,
    EmergencyFuelIssue: a_fuel_issue,
    ImportRun: an_import,
    KeyPerson: a_key_person,
    Pilot: a_pilot,
    MonthlySummary: a_summary,
    Post: a_post,
    Reconciliation: a_reconciliation,
    ReconciliationRow: a_row_of_a_list,
    UsageAnomaly: an_anomaly,
    EnergyConfirmation: a_confirmation,
    FundLine: a_fund,
    Objection: an_objection,
    Publicity: a_publicity,
    RenovationPlan: a_plan,
    SeasonClose: a_close,
    UnmaskingReview: a_review,
    Ventilation: a_ventilation,
    VerificationSample: a_sample,
    VillageDuty: a_duty,
    YearBase: a_base,
    **OF_INSPECTIONS,
}
