"""A household on paper, with its devices and what was applied for; an application with what it changes."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.roles import Role
from households.models import Equipment, Household
from households.models.choices import Kind
from tests.conftest import ClientOf, MakePost
from tests.factories import ApplicationFactory, HouseholdFactory, Tree


@pytest.fixture
def household(tree: Tree) -> Household:
    household: Household = HouseholdFactory(village=tree.village, phone="13812345678")
    stands: dict[str, Any] = {"household": household, "village": tree.village, "kind": Kind.AIR_FAN}
    with acting(System.DEMO):
        Equipment.objects.create(**stands, device_brand="海尔", device_installed_on=datetime.date(2021, 10, 16))
        Equipment.objects.create(**stands, device_brand="误录", state=Equipment.State.VOID)
    return household


def paper(client_of: ClientOf, post: MakePost, address: str, role: Role = Role.TOWN_OFFICE) -> str:
    return " ".join(client_of(post(role)).get(f"{address}print/").content.decode().split())


def test_it_has_its_devices(household: Household, client_of: ClientOf, post: MakePost) -> None:
    page = paper(client_of, post, f"/households/{household.pk}/")

    assert "<h2>取暖设备</h2>" in page
    assert "海尔" in page
    assert "2021-10-16" in page
    assert "误录" not in page


def test_it_has_what_was_applied_for(household: Household, client_of: ClientOf, post: MakePost) -> None:
    application = ApplicationFactory(village=household.village, household=household, case="change", submitted=True)

    page = paper(client_of, post, f"/households/{household.pk}/")

    assert "<h2>办理过的申请</h2>" in page
    assert application.number in page
    assert "待街镇核实" in page


def test_without_applications_it_has_no_empty_heading(
    household: Household, client_of: ClientOf, post: MakePost
) -> None:
    assert "办理过的申请" not in paper(client_of, post, f"/households/{household.pk}/")


def test_an_application_has_what_it_changes_masked(household: Household, client_of: ClientOf, post: MakePost) -> None:
    changed = {"household": household, "case": "change", "phone": "13900001111"}
    application = ApplicationFactory(village=household.village, submitted=True, **changed)

    page = paper(client_of, post, f"/applications/{application.pk}/")

    assert "<h2>与台账对照</h2>" in page
    assert "138****5678" in page
    assert "139****1111" in page
    assert "13900001111" not in page
