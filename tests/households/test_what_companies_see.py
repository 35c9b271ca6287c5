"""A gas company sees what concerns its households; a power company the households that heat by electricity."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from accounts.models import Post
from accounts.roles import Role
from households.models import Application, Equipment, Household
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import Chain, gas_row

# The gas company and its household


@pytest.fixture
def company(post: MakePost) -> Post:
    return post(Role.GAS_COMPANY)


@pytest.fixture
def supplied(company: Post, tree: Tree) -> Household:
    made: Household = factories.HouseholdFactory(village=tree.village, gas=True, gas_supplier=company.organization)
    return made


def seen_by(post: Post) -> set[int]:
    return set(Application.objects.visible_to(post).values_list("pk", flat=True))


def test_a_gas_company_sees_the_cancellation_of_its_household(
    chain: Chain, company: Post, supplied: Household, client_of: ClientOf
) -> None:
    application = chain.file_cancel(supplied)

    assert seen_by(company) == {application.pk}
    assert client_of(company).get(f"/applications/{application.pk}/").status_code == 200


def test_another_gas_company_does_not(chain: Chain, supplied: Household, tree: Tree, client_of: ClientOf) -> None:
    application = chain.file_cancel(supplied)
    other = factories.PostFactory(
        role=Role.GAS_COMPANY,
        division=tree.district,
        organization=factories.OrganizationFactory(gas=True, division=tree.district),
    )

    assert client_of(other).get(f"/applications/{application.pk}/").status_code == 404


def test_who_is_to_supply_sees_the_application_for_a_new_household(chain: Chain, company: Post) -> None:
    application = chain.file_add(**gas_row(company.organization))

    assert seen_by(company) == {application.pk}


def test_applications_filed_before_are_found_by_their_households_supplier(
    chain: Chain, company: Post, supplied: Household, as_demo: None
) -> None:
    application = chain.file_cancel(supplied)
    Application.objects.update(served_by=None)
    assert not seen_by(company)

    import_module("households.migrations.0007_backfill_served_by").fill(None, None)

    assert seen_by(company) == {application.pk}


# The power company


@pytest.fixture
def power(post: MakePost) -> Post:
    return post(Role.POWER_COMPANY)


@pytest.fixture
def electric(tree: Tree) -> Household:
    made: Household = factories.HouseholdFactory(village=tree.village, power_account="0712345678")
    return made


def test_a_power_company_sees_the_electric_households_of_its_area(
    power: Post, electric: Household, supplied: Household, client_of: ClientOf
) -> None:
    factories.EquipmentFactory(household=electric)
    factories.EquipmentFactory(household=supplied)

    assert set(Household.objects.visible_to(power)) == {electric}
    assert {one.household for one in Equipment.objects.visible_to(power)} == {electric}
    assert client_of(power).get(f"/households/{supplied.pk}/").status_code == 404


def test_it_reads_the_power_account_and_no_personal_number(
    power: Post, electric: Household, client_of: ClientOf
) -> None:
    page = client_of(power).get(f"/households/{electric.pk}/").content.decode()

    assert "0712345678" in page
    assert electric.id_number not in page
    assert electric.phone not in page
    assert electric.bank_account not in page


def test_it_serves_the_area_of_its_post_and_no_other(tree: Tree, electric: Household) -> None:
    elsewhere = factories.PostFactory(role=Role.POWER_COMPANY, division=tree.other_town)

    assert not Household.objects.visible_to(elsewhere).exists()


def test_it_has_no_part_in_applications(power: Post, electric: Household, chain: Chain, client_of: ClientOf) -> None:
    chain.file_cancel(electric)

    assert not seen_by(power)
    assert client_of(power).get("/applications/").status_code == 403


def test_its_ledger_is_read_off_the_index_of_the_place(power: Post, electric: Household) -> None:
    rows = Household.objects.visible_to(power).order_by("-id")[:50]
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "household_district" in plan
    assert "Sort" not in plan
