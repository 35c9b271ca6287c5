"""挂牌督办: an office demands, the company reports, the office looks and lifts (P106)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import Notice
from core.timekeeping.clocks import last_day
from core.timekeeping.working_days import add_working_days
from households.models import Household
from inspections.hazards import supervising
from inspections.hazards.supervising import SuperviseHazard
from inspections.models import Hazard, SuperviseOrder
from tests import factories
from tests.conftest import MakePost
from tests.inspections.hazards import photograph, today, waits, why_not

State = SuperviseOrder.State


@pytest.fixture
def hazard(household: Household) -> Hazard:
    made: Hazard = factories.HazardFactory(household=household)
    return made


@pytest.fixture
def order(hazard: Hazard, gas_office: Post) -> SuperviseOrder:
    made: SuperviseOrder = SuperviseHazard.hang(by=gas_office, hazard=hazard, demands="更换软管并报告")
    return made


def hand_in(order: SuperviseOrder, by: Post) -> SuperviseOrder:
    photograph(order, supervising.REPORT)
    made: SuperviseOrder = SuperviseHazard.hand_in(order, by=by, report="已更换")
    return made


def settle(hazard: Hazard) -> None:
    with acting(System.DEMO):
        Hazard.objects.filter(pk=hazard.pk).update(state=Hazard.State.CLOSED, closed_at=timezone.now())


def test_a_hazard_under_order_is_marked(order: SuperviseOrder, hazard: Hazard) -> None:
    hazard.refresh_from_db()

    assert hazard.supervised


def test_the_company_has_ten_working_days(order: SuperviseOrder, company_post: Post) -> None:
    [item] = waits(order, "demanded")

    assert (item.role, item.organization_id) == (Role.GAS_COMPANY, company_post.organization_id)
    assert item.due_at is not None
    assert last_day(item.due_at) == order.due_on >= add_working_days(today(), 10)


def test_a_settled_hazard_is_not_supervised(hazard: Hazard, gas_office: Post) -> None:
    settle(hazard)

    assert "不用督办" in why_not(SuperviseHazard.hang, by=gas_office, hazard=hazard, demands="整改")


def test_a_hazard_is_under_one_order(order: SuperviseOrder, hazard: Hazard, gas_office: Post) -> None:
    assert "还没有摘牌" in why_not(SuperviseHazard.hang, by=gas_office, hazard=hazard, demands="整改")


def test_a_report_comes_with_its_paper(order: SuperviseOrder, company_post: Post) -> None:
    assert "盖章的整改报告" in why_not(SuperviseHazard.hand_in, order, by=company_post, report="已更换")


def test_an_order_is_not_lifted_before_the_hazard_is_closed(
    order: SuperviseOrder, company_post: Post, gas_office: Post
) -> None:
    hand_in(order, company_post)

    sentence = why_not(SuperviseHazard.lift, order, by=gas_office, accepted_on=today(), conclusion="合格")

    assert "还没有销号，不能摘牌" in sentence


def test_a_lifted_order_leaves_the_hazard_unmarked(
    order: SuperviseOrder, hazard: Hazard, company_post: Post, gas_office: Post
) -> None:
    hand_in(order, company_post)
    settle(hazard)
    order.hazard.refresh_from_db()

    SuperviseHazard.lift(order, by=gas_office, accepted_on=today(), conclusion="合格")

    hazard.refresh_from_db()
    assert (order.state, hazard.supervised) == (State.LIFTED, False)


def test_another_office_does_not_lift_it(
    order: SuperviseOrder, hazard: Hazard, company_post: Post, post: MakePost
) -> None:
    hand_in(order, company_post)
    settle(hazard)

    sentence = why_not(SuperviseHazard.lift, order, by=post(Role.GAS_AUTHORITY), accepted_on=today(), conclusion="合格")

    assert "请由该单位验收" in sentence


def test_a_failed_acceptance_begins_again(order: SuperviseOrder, company_post: Post, gas_office: Post) -> None:
    hand_in(order, company_post)

    SuperviseHazard.fail(order, by=gas_office, reason="卡箍未紧固")

    assert (order.state, order.failures) == (State.HUNG, 1)
    assert waits(order, "demanded")
    assert Notice.objects.filter(user=company_post.user_id, title__contains="验收未通过").exists()
