"""Two acts about one household, or about households alike, while neither has committed yet."""

from __future__ import annotations

from typing import Any

import pytest

from core.workflow import StepRefused, Workflow
from households.documents import Document
from households.models import Application, Equipment, Household
from households.models.choices import Kind, Status
from households.workflows import ChangeHousehold, ConvertHousehold, UpgradeEquipment
from tests.factories import EquipmentFactory, HouseholdFactory
from tests.households.conftest import TODAY, Chain, attach
from tests.overlapping import while_open

pytestmark = pytest.mark.django_db(transaction=True)
State = Application.State
DEVICE = {"device_brand": "格力", "device_model": "RB-80", "device_installed_on": TODAY, "reason": "旧设备到期"}


@pytest.fixture
def household(chain: Chain) -> Household:
    household: Household = HouseholdFactory(village=chain.place, kind=Kind.DIRECT_HEATER)
    EquipmentFactory(household=household)
    return household


def reviewed(chain: Chain, application: Application) -> Application:
    attach(application, *Document)
    return chain.carry(application, State.REVIEWED)


def confirmed(chain: Chain, application: Application) -> Any:
    return Workflow.of(application).steps["confirm"](application, by=chain.city)


def test_what_is_being_cancelled_is_not_changed(chain: Chain, household: Household) -> None:
    change = reviewed(chain, ChangeHousehold.file(by=chain.village, household=household, phone="13911112222"))
    cancel = chain.carry(chain.file_cancel(household), State.REVIEWED)

    refused = while_open(lambda: confirmed(chain, cancel), lambda: confirmed(chain, change))

    household.refresh_from_db()
    assert isinstance(refused, StepRefused)
    assert refused.sentence == "这户已经销户，不能再办理。"
    assert (household.status, household.phone == "13911112222") == (Status.CANCELLED, False)


def test_a_device_is_replaced_once(chain: Chain, household: Household) -> None:
    given: dict[str, Any] = {"by": chain.village, "household": household, **DEVICE}
    conversion = reviewed(chain, ConvertHousehold.file(kind=Kind.AIR_PUMP, converted_year=2026, **given))
    upgrade = reviewed(chain, UpgradeEquipment.file(equipment=household.equipment.get(), **given))

    refused = while_open(lambda: confirmed(chain, conversion), lambda: confirmed(chain, upgrade))

    assert isinstance(refused, StepRefused)
    assert refused.sentence.startswith("所选设备不是这户在用的设备")
    assert household.equipment.filter(state=Equipment.State.IN_USE).count() == 1
