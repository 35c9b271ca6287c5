"""应检清单: which inspection is due at each gas household, reckoned by the database, whoever wrote what it follows from
(P92, P94–P96, P102, P111)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from core.models import HeatingSeason, ParameterValue
from core.small_tables import forget
from households.models import Household, Ventilation
from households.models.choices import Category, Kind, Status
from inspections.models import Campaign, Inspection, InspectionDue
from inspections.planning.parameters import DAYS_AFTER_GAS, PRE_SEASON_DAYS, ROUNDS_A_YEAR, SPACING_DAYS
from inspections.planning.reckoning import reckon_all
from tests import factories
from tests.factories import Tree

TODAY = timezone.localdate()
YEAR = 2026
Due = InspectionDue.Kind
Standing = InspectionDue.Standing


def on(month: int, day: int) -> datetime.date:
    return datetime.date(YEAR, month, day)


def visited(household: Household, day: datetime.date, **facts: Any) -> Inspection:
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
    made: Inspection = factories.InspectionFactory(household=household, ended_at=at, **facts)
    return made


def due_at(household: Household, day: datetime.date) -> InspectionDue:
    reckon_all(day)
    return InspectionDue.objects.get(household=household)


def let_in(household: Household, day: datetime.date, **facts: Any) -> Ventilation:
    made: Ventilation = factories.VentilationFactory(household=household, let_in=True, ventilated_on=day, **facts)
    return made


@pytest.fixture(autouse=True)
def numbers(db: None) -> Iterator[None]:
    """They are kept in the process: what other tests put there is forgotten, and what these do."""
    forget(ParameterValue)
    yield
    forget(ParameterValue)


# The year's rounds


def test_a_household_nobody_inspected_is_due_before_the_season(household: Household) -> None:
    due = due_at(household, on(3, 1))

    assert (due.due_kind, due.opens_on) == (Due.ANNUAL, on(1, 1))
    assert due.due_on == on(11, 1), "the first of two must leave room for the second"
    assert (due.rounds_done, due.rounds_due) == (0, 2)


def test_after_the_first_round_the_sweep_before_the_season_comes_next(household: Household) -> None:
    visited(household, on(3, 10))

    due = due_at(household, on(4, 1))

    assert (due.due_kind, due.opens_on, due.due_on) == (Due.PRE_SEASON, on(8, 15), on(11, 14))
    assert due.last_valid_on == on(3, 10)


def test_the_sweep_waits_until_it_counts_as_the_second_round(household: Household) -> None:
    visited(household, on(8, 1))

    assert due_at(household, on(8, 20)).opens_on == on(9, 30)


def test_two_rounds_with_the_sweep_leave_nothing_due(household: Household) -> None:
    visited(household, on(3, 10))
    visited(household, on(9, 1))

    due = due_at(household, on(9, 2))

    assert (due.due_kind, due.due_on, due.standing) == (Due.NONE, None, Standing.DONE)
    assert (due.rounds_done, due.pre_season_done_on) == (2, on(9, 1))


@pytest.mark.parametrize(
    ("days", "rounds"),
    [
        (["03-10", "05-08"], 1),
        (["03-10", "05-09"], 2),
        (["03-10", "05-08", "05-09"], 2),
        (["01-01", "02-01", "03-02", "05-01"], 3),
    ],
)
def test_rounds_count_when_they_lie_sixty_days_apart(household: Household, days: list[str], rounds: int) -> None:
    for day in days:
        visited(household, datetime.date.fromisoformat(f"{YEAR}-{day}"))

    assert due_at(household, on(12, 1)).rounds_done == rounds


def test_the_year_begins_anew(household: Household) -> None:
    visited(household, datetime.date(YEAR - 1, 12, 20))

    due = due_at(household, on(1, 1))

    assert (due.rounds_done, due.year_standing) == (0, Standing.UNVISITED)
    assert due.last_valid_on == datetime.date(YEAR - 1, 12, 20)


def test_the_second_round_is_due_until_the_years_end(household: Household) -> None:
    visited(household, on(9, 20))

    due = due_at(household, on(9, 21))

    assert (due.due_kind, due.opens_on, due.due_on) == (Due.ANNUAL, on(11, 19), on(12, 31))


def test_a_house_where_gas_came_late_owes_what_fits_into_the_year(household: Household) -> None:
    let_in(household, on(11, 20), occasion=Ventilation.Occasion.FIRST)

    assert due_at(household, on(11, 21)).rounds_due == 1


# What counts


@pytest.mark.parametrize("outcome", [one for one in Inspection.Outcome if one != "done"])
def test_a_visit_without_an_inspection_leaves_it_due_and_says_why(household: Household, outcome: str) -> None:
    visited(household, on(9, 1), outcome=outcome, witness="王店生")

    due = due_at(household, on(9, 2))

    assert (due.rounds_done, due.last_valid_on, due.pre_season_done_on) == (0, None, None)
    assert (due.last_outcome, due.last_attempt_on) == (outcome, on(9, 1))
    assert {due.standing, due.year_standing, due.pre_season_standing} == {outcome}


def test_what_came_of_a_visit_is_settled_by_the_inspection_after_it(household: Household) -> None:
    visited(household, on(2, 1), outcome="not_home")
    visited(household, on(2, 3))

    due = due_at(household, on(2, 4))

    assert (due.last_outcome, due.last_attempt_on) == ("", None)
    assert (due.year_standing, due.standing) == (Standing.DONE, Standing.UNVISITED)


def test_a_void_inspection_gives_the_due_back(household: Household) -> None:
    inspection = visited(household, TODAY)
    assert InspectionDue.objects.get().rounds_done == 1

    with acting(System.DEMO):
        inspection.state, inspection.void_reason = Inspection.State.VOID, "填错户"
        inspection.save()

    due = InspectionDue.objects.get()
    assert (due.rounds_done, due.last_valid_on, due.year_standing) == (0, None, Standing.UNVISITED)


# When gas is let in


def test_a_planned_ventilation_is_inspected_on_its_day(household: Household) -> None:
    factories.VentilationFactory(household=household)

    due = InspectionDue.objects.get()

    assert (due.due_kind, due.due_on, due.opens_on) == (Due.FIRST_GAS, TODAY, TODAY)
    assert due_at(household, TODAY + datetime.timedelta(days=1)).due_on == TODAY + datetime.timedelta(days=1)


def test_within_seven_days_after_gas_there_is_an_inspection(household: Household) -> None:
    visited(household, on(3, 1), kind="first_gas")
    let_in(household, on(3, 1))

    due = due_at(household, on(3, 2))
    assert (due.due_kind, due.opens_on, due.due_on) == (Due.SEVENTH_DAY, on(3, 2), on(3, 8))

    visited(household, on(3, 5), kind="seventh_day")
    due = due_at(household, on(3, 6))
    assert (due.due_kind, due.rounds_done) == (Due.PRE_SEASON, 1)


def test_a_house_that_is_in_no_ledger_yet_is_listed_by_its_ventilation(tree: Tree) -> None:
    built = factories.ConstructionFactory(application__village=tree.village, village=tree.village)
    company = factories.OrganizationFactory(gas=True, division=tree.district)
    ventilation = factories.VentilationFactory(
        household=None, construction=built, village=tree.village, occasion="first", householder="王店生", address="",
        supplier=company,
    )  # fmt: skip
    due = InspectionDue.objects.get()
    assert (due.household, due.ventilation, due.due_kind) == (None, ventilation, Due.FIRST_GAS)
    assert (due.village, due.company, due.householder) == (tree.village, company, "王店生")

    factories.InspectionFactory(new_house=True, ventilation=ventilation)
    with acting(System.DEMO):
        ventilation.state, ventilation.ventilated_on = Ventilation.State.VENTILATED, TODAY
        ventilation.save()
    due = InspectionDue.objects.get()
    assert (due.due_kind, due.due_on) == (Due.SEVENTH_DAY, TODAY + datetime.timedelta(days=7))

    household = factories.HouseholdFactory(gas=True, village=tree.village)
    with acting(System.DEMO):
        ventilation.household = household
        ventilation.save()
    due = InspectionDue.objects.get()
    assert (due.household, due.ventilation, due.due_kind) == (household, None, Due.SEVENTH_DAY)
    assert due.rounds_done == 1, "what was inspected before it stood in the ledger is its own"


def test_a_new_house_that_owes_nothing_is_not_listed(tree: Tree) -> None:
    built = factories.ConstructionFactory(application__village=tree.village, village=tree.village)
    company = factories.OrganizationFactory(gas=True, division=tree.district)
    factories.VentilationFactory(
        household=None, construction=built, village=tree.village, occasion="first", householder="王店生", address="",
        supplier=company, state="cancelled",
    )  # fmt: skip

    assert not InspectionDue.objects.exists()


# Campaigns


def campaign_of(tree: Tree, **facts: Any) -> Campaign:
    made: Campaign = factories.CampaignFactory(district=tree.district, state=Campaign.State.DRAFT, **facts)
    with acting(System.DEMO):
        made.state = Campaign.State.ISSUED
        made.save()
    return made


def test_a_campaign_that_is_issued_makes_its_townships_households_due(household: Household, tree: Tree) -> None:
    beyond = factories.HouseholdFactory(gas=True, village=tree.other_village)
    soon = TODAY + datetime.timedelta(days=3)
    visited(household, TODAY - datetime.timedelta(days=10))
    campaign = campaign_of(tree, towns=[tree.town.pk], starts_on=TODAY, ends_on=soon)

    due = household.inspection_due
    due.refresh_from_db()
    assert due.campaign == campaign
    assert InspectionDue.objects.get(household=beyond).campaign is None

    visited(household, TODAY)
    due.refresh_from_db()
    assert due.campaign is None


def test_a_campaign_is_due_until_its_last_day(household: Household, tree: Tree) -> None:
    campaign_of(tree, starts_on=on(3, 1), ends_on=on(3, 20))

    due = due_at(household, on(3, 5))

    assert (due.due_kind, due.opens_on, due.due_on) == (Due.CAMPAIGN, on(3, 1), on(3, 20))


def test_of_two_campaigns_the_one_that_ends_first_goes_first(household: Household, tree: Tree) -> None:
    campaign_of(tree, starts_on=on(3, 1), ends_on=on(4, 20))
    sooner = campaign_of(tree, starts_on=on(3, 5), ends_on=on(4, 1))

    assert due_at(household, on(3, 6)).campaign == sooner


def test_a_campaign_with_a_checklist_of_its_own_asks_for_inspections_by_it(household: Household, tree: Tree) -> None:
    soon = TODAY + datetime.timedelta(days=3)
    campaign = campaign_of(tree, checklist=factories.ChecklistFactory(), starts_on=TODAY, ends_on=soon)

    visited(household, TODAY)
    assert InspectionDue.objects.get().campaign == campaign

    visited(household, TODAY, kind="campaign", campaign=campaign)
    assert InspectionDue.objects.get().campaign is None


def test_a_concluded_campaign_asks_for_nothing(household: Household, tree: Tree) -> None:
    campaign = campaign_of(tree, ends_on=TODAY)

    with acting(System.DEMO):
        campaign.state = Campaign.State.CONCLUDED
        campaign.save()

    assert InspectionDue.objects.get().campaign is None


def test_buried_pipes_are_not_looked_for_in_houses(household: Household, tree: Tree) -> None:
    campaign_of(tree, kind=Campaign.Kind.BURIED, ends_on=TODAY)

    assert InspectionDue.objects.get().campaign is None


# Whoever writes it


def test_only_gas_households_in_use_are_listed(tree: Tree) -> None:
    factories.HouseholdFactory(village=tree.village)
    factories.HouseholdFactory(village=tree.village, gas=True, cancelled=True)
    nobodys = factories.HouseholdFactory(village=tree.village, gas=True, gas_supplier=None)

    due = InspectionDue.objects.get()

    assert (due.household, due.company) == (nobodys, None)


@pytest.mark.parametrize(
    "change",
    [{"status": Status.CANCELLED, "cancelled_on": TODAY}, {"kind": Kind.AIR_FAN, "category": Category.ELECTRIC}],
)
def test_a_household_that_leaves_the_gas_leaves_the_list(household: Household, change: dict[str, Any]) -> None:
    with acting(System.DEMO):
        Household.objects.update(**change)

    assert not InspectionDue.objects.exists()


def test_a_household_that_moves_is_listed_where_it_stands_now(household: Household, tree: Tree) -> None:
    with acting(System.DEMO):
        household.village, household.name = tree.other_village, "赵新来"
        household.save()

    due = InspectionDue.objects.get()
    assert (due.village, due.town, due.householder) == (tree.other_village, tree.other_town, "赵新来")


def test_what_says_nothing_new_leaves_it_alone(household: Household) -> None:
    with acting(System.DEMO):
        Household.objects.update(remark="无")
    reckon_all()

    assert InspectionDue.objects.get().version == 1


# Numbers of the district


def test_the_database_reckons_with_the_declared_numbers(household: Household) -> None:
    visited(household, on(2, 1))
    due = due_at(household, on(2, 2))

    assert due.rounds_due == ROUNDS_A_YEAR.default
    assert due.opens_on == on(11, 15) - datetime.timedelta(days=int(PRE_SEASON_DAYS.default))
    visited(household, on(2, 1) + datetime.timedelta(days=int(SPACING_DAYS.default)))
    assert due_at(household, on(5, 1)).rounds_done == 2
    let_in(household, on(5, 1))
    assert due_at(household, on(5, 2)).due_on == on(5, 1) + datetime.timedelta(days=int(DAYS_AFTER_GAS.default))


def test_the_night_reckons_by_the_numbers_of_the_day(household: Household) -> None:
    with acting(System.DEMO):
        for code, value in ((ROUNDS_A_YEAR.code, 3), (SPACING_DAYS.code, 90)):
            ParameterValue.objects.create(code=code, value=value, effective_on=on(3, 1), basis="会议纪要")

    assert due_at(household, on(2, 28)).rounds_due == 2
    due = due_at(household, on(3, 1))
    assert (due.rounds_due, due.due_on) == (3, on(7, 4))


def test_the_sweep_ends_when_the_season_begins(household: Household) -> None:
    visited(household, on(2, 1))
    with acting(System.DEMO):
        HeatingSeason.objects.filter(year=YEAR).update(starts_on=on(11, 10))

    due = due_at(household, on(2, 2))

    assert (due.opens_on, due.due_on) == (on(8, 10), on(11, 9))
