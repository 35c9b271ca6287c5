"""The demo's campaigns and visits are told by the steps that people take."""

from __future__ import annotations

import pytest
import time_machine

from accounts.models import Post
from accounts.roles import Role
from households.models import Household
from inspections.demo import planning as demo
from inspections.models import Campaign, InspectionDue
from tests import factories
from tests.conftest import MakePost


def test_the_demo_has_campaigns_of_each_state_and_households_of_each_standing(
    household: Household, officer: Post, post: MakePost
) -> None:
    for _ in range(29):
        factories.HouseholdFactory(gas=True, village=household.village, gas_supplier=household.gas_supplier)

    demo.tell({"safety_officer": officer, "district": post(Role.DISTRICT_OFFICE)})

    assert set(Campaign.objects.values_list("state", flat=True)) == set(Campaign.State.values)
    standings = set(InspectionDue.objects.values_list("year_standing", flat=True))
    assert standings == set(InspectionDue.Standing.values) - {"closed"}


@pytest.mark.parametrize(("today", "title"), [("2026-11-28", "冬季用气安全排查"), ("2027-07-20", "汛期用气安全排查")])
def test_a_campaign_is_called_after_the_time_of_the_year(
    today: str, title: str, household: Household, officer: Post, post: MakePost
) -> None:
    with time_machine.travel(f"{today} 10:00+08:00", tick=False):
        demo.tell({"safety_officer": officer, "district": post(Role.DISTRICT_OFFICE)})

    assert Campaign.objects.get(state=Campaign.State.CONCLUDED).title == title
