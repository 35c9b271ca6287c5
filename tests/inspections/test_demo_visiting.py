"""The demo's visits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from accounts.models import Post
from inspections.demo.visiting import INSPECTED, NOT_HOME, tell
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
