"""What the demo tells of assessors is told by the steps themselves."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from accounts.models import Organization, Post
from accounts.roles import Role
from inspections.demo import assessing
from inspections.models import Assessment, AssessmentFinding, AssessorContract, ConflictCheck, Topic
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree


@pytest.fixture
def posts(tree: Tree, post: MakePost) -> dict[str, Post]:
    for name, kind in (
        (assessing.GAS, Organization.Kind.GAS),
        (assessing.REPAIR, Organization.Kind.REPAIR),
        (assessing.FIRM, Organization.Kind.ASSESSOR),
    ):
        factories.OrganizationFactory(name=name, kind=kind, division=tree.district)
    for topic in Topic.values:
        factories.assessing_checklist(topic)
    factories.HouseholdFactory.create_batch(22, gas=True, village=tree.village)
    firm = Organization.objects.get(name=assessing.FIRM)

    return {
        "town": post(Role.TOWN_OFFICE),
        "town_gas_office": post(Role.TOWN_GAS_OFFICE),
        "town2": post(Role.TOWN_OFFICE, at=tree.other_town),
        "district": post(Role.DISTRICT_OFFICE),
        "assessor": factories.PostFactory(role=Role.ASSESSOR, division=tree.district, organization=firm),
    }


@time_machine.travel("2026-11-28 10:00+08:00", tick=False)
def test_the_demo_of_assessing_runs(posts: dict[str, Post]) -> None:
    assessing.tell(posts)

    assert set(AssessorContract.objects.values_list("state", flat=True)) == {"running", "selecting", "settled"}
    assert ConflictCheck.objects.filter(result="conflict").count() == 1
    ordered = Assessment.objects.exclude(kind=Assessment.Kind.TRACKING)
    assert sorted(ordered.values_list("state", flat=True)) == ["planned", "rectifying"]
    of_these = AssessmentFinding.objects.filter(assessment__in=ordered)
    assert sorted(of_these.values_list("state", flat=True)) == ["closed", "open"]


# A season's first day, in the middle of it, long after it.
@pytest.mark.parametrize(
    ("today", "states"),
    [
        ("2026-11-15", ["planned"]),
        ("2026-12-20", ["closed", "rectifying", "planned"]),
        ("2026-08-01", ["closed", "closed", "rectifying"]),
    ],
)
def test_weeks_of_the_season_are_told_whatever_the_day(today: str, states: list[str], posts: dict[str, Post]) -> None:
    with time_machine.travel(f"{today} 10:00+08:00", tick=False):
        assessing.tell(posts)

    weeks = Assessment.objects.filter(kind=Assessment.Kind.TRACKING).order_by("planned_from_on")
    assert list(weeks.values_list("state", flat=True)) == states
    assert all(one.planned_from_on <= datetime.date.fromisoformat(today) for one in weeks)
