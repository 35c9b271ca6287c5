"""隐患 from finding to closing: within how long, with which photos, by whom."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import Notice, TimeLimit
from core.timekeeping.clocks import last_day
from core.workflow import Answers
from households.models import Household
from inspections.hazards import guards
from inspections.hazards.finding import clear_hints, open_hazard
from inspections.hazards.workflows import HandleHazard
from inspections.models import Hazard, Level
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree
from tests.inspections.hazards import ONE_DAY, close, find, photograph, report, today, waits, why_not

State = Hazard.State


def due_by_clock(hazard: Hazard) -> datetime.date:
    [due] = {last_day(item.due_at) for item in waits(hazard, "rectified") if item.due_at}
    return due


@pytest.fixture
def season(no_season: None) -> Any:
    """One that holds today, whatever the day."""
    begun = today() - 10 * ONE_DAY
    return factories.HeatingSeasonFactory(
        year=begun.year, starts_on=begun, ends_on=datetime.date(begun.year + 1, 12, 31)
    )


# Entered by hand


def test_a_hazard_is_entered_at_a_household(household: Household, officer: Post) -> None:
    hazard = find(household, officer, description="电话13812345678 软管老化")

    assert (hazard.village, hazard.householder) == (household.village, household.name)
    assert hazard.company == household.gas_supplier
    assert hazard.found_by == officer.user.name
    assert "13812345678" not in hazard.description


def test_a_hazard_at_a_public_place_names_its_company(gas_office: Post, household: Household, tree: Tree) -> None:
    asked: dict[str, Any] = {"household": None, "village": tree.village, "location": "村口调压箱"}
    without = why_not(find, household, gas_office, **asked)
    hazard = find(household, gas_office, company=household.gas_supplier, **asked)

    assert "请选择负责整改的燃气企业" in without
    assert (hazard.household, hazard.location) == (None, "村口调压箱")


def test_a_hazard_is_somewhere(gas_office: Post, household: Household) -> None:
    sentence = why_not(find, household, gas_office, household=None, company=household.gas_supplier)

    assert "请先选定住户" in sentence


def test_a_hazard_is_not_found_tomorrow(household: Household, officer: Post) -> None:
    assert "发现日期不能晚于今天" in why_not(find, household, officer, found_on=today() + ONE_DAY)


def test_what_one_has_found_and_rectified_alone_waits_for_another(household: Household, officer: Post) -> None:
    severe, minor = find(household, officer, Level.SEVERE), find(household, officer, Level.MINOR)
    for hazard in (severe, minor):
        report(hazard, officer)

    assert {item.role for item in waits(severe, "rechecked")} == {Role.GAS_COMPANY, Role.TOWN_GAS_OFFICE}
    assert waits(minor, "rechecked") == []


def test_what_another_has_found_waits_for_all_who_may_look(
    household: Household, officer: Post, gas_office: Post, company_post: Post
) -> None:
    hazard = report(find(household, gas_office, Level.SEVERE), officer)
    assert waits(hazard, "rechecked") == []

    mine = report(find(household, officer, Level.SEVERE), officer)
    close(mine, company_post)
    assert waits(mine, "rechecked") == []


# Within how long


@pytest.mark.parametrize(("level", "days"), [(Level.SEVERE, 7), (Level.MAJOR, 15), (Level.MINOR, 30)])
def test_the_level_sets_the_deadline(
    no_season: None, household: Household, officer: Post, level: str, days: int
) -> None:
    hazard = find(household, officer, level, found_on=today() - 2 * ONE_DAY)

    assert hazard.due_on == hazard.found_on + days * ONE_DAY
    assert due_by_clock(hazard) == hazard.due_on


@pytest.mark.parametrize(("level", "days"), [(Level.SEVERE, 7), (Level.MAJOR, 3), (Level.MINOR, 3)])
def test_in_the_heating_season_it_is_short(
    season: Any, household: Household, officer: Post, level: str, days: int
) -> None:
    hazard = find(household, officer, level)

    assert hazard.due_on == today() + days * ONE_DAY


@pytest.mark.usefixtures("own_limits")
def test_the_district_sets_the_seasons_limit_by_itself(season: Any, household: Household, officer: Post) -> None:
    with acting(System.DEMO):
        TimeLimit.objects.create(
            clock="inspections.hazard.rectified", case="major_in_season", value=5, unit="calendar_days",
            effective_on="2020-01-01", basis="采暖季要求",
        )  # fmt: skip

    assert find(household, officer).due_on == today() + 5 * ONE_DAY


def test_a_hint_waits_for_no_deadline(household: Household, officer: Post) -> None:
    hazard = find(household, officer, Level.HINT)

    assert hazard.due_on is None
    assert waits(hazard, "rectified") == []


# Extended once


def test_an_extension_that_is_granted_moves_deadline_and_clock(
    no_season: None, household: Household, officer: Post, gas_office: Post
) -> None:
    hazard = find(household, officer)
    until = today() + 20 * ONE_DAY
    HandleHazard.ask_extension(hazard, by=officer, extension_until_on=until, reason="配件缺货")
    assert {item.role for item in waits(hazard, "extended")} == {Role.TOWN_GAS_OFFICE}

    HandleHazard.grant_extension(hazard, by=gas_office)

    assert (hazard.due_on, hazard.extended_on) == (until, today())
    assert due_by_clock(hazard) == until
    assert waits(hazard, "extended") == []


def test_an_extension_is_not_longer_than_the_limit(no_season: None, household: Household, officer: Post) -> None:
    hazard = find(household, officer)

    sentence = why_not(
        HandleHazard.ask_extension, hazard, by=officer, extension_until_on=today() + 31 * ONE_DAY, reason="缺货"
    )

    assert "最多再延一个同样长的期限" in sentence


def test_a_hazard_is_extended_once(no_season: None, household: Household, officer: Post, gas_office: Post) -> None:
    hazard = find(household, officer)
    HandleHazard.ask_extension(hazard, by=officer, extension_until_on=today() + 20 * ONE_DAY, reason="缺货")
    HandleHazard.grant_extension(hazard, by=gas_office)

    sentence = why_not(
        HandleHazard.ask_extension, hazard, by=officer, extension_until_on=today() + 25 * ONE_DAY, reason="缺货"
    )

    assert "只能延一次" in sentence


def test_a_refused_extension_leaves_the_deadline(
    no_season: None, household: Household, officer: Post, gas_office: Post
) -> None:
    hazard = find(household, officer)
    due = hazard.due_on
    HandleHazard.ask_extension(hazard, by=officer, extension_until_on=today() + 20 * ONE_DAY, reason="缺货")

    HandleHazard.refuse_extension(hazard, by=gas_office, reason="可先换临时软管")

    assert (hazard.due_on, hazard.extension_until_on) == (due, None)
    assert "没有待批的延期申请" in why_not(HandleHazard.grant_extension, hazard, by=gas_office)


def test_nobody_extends_without_the_township(household: Household, officer: Post) -> None:
    hazard = find(household, officer)

    assert "街镇燃气主管部门" in why_not(HandleHazard.grant_extension, hazard, by=officer)


# Reported, looked at again, closed


def test_a_report_needs_a_photo_of_after(household: Household, officer: Post) -> None:
    hazard = find(household, officer)

    sentence = why_not(
        HandleHazard.report, hazard, by=officer, rectified_on=today(), rectified_by="户主", rectification="已换"
    )

    assert "整改后的照片" in sentence


def test_a_closing_needs_a_photo_of_the_recheck(household: Household, officer: Post, company_post: Post) -> None:
    hazard = report(find(household, officer), officer)

    assert "复查的照片" in why_not(HandleHazard.close, hazard, by=company_post, rechecked_on=today())


def test_an_earlier_photo_is_none_of_the_recheck(household: Household, officer: Post, company_post: Post) -> None:
    hazard = find(household, officer)
    photograph(hazard, guards.RECHECK)
    report(hazard, officer)

    assert "复查的照片" in why_not(HandleHazard.close, hazard, by=company_post, rechecked_on=today())


@pytest.mark.parametrize("level", [Level.SEVERE, Level.MAJOR])
def test_who_reported_a_grave_one_does_not_close_it(household: Household, officer: Post, level: str) -> None:
    hazard = report(find(household, officer, level), officer)

    assert "换一人办理" in why_not(close, hazard, officer)


def test_who_reported_a_minor_one_may_close_it(household: Household, officer: Post) -> None:
    hazard = close(report(find(household, officer, Level.MINOR), officer), officer)

    assert hazard.state == State.CLOSED
    assert (hazard.rechecked_by, hazard.closed_at is not None) == (officer.user.name, True)


def test_a_failed_recheck_lets_the_deadline_run_on(household: Household, officer: Post, company_post: Post) -> None:
    hazard = report(find(household, officer, found_on=today() - ONE_DAY), officer)
    due = hazard.due_on

    HandleHazard.send_back(hazard, by=company_post, rechecked_on=today(), reason="卡箍松动")

    assert (hazard.state, hazard.due_on) == (State.OPEN, due)
    assert due_by_clock(hazard) == due
    assert hazard.rectified_on is None


def test_after_a_failed_recheck_it_is_photographed_again(
    household: Household, officer: Post, company_post: Post
) -> None:
    hazard = report(find(household, officer), officer)
    HandleHazard.send_back(hazard, by=company_post, rechecked_on=today(), reason="卡箍松动")

    sentence = why_not(
        HandleHazard.report, hazard, by=officer, rectified_on=today(), rectified_by="户主", rectification="已换"
    )

    assert "整改后的照片" in sentence


# Other ends


def test_a_handing_over_needs_its_paper(household: Household, officer: Post, gas_office: Post) -> None:
    hazard = find(household, officer)
    asked: dict[str, Any] = {"transferred_to": "区综合执法局", "transferred_on": today(), "reason": "拒不整改"}
    without = why_not(HandleHazard.transfer, hazard, by=gas_office, **asked)
    photograph(hazard, guards.TRANSFER)

    HandleHazard.transfer(hazard, by=gas_office, **asked)

    assert "函件" in without
    assert hazard.state == State.TRANSFERRED
    assert waits(hazard, "rectified") == []


def test_a_hint_is_gone_when_its_item_is_found_in_order(household: Household, officer: Post) -> None:
    gone = factories.HazardFactory(household=household, level=Level.HINT, item_code="M05", due_on=None)
    other = factories.HazardFactory(household=household, level=Level.HINT, item_code="L07", due_on=None)
    inspection = factories.InspectionFactory(
        household=household, answers={"M05": {"result": "ok"}, "L07": {"result": "bad"}}
    )

    with acting(officer) as act:
        clear_hints([inspection], Answers(by=officer, at=timezone.now(), act=act))

    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.state, gone.rechecked_by) == (State.CLOSED, inspection.inspector_name)
    assert other.state == State.OPEN


def test_what_is_no_hint_is_not_closed_by_an_inspection(household: Household, officer: Post) -> None:
    hazard = factories.HazardFactory(household=household, item_code="H02")
    inspection = factories.InspectionFactory(household=household, answers={"H02": {"result": "ok"}})

    with acting(officer) as act:
        clear_hints([inspection], Answers(by=officer, at=timezone.now(), act=act))

    hazard.refresh_from_db()
    assert hazard.state == State.OPEN


# Levels


def test_a_graver_level_counts_from_the_day_of_its_grading(
    household: Household, officer: Post, gas_office: Post
) -> None:
    hazard = find(household, officer, Level.MINOR, found_on=today() - 20 * ONE_DAY)

    HandleHazard.regrade(hazard, by=gas_office, level=Level.SEVERE, reason="现场有漏气")

    assert hazard.due_on == today() + 7 * ONE_DAY
    assert due_by_clock(hazard) == hazard.due_on
    assert waits(hazard, "stopped")


def test_the_same_level_is_no_new_one(household: Household, officer: Post, gas_office: Post) -> None:
    hazard = find(household, officer)

    assert "不同的等级" in why_not(HandleHazard.regrade, hazard, by=gas_office, level=Level.MAJOR, reason="核实")


def test_the_company_does_not_grade_its_own_hazards(household: Household, officer: Post) -> None:
    hazard = find(household, officer)

    assert "不能办理" in why_not(HandleHazard.regrade, hazard, by=officer, level=Level.MINOR, reason="轻微")


# Severe ones


def test_a_severe_one_is_told_at_once(household: Household, officer: Post, gas_office: Post, post: MakePost) -> None:
    told = [gas_office, post(Role.TOWN_OFFICE), post(Role.GAS_AUTHORITY), post(Role.DISTRICT_OFFICE)]

    hazard = find(household, officer, Level.SEVERE)

    notices = Notice.objects.filter(title=f"重大隐患：{hazard.number}")
    assert {one.user_id for one in notices} == {one.user_id for one in told}
    assert household.name not in "".join(one.title + one.body for one in notices)


def test_a_major_one_is_not(household: Household, officer: Post, gas_office: Post) -> None:
    find(household, officer, Level.MAJOR)

    assert not Notice.objects.filter(user=gas_office.user_id).exists()


def test_the_household_is_called_on_the_third_day(household: Household, officer: Post) -> None:
    hazard = find(household, officer, Level.SEVERE)
    [waiting] = {last_day(item.due_at) for item in waits(hazard, "called") if item.due_at}

    HandleHazard.call(hazard, by=officer, follow_up="户主说配件明天到")

    assert waiting == today() + 3 * ONE_DAY
    assert hazard.followed_up_on == today()
    assert waits(hazard, "called") == []


# For other apps


def test_another_app_puts_its_problem_into_the_same_ledger(household: Household, officer: Post) -> None:
    with acting(officer) as act:
        hazard = open_hazard(
            Answers(by=officer, at=timezone.now(), act=act),
            source=Hazard.Source.COMPLAINT,
            description="邻居反映有异味",
            level=Level.MINOR,
            household=household,
        )

    assert Hazard.objects.get(pk=hazard.pk).source == Hazard.Source.COMPLAINT


def test_an_assessor_sees_what_his_own_firm_found(household: Household, officer: Post, post: MakePost) -> None:
    find(household, officer)
    factories.HazardFactory(household=household, source=Hazard.Source.ASSESSMENT)
    assessor = post(Role.ASSESSOR)

    own = find(household, assessor, source=Hazard.Source.ASSESSMENT)

    assert list(Hazard.objects.visible_to(assessor)) == [own]
