"""What the ledger's list can be narrowed by."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from accounts.roles import Role
from core.views.list_query import Asker
from households.filters import ApplicationFilter, HouseholdFilter
from households.models import Application, DuplicatePair, Household
from households.models.choices import Batch, Care, Category, Kind, UserClass
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree


@pytest.fixture
def wanted(tree: Tree) -> Household:
    """Differs from the other in everything that can be filtered."""
    factories.HouseholdFactory(village=tree.other_village)
    return factories.HouseholdFactory(
        village=tree.village,
        gas=True,
        converted_year=2018,
        batch=Batch.CITY,
        user_class=UserClass.IDLE,
        care=[Care.LIVES_ALONE, Care.ILL],
        phone="",
    )


def narrowed(made: Any, rows: Any, post: Any, query: str) -> list[Any]:
    found = made(QueryDict(query), queryset=rows, request=Asker(post))
    assert found.form.is_valid(), found.form.errors
    return list(found.qs)


@pytest.mark.parametrize(
    "query",
    [
        "town={town}",
        "village={village}",
        f"category={Category.GAS}",
        f"kind={Kind.GAS}&kind={Kind.BIOMASS}",
        "converted_year=2018",
        f"batch={Batch.CITY}",
        f"user_class={UserClass.IDLE}",
        "gas_supplier={supplier}",
        "care=lives_alone",
        "care=disabled&care=ill",
        "incomplete=on",
        "completeness=80",
        f"kind={Kind.GAS}&converted_year=2018&town={{town}}",
    ],
)
def test_it_is_found_by(query: str, wanted: Household, post: MakePost) -> None:
    query = query.format(town=wanted.town_id, village=wanted.village_id, supplier=wanted.gas_supplier_id)

    assert narrowed(HouseholdFilter, Household.objects.all(), post(Role.DISTRICT_OFFICE), query) == [wanted]


def test_cancelled_ones_are_found_by_their_state(tree: Tree, post: MakePost) -> None:
    factories.HouseholdFactory(village=tree.village)
    gone = factories.HouseholdFactory(village=tree.village, cancelled=True)

    assert narrowed(HouseholdFilter, Household.objects.all(), post(Role.DISTRICT_OFFICE), "status=2") == [gone]


@pytest.mark.parametrize(("missing", "band"), [(0, 100), (2, 80), (5, 60), (8, 0)])
def test_completeness_is_told_in_bands(missing: int, band: int, tree: Tree, post: MakePost) -> None:
    columns = ["phone", "heated_area", "batch", "house_use", "user_class", "converted_year", "power_account", "address"]
    blank = {name: "" if name in {"phone", "power_account", "address"} else None for name in columns[:missing]}
    household = factories.HouseholdFactory(village=tree.village, **blank)
    office = post(Role.DISTRICT_OFFICE)

    found = [
        one
        for one in (100, 80, 60, 0)
        if narrowed(HouseholdFilter, Household.objects.all(), office, f"completeness={one}")
    ]

    assert found == [band], household.completeness


def test_a_township_is_offered_its_own_places_only(tree: Tree, post: MakePost) -> None:
    made = HouseholdFilter(None, queryset=Household.objects.all(), request=Asker(post(Role.TOWN_OFFICE)))

    assert set(made.form.fields["village"].queryset) == {tree.village, tree.next_village}
    assert set(made.form.fields["town"].queryset) == {tree.town}


def test_applications_are_found_by_kind_state_and_doubt(tree: Tree, post: MakePost) -> None:
    plain = factories.ApplicationFactory(village=tree.village, submitted=True)
    doubtful = factories.DuplicatePairFactory(
        application__village=tree.village, application__verified=True, grounds=[DuplicatePair.Ground.PERSON]
    ).application
    office = post(Role.DISTRICT_OFFICE)
    rows = Application.objects.order_by("pk")

    assert narrowed(ApplicationFilter, rows, office, "state=submitted") == [plain]
    assert narrowed(ApplicationFilter, rows, office, "case=add&state=verified") == [doubtful]
    assert narrowed(ApplicationFilter, rows, office, "doubtful=on") == [doubtful]
    assert narrowed(ApplicationFilter, rows, office, "case=cancel") == []
