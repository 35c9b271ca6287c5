"""A checklist as a form: what hangs on an answer comes forth with it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from tests import factories
from tests.factories import Tree

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_item_that_hangs_on_another_comes_forth(window: Any, tree: Tree) -> None:
    post = factories.PostFactory(role=Role.TOWN_GAS_OFFICE, division=tree.town)
    checklist = factories.ChecklistFactory()
    rows: list[dict[str, Any]] = [
        {"code": "A1", "text": "有报警器"},
        {"code": "A2", "text": "报警器有效", "shown_if_code": "A1", "shown_if_result": "ok"},
        {"code": "A3", "text": "报警器有效期至", "answer": "date"},
        {"code": "A4", "text": "切断阀动作", "shown_if_code": "A3", "shown_if_result": "ok"},
    ]
    for position, row in enumerate(rows):
        factories.ChecklistItemFactory(checklist=checklist, position=position, **row)
    household = factories.HouseholdFactory(gas=True, village=tree.village)
    inspection = factories.InspectionFactory(household=household, checklist=checklist)
    page = window(post)
    page.goto(f"/rechecks/{factories.RecheckFactory(inspection=inspection).pk}/edit/")
    hanging, after_a_day = page.locator("[data-item=A2]"), page.locator("[data-item=A4]")

    expect(hanging).to_be_hidden()
    page.locator("[data-item=A1]").get_by_label("合格", exact=True).check()
    expect(hanging).to_be_visible()
    page.locator("[data-item=A1]").get_by_label("不合格").check()
    expect(hanging).to_be_hidden()

    expect(after_a_day).to_be_hidden()
    page.locator("[name=value_A3]").fill("2030-01-01")
    expect(after_a_day).to_be_visible()
