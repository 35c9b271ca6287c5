"""Who inspects, and what a checklist asks."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Post
from accounts.roles import Role
from households.models import Household
from tests import factories
from tests.factories import Tree


@pytest.fixture
def household(tree: Tree) -> Household:
    made: Household = factories.HouseholdFactory(gas=True, village=tree.village)
    return made


@pytest.fixture
def company_post(household: Household, tree: Tree) -> Post:
    made: Post = factories.PostFactory(
        role=Role.GAS_COMPANY, division=tree.district, organization=household.gas_supplier
    )
    return made


@pytest.fixture
def gas_office(tree: Tree) -> Post:
    made: Post = factories.PostFactory(role=Role.TOWN_GAS_OFFICE, division=tree.town)
    return made


@pytest.fixture
def checklist(db: Any) -> Any:
    return factories.ChecklistFactory()
