"""完整度: the columns that a row of the ledger should have, and how many of them it has (P42)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Func, IntegerField, Value, When
from django.db.models.functions import NullIf

from households.models.choices import Category, SubsidyMethod

TEXTS = ("address", "name", "phone")
CODES = (
    "id_number",
    "heated_area",
    "converted_year",
    "category",
    "kind",
    "batch",
    "subsidy_method",
    "house_use",
    "user_class",
)
TEXTS_OF_CATEGORY = {Category.ELECTRIC: ("power_account",), Category.GAS: ("gas_account", "gas_meter_number")}
CODES_OF_CATEGORY = {Category.GAS: ("gas_supplier", "gas_meter_type", "safety_device")}
PAID_BY_BANK = (SubsidyMethod.BANK_CARD, SubsidyMethod.ONE_CARD)
COMPLETE = 100
# The steps by which lists and the dashboard tell rows apart: at least so many per cent.
BANDS = {COMPLETE: "完整", 80: "80%～99%", 60: "60%～79%", 0: "不足60%"}


def missing_of(household: Any) -> list[str]:
    """The expected columns that are empty."""
    of_category = (*TEXTS_OF_CATEGORY.get(household.category, ()), *CODES_OF_CATEGORY.get(household.category, ()))
    account = ("bank_account",) if household.subsidy_method in PAID_BY_BANK else ()
    expected = (*TEXTS, *CODES, *account, *of_category)
    return [name for name in expected if getattr(household, name) in {None, ""}]


class Filled(Func):
    """How many of the values are there."""

    function = "num_nonnulls"
    output_field = IntegerField()


def completeness() -> Any:
    """The filled share of the expected columns in per cent, rounded down: 100 only where nothing is missing."""
    filled: Any = Filled(*_values(TEXTS, CODES))
    expected: Any = Value(len(TEXTS) + len(CODES))
    for category in Category:
        texts, codes = TEXTS_OF_CATEGORY.get(category, ()), CODES_OF_CATEGORY.get(category, ())
        if texts or codes:
            filled += _where(Filled(*_values(texts, codes)), category=category)
            expected += _where(Value(len(texts) + len(codes)), category=category)
    filled += _where(Filled(F("bank_account")), subsidy_method__in=PAID_BY_BANK)
    expected += _where(Value(1), subsidy_method__in=PAID_BY_BANK)
    return Value(COMPLETE) * filled / expected


def _values(texts: tuple[str, ...], codes: tuple[str, ...]) -> list[Any]:
    return [*(NullIf(F(name), Value("")) for name in texts), *(F(name) for name in codes)]


def _where(value: Any, **condition: Any) -> Case:
    return Case(When(**condition, then=value), default=Value(0), output_field=IntegerField())
