"""The demo's visits."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from households.models import Household
from inspections.demo.visiting import INSPECTED, NOT_HOME, brought_in, tell
from inspections.models import AccessCase, Inspection
from tests import factories
from tests.factories import Tree


def test_the_demo_has_visits_of_each_outcome(officer: Post, tree: Tree, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for _ in range(20 + INSPECTED + NOT_HOME + 1):
        factories.HouseholdFactory(
            gas=True, gas_supplier=officer.organization, village=tree.village, longitude=114.5, latitude=38.0
        )

    tell({"safety_officer": officer})

    assert Inspection.objects.valid().count() == 2 * INSPECTED
    assert AccessCase.objects.count() == NOT_HOME + 1


def test_of_the_year_before_most_households_were_inspected_twice(household: Household, tree: Tree) -> None:
    for _ in range(9):
        factories.HouseholdFactory(gas=True, village=tree.village, gas_supplier=household.gas_supplier)
    district = factories.PostFactory(role=Role.DISTRICT_OFFICE, division=tree.district)

    brought_in({"district": district})

    visits = Counter(Inspection.objects.valid().values_list("household", flat=True))
    assert sorted(visits.values()) == [1] + 8 * [2]
