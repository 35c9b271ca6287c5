"""分户、并户 of the demo district: how far each has come, and what it says."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from core.workflow import Workflow
from households.demo import people
from households.models import Application
from households.models.choices import Batch, DevicesGo, HouseUse, Kind, SubsidyMethod, UserClass
from households.workflows import MergeHouseholds, SplitHousehold

# People who are in no ledger yet.
FIRST_SON = 16_000_000
TOLD: tuple[tuple[type[Workflow], str], ...] = (
    (SplitHousehold, "in_ledger"),
    (SplitHousehold, "submitted"),
    (MergeHouseholds, "in_ledger"),
    (MergeHouseholds, "verified"),
)


def split(material: Any, number: int, filed_on: datetime.date) -> dict[str, Any]:
    """A son has a household of his own."""
    household, k = material.household(), FIRST_SON + number
    area = household.heated_area or Decimal(100)
    part = (area * Decimal("0.4")).quantize(Decimal("0.01"))
    return {
        "household": household,
        "reason": "儿子成家，分开居住，各自取暖",
        "name": people.name(k),
        "id_number": people.id_number(k),
        "phone": people.phone(k),
        "address": f"{household.address}东院",
        "heated_area": part,
        "remaining_area": area - part,
        "converted_year": household.converted_year or filed_on.year,
        "kind": Kind.AIR_FAN,
        "batch": Batch.CITY_SELF,
        "subsidy_method": SubsidyMethod.ONE_CARD,
        "bank_account": people.bank_account(k),
        "account_name": people.name(k),
        "house_use": HouseUse.LIVING,
        "user_class": UserClass.NORMAL,
        "power_account": f"0313{number:010d}",
        "device_brand": "海尔",
        "device_model": "RF-50",
        "device_installed_on": filed_on - datetime.timedelta(days=20),
    }


def merge(material: Any, number: int, filed_on: datetime.date) -> dict[str, Any]:
    return {
        "household": material.household(),
        "counterpart": material.household(),
        "devices_go": DevicesGo.STOPPED,
        "effective_on": filed_on,
        "reason": "父母与子女合住，旧院不再取暖",
    }


ABOUT = {Application.Case.SPLIT: split, Application.Case.MERGE: merge}
