"""撤回 by who filed, until the district has reviewed; 不予通过 by the tier that has it."""

from __future__ import annotations

import pytest

from core.models import OpenItem
from core.workflow import StepRefused
from households.models import Application
from households.workflows import AddHousehold
from tests import factories
from tests.households.conftest import Chain

State = Application.State


@pytest.mark.parametrize("state", ["draft", "submitted", "verified"])
def test_it_is_withdrawn_until_the_district_has_reviewed(state: str, chain: Chain) -> None:
    application = chain.carry(chain.file_add(), state)

    AddHousehold.withdraw(application, by=chain.village)

    assert application.state == State.WITHDRAWN
    assert application.decided_at
    assert not OpenItem.objects.open().filter(record_id=application.pk).exists()


def test_after_the_districts_review_it_is_too_late(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.REVIEWED)

    with pytest.raises(StepRefused):
        AddHousehold.withdraw(application, by=chain.village)


def test_only_the_office_that_filed_it_withdraws(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)

    with pytest.raises(StepRefused, match="只能由该单位撤回"):
        AddHousehold.withdraw(application, by=chain.town)


def test_a_colleague_of_the_same_office_may(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)
    colleague = factories.PostFactory(
        role=chain.village.role, division=chain.place, organization=chain.village.organization
    )

    assert AddHousehold.withdraw(application, by=colleague).state == State.WITHDRAWN


@pytest.mark.parametrize(("state", "tier"), [("submitted", "town"), ("verified", "district"), ("reviewed", "city")])
def test_the_tier_that_has_it_rejects_it_with_a_reason(state: str, tier: str, chain: Chain) -> None:
    application = chain.carry(chain.file_add(), state)
    with pytest.raises(StepRefused):
        AddHousehold.reject(application, by=getattr(chain, tier), reason="")

    AddHousehold.reject(application, by=getattr(chain, tier), reason="房屋已列入拆迁")

    assert application.state == State.REJECTED
    assert application.household is None
