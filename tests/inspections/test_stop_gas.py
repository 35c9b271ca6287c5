"""停气: within half an hour of a severe hazard, with time and witness, and back when the last of them is gone."""

from __future__ import annotations

import datetime

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from core.models import Notice
from households.models import Household, Ventilation
from households.ventilating.workflows import Ventilate
from inspections.hazards.stopping import StopGas
from inspections.hazards.workflows import HandleHazard
from inspections.models import GasStop, Level
from tests import factories
from tests.conftest import MakePost
from tests.inspections.hazards import close, find, report, stop, today, waits, why_not

State = GasStop.State


def restore(stopped: GasStop, by: Post, **rest: object) -> GasStop:
    answers = {"restored_at": timezone.now(), "restored_by": "程安全", "tightness_checked": True, **rest}
    made: GasStop = StopGas.restore(stopped, by=by, **answers)
    return made


def test_a_severe_hazard_waits_half_an_hour_for_the_stop(household: Household, officer: Post) -> None:
    hazard = find(household, officer, Level.SEVERE)

    [item] = waits(hazard, "stopped")

    assert item.due_at is not None
    assert item.due_at - item.started_at == datetime.timedelta(minutes=30)


def test_the_stop_ends_the_waiting(household: Household, officer: Post) -> None:
    hazard = find(household, officer, Level.SEVERE)

    stopped = stop(household, officer)

    hazard.refresh_from_db()
    assert hazard.gas_stop == stopped
    assert waits(hazard, "stopped") == []


def test_so_does_a_reason_not_to_stop(household: Household, officer: Post) -> None:
    hazard = find(household, officer, Level.SEVERE)

    HandleHazard.waive_stop(hazard, by=officer, reason="住户此前已自行断气")

    assert hazard.stop_waived == "住户此前已自行断气"
    assert waits(hazard, "stopped") == []


def test_who_watches_over_it_is_told(household: Household, officer: Post, gas_office: Post, post: MakePost) -> None:
    district = post(Role.DISTRICT_OFFICE)
    find(household, officer, Level.SEVERE)

    stopped = stop(household, officer)

    told = Notice.objects.filter(title__startswith=f"停气记录第 {stopped.pk} 号")
    assert {one.user_id for one in told} == {gas_office.user_id, district.user_id}


def test_gas_is_stopped_for_severe_hazards_only(household: Household, officer: Post) -> None:
    find(household, officer, Level.MAJOR)

    assert "没有未销号的重大隐患" in why_not(stop, household, officer)


def test_a_house_is_stopped_once(household: Household, officer: Post) -> None:
    find(household, officer, Level.SEVERE)
    stop(household, officer)

    assert "已经停气" in why_not(stop, household, officer)


def test_the_last_severe_hazard_that_goes_lets_the_day_run(
    household: Household, officer: Post, company_post: Post
) -> None:
    first, second = (find(household, officer, Level.SEVERE) for _ in range(2))
    stopped = stop(household, officer)
    for hazard in (first, second):
        hazard.refresh_from_db()
    close(report(first, officer), company_post)
    stopped.refresh_from_db()
    assert stopped.state == State.STOPPED

    close(report(second, officer), company_post)

    stopped.refresh_from_db()
    assert stopped.state == State.RESTORABLE
    item = waits(stopped, "restore")[0]
    assert item.due_at is not None
    assert item.due_at - item.started_at == datetime.timedelta(hours=24)


def test_a_level_that_is_lowered_lets_it_run_too(household: Household, officer: Post, gas_office: Post) -> None:
    hazard = find(household, officer, Level.SEVERE)
    stopped = stop(household, officer)
    hazard.refresh_from_db()

    HandleHazard.regrade(hazard, by=gas_office, level=Level.MINOR, reason="复核后不构成重大")

    stopped.refresh_from_db()
    assert stopped.state == State.RESTORABLE


def test_a_further_severe_hazard_keeps_the_gas_stopped(household: Household, officer: Post, company_post: Post) -> None:
    hazard = find(household, officer, Level.SEVERE)
    stopped = stop(household, officer)
    hazard.refresh_from_db()
    close(report(hazard, officer), company_post)

    further = find(household, officer, Level.SEVERE)

    stopped.refresh_from_db()
    assert stopped.state == State.STOPPED
    assert further.gas_stop == stopped
    assert waits(further, "stopped") == []


def test_gas_is_restored_after_the_test_of_tightness(household: Household, officer: Post) -> None:
    stopped = factories.GasStopFactory(household=household, state=State.RESTORABLE)

    sentence = why_not(restore, stopped, officer, tightness_checked=False)
    restore(stopped, officer)

    assert "气密性试验" in sentence
    assert stopped.state == State.RESTORED


def test_gas_is_not_restored_beside_a_severe_hazard(household: Household, officer: Post) -> None:
    stopped = factories.GasStopFactory(household=household, state=State.RESTORABLE)
    factories.HazardFactory(household=household, severe=True)

    assert "还有未销号的重大隐患" in why_not(restore, stopped, officer)


def test_no_gas_is_let_in_where_it_is_stopped(household: Household, company_post: Post) -> None:
    planned = Ventilate.plan(by=company_post, household=household, occasion=Ventilation.Occasion.AGAIN)
    factories.GasStopFactory(household=household)

    assert "停气，还没有恢复" in why_not(Ventilate.ventilate, planned, by=company_post, ventilated_on=today())
