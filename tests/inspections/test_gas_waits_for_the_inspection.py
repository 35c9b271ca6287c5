"""首次通气: no gas without an inspection of that day, none with a severe hazard (P95, F30)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Post
from core.workflow import StepRefused
from households.models import Household, Ventilation
from households.ventilating.workflows import Ventilate
from tests import factories

TODAY = timezone.localdate()


@pytest.fixture
def waiting(household: Household) -> Ventilation:
    made: Ventilation = factories.VentilationFactory(household=household)
    return made


def why_not(ventilation: Ventilation, by: Post) -> str:
    with pytest.raises(StepRefused) as refused:
        Ventilate.ventilate(ventilation, by=by, ventilated_on=TODAY)
    return str(refused.value)


def test_without_an_inspection_no_gas_is_let_in(waiting: Ventilation, company_post: Post) -> None:
    sentence = why_not(waiting, company_post)

    assert f"{TODAY:%Y-%m-%d} 没有安检记录" in sentence
    assert "登记安检记录" in sentence, "it says what to do"


@pytest.mark.parametrize("kind", ["first_gas", "routine"])
def test_after_an_inspection_on_that_day_it_is(waiting: Ventilation, company_post: Post, kind: str) -> None:
    factories.InspectionFactory(household=waiting.household, kind=kind)

    let_in = Ventilate.ventilate(waiting, by=company_post, ventilated_on=TODAY)

    assert let_in.state == Ventilation.State.VENTILATED


@pytest.mark.parametrize("facts", [{"days_ago": 1}, {"not_home": True}, {"void": True}])
def test_one_of_another_day_or_that_does_not_count_is_none(
    waiting: Ventilation, company_post: Post, facts: dict[str, Any]
) -> None:
    factories.InspectionFactory(household=waiting.household, **facts)

    assert "没有安检记录" in why_not(waiting, company_post)


def test_that_of_the_neighbour_is_none(waiting: Ventilation, company_post: Post) -> None:
    factories.InspectionFactory(household__village=waiting.village)

    assert "没有安检记录" in why_not(waiting, company_post)


def test_a_severe_hazard_that_stands_open_keeps_gas_out(waiting: Ventilation, company_post: Post) -> None:
    factories.InspectionFactory(household=waiting.household)
    factories.HazardFactory(household=waiting.household, severe=True, state="reported")
    factories.HazardFactory(household=waiting.household)

    assert "重大隐患" in why_not(waiting, company_post)


def test_one_that_is_closed_does_not(waiting: Ventilation, company_post: Post) -> None:
    factories.InspectionFactory(household=waiting.household)
    factories.HazardFactory(household=waiting.household, severe=True, closed=True)
    day = TODAY - datetime.timedelta(days=1)
    factories.HazardFactory(household__village=waiting.village, severe=True, found_on=day)

    assert Ventilate.ventilate(waiting, by=company_post, ventilated_on=TODAY).ventilated_on == TODAY


def test_a_house_in_no_ledger_yet_is_inspected_by_its_ventilation(household: Household, company_post: Post) -> None:
    built = factories.ConstructionFactory(application__village=household.village, village=household.village)
    waiting = factories.VentilationFactory(
        household=None, construction=built, village=household.village, occasion="first", householder="王店生",
        address="", supplier=household.gas_supplier,
    )  # fmt: skip
    assert "没有安检记录" in why_not(waiting, company_post)
    inspection = factories.InspectionFactory(new_house=True, ventilation=waiting)
    hazard = factories.HazardFactory(
        household=None, location="厨房", village=household.village, householder="王店生", inspection=inspection,
        company=household.gas_supplier, severe=True,
    )  # fmt: skip

    assert hazard.level == "severe"
    assert "重大隐患" in why_not(waiting, company_post)
