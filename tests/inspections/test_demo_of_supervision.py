"""What the demo tells of supervision is told by its own posts, step by step."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from accounts.models import Post
from accounts.roles import Role
from households.models import Household
from inspections.demo import supervising
from inspections.models import Checklist, CompanyCheck, PublicityActivity, ReadinessCheck, ServicePointCheck
from tests import factories
from tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def posts(tree: Tree, household: Household, company_post: Post, gas_office: Post) -> dict[str, Post]:
    def at(role: Role, division: Any, **rest: Any) -> Post:
        made: Post = factories.PostFactory(role=role, division=division, **rest)
        return made

    officer = at(Role.SAFETY_OFFICER, tree.district, organization=company_post.organization)
    factories.VillageDutyFactory(village=tree.village, post=officer)
    return {
        "town_gas_office": gas_office,
        "gas_company": company_post,
        "safety_officer": officer,
        "gas_authority": at(Role.GAS_AUTHORITY, tree.district),
        "district": at(Role.DISTRICT_OFFICE, tree.district),
        "town": at(Role.TOWN_OFFICE, tree.town),
        "village": at(Role.VILLAGE, tree.village),
    }


def test_the_demo_is_told(posts: dict[str, Post]) -> None:
    factories.company_checklist()
    factories.company_checklist(Checklist.Purpose.SERVICE_POINT)
    supervising.tell(posts)

    states = set(CompanyCheck.objects.values_list("state", flat=True))
    assert {"planned", "ordered", "closed"} <= states
    assert set(ServicePointCheck.objects.values_list("state", flat=True)) == {"planned", "passed"}
    assert PublicityActivity.objects.filter(company=posts["gas_company"].organization).count() == 1
    assert ReadinessCheck.objects.filter(state="confirmed").count() == 1


# Long after the last of them; so soon that it cannot have been put right.
@pytest.mark.parametrize(("today", "last"), [("2026-11-28", "closed"), ("2026-11-16", "ordered")])
def test_companies_were_looked_at_in_the_key_periods_that_are_over(
    today: str, last: str, posts: dict[str, Post]
) -> None:
    factories.company_checklist()
    with time_machine.travel(f"{today} 10:00+08:00", tick=False):
        supervising.tell(posts)

    checks = CompanyCheck.objects.filter(period__isnull=False).order_by("period__starts_on")
    assert list(checks.values_list("period__name", "state")) == [
        ("2026 年汛期", "passed"),
        ("2026 年取暖准备期", last),
    ]
