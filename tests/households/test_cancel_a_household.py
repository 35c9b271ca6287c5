"""销户: reason, evidence, effective date; the row stays (P54)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from core.models import OpenItem
from core.workflow import StepRefused
from households.documents import Document
from households.models import Application, Equipment, Household
from households.models.choices import CancelReason, Status
from households.workflows import CancelHousehold
from tests import factories
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain, attach

State = Application.State


@pytest.fixture
def household(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village)


def test_the_row_stays_as_cancelled_with_date_and_reason(chain: Chain, household: Household) -> None:
    chain.carry(chain.file_cancel(household, cancel_reason=CancelReason.DISTRICT_HEATING), State.IN_LEDGER)

    household.refresh_from_db()
    assert household.status == Status.CANCELLED
    assert household.cancelled_on == TODAY
    assert household.cancel_reason == CancelReason.DISTRICT_HEATING


def test_its_devices_stop_with_it(chain: Chain, household: Household) -> None:
    device = factories.EquipmentFactory(household=household)

    chain.carry(chain.file_cancel(household), State.IN_LEDGER)

    device.refresh_from_db()
    assert (device.state, device.stopped_on) == (Equipment.State.STOPPED, TODAY)


@pytest.mark.parametrize("missing", ["cancel_reason", "reason", "effective_on"])
def test_reason_and_effective_date_are_required(missing: str, chain: Chain, household: Household) -> None:
    application = chain.file_cancel(household, **{missing: None if missing == "effective_on" else ""})

    with pytest.raises(StepRefused, match="请先填写"):
        CancelHousehold.submit(application, by=chain.village)


def test_evidence_is_required(chain: Chain, household: Household) -> None:
    application = CancelHousehold.file(
        by=chain.village, household=household, known_on=TODAY, effective_on=TODAY, cancel_reason="moved", reason="迁走"
    )
    attach(application, Document.SITE_PHOTO)

    with pytest.raises(StepRefused, match="还缺材料：销户证明。"):
        CancelHousehold.submit(application, by=chain.village)


def test_the_day_it_became_known_is_asked_at_once(chain: Chain, household: Household) -> None:
    with pytest.raises(StepRefused) as refusal:
        CancelHousehold.file(by=chain.village, household=household)

    assert set(refusal.value.fields) == {"known_on"}


def test_five_working_days_run_from_the_day_it_became_known(chain: Chain, household: Household) -> None:
    """Known on Monday 16 November: by the end of Monday the 23rd, whenever it was filed."""
    application = chain.file_cancel(household, known_on=datetime.date(2026, 11, 16))

    item = OpenItem.objects.open().get(record_id=application.pk, clock="households.application.since_known")
    assert timezone.localtime(item.due_at) == timezone.make_aware(datetime.datetime(2026, 11, 24))


def test_the_clock_stops_when_it_is_submitted(chain: Chain, household: Household) -> None:
    application = chain.carry(chain.file_cancel(household), State.SUBMITTED)

    assert not OpenItem.objects.open().filter(record_id=application.pk, clock="households.application.since_known")


def test_a_cancelled_household_is_not_cancelled_again(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, cancelled=True)

    with pytest.raises(StepRefused, match="已经销户"):
        chain.file_cancel(household)


def test_the_person_can_be_registered_again_elsewhere(chain: Chain, household: Household) -> None:
    chain.carry(chain.file_cancel(household), State.IN_LEDGER)

    again = chain.carry(chain.file_add(id_number=household.id_number), State.IN_LEDGER)

    assert again.household.id_number == household.id_number
    assert not again.duplicates.exists()
