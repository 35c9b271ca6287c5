"""业务参数: what the district puts in place of a declared number, from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import ParameterValue
from core.parameters import Parameter
from core.parameters.declared import _declared
from core.small_tables import forget
from tests.conftest import ClientOf, MakePost

pytestmark = pytest.mark.django_db

DAYS = "trial.days"


@pytest.fixture(autouse=True)
def fresh(db: None) -> Any:
    """The table is kept in the process: what other tests saw of it is forgotten, and what these write."""
    forget(ParameterValue)
    yield
    forget(ParameterValue)


@pytest.fixture
def days() -> Any:
    yield Parameter(DAYS, "试验天数", 7, unit="天", lowest=1, highest=90, basis="试验")
    del _declared[DAYS]


def put(value: int, day: str) -> ParameterValue:
    with acting(System.DEMO):
        return ParameterValue.objects.create(code=DAYS, value=value, effective_on=day, basis="会议纪要")


def test_the_declared_number_holds_until_the_district_says_otherwise(days: Parameter) -> None:
    put(10, "2026-03-01")

    assert days.on(date(2026, 2, 28)) == 7
    assert days.on(date(2026, 3, 1)) == 10


def test_of_two_values_the_later_one_is_in_force(days: Parameter) -> None:
    put(10, "2026-03-01")
    put(5, "2026-06-01")

    assert [days.on(date(2026, month, 15)) for month in (2, 4, 7)] == [7, 10, 5]


def test_the_district_sets_a_parameter_on_its_page(days: Parameter, post: MakePost, client_of: ClientOf) -> None:
    typed = {"code": DAYS, "value": "10", "effective_on": "2099-01-01", "basis": "区双代办会议纪要"}

    answer = client_of(post(Role.DISTRICT_OFFICE)).post("/parameters/new/", typed)

    assert answer.status_code == 302
    assert days.on(date(2099, 1, 1)) == Decimal(10)


def test_a_value_out_of_range_is_refused_with_the_range(days: Parameter, post: MakePost, client_of: ClientOf) -> None:
    typed = {"code": DAYS, "value": "91", "effective_on": "2099-01-01", "basis": "区双代办会议纪要"}

    page = client_of(post(Role.DISTRICT_OFFICE)).post("/parameters/new/", typed).content.decode()

    assert "应在 1 至 90 天之间" in page
    assert not ParameterValue.objects.exists()


def test_a_parameters_page_says_what_was_declared_and_why(days: Parameter, post: MakePost, client_of: ClientOf) -> None:
    row = put(10, "2026-03-01")

    page = client_of(post(Role.DISTRICT_OFFICE)).get(f"/parameters/{row.pk}/").content.decode()

    assert "试验天数" in page
    assert "7 天" in page


def test_what_holds_today_is_read_on_one_page_with_its_origin(
    days: Parameter, post: MakePost, client_of: ClientOf
) -> None:
    browser = client_of(post(Role.DISTRICT_OFFICE))
    before = browser.get("/parameters/current/").content.decode()
    put(10, "2026-03-01")
    after = browser.get("/parameters/current/").content.decode()

    assert "7 天" in before
    assert "10 天" in after
    assert "会议纪要" in after
