"""The factories make rows that the database takes."""

import pytest

from accounts.roles import Role
from households.models import Application, Household
from tests.conftest import MakePost
from tests.factories import ApplicationFactory, DuplicatePairFactory, EquipmentFactory, HouseholdFactory, Tree


@pytest.mark.parametrize("role", Role)
def test_a_post_of_every_role_is_in_force(role: Role, post: MakePost) -> None:
    assert type(post(role)).objects.in_force().filter(pk=post(role).pk).exists()


def test_a_village_sees_its_own_households_only(tree: Tree, post: MakePost) -> None:
    mine = HouseholdFactory(village=tree.village)
    HouseholdFactory(village=tree.next_village)
    HouseholdFactory(village=tree.other_village, gas=True)

    assert list(Household.objects.visible_to(post(Role.VILLAGE))) == [mine]
    assert Household.objects.visible_to(post(Role.DISTRICT_OFFICE)).count() == 3


@pytest.mark.parametrize("trait", ["submitted", "verified", "reviewed", "rejected", "gas", "change", "cancel"])
def test_an_application_of_every_trait_is_taken(trait: str, tree: Tree) -> None:
    assert Application.objects.get(pk=ApplicationFactory(village=tree.village, **{trait: True}).pk)


def test_equipment_and_duplicates_stand_in_the_village_of_their_household(tree: Tree) -> None:
    device = EquipmentFactory(household__village=tree.village, replaced=True)
    pair = DuplicatePairFactory(application__village=tree.other_village)

    assert device.town == tree.town
    assert pair.household.town == tree.other_town
