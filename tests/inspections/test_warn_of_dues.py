"""Told once each: houses not inspected in the week after gas was let in; before the year ends, rounds that lack (P94,
P96)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import Notice
from households.models import Household
from inspections.models import InspectionDue
from inspections.planning.warning import warn
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree

DAY = datetime.date(2026, 7, 10)


def told(post: Post) -> list[str]:
    return list(Notice.objects.filter(user=post.user_id).order_by("pk").values_list("title", flat=True))


def due(household: Household, **facts: Any) -> None:
    with acting(System.DEMO):
        InspectionDue.objects.filter(household=household).update(year=2026, **facts)


def late(household: Household, day: datetime.date = DAY - datetime.timedelta(days=1)) -> None:
    due(household, due_kind="seventh_day", due_on=day, rounds_done=2)


def test_a_village_with_a_missed_week_is_told_to_those_who_oversee_it(
    household: Household, gas_office: Post, company_post: Post, post: MakePost, tree: Tree
) -> None:
    authority = post(Role.GAS_AUTHORITY)
    elsewhere = factories.PostFactory(role=Role.TOWN_GAS_OFFICE, division=tree.other_town)
    for one in (household, factories.HouseholdFactory(gas=True, village=tree.village)):
        late(one)

    warn(DAY)

    assert told(gas_office) == told(authority) == [f"通气后七日内未安检：{tree.village} 2 户"]
    assert told(elsewhere) == told(company_post) == []


def test_it_is_told_once(household: Household, gas_office: Post) -> None:
    late(household)

    warn(DAY)
    warn(DAY + datetime.timedelta(days=1))

    assert len(told(gas_office)) == 1


def test_on_the_last_day_nothing_is_late(household: Household, gas_office: Post) -> None:
    late(household, DAY)

    warn(DAY)

    assert told(gas_office) == []


@pytest.mark.parametrize(("left", "count"), [(61, 0), (60, 1), (31, 1), (30, 1)])
def test_the_year_end_is_told_sixty_days_ahead(
    household: Household, gas_office: Post, company_post: Post, left: int, count: int
) -> None:
    due(household, rounds_done=1, rounds_due=2)

    warn(datetime.date(2026, 12, 31) - datetime.timedelta(days=left))

    assert len(told(gas_office)) == len(told(company_post)) == count


def test_and_again_thirty_days_ahead(household: Household, gas_office: Post, company_post: Post) -> None:
    due(household, rounds_done=1, rounds_due=2)

    for day in (datetime.date(2026, 11, 5), datetime.date(2026, 12, 3), datetime.date(2026, 12, 4)):
        warn(day)

    assert told(gas_office) == told(company_post) == ["2026 年安检次数不足：1 个村 1 户"] * 2


def test_who_has_his_rounds_is_not_told_of(household: Household, gas_office: Post) -> None:
    due(household, rounds_done=2, rounds_due=2)

    warn(datetime.date(2026, 12, 10))

    assert told(gas_office) == []
