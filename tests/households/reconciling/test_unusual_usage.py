"""Meter readings by workbook, and what is unusual in them (F15, P162)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.ledgers.base import Undone
from core.ledgers.importing import Imported
from core.models import Job, ParameterValue
from households.models import Household, MeterReading, UsageAnomaly
from households.models.choices import UserClass
from households.models.readings import Energy
from households.reconciling import anomalies
from households.reconciling.readings import GasReadings
from households.reconciling.workflows import ExplainUsage
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import HouseholdFactory, MeterReadingFactory, Tree
from tests.households.reconciling.workbooks import bring, checked

Kind = UsageAnomaly.Kind
SEASON = 2025


@pytest.fixture
def district(post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


@pytest.fixture
def household(tree: Tree) -> Household:
    made: Household = HouseholdFactory(gas=True, village=tree.village)
    return made


def reading(household: Household, **said: Any) -> dict[str, Any]:
    return {"户号": household.gas_account, "采暖季": str(SEASON), **said}


def look(energy: Energy = Energy.GAS) -> list[tuple[str, Decimal]]:
    with acting(System.CLOCK):
        anomalies.find(energy, [SEASON])
    return list(UsageAnomaly.objects.exclude(state="cleared").order_by("kind").values_list("kind", "usage"))


def test_usage_is_the_difference_of_the_readings_where_it_is_not_given(district: Post, household: Household) -> None:
    bring("gas_readings", [reading(household, 起始表底数=1200, 结束表底数=2010.5)], district)

    one = MeterReading.objects.get()
    assert (one.household, one.energy, one.month, one.usage) == (household, "gas", 0, Decimal("810.5"))
    assert one.village == household.village


def test_a_number_that_no_household_has_is_told_at_its_row(district: Post, household: Household) -> None:
    rows = [reading(household, 合计用量=800), {"户号": "没有", "采暖季": str(SEASON), "合计用量": 1}]
    rows[1]["户号"] = "999999"

    found = checked("gas_readings", rows, district)

    assert [(one.row, one.code) for one in found.findings] == [(3, "unknown_gas_account")]


def test_a_row_without_usage_and_one_said_twice_are_refused(district: Post, household: Household) -> None:
    other = HouseholdFactory(gas=True, village=household.village)
    rows = [reading(household, 合计用量=800), reading(household, 合计用量=900), reading(other, 起始表底数=1)]

    found = checked("gas_readings", rows, district)

    assert [(one.row, one.code) for one in found.findings] == [(3, "reading_twice"), (4, "missing_usage")]


def test_a_later_workbook_corrects_the_reading(district: Post, household: Household) -> None:
    bring("gas_readings", [reading(household, 合计用量=800)], district)
    bring("gas_readings", [reading(household, 合计用量=750)], district)

    one = MeterReading.objects.get()
    assert (one.usage, one.version) == (750, 2)


def test_taken_back_a_correction_gives_back_what_stood_and_a_new_reading_is_void(
    district: Post, household: Household
) -> None:
    first = bring("gas_readings", [reading(household, 合计用量=800)], district)
    second = bring("gas_readings", [reading(household, 合计用量=750)], district)

    _take_back(second, district)
    assert (MeterReading.objects.get().usage, MeterReading.objects.get().void) == (800, False)

    assert list(_take_back(first, district).refused.values()) == ["导入之后又有更正。"]
    alone = bring("gas_readings", [reading(household, 月份=12, 合计用量=300)], district)
    _take_back(alone, district)
    assert MeterReading.objects.get(month=12).void


def _take_back(imported: Imported, by: Post) -> Undone:
    with acting(by):
        return GasReadings().undo(imported.act, by)


def test_a_company_reads_only_its_own_meters(tree: Tree, household: Household) -> None:
    stranger = factories.PostFactory(
        role=Role.GAS_COMPANY,
        division=tree.district,
        organization=factories.OrganizationFactory(gas=True, division=tree.district),
    )

    found = checked("gas_readings", [reading(household, 合计用量=800)], stranger)

    assert [one.code for one in found.findings] == ["unknown_gas_account"]


def test_after_an_import_the_anomalies_are_looked_for(district: Post, household: Household) -> None:
    bring("gas_readings", [reading(household, 合计用量=0)], district)

    jobs.run_now(Job.objects.get(kind=anomalies.JOB))

    assert UsageAnomaly.objects.get().kind == Kind.ZERO


def test_zero_high_and_negative_usage_are_found_and_the_ordinary_is_not(household: Household) -> None:
    for usage in (0, 800, 3000, -5):
        MeterReadingFactory(household__village=household.village, usage=usage)

    assert look() == [("high", 3000), ("negative", -5), ("zero", 0)]


def test_a_house_known_to_stand_empty_is_no_anomaly(household: Household) -> None:
    MeterReadingFactory(household__village=household.village, household__user_class=UserClass.IDLE, usage=0)

    assert look() == []


def test_a_month_far_below_those_before_it_is_a_sudden_stop(household: Household) -> None:
    for month, usage in ((11, 200), (12, 300), (1, 10)):
        MeterReadingFactory(household=household, month=month, usage=usage)

    assert look() == [("stopped", 10)]
    assert UsageAnomaly.objects.get().compared == 250


def test_a_season_far_below_the_one_before_is_a_sudden_stop(household: Household) -> None:
    MeterReadingFactory(household=household, season_year=SEASON - 1, usage=900)
    MeterReadingFactory(household=household, usage=50)

    assert look() == [("stopped", 50)]


def test_looked_for_again_nothing_is_doubled_and_what_was_explained_stays(household: Household, post: MakePost) -> None:
    one = MeterReadingFactory(household=household, usage=0)
    look()
    anomaly = UsageAnomaly.objects.get()
    ExplainUsage.explain(
        anomaly, by=post(Role.VILLAGE), cause=UsageAnomaly.Cause.VACANT, visited_on=datetime.date(2026, 4, 1)
    )

    _correct(one, 1)

    assert look() == [("zero", 0)]
    assert (UsageAnomaly.objects.get().state, UsageAnomaly.objects.get().cause) == ("explained", "vacant")


def test_what_a_corrected_reading_no_longer_says_is_cleared_and_found_again(
    household: Household,
) -> None:
    one = MeterReadingFactory(household=household, usage=0)
    look()
    _correct(one, 800)
    assert look() == []
    _correct(one, 0)

    assert look() == [("zero", 0)]
    assert UsageAnomaly.objects.count() == 1


def _correct(one: MeterReading, usage: int) -> None:
    with acting(System.DEMO):
        MeterReading.objects.filter(pk=one.pk).update(usage=usage)


def test_the_districts_threshold_holds(household: Household) -> None:
    MeterReadingFactory(household=household, usage=2000)
    assert look() == []

    with acting(System.DEMO):
        ParameterValue.objects.create(
            code="households.gas_high_usage", value=1500, effective_on=datetime.date(2026, 1, 1), basis="会议纪要"
        )

    assert look() == [("high", 2000)]


def test_the_household_shows_its_seasons_and_months(household: Household, post: MakePost, client_of: ClientOf) -> None:
    MeterReadingFactory(household=household, usage=810)
    MeterReadingFactory(household=household, month=12, usage=300)

    page = client_of(post(Role.VILLAGE)).get(f"/households/{household.pk}/").content.decode()

    assert "2025–2026 采暖季" in page
    assert "810 m³" in page
    assert "燃气月用量" in page
