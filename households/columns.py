"""The columns that an application may fill, by name: the householder's and those of his heating device."""

from __future__ import annotations

from typing import Any

from core.sealing.numbers import mask_phone
from households.models import Application, Equipment, Household
from households.models.facts import DeviceFacts, HouseholdFacts

FACTS: tuple[str, ...] = tuple(field.name for field in HouseholdFacts._meta.local_fields if field.editable)
DEVICE: tuple[str, ...] = tuple(field.name for field in DeviceFacts._meta.local_fields)
# What a ledger row can do without: these alone can be emptied by an application.
CLEARABLE = (
    "phone",
    "subsidy_method",
    "bank_account",
    "account_name",
    "gas_supplier",
    "gas_account",
    "gas_user_code",
    "gas_meter_number",
    "gas_meter_type",
    "safety_device",
    "power_account",
    "power_meter_number",
    "residents",
    "care",
    "longitude",
    "latitude",
    "remark",
)
# Shown masked although it is not sealed: it has to be searched by its beginning.
MASKS = {"phone": mask_phone}
# What 气代煤 leaves behind when a household is converted to something else.
OF_GAS = ("gas_supplier", "gas_account", "gas_user_code", "gas_meter_number", "gas_meter_type", "safety_device")


def label_of(name: str) -> str:
    return str(Application._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def is_given(record: Any, name: str) -> bool:
    """Whether the column is filled; a blank one of an application leaves the ledger as it is."""
    return value_of(record, name) not in (None, "", [])


def value_of(record: Any, name: str) -> Any:
    """Of a foreign key the id: no row is fetched to look whether it is there."""
    return getattr(record, record._meta.get_field(name).attname)


def changed_columns(application: Application) -> list[str]:
    """What the application writes to the ledger: the filled columns, and those to be emptied."""
    given = [name for name in (*FACTS, *DEVICE, "moved_to") if is_given(application, name)]
    return given + [name for name in application.cleared if name not in given]


def has_device(application: Application) -> bool:
    return any(is_given(application, name) for name in DEVICE)


def differing_columns(application: Application, household: Household, device: Equipment | None) -> list[str]:
    """Of what the application writes, that which the ledger does not have already."""
    return [name for name in changed_columns(application) if _differs(application, household, device, name)]


def _differs(application: Application, household: Household, device: Equipment | None, name: str) -> bool:
    if name == "moved_to":
        return application.moved_to_id != household.village_id
    stands_in = device if name in DEVICE else household
    if name in application.cleared:
        return stands_in is not None and is_given(stands_in, name)
    return stands_in is None or value_of(application, name) != value_of(stands_in, name)
