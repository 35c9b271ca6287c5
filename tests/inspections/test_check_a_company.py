"""街镇 checks a gas company: planned by itself, filled in by checklist, ordered, rectified, looked at again."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import OpenItem
from core.workflow import StepRefused
from households.models import Household
from inspections.models import Checklist, CompanyCheck, SpecialPeriod
from inspections.supervising import planning
from inspections.supervising.figures import COMPANY_CHECKS_A_YEAR, COMPANY_CHECKS_IN_PERIODS
from inspections.supervising.workflows import CheckCompany, CheckCompanyByDistrict, end_of_quarter
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree

pytestmark = pytest.mark.django_db
State = CompanyCheck.State
TODAY = datetime.date(2026, 11, 27)


@pytest.fixture
def checklist(db: Any) -> Checklist:
    made: Checklist = factories.company_checklist()
    return made


@pytest.fixture
def check(tree: Tree, household: Household, checklist: Checklist) -> CompanyCheck:
    """Planned, filled in without a fault, signed by both sides."""
    made: CompanyCheck = factories.CompanyCheckFactory(
        seat=tree.town, company=household.gas_supplier, checklist=checklist, checked_on=TODAY, checkers="赵检查",
        signed_by_checkers="赵检查", signed_by_checked="孙经理",
        answers={code: {"result": "ok", "note": ""} for code in ("Q1", "Q2", "Q3")},
    )  # fmt: skip
    return made


def with_fault(check: CompanyCheck) -> CompanyCheck:
    check.answers = {**check.answers, "Q2": {"result": "bad", "note": "没有公示价格"}}
    with acting(System.DEMO):
        check.save()
    return check


def ordered(check: CompanyCheck, by: Post) -> CompanyCheck:
    done: CompanyCheck = CheckCompany.order(
        with_fault(check), by=by, rectify_until_on=TODAY + datetime.timedelta(days=15)
    )
    return done


@pytest.fixture(autouse=True)
def on_the_day() -> Any:
    with time_machine.travel(datetime.datetime(2026, 11, 27, 2, tzinfo=datetime.UTC), tick=False):
        yield


def test_a_company_without_a_fault_passes_and_all_three_parts_count(check: CompanyCheck, gas_office: Post) -> None:
    CheckCompany.approve(check, by=gas_office)

    assert (check.state, check.score, check.found) == (State.PASSED, 100, 0)
    assert CompanyCheck.objects.valid().get() == check


def test_a_check_that_left_out_a_part_does_not_count(check: CompanyCheck, gas_office: Post) -> None:
    check.answers["Q3"] = {"result": "na", "note": ""}
    with acting(System.DEMO):
        check.save()
    CheckCompany.approve(check, by=gas_office)

    assert not CompanyCheck.objects.valid().exists()
    assert CompanyCheck.objects.done().exists()


def test_a_fault_is_ordered_not_passed(check: CompanyCheck, gas_office: Post) -> None:
    with pytest.raises(StepRefused, match="限期整改"):
        CheckCompany.approve(with_fault(check), by=gas_office)


def test_what_is_left_open_stands_in_the_way(check: CompanyCheck, gas_office: Post) -> None:
    del check.answers["Q1"]
    with acting(System.DEMO):
        check.save()

    assert CheckCompany.approve.why_not(check, by=gas_office) == "“经营活动合规”还没有填。"


def test_both_sides_sign_first(check: CompanyCheck, gas_office: Post) -> None:
    check.signed_by_checked = ""
    with acting(System.DEMO):
        check.save()

    assert "都签字" in CheckCompany.approve.why_not(check, by=gas_office)


def test_an_order_lists_each_fault_with_its_deadline_and_is_awaited_until_then(
    check: CompanyCheck, gas_office: Post
) -> None:
    ordered(check, gas_office)
    finding = check.findings.get()
    waiting = OpenItem.objects.open().get(record_id=check.pk, role=Role.GAS_COMPANY)

    assert finding.description == "服务情况合规：不合格，没有公示价格"
    assert finding.due_on == check.rectify_until_on
    assert waiting.due_at == datetime.datetime(2026, 12, 12, 16, tzinfo=datetime.UTC)
    assert check.score == 67


def test_a_company_reports_when_it_has_written_of_every_fault(
    check: CompanyCheck, gas_office: Post, company_post: Post
) -> None:
    ordered(check, gas_office)
    assert "还有 1 个问题" in CheckCompany.report.why_not(check, by=company_post)

    answered(check)
    CheckCompany.report(check, by=company_post, rectified_on=TODAY)
    assert check.state == State.REPORTED


def answered(check: CompanyCheck) -> None:
    with acting(System.DEMO):
        check.findings.update(rectification="已张贴价格表", rectified_on=TODAY)


def test_what_is_well_at_the_second_look_is_cleared(check: CompanyCheck, gas_office: Post, company_post: Post) -> None:
    ordered(check, gas_office)
    answered(check)
    CheckCompany.report(check, by=company_post, rectified_on=TODAY)
    CheckCompany.close(check, by=gas_office, rechecked_on=TODAY)

    assert check.state == State.CLOSED
    assert check.findings.get().cleared_on == TODAY


def test_what_is_not_well_is_ordered_again_with_a_new_deadline(
    check: CompanyCheck, gas_office: Post, company_post: Post
) -> None:
    ordered(check, gas_office)
    answered(check)
    CheckCompany.report(check, by=company_post, rectified_on=TODAY)
    later = TODAY + datetime.timedelta(days=20)
    CheckCompany.order_again(check, by=gas_office, rechecked_on=TODAY, rectify_until_on=later, reason="价格表不全")

    finding = check.findings.get()
    assert (check.state, finding.due_on, finding.rectification) == (State.ORDERED, later, "")
    answered(check)
    CheckCompany.report(check, by=company_post, rectified_on=TODAY)
    assert check.rechecked_on is None


def test_a_deadline_lies_after_the_check(check: CompanyCheck, gas_office: Post) -> None:
    with pytest.raises(StepRefused, match="应晚于检查日期"):
        CheckCompany.order(with_fault(check), by=gas_office, rectify_until_on=TODAY)


def test_a_company_does_not_know_of_an_unannounced_check(
    check: CompanyCheck, company_post: Post, gas_office: Post, client_of: ClientOf
) -> None:
    """Planned for tomorrow it is nobody's business but the office's."""
    assert client_of(company_post).get(f"/company-checks/{check.pk}/").status_code == 404
    CheckCompany.approve(check, by=gas_office)
    assert client_of(company_post).get(f"/company-checks/{check.pk}/").status_code == 200


def test_the_district_checks_beside_the_township(household: Household, tree: Tree) -> None:
    authority = factories.PostFactory(role=Role.GAS_AUTHORITY, division=tree.district)
    check = CheckCompanyByDistrict.plan(
        by=authority, company=household.gas_supplier, occasion="unannounced", planned_on=TODAY
    )

    assert (check.seat, check.tier) == (tree.district, CompanyCheck.Tier.DISTRICT)
    assert check.due_on == TODAY


# By themselves


def test_the_quarters_that_are_left_are_planned_once(household: Household) -> None:
    assert planning.plan(datetime.date(2026, 5, 4)) == 3
    assert planning.plan(datetime.date(2026, 5, 4)) == 0
    assert set(CompanyCheck.objects.values_list("quarter", "due_on")) == {
        (quarter, end_of_quarter(2026, quarter)) for quarter in (2, 3, 4)
    }


def test_a_planned_quarter_is_due_on_its_last_day(household: Household) -> None:
    planning.plan(TODAY)
    waiting = OpenItem.objects.open().get(role=Role.TOWN_GAS_OFFICE)

    assert waiting.due_at == datetime.datetime(2026, 12, 31, 16, tzinfo=datetime.UTC)
    assert not OpenItem.objects.open().filter(role=Role.GAS_AUTHORITY).exists()


def test_a_key_period_brings_a_check_when_it_has_begun(household: Household) -> None:
    factories.SpecialPeriodFactory(kind=SpecialPeriod.Kind.FLOOD)
    planning.plan(datetime.date(2026, 5, 31))
    assert not CompanyCheck.objects.filter(period__isnull=False).exists()

    planning.plan(datetime.date(2026, 6, 1))
    planning.plan(datetime.date(2026, 6, 2))
    check = CompanyCheck.objects.get(period__isnull=False)
    assert (check.occasion, check.due_on) == ("flood", datetime.date(2026, 9, 30))


def test_holidays_bring_none(household: Household) -> None:
    factories.SpecialPeriodFactory(kind=SpecialPeriod.Kind.HOLIDAY, starts_on="2026-05-01", ends_on="2026-05-05")
    planning.plan(datetime.date(2026, 5, 1))

    assert not CompanyCheck.objects.filter(period__isnull=False).exists()


# Counted


def test_a_company_that_was_not_seen_in_a_quarter_is_not_up_to_four(
    check: CompanyCheck, gas_office: Post, client_of: ClientOf
) -> None:
    CheckCompany.approve(check, by=gas_office)
    page = client_of(gas_office).get(f"/{COMPANY_CHECKS_A_YEAR.slug}/").content.decode()

    assert "一季度、二季度、三季度" in page
    assert "未达标" in page


def test_four_whole_checks_are_enough(check: CompanyCheck, gas_office: Post, client_of: ClientOf) -> None:
    with acting(System.DEMO):
        CompanyCheck.objects.filter(pk=check.pk).delete()
    for quarter in (1, 2, 3, 4):
        factories.CompanyCheckFactory(
            seat=check.seat, company=check.company, planned_on=datetime.date(2026, quarter * 3, 1),
            state=State.PASSED, checked_on=datetime.date(2026, quarter * 3, 1), business_covered=True,
            service_covered=True, facilities_covered=True,
        )  # fmt: skip
    page = client_of(gas_office).get(f"/{COMPANY_CHECKS_A_YEAR.slug}/").content.decode()

    assert "未达标</" not in page
    assert "达标" in page


def test_a_period_says_how_many_companies_were_seen(
    household: Household, gas_office: Post, client_of: ClientOf
) -> None:
    factories.SpecialPeriodFactory(kind=SpecialPeriod.Kind.PREPARING, starts_on="2026-09-15", ends_on="2026-11-14")
    planning.plan(datetime.date(2026, 10, 1))
    page = client_of(gas_office).get(f"/{COMPANY_CHECKS_IN_PERIODS.slug}/").content.decode()

    assert "09-15 至 11-14" in page


# On the page


def test_the_checklist_is_filled_in_on_the_page_and_the_order_printed(
    tree: Tree, household: Household, checklist: Checklist, gas_office: Post, client_of: ClientOf
) -> None:
    check = factories.CompanyCheckFactory(seat=tree.town, company=household.gas_supplier)
    browser: Client = client_of(gas_office)
    answers = {"result_Q1": "ok", "result_Q2": "bad", "note_Q2": "没有公示价格", "result_Q3": "ok"}
    seen = {
        "checked_on": "2026-11-27", "checkers": "赵检查、钱检查", "signed_by_checkers": "赵检查",
        "signed_by_checked": "孙经理", "version": check.version,
    }  # fmt: skip
    assert browser.post(f"/company-checks/{check.pk}/edit/", seen | answers).status_code == 302
    shown = browser.get(f"/company-checks/{check.pk}/").content.decode()
    assert "没有公示价格" in shown

    step = f"/company-checks/{check.pk}/steps/order/"
    assert 'value="2026-12-12"' in browser.get(step).content.decode()
    assert browser.post(step, {"rectify_until_on": "2026-12-12"}).status_code == 302
    paper = browser.get(f"/company-checks/{check.pk}/order/").content.decode()
    assert "整改指令书" in paper
    assert "服务情况合规：不合格，没有公示价格" in paper


def test_a_company_writes_what_it_did_and_nothing_else(
    check: CompanyCheck, gas_office: Post, company_post: Post, client_of: ClientOf
) -> None:
    finding = ordered(check, gas_office).findings.get()
    browser = client_of(company_post)
    form = browser.get(f"/company-findings/{finding.pk}/edit/").content.decode()
    assert "整改情况" in form
    assert 'name="cleared_on"' not in form

    said = {"rectification": "已张贴", "rectified_on": "2026-11-27", "version": finding.version}
    assert browser.post(f"/company-findings/{finding.pk}/edit/", said).status_code == 302
    finding.refresh_from_db()
    assert finding.rectification == "已张贴"


def test_a_fault_is_as_far_as_its_check(
    check: CompanyCheck, gas_office: Post, company_post: Post, client_of: ClientOf
) -> None:
    order = ordered(check, gas_office)
    with acting(company_post):
        order.findings.update(rectification="已张贴", rectified_on=TODAY)
    CheckCompany.report(order, by=company_post, rectified_on=TODAY)

    shown = client_of(gas_office).get(f"/company-checks/{check.pk}/").content.decode()

    assert shown.count("待复查</") > 1
    assert "待整改" not in shown
