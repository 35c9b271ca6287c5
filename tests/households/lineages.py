"""Households split and merged, as their tests carry it through."""

from __future__ import annotations

from typing import Any

from households.documents import Document
from households.models import Application, Household
from households.models.choices import DevicesGo
from households.workflows import ChangeHousehold, MergeHouseholds, SplitHousehold
from tests.households.conftest import TODAY, Chain, attach, whole_row

State = Application.State


def file_split(chain: Chain, household: Household, **given: Any) -> Application:
    row = {name: value for name, value in whole_row().items() if not name.startswith("device_")}
    given = {"heated_area": 50, "remaining_area": 70, "reason": "兄弟分家", **given}
    application = SplitHousehold.file(by=chain.village, household=household, **{**row, **given})
    attach(application, *Document)
    return application


def file_merge(chain: Chain, household: Household, other: Household, **given: Any) -> Application:
    given = {"devices_go": DevicesGo.ALONG, "effective_on": TODAY, "reason": "两户合住", **given}
    application = MergeHouseholds.file(by=chain.village, household=household, counterpart=other, **given)
    attach(application, *Document)
    return application


def split(chain: Chain, household: Household, **given: Any) -> Household:
    application = chain.carry(file_split(chain, household, **given), State.IN_LEDGER)
    household.refresh_from_db()
    assert application.counterpart is not None
    return application.counterpart


def merge(chain: Chain, household: Household, other: Household, **given: Any) -> None:
    chain.carry(file_merge(chain, household, other, **given), State.IN_LEDGER)
    household.refresh_from_db()
    other.refresh_from_db()


def change(chain: Chain, household: Household, **given: Any) -> Application:
    application = ChangeHousehold.file(by=chain.village, household=household, **given)
    attach(application, *Document)
    return chain.carry(application, State.IN_LEDGER)
