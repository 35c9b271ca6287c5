"""Two acts about one household, or about households alike, while neither has committed yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.workflow import StepRefused, Workflow
from households.documents import Document
from households.models import Application, DuplicatePair, Equipment, Household
from households.models.choices import Kind, Status
from households.workflows import ChangeHousehold, ConvertHousehold, MergeHouseholds, UpgradeEquipment
from tests.factories import ApplicationFactory, EquipmentFactory, HouseholdFactory, id_number
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


@pytest.mark.parametrize("alike", [{"name": "王小明", "phone": "13800001111"}, {"id_number": id_number(4242)}])
def test_two_alike_submitted_at_once_are_found(chain: Chain, alike: dict[str, str]) -> None:
    one, other = chain.file_add(**alike), chain.file_add(**alike)

    while_open(lambda: chain.take(one, "submit"), lambda: chain.take(other, "submit"))

    assert set(Application.objects.values_list("state", flat=True)) == {State.SUBMITTED}
    assert DuplicatePair.objects.get().application == other


def test_a_device_is_replaced_once(chain: Chain, household: Household) -> None:
    given: dict[str, Any] = {"by": chain.village, "household": household, **DEVICE}
    conversion = reviewed(chain, ConvertHousehold.file(kind=Kind.AIR_PUMP, converted_year=2026, **given))
    upgrade = reviewed(chain, UpgradeEquipment.file(equipment=household.equipment.get(), kind=Kind.AIR_FAN, **given))

    refused = while_open(lambda: confirmed(chain, conversion), lambda: confirmed(chain, upgrade))

    assert isinstance(refused, StepRefused)
    assert refused.sentence.startswith("所选设备不是这户在用的设备")
    assert household.equipment.filter(state=Equipment.State.IN_USE).count() == 1


# 并户


@pytest.fixture
def merge(chain: Chain, household: Household) -> Application:
    """Of another household into this one, before the city's confirmation."""
    other = HouseholdFactory(village=chain.place, name="钱玉梅")
    EquipmentFactory(household=other)
    given = {"devices_go": "along", "effective_on": TODAY, "reason": "合住"}
    return reviewed(chain, MergeHouseholds.file(by=chain.village, household=household, counterpart=other, **given))


BLANK = dict.fromkeys(("id_number", "bank_account", "heated_area", "converted_year", "kind", "batch"))


def straight_to_the_city(case: str, household: Household, **given: Any) -> Application:
    """As one that was on its way before the merge was handed in."""
    made: Application = ApplicationFactory(
        case=case, household=household, village=household.village, state=State.REVIEWED, submitted_at=timezone.now(),
        phone="13911112222", **{**BLANK, **given},
    )  # fmt: skip
    return made


def test_what_is_being_changed_is_not_merged_away(chain: Chain, merge: Application) -> None:
    other = merge.counterpart
    assert other is not None
    change = straight_to_the_city(Application.Case.CHANGE, other)

    refused = while_open(lambda: confirmed(chain, change), lambda: confirmed(chain, merge))

    other.refresh_from_db()
    assert not isinstance(refused, Exception)
    assert (other.phone, other.status) == ("13911112222", Status.CANCELLED)


def test_what_is_being_cancelled_takes_in_no_other(chain: Chain, household: Household, merge: Application) -> None:
    cancel = straight_to_the_city(Application.Case.CANCEL, household, effective_on=TODAY, cancel_reason="demolished")

    refused = while_open(lambda: confirmed(chain, cancel), lambda: confirmed(chain, merge))

    other = merge.counterpart
    assert other is not None
    other.refresh_from_db()
    assert isinstance(refused, StepRefused)
    assert refused.sentence == "这户已经销户，不能再办理。"
    assert (other.status, other.equipment.count()) == (Status.NORMAL, 1)
