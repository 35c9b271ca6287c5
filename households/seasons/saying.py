"""A difference in the office's words: which columns, from what to what; numbers masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from accounts.models import Organization
from core.sealing.numbers import SealedField, open_seal
from core.wording.division_names import division_name
from core.wording.showing import shower_of_field
from households.columns import MASKS
from households.models import SeasonRow
from households.seasons.differences import Difference, Kind

SHADOW = "_digest"
GONE = "已移出这里的台账，或已作废"


@dataclass(frozen=True)
class Said:
    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Line:
    household: int
    number: str
    name: str
    town: str
    village: str
    kinds: list[str]
    changes: list[Said]


def lines_of(differences: Iterable[Difference]) -> Iterable[Line]:
    suppliers = Suppliers()
    return (_line(one, suppliers) for one in differences)


class Suppliers:
    """Names of companies, each looked up once."""

    def __init__(self) -> None:
        self.name = cache(self._name)

    def _name(self, pk: int) -> str:
        return str(Organization.objects.get(pk=pk))


def _line(one: Difference, suppliers: Suppliers) -> Line:
    row = one.now or one.was
    assert row is not None, "a row stands on one side at least"
    return Line(
        one.household,
        row["number"],
        row["name"],
        division_name(row["town_id"]),
        division_name(row["village_id"]),
        [str(kind.label) for kind in one.kinds],
        _changes(one, suppliers),
    )


def _changes(one: Difference, suppliers: Suppliers) -> list[Said]:
    if one.now is None:
        return [Said("台账", "在台账", GONE)]
    if one.was is None:
        return [] if Kind.CANCELLED not in one.kinds else [Said("使用状态", "", _text("status", one.now, suppliers))]
    return [
        Said(_label(name), _text(name, one.was, suppliers), _text(name, one.now, suppliers)) for name in one.columns
    ]


@cache
def _field(name: str) -> Any:
    """A sealed number is told by the number itself, not by its digest."""
    shown = name.removesuffix(SHADOW)
    return next(field for field in SeasonRow._meta.concrete_fields if shown in {field.name, field.column})


def _label(name: str) -> str:
    return str(_field(name).verbose_name)


def _text(name: str, row: dict[str, Any], suppliers: Suppliers) -> str:
    field = _field(name)
    value = row[field.column]
    if value in (None, ""):
        return ""
    if isinstance(field, SealedField):
        return field.mask(open_seal(bytes(value), field.name))
    if field.name == "village":
        return f"{division_name(row['town_id'])} {division_name(value)}"
    if field.name == "gas_supplier":
        return suppliers.name(value)
    text = shower_of_field(field)(value)
    return MASKS[name](text) if name in MASKS else text
