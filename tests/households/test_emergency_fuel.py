"""兜底保供: stock of the points, and what is handed out to households in need (P22)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Notice
from core.workflow import StepRefused
from households.energy.documents import FuelDocument
from households.energy.workflows import CountStock, FuelForHousehold, FuelForOthers, MoveIn, MoveOut
from households.models import EmergencyFuelIssue, FuelMove, FuelPoint
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import FuelPointFactory, HouseholdFactory, Tree
from tests.households.conftest import TODAY, Chain
from tests.overlapping import while_open

State = EmergencyFuelIssue.State


@pytest.fixture
def point(chain: Chain) -> FuelPoint:
    """With five tonnes; three are the least."""
    stocked = {"stocked": Decimal(5), "stocked__moved_by": chain.town}
    made: FuelPoint = FuelPointFactory(village=chain.place, minimum=3, **stocked)
    return made


def approved(chain: Chain, point: FuelPoint, tonnes: Any = 2, **facts: Any) -> EmergencyFuelIssue:
    """Signed for."""
    given = {"village": chain.place, "name": "孙秀英", "fuel_reason": "停气", "point": point, "tonnes": tonnes, **facts}
    issue = FuelForOthers.approve(FuelForOthers.file(by=chain.village, **given), by=chain.town)
    factories.AttachmentFactory(record=issue, purpose=FuelDocument.SIGNED)
    return issue


def hand_out(chain: Chain, issue: EmergencyFuelIssue) -> EmergencyFuelIssue:
    return FuelForOthers.hand_out(issue, by=chain.village, issued_on=TODAY)


def move(chain: Chain, workflow: Any, point: FuelPoint, tonnes: Any) -> FuelMove:
    return workflow.record(by=chain.town, point=point, tonnes=tonnes, moved_on=TODAY)


def stock_of(point: FuelPoint) -> Decimal:
    return FuelPoint.objects.with_stock().get(pk=point.pk).stock


def test_a_points_stock_is_the_sum_of_its_moves(chain: Chain, tree: Tree) -> None:
    point = FuelPointFactory(village=tree.village)

    move(chain, MoveIn, point, "10")
    move(chain, MoveOut, point, "1.50")
    counted = move(chain, CountStock, point, "8")

    assert stock_of(point) == 8
    assert counted.change == Decimal("-0.50")
    assert sum(point.moves.values_list("change", flat=True)) == 8


def test_more_than_there_is_does_not_go_out(chain: Chain, point: FuelPoint) -> None:
    with pytest.raises(StepRefused, match="现存 5.00 吨，不够出库 6 吨"):
        move(chain, MoveOut, point, "6")

    assert stock_of(point) == 5


@pytest.mark.parametrize("kind", ["in", "out"])
def test_a_move_of_nothing_is_refused_by_the_database(kind: str, point: FuelPoint) -> None:
    with pytest.raises(IntegrityError, match="fuel_move_of_its_kind"), transaction.atomic():
        factories.FuelMoveFactory(point=point, number=2, kind=kind, tonnes=0, change=0, stock_after=5)


def test_a_move_is_never_changed(point: FuelPoint) -> None:
    with pytest.raises(InternalError), acting(System.DEMO):
        FuelMove.objects.filter(point=point).update(stock_after=50)


def test_what_is_handed_out_leaves_the_stock(chain: Chain, point: FuelPoint) -> None:
    issue = hand_out(chain, approved(chain, point))

    assert (issue.state, issue.move.change, stock_of(point)) == (State.ISSUED, -2, 3)


def test_nothing_is_handed_out_unsigned(chain: Chain, point: FuelPoint) -> None:
    given = {"village": chain.place, "name": "孙秀英", "fuel_reason": "停气", "point": point, "tonnes": 1}
    issue = FuelForOthers.approve(FuelForOthers.file(by=chain.village, **given), by=chain.town)

    with pytest.raises(StepRefused, match="领用签字单"):
        hand_out(chain, issue)

    assert stock_of(point) == 5


def test_nothing_is_handed_out_tomorrow(chain: Chain, point: FuelPoint) -> None:
    with pytest.raises(StepRefused, match="不能晚于今天"):
        FuelForOthers.hand_out(approved(chain, point), by=chain.village, issued_on=TODAY + datetime.timedelta(days=1))


def test_of_many_handed_out_at_once_those_get_some_for_whom_there_is_some(chain: Chain, point: FuelPoint) -> None:
    issues = [approved(chain, point, tonnes) for tonnes in (4, 2, 1)]

    outcome = FuelForOthers.hand_out.take_all(EmergencyFuelIssue.objects.all(), by=chain.town, issued_on=TODAY)

    assert outcome.taken == [issues[0].pk, issues[2].pk]
    assert outcome.refused == {issues[1].pk: "供应点现存 1.00 吨，不够发放 2.00 吨，请先登记入库。"}
    assert stock_of(point) == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_take_the_last(chain: Chain, point: FuelPoint) -> None:
    one, other = approved(chain, point, 5), approved(chain, point, 5)

    refused = while_open(lambda: hand_out(chain, one), lambda: hand_out(chain, other))

    assert isinstance(refused, StepRefused)
    assert refused.sentence == "供应点现存 0.00 吨，不够发放 5.00 吨，请先登记入库。"
    assert stock_of(point) == 0
    assert FuelMove.objects.filter(point=point, kind="out").count() == 1


def test_town_and_district_are_told_once_that_a_point_is_short(chain: Chain, point: FuelPoint) -> None:
    move(chain, MoveOut, point, "2")
    assert not Notice.objects.filter(title__contains="储量不足").exists()

    move(chain, MoveOut, point, "1")
    move(chain, MoveOut, point, "1")

    told = Notice.objects.filter(title__contains="储量不足")
    assert set(told.values_list("user", flat=True)) == {chain.town.user_id, chain.district.user_id}
    assert told.count() == 2


def test_a_raised_minimum_is_told_too(chain: Chain, point: FuelPoint, client_of: ClientOf) -> None:
    facts = {"name": point.name, "village": point.village_id, "address": point.address, "keeper": point.keeper}
    given = {**facts, "phone": point.phone, "minimum": "6", "active": "on", "version": point.version}

    answer = client_of(chain.town).post(reverse("fuel-points-edit", args=[point.pk]), given)

    assert answer.status_code == 302
    assert Notice.objects.filter(title__contains="储量不足").count() == 2


def test_a_household_of_the_ledger_brings_who_and_where(chain: Chain, point: FuelPoint, client_of: ClientOf) -> None:
    household = HouseholdFactory(village=chain.place)

    issue = FuelForHousehold.file(by=chain.village, household=household, fuel_reason="停气", tonnes=1, point=point)

    assert (issue.name, issue.address, issue.town) == (household.name, household.address, household.town)
    page = client_of(chain.village).get(reverse("households-detail", args=[household.pk])).content.decode()
    assert str(issue) in page


def test_a_cancelled_household_gets_nothing(chain: Chain, point: FuelPoint) -> None:
    gone = HouseholdFactory(village=chain.place, cancelled=True)

    with pytest.raises(StepRefused, match="已经销户"):
        FuelForHousehold.file(by=chain.village, household=gone, fuel_reason="停气", tonnes=1, point=point)


def test_a_closed_point_hands_nothing_out(chain: Chain) -> None:
    closed = FuelPointFactory(village=chain.place, active=False)

    with pytest.raises(StepRefused, match="已停用或不在本区"):
        approved(chain, closed)


def test_a_village_sees_its_townships_points_and_no_others(tree: Tree, post: MakePost) -> None:
    near = FuelPointFactory(village=tree.next_village)
    FuelPointFactory(village=tree.other_village)

    assert list(FuelPoint.objects.visible_to(post(Role.VILLAGE))) == [near]


def test_the_list_is_narrowed_to_points_that_are_short(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    full = FuelPointFactory(village=tree.village, minimum=1, stocked=Decimal(5))
    short = FuelPointFactory(village=tree.village, minimum=1)

    page = client_of(post(Role.TOWN_OFFICE)).get(reverse("fuel-points-list") + "?short=on").content.decode()

    assert short.name in page
    assert full.name not in page


def test_a_move_is_recorded_by_clicking(chain: Chain, point: FuelPoint, client_of: ClientOf) -> None:
    given = {"point": point.pk, "tonnes": "2.5", "moved_on": TODAY.isoformat(), "remark": "区里调拨"}

    client_of(chain.town).post(reverse("fuel-moves-new", args=["in"]), given)

    assert stock_of(point) == Decimal("7.50")


def test_only_the_office_that_filed_it_takes_it_back(chain: Chain, point: FuelPoint) -> None:
    issue = approved(chain, point)

    with pytest.raises(StepRefused, match="只能由该单位撤回"):
        FuelForOthers.withdraw(issue, by=chain.town)

    assert FuelForOthers.withdraw(issue, by=chain.village).state == State.WITHDRAWN
