"""整改通知书: lists what is unsettled in a house, and is proved to have been handed over (F23)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Post
from households.models import Household
from inspections.hazards import noticing
from inspections.hazards.noticing import ServeNotice
from inspections.models import Hazard, RectificationNotice
from tests import factories
from tests.inspections.hazards import ONE_DAY, photograph, today, waits, why_not

State, Way = RectificationNotice.State, RectificationNotice.Way


@pytest.fixture
def hazards(household: Household) -> list[Hazard]:
    return [
        factories.HazardFactory(household=household, item_code=code, due_on=today() + days * ONE_DAY)
        for code, days in (("H02", 15), ("E01", 7))
    ]


@pytest.fixture
def notice(household: Household, hazards: list[Hazard], officer: Post) -> RectificationNotice:
    made: RectificationNotice = ServeNotice.issue(by=officer, household=household)
    return made


def deliver(notice: RectificationNotice, by: Post, way: Way, **rest: Any) -> RectificationNotice:
    made: RectificationNotice = ServeNotice.deliver(notice, by=by, way=way, delivered_at=timezone.now(), **rest)
    return made


def test_a_notice_lists_all_that_is_unsettled(notice: RectificationNotice, hazards: list[Hazard]) -> None:
    assert [item["code"] for item in notice.items] == ["H02", "E01"]
    assert set(notice.hazards.all()) == set(hazards)
    assert notice.due_on == today() + 7 * ONE_DAY
    assert notice.number.startswith("ZG")


def test_what_no_law_is_quoted_for_is_on_the_paper_by_its_item(household: Household, officer: Post) -> None:
    factories.HazardFactory(household=household, item_code="V01", basis="")
    factories.HazardFactory(household=household, item_code="H02", basis="GB 55009 6.1.7")

    notice = ServeNotice.issue(by=officer, household=household)

    assert [item["basis"] for item in notice.items] == ["入户安检表 V01 项", "GB 55009 6.1.7"]


def test_an_inspection_of_another_house_is_not_named_on_it(
    household: Household, hazards: list[Hazard], officer: Post
) -> None:
    elsewhere = factories.InspectionFactory(household__village=household.village)

    assert "不是这一户的安检" in why_not(ServeNotice.issue, by=officer, household=household, inspection=elsewhere)


def test_what_stands_on_a_notice_stands_on_no_other(
    notice: RectificationNotice, household: Household, officer: Post
) -> None:
    assert "不用再开" in why_not(ServeNotice.issue, by=officer, household=household)


def test_a_closed_hazard_is_not_demanded(household: Household, officer: Post) -> None:
    factories.HazardFactory(household=household, closed=True)

    assert "不用再开" in why_not(ServeNotice.issue, by=officer, household=household)


def test_a_notice_of_an_inspection_is_its_households(
    household: Household, hazards: list[Hazard], officer: Post
) -> None:
    inspection = factories.InspectionFactory(household=household)

    notice = ServeNotice.issue(by=officer, inspection=inspection)

    assert (notice.household, notice.inspection) == (household, inspection)
    assert len(notice.items) == 2


def test_a_notice_of_a_house_names_the_inspection_that_found_it_all(household: Household, officer: Post) -> None:
    inspection = factories.InspectionFactory(household=household)
    for _ in range(2):
        factories.HazardFactory(household=household, inspection=inspection)

    assert ServeNotice.issue(by=officer, household=household).inspection == inspection

    factories.HazardFactory(household=household, inspection=inspection)
    factories.HazardFactory(household=household)
    assert ServeNotice.issue(by=officer, household=household).inspection is None


def test_an_undelivered_notice_waits(notice: RectificationNotice) -> None:
    assert waits(notice, "deliver")


def test_a_signed_delivery_needs_the_signature(notice: RectificationNotice, officer: Post) -> None:
    sentence = why_not(deliver, notice, officer, Way.SIGNED, recipient="王店生")
    photograph(notice, noticing.USER_SIGNATURE)

    deliver(notice, officer, Way.SIGNED, recipient="王店生")

    assert "请用户在屏幕上签字" in sentence
    assert notice.state == State.DELIVERED


def test_a_refused_signature_needs_a_witness(notice: RectificationNotice, officer: Post) -> None:
    sentence = why_not(deliver, notice, officer, Way.REFUSED)

    deliver(notice, officer, Way.REFUSED, witness="村干部李某")

    assert "见证人" in sentence
    assert notice.state == State.DELIVERED


@pytest.mark.parametrize("way", [Way.POSTED, Way.MAILED, Way.MESSAGE])
def test_what_is_not_handed_over_is_proved(notice: RectificationNotice, officer: Post, way: Way) -> None:
    sentence = why_not(deliver, notice, officer, way)
    photograph(notice, noticing.DELIVERY)

    deliver(notice, officer, way)

    assert "凭证" in sentence


def test_a_cancelled_notice_frees_its_hazards_and_keeps_what_it_said(
    notice: RectificationNotice, household: Household, officer: Post
) -> None:
    ServeNotice.cancel(notice, by=officer, reason="打印错误")

    again = ServeNotice.issue(by=officer, household=household)

    notice.refresh_from_db()
    assert len(notice.items) == 2
    assert again.hazards.count() == 2
