"""A gas company of the district, and its office that brings lists."""

from __future__ import annotations

import pytest

from accounts.models import Organization, Post
from accounts.roles import Role
from tests import factories
from tests.factories import Tree


@pytest.fixture
def company(tree: Tree) -> Organization:
    made: Organization = factories.OrganizationFactory(gas=True, division=tree.district)
    return made


@pytest.fixture
def gas_office(tree: Tree, company: Organization) -> Post:
    made: Post = factories.PostFactory(role=Role.GAS_COMPANY, division=tree.district, organization=company)
    return made
