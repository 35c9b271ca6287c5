"""The parameters that apps declare, and the values in force."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from core.models.parameters import ParameterValue
from core.small_tables import SmallTable

_declared: dict[str, Parameter] = {}


@dataclass(frozen=True)
class Parameter:
    """`default` holds until the district says otherwise; `lowest` and `highest` are what it may say. `basis`: where the
    default comes from, for the page."""

    code: str
    label: str
    default: Decimal | int
    unit: str
    lowest: Decimal | int
    highest: Decimal | int
    basis: str

    def __post_init__(self) -> None:
        _declared[self.code] = self

    def on(self, day: datetime.date | None = None) -> Decimal:
        """The value in force on that day, today's by default."""
        put = self.put_on(day)
        return put.value if put else Decimal(self.default)

    def put_on(self, day: datetime.date | None = None) -> ParameterValue | None:
        """The district's own value in force on that day, today's by default; None: the default holds."""
        asked = day or timezone.localdate()
        begun = [one for one in _values.rows() if one.code == self.code and one.effective_on <= asked]
        return max(begun, key=lambda one: one.effective_on, default=None)

    def said(self, value: Decimal | int) -> str:
        """“7 天”."""
        return f"{Decimal(value).normalize():f} {self.unit}"


def parameters() -> Sequence[Parameter]:
    """In the order of their codes, so that those of one app stand together."""
    return [_declared[code] for code in sorted(_declared)]


def parameter(code: str) -> Parameter | None:
    return _declared.get(code)


def _read() -> list[ParameterValue]:
    return list(ParameterValue.objects.all())


_values = SmallTable(ParameterValue, _read)
