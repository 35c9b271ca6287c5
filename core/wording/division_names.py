"""Names of divisions without a join: lists show two or three of them in every row, and there are some thousands."""

from __future__ import annotations

from accounts.models import Division
from accounts.scoping import Placed
from core.small_tables import SmallTable


def _read() -> dict[int, str]:
    return {pk: alias or name for pk, alias, name in Division.objects.values_list("pk", "alias", "name")}


_names = SmallTable(Division, _read)


def address_in(village: int | None, address: str) -> str:
    """With its village before it: most addresses begin with theirs."""
    name = division_name(village)
    return address if address.startswith(name) else f"{name}{address}"


def division_name(pk: int | None) -> str:
    """As `str(division)`; one made a moment ago is looked up again."""
    if pk is None:
        return ""
    found = _names.rows().get(pk)
    if found is None:
        _names.forget()
        found = _names.rows().get(pk, "")
    return found


def place_name(row: Placed) -> str:
    """“西兆通镇 南村”: the village of one township may be called as that of another."""
    return f"{division_name(row.town_id)} {division_name(row.village_id)}"
