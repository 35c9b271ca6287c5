"""A safety officer opens the households and devices of his villages, and of them what is his business."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.models import Job
from households.models import Household
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree, VillageDutyFactory
from tests.workbooks import workbook_of


@pytest.fixture
def officer(post: MakePost, tree: Tree) -> Post:
    made = post(Role.SAFETY_OFFICER)
    VillageDutyFactory(post=made, village=tree.village)
    return made


@pytest.fixture
def client(officer: Post, client_of: ClientOf) -> Client:
    return client_of(officer)


@pytest.fixture
def household(officer: Post, tree: Tree) -> Household:
    made: Household = factories.HouseholdFactory(village=tree.village, gas=True, gas_supplier=officer.organization)
    factories.EquipmentFactory(household=made)
    return made


def test_his_household_is_open_to_him_with_its_devices(client: Client, household: Household) -> None:
    page = client.get(f"/households/{household.pk}/").content.decode()

    assert household.name in page
    assert "取暖设备" in page


def test_one_of_another_village_is_not_there(client: Client, officer: Post, tree: Tree) -> None:
    elsewhere = factories.HouseholdFactory(village=tree.next_village, gas=True, gas_supplier=officer.organization)

    assert client.get(f"/households/{elsewhere.pk}/").status_code == 404


def test_he_reads_no_personal_number_and_asks_for_none(client: Client, household: Household) -> None:
    page = client.get(f"/households/{household.pk}/").content.decode()

    assert household.id_number not in page
    assert household.phone not in page
    refused = client.post(f"/households/{household.pk}/unmask/phone/", {"reason": "安检"}).content.decode()
    assert "可以查看完整号码" in refused
    assert household.phone not in refused


def test_what_was_applied_for_and_who_is_cared_for_is_not_on_his_page(client: Client, household: Household) -> None:
    application = factories.ApplicationFactory(village=household.village, household=household, case="change")
    factories.KeyPersonFactory(household=household, name="李重点")

    for page in (f"/households/{household.pk}/", f"/households/{household.pk}/print/"):
        text = client.get(page).content.decode()
        assert application.number not in text
        assert "李重点" not in text
    assert client.get(f"/api/households/{household.pk}/lineage/").status_code == 403


def test_when_gas_was_let_in_is_on_his_page_and_opens(client: Client, household: Household) -> None:
    waiting = factories.VentilationFactory(household=household)

    text = client.get(f"/households/{household.pk}/").content.decode()

    assert "待通气" in text
    assert f'href="/ventilations/{waiting.pk}/"' in text
    assert client.get(f"/ventilations/{waiting.pk}/").status_code == 200


def test_every_link_of_his_pages_opens(client: Client, household: Household) -> None:
    """Of a panel that is not his the links would be shut."""
    device = household.equipment.get()
    factories.DeviceFlagFactory(equipment=device)

    for url in (f"/households/{household.pk}/", f"/equipment/{device.pk}/"):
        page = client.get(url)
        text = page.content.decode()
        assert page.status_code == 200
        assert "/old-devices/" not in text
        assert "/device-flags/" not in text


def test_his_lists_and_his_home_page_show_his_rows(client: Client, household: Household) -> None:
    factories.HouseholdFactory(village=household.village, gas=True, name="别家")

    listed = client.get("/households/").content.decode()

    assert household.name in listed
    assert "别家" not in listed
    assert client.get("/equipment/").status_code == 200
    assert client.get("/").status_code == 200


def test_he_exports_his_rows_masked_and_never_in_full(client: Client, household: Household) -> None:
    factories.HouseholdFactory(village=household.village, gas=True, name="别家")
    refused = client.post("/households/export/", {"columns": "all", "numbers": "whole", "reason": "安检"})
    assert not Job.objects.exists()
    assert not refused.context["may_have_whole"]

    client.post("/households/export/", {"columns": "all"})

    done = jobs.run_now(Job.objects.get())
    _, *rows = workbook_of(done).worksheets[0].iter_rows(values_only=True)
    assert [household.name in row for row in rows] == [True]
    assert household.id_number not in rows[0]
