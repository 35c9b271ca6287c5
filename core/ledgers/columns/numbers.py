"""Columns of amounts, years and days."""

from __future__ import annotations

import datetime
import re
from dataclasses import KW_ONLY, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from django.db.models import F, Func, TextField
from django.db.models.expressions import Combinable

from accounts.hiding import without_numbers
from core.ledgers.columns.base import Column
from core.ledgers.context import Context
from core.ledgers.texts import Bad, Cell, Cleaner, Note, also, as_typed, noted, quoted, tidy_date, tidy_number

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,20})?")
_YEAR = re.compile(r"(\d{4})(年|年度)?")
_DATE = re.compile(
    r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号]?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})|(\d{4}) (\d{1,2}) (\d{1,2})")
_EARLIEST = datetime.date(1980, 1, 1)
# Excel's own noise: 90.5 comes as 90.50000000000001.
_NOISE = Decimal("0.0000001")


def _plain(number: Decimal) -> str:
    """Without exponent or trailing zeros."""
    return format(number.normalize(), "f")


class TrimScale(Func):
    """90.50 → 90.5 (PostgreSQL 13 and later), as text."""

    template = "trim_scale((%(expressions)s)::numeric)::text"


@dataclass(frozen=True)
class NumberColumn(Column):
    """A Decimal with `places`, from `lowest` to `highest`."""

    _: KW_ONLY
    places: int = 2
    lowest: Decimal | int = Decimal("0.01")
    highest: Decimal | int = 1_000_000
    # As people write it behind the number; taken off, and listed as mended.
    units: tuple[str, ...] = ()
    numeric: ClassVar[bool] = True
    repeats: ClassVar[bool] = True

    def cleaner(self, context: Context) -> Cleaner:
        def clean(cell: Cell) -> Any:
            if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
                return self._not_a_number(str(cell))
            text, mended = (cell, None) if isinstance(cell, (int, float)) else self._without_unit(cell)
            if isinstance(text, str) and not _NUMBER.fullmatch(text):
                return self._not_a_number(text)
            number = Decimal(repr(text) if isinstance(text, float) else text)
            return self._within(number, mended)

        return clean

    def _without_unit(self, cell: str) -> tuple[str, Note]:
        text, mended = tidy_number(cell)
        for unit in self.units:
            if text.casefold().endswith(unit.casefold()):
                return text[: -len(unit)], also(("unit", f"已去掉单位“{unit}”。"), mended)
        return text, mended

    def _not_a_number(self, text: str) -> Bad:
        return Bad(f"{self.finding_code}_text", f"{quoted(text)}不是数字，请只填数字。")

    def _within(self, number: Decimal, mended: Note) -> Any:
        if number < 0 <= self.lowest:
            return Bad(f"{self.finding_code}_negative", "不能是负数。")
        if not self.lowest <= number <= self.highest:
            return Bad(
                f"{self.finding_code}_range",
                f"应{self._least()}、不超过 {self.highest}，现在是 {without_numbers(_plain(number))}。",
            )
        rounded = number.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)
        if abs(rounded - number) > _NOISE:
            mended = also(("rounded", f"已保留 {self.places} 位小数，原为 {_plain(number)}。"), mended)
        value = self._value(rounded)
        return noted(value, mended)

    def _least(self) -> str:
        return "大于 0" if 0 < self.lowest < 1 else f"不小于 {self.lowest}"

    def _value(self, number: Decimal) -> Any:
        return number

    def same(self, old: Any, new: Any) -> bool:
        """A coordinate is stored as a float."""
        return old is not None and Decimal(str(old)) == Decimal(str(new))

    def shown(self, value: Any) -> str:
        return "" if value is None else _plain(Decimal(str(value)))

    def exported(self) -> Combinable:
        return TrimScale(F(self.path), output_field=TextField())


@dataclass(frozen=True)
class IntegerColumn(NumberColumn):
    """A whole number; values are int. A fraction is an error, not rounded."""

    places: int = 0

    def _within(self, number: Decimal, mended: Note) -> Any:
        if number != number.to_integral_value():
            return Bad(f"{self.finding_code}_fraction", f"应是整数，现在是 {without_numbers(_plain(number))}。")
        return super()._within(number, mended)

    def _value(self, number: Decimal) -> Any:
        return int(number)

    def exported(self) -> Combinable:
        return super(NumberColumn, self).exported()


@dataclass(frozen=True)
class YearColumn(Column):
    """`first` to this year; “2021年” and a date are mended."""

    _: KW_ONLY
    first: int = 2000
    numeric: ClassVar[bool] = True
    repeats: ClassVar[bool] = True

    def cleaner(self, context: Context) -> Cleaner:
        def clean(cell: Cell) -> Any:
            year, mended = self._read(cell)
            if year is None:
                return Bad(f"{self.finding_code}_text", f"{quoted(as_typed(cell))}不是年份，请填四位数字，如 2021。")
            if year > context.today.year:
                return Bad(f"{self.finding_code}_future", f"{year} 年还没有到。")
            if year < self.first:
                return Bad(f"{self.finding_code}_range", f"应在 {self.first} 年之后，现在是 {year}。")
            return noted(year, mended)

        return clean

    def _read(self, cell: Cell) -> tuple[int | None, Note]:
        if isinstance(cell, datetime.date):
            return cell.year, ("year_from_date", "单元格是日期，已取其年份。")
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return (int(cell) if cell == int(cell) and 1000 <= cell <= 9999 else None), None
        text, mended = tidy_number(cell) if isinstance(cell, str) else ("", None)
        match = _YEAR.fullmatch(text)
        if not match:
            return None, None
        suffix = ("year_suffix", f"已去掉“{match[2]}”字。") if match[2] else None
        return int(match[1]), also(suffix, mended)


@dataclass(frozen=True)
class DateColumn(Column):
    """As a date cell or as text with - / . or 年月日; later than today only if `future`."""

    _: KW_ONLY
    future: bool = False
    repeats: ClassVar[bool] = True

    def cleaner(self, context: Context) -> Cleaner:
        def clean(cell: Cell) -> Any:
            text, mended = _as_text(cell)
            day = self._read(cell, text)
            if isinstance(day, Bad):
                return day
            if day > context.today and not self.future:
                return Bad("date_future", f"{day} 还没有到。")
            if day < _EARLIEST:
                return Bad("date_range", f"{day} 早于 {_EARLIEST.year} 年，请核对。")
            return noted(day, mended)

        return clean

    def _read(self, cell: Cell, text: str) -> datetime.date | Bad:
        if isinstance(cell, datetime.datetime):
            return cell.date()
        if isinstance(cell, datetime.date):
            return cell
        match = _DATE.fullmatch(text) or _PLAIN_DATE.fullmatch(text)
        if not match:
            return Bad("date_text", f"{quoted(as_typed(cell))}不是日期，请填成 2026-11-22 的样子。")
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            return datetime.date(year, month, day)
        except ValueError:
            return Bad("date_impossible", f"没有 {year} 年 {month} 月 {day} 日这一天。")

    def shown(self, value: Any) -> str:
        return "" if value is None else str(value)


def _as_text(cell: Cell) -> tuple[str, Note]:
    """20190602 typed as a number is a date; 43618, Excel's count of days without a date format, is not guessed."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return (str(int(cell)) if cell == int(cell) else ""), None
    return tidy_date(cell) if isinstance(cell, str) else ("", None)
