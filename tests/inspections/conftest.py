"""Who inspects, who assesses, and what a checklist asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import HeatingSeason, TimeLimit
from core.small_tables import forget
from households.models import Household
from inspections.models import Assessment, AssessorContract, Topic
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree
from tests.inspections.assessments import plan


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


@pytest.fixture
def no_season(db: Any) -> Iterator[None]:
    """The deadlines of the rest of the year, on whatever day the tests run; what a process remembers of seasons belongs
    to one test."""
    with acting(System.DEMO):
        HeatingSeason.objects.all().delete()
    forget(HeatingSeason)
    yield
    forget(HeatingSeason)


@pytest.fixture
def own_limits(db: Any) -> Iterator[None]:
    """What a process remembers of the district's limits belongs to one test."""
    forget(TimeLimit)
    yield
    forget(TimeLimit)


@pytest.fixture
def officer(household: Household, tree: Tree) -> Post:
    """The safety officer of the household's village."""
    made: Post = factories.PostFactory(
        role=Role.SAFETY_OFFICER, division=tree.district, organization=household.gas_supplier
    )
    factories.VillageDutyFactory(post=made, village=tree.village)
    return made


@pytest.fixture
def town_post(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


@pytest.fixture
def contract(tree: Tree) -> AssessorContract:
    made: AssessorContract = factories.AssessorContractFactory(area=tree.town)
    return made


@pytest.fixture
def assessor(tree: Tree, contract: AssessorContract) -> Post:
    made: Post = factories.PostFactory(role=Role.ASSESSOR, division=tree.district, organization=contract.assessor)
    return made


@pytest.fixture
def task(tree: Tree, contract: AssessorContract) -> Assessment:
    made: Assessment = factories.AssessmentFactory(town=tree.town, contract=contract)
    return made


@pytest.fixture
def planned(task: Assessment, assessor: Post, tree: Tree) -> Assessment:
    factories.assessing_checklist(Topic.SAFETY, photo_when_bad=False)
    factories.HouseholdFactory.create_batch(3, gas=True, village=tree.village)
    return plan(task, assessor, 3)
