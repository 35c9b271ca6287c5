"""A household that could not be inspected is gone to again, written to, and in the end visited jointly."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Post
from core.workflow import StepRefused
from households.models import Household
from inspections.models import AccessCase, Inspection
from inspections.visiting.access import ReachHousehold
from inspections.visiting.filing import file_visit
from inspections.visiting.photos import DOOR
from inspections.visiting.visits import Outcome, Photo, Source, Visit
from inspections.visiting.workflows import FileInspection
from tests import factories

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64
State = AccessCase.State


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def visit(household: Household, by: Post, outcome: str, at: datetime.datetime, **rest: Any) -> Inspection:
    door = Photo(SimpleUploadedFile("门.jpg", JPEG), DOOR, at)
    return file_visit(Visit(household, outcome, at, Source.PHONE, photos=[door], **rest), by=by).inspection


def at(day: int, hour: int = 10) -> datetime.datetime:
    """In October 2026: the 12th is a Monday."""
    return timezone.make_aware(datetime.datetime(2026, 10, day, hour))


def test_nobody_at_home_opens_a_case(household: Household, company_post: Post) -> None:
    visit(household, company_post, Outcome.NOT_HOME, at(12))

    case = AccessCase.objects.get()
    assert (case.household, case.state, case.cause) == (household, State.VISITING, "not_home")
    assert (case.visits, case.visit_days, case.off_hours_visits) == (1, 1, 0)


def test_later_visits_are_counted_by_day_and_hour(household: Household, company_post: Post) -> None:
    for moment in (at(12), at(12, 15), at(13, 18), at(17)):
        visit(household, company_post, Outcome.NOT_HOME, moment)

    case = AccessCase.objects.get()
    assert (case.visits, case.visit_days, case.off_hours_visits) == (4, 3, 2)
    assert case.last_visit_on == datetime.date(2026, 10, 17)


def test_a_visit_that_is_void_counts_no_more(household: Household, company_post: Post) -> None:
    visit(household, company_post, Outcome.NOT_HOME, at(12))
    second = visit(household, company_post, Outcome.NOT_HOME, at(13))
    FileInspection.void(second, by=company_post, reason="填错户")

    assert AccessCase.objects.get().visits == 1


def test_a_refusal_that_is_void_was_none(household: Household, company_post: Post) -> None:
    visit(household, company_post, Outcome.NOT_HOME, at(12))
    refused = visit(household, company_post, Outcome.REFUSED, at(13), witness="王店生")
    FileInspection.void(refused, by=company_post, reason="填错户")

    assert AccessCase.objects.get().cause == "not_home"


def test_a_visit_that_comes_late_counts_too(household: Household, company_post: Post) -> None:
    visit(household, company_post, Outcome.NOT_HOME, at(13))
    visit(household, company_post, Outcome.NOT_HOME, at(12))

    case = AccessCase.objects.get()
    assert (case.visits, case.first_visit_on, case.last_visit_on) == (2, at(12).date(), at(13).date())


def test_what_is_brought_in_of_the_past_begins_no_case_earlier(household: Household, company_post: Post) -> None:
    visit(household, company_post, Outcome.NOT_HOME, at(13))
    long_ago = timezone.make_aware(datetime.datetime(2025, 10, 1, 12))
    file_visit(Visit(household, Outcome.NOT_HOME, long_ago, Source.IMPORTED), by=company_post)

    assert AccessCase.objects.get().first_visit_on == at(13).date()


def test_who_was_inspected_since_is_not_to_be_reached(household: Household, company_post: Post) -> None:
    """A phone sends what it has kept in whatever order it gets through."""
    visit(household, company_post, Outcome.DONE, at(12, 16), note="未签字：手机没电")
    visit(household, company_post, Outcome.NOT_HOME, at(12, 9))

    assert not AccessCase.objects.exists()


def test_who_is_inspected_at_last_is_reached(household: Household, company_post: Post) -> None:
    visit(household, company_post, Outcome.NOT_HOME, at(12))
    visit(household, company_post, Outcome.DONE, at(13), note="未签字：手机没电")

    assert AccessCase.objects.get().state == State.ENTERED


def test_a_house_found_left_alone_ends_it(household: Household, company_post: Post) -> None:
    visit(household, company_post, Outcome.NOT_HOME, at(12))
    visit(household, company_post, Outcome.VACANT, at(13), valve_closed=True)

    assert AccessCase.objects.get().state == State.VACANT


def test_a_house_left_alone_wants_its_valve_shut(household: Household, company_post: Post) -> None:
    with pytest.raises(StepRefused) as refused:
        visit(household, company_post, Outcome.VACANT, at(12))

    assert "表前阀" in refused.value.fields["valve_closed"]


def test_the_notice_waits_for_visits_enough(household: Household, company_post: Post) -> None:
    for moment in (at(12), at(13)):
        visit(household, company_post, Outcome.NOT_HOME, moment)
    case = AccessCase.objects.get()
    with pytest.raises(StepRefused, match="到访满 3 次（现 2 次）、下班后或休息日到访 1 次（现 0 次）"):
        ReachHousehold.give_notice(case, by=company_post, noticed_on=datetime.date(2026, 10, 14))

    visit(household, company_post, Outcome.NOT_HOME, at(13, 19))
    case.refresh_from_db()
    ReachHousehold.give_notice(case, by=company_post, noticed_on=datetime.date(2026, 10, 14))
    assert case.state == State.NOTICED


def test_who_refuses_needs_a_witness_and_need_not_be_waited_for(
    household: Household, company_post: Post, gas_office: Post
) -> None:
    with pytest.raises(StepRefused) as refused:
        visit(household, company_post, Outcome.REFUSED, at(12))
    assert "见证人" in refused.value.fields["witness"]

    visit(household, company_post, Outcome.REFUSED, at(12), witness="王店生")
    case = AccessCase.objects.get()
    ReachHousehold.call_joint(case, by=company_post)
    with pytest.raises(StepRefused, match="先由街镇联合入户"):
        ReachHousehold.report_refusal(case, by=company_post, conclusion="仍拒绝")
    ReachHousehold.joint_visit(
        case, by=gas_office, joint_visit_on=datetime.date(2026, 10, 20), conclusion="村干部在场，仍拒绝"
    )
    ReachHousehold.report_refusal(case, by=company_post, conclusion="仍拒绝")
    assert case.state == State.REPORTED


def test_the_joint_visit_waits_until_the_notice_has_run(household: Household, company_post: Post) -> None:
    today = timezone.localdate()
    case = factories.AccessCaseFactory(
        household=household,
        state=State.NOTICED,
        first_visit_on=today - datetime.timedelta(days=30),
        noticed_on=today - datetime.timedelta(days=14),
    )
    with pytest.raises(StepRefused, match="满 15 天"):
        ReachHousehold.call_joint(case, by=company_post)


def test_what_is_brought_in_of_the_past_opens_nothing(household: Household, company_post: Post) -> None:
    past = Visit(household, Outcome.NOT_HOME, at(12), Source.IMPORTED)
    file_visit(past, by=company_post)

    assert not AccessCase.objects.exists()
