"""The demo's hazards are told by the steps that people take."""

from __future__ import annotations

from accounts.models import Post
from households.models import Household
from inspections.demo import hazards as demo
from inspections.models import GasStop, Hazard, RectificationNotice, SuperviseOrder
from tests import factories


def test_the_demo_has_a_hazard_of_each_state(
    household: Household, officer: Post, company_post: Post, gas_office: Post
) -> None:
    for _ in range(20):
        factories.HouseholdFactory(gas=True, village=household.village, gas_supplier=household.gas_supplier)

    demo.tell({"safety_officer": officer, "gas_company": company_post, "town_gas_office": gas_office})

    assert {Hazard.State.OPEN, Hazard.State.REPORTED, Hazard.State.CLOSED} <= set(
        Hazard.objects.values_list("state", flat=True)
    )
    assert set(RectificationNotice.objects.values_list("state", flat=True)) == {"issued", "delivered"}
    assert set(GasStop.objects.values_list("state", flat=True)) == {"stopped", "restored"}
    assert SuperviseOrder.objects.get().state == SuperviseOrder.State.REPORTED
