"""Two acts at one house whose transactions overlap: what the one has not yet written, the other may not overlook."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.workflow import StepRefused
from households.models import Household
from inspections.models import AccessCase, Checklist, GasStop, Hazard, Inspection, InspectionDue, Level
from inspections.planning.workflows import RunCampaign
from inspections.visiting.filing import file_visit
from inspections.visiting.visits import Outcome, Source, Visit
from tests import factories
from tests.factories import Tree
from tests.inspections.hazards import close, find, report, stop
from tests.overlapping import LONG_ENOUGH, while_open

pytestmark = pytest.mark.django_db(transaction=True)


def a_visit(household: Household, **rest: Any) -> Visit:
    now = timezone.now()
    begun = now - datetime.timedelta(minutes=20)
    return Visit(household, **{"begun_at": begun, "ended_at": now, "source": Source.DESK, **rest})


def test_gas_is_not_stopped_for_a_hazard_that_is_just_being_closed(
    household: Household, officer: Post, company_post: Post
) -> None:
    hazard = report(find(household, officer, Level.SEVERE), officer)

    stopped = while_open(lambda: close(hazard, company_post), lambda: stop(household, officer))

    assert isinstance(stopped, StepRefused)
    assert not GasStop.objects.exists()


def test_two_who_find_nobody_at_home_are_one_case(household: Household, officer: Post, company_post: Post) -> None:
    def knock(by: Post) -> Any:
        return file_visit(a_visit(household, outcome=Outcome.NOT_HOME, notice_left=True), by=by)

    while_open(lambda: knock(officer), lambda: knock(company_post))

    assert Inspection.objects.count() == 2
    assert AccessCase.objects.get().visits == 2


def test_two_who_find_the_same_hazard_have_found_one(household: Household, officer: Post, company_post: Post) -> None:
    checklist = factories.ChecklistFactory(purpose=Checklist.Purpose.ROUTINE, state=Checklist.State.IN_FORCE)
    factories.ChecklistItemFactory(checklist=checklist, code="Z01", level=Level.MAJOR)

    def look(by: Post) -> Any:
        answers = {"Z01": {"result": "bad", "note": "老化"}}
        return file_visit(a_visit(household, outcome=Outcome.DONE, checklist=checklist, answers=answers), by=by)

    answer = while_open(lambda: look(officer), lambda: look(company_post))

    assert not isinstance(answer, StepRefused), answer.fields or answer.sentence
    assert Inspection.objects.count() == 2
    assert Hazard.objects.get().sightings == 2


def test_what_is_due_is_reckoned_from_both(household: Household, officer: Post, company_post: Post) -> None:
    def inspect() -> Any:
        return file_visit(a_visit(household, outcome=Outcome.DONE), by=officer)

    def knock() -> Any:
        return file_visit(a_visit(household, outcome=Outcome.NOT_HOME, notice_left=True), by=company_post)

    while_open(inspect, knock)

    assert InspectionDue.objects.get(household=household).rounds_done == 1


def test_what_is_due_outlives_a_household_that_is_just_being_put_right(household: Household, officer: Post) -> None:
    def rename() -> None:
        with acting(System.DEMO):
            Household.objects.filter(pk=household.pk).update(name="钱改名")

    while_open(lambda: file_visit(a_visit(household, outcome=Outcome.DONE), by=officer), rename)

    due = InspectionDue.objects.get(household=household)
    assert (due.rounds_done, due.householder) == (1, "钱改名")


def test_a_campaign_that_is_just_issued_takes_no_inspection_away(
    household: Household, officer: Post, tree: Tree
) -> None:
    office = factories.PostFactory(role="district_office", division=tree.district)
    campaign = factories.CampaignFactory(
        district=tree.district, drafted_by=office, state="draft", issued_at=None, rounds=2
    )

    while_open(
        lambda: file_visit(a_visit(household, outcome=Outcome.DONE), by=officer),
        lambda: RunCampaign.issue(campaign, by=office),
    )

    due = InspectionDue.objects.get(household=household)
    assert (due.rounds_done, due.campaign_id) == (1, campaign.pk)


def test_a_doubt_about_another_house_waits_for_nobody_there(household: Household, officer: Post) -> None:
    theirs = factories.InspectionFactory(household=household)

    def doubt() -> None:
        with acting(System.DEMO):
            Inspection.objects.filter(pk=theirs.pk).update(doubts=["same_photo"])

    begun = time.monotonic()
    while_open(lambda: file_visit(a_visit(household, outcome=Outcome.DONE), by=officer), doubt)

    assert time.monotonic() - begun < LONG_ENOUGH
