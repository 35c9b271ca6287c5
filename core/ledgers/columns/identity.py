"""Columns of numbers that name a person, an account or a meter: they are text, and one wrong digit is another
person."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import Any, ClassVar

from core.ledgers.columns.base import Column
from core.ledgers.context import Context
from core.ledgers.texts import (
    Bad,
    Cell,
    Cleaner,
    Doubtful,
    Mended,
    Note,
    also,
    formula_sign,
    not_text,
    noted,
    plain_number,
    tidy_number,
)
from core.sealing.numbers import mask_account, mask_id_number, mask_phone

_IDENTIFIER = re.compile(r"[0-9A-Za-z][0-9A-Za-z\-_/.]*")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+\d+|\d\.\d+[Ee]\d+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PLAIN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0\d{2,3})-?([2-9]\d{6,7})")
_COUNTRY = re.compile(r"(\(\+?86\)|\+86|0086|86)-?(?=1[3-9]\d-?\d{4}-?\d{4}$)")
_AREA_CODE = re.compile(r"\((0\d{2,3})\)-?(?=[2-9]\d{6,7}$)")
_ACCOUNT = re.compile(r"\d{16,19}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
# What seventeen zeros would come to, each being 48 as a byte.
_WEIGHED_ZEROS = sum(map(mul, _WEIGHTS, b"0" * 17))
# A digit doubled, its own digits added: 7 → 14 → 5.
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
_FIRST_BIRTH = datetime.date(1900, 1, 1)


@dataclass(frozen=True)
class IdentifierColumn(Column):
    """Letters and digits that stay text. A cell that Excel made a number is refused: leading zeros, or all digits
    after the 15th, are lost."""

    compact: bool = True
    max_length: int = 30
    text_format: ClassVar[bool] = True

    def cleaner(self, context: Context) -> Cleaner:
        def clean(cell: Cell) -> Any:
            if not isinstance(cell, str):
                return self._of_number(cell)
            if ("E" in cell or "e" in cell) and _SCIENTIFIC.fullmatch(cell.strip()):
                return self._as_number()
            text, mended = tidy_number(cell)
            if not text:
                return None
            return self._judged(text, mended, context)

        return clean

    def plain(self, context: Context) -> Callable[[str], object]:
        """Without a point, which might be 1.5E10; the kinds of number below judge theirs by more."""
        return re.compile(f"[0-9A-Za-z][0-9A-Za-z\\-_/]{{0,{self.max_length - 1}}}").fullmatch

    def _of_number(self, cell: Cell) -> Any:
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            return not_text(cell, self.finding_code)
        return self._as_number()

    def _as_number(self) -> Bad:
        return Bad(
            f"{self.finding_code}_as_number",
            "Excel 已把号码变成数字，可能丢了前面的 0 或后几位，不能据此猜测；请把这一列设为文本格式后重新填写。",
        )

    def _judged(self, text: str, mended: Note, context: Context) -> Any:
        """Of a tidied text: the value, Bad, Mended or Doubtful."""
        if bad := formula_sign(text) or self._fault(text):
            return bad
        return noted(text, mended)

    def _fault(self, text: str) -> Bad | None:
        if len(text) > self.max_length:
            return Bad("too_long", f"有 {len(text):,} 个字符，最多 {self.max_length} 个。")
        if not _IDENTIFIER.fullmatch(text):
            return Bad(f"{self.finding_code}_characters", "只能由数字和字母组成。")
        return None


def check_character(number: str) -> str:
    """ISO 7064 MOD 11-2 over the first 17 digits. python-stdnum says the same (tests hold them together) in four times
    the time, and a check has a hundred thousand of them."""
    return _CHECK_CHARACTERS[(sum(map(mul, _WEIGHTS, number[:17].encode())) - _WEIGHED_ZEROS) % 11]


def passes_luhn(number: str) -> bool:
    """As `stdnum.luhn`, for the same reason."""
    digits = number.encode()
    return (sum(digits[::-2]) + sum(digits[-2::-2].translate(_DOUBLED)) - ord("0") * len(digits)) % 10 == 0


def id_number_fault(number: str, today: datetime.date) -> tuple[str, str] | None:
    """What is wrong with a tidied 身份证号 (GB 11643), as a code's ending and a sentence. Area codes are not judged:
    old ones were
    abolished, and 81, 82 and 83 are residence permits of Hong Kong, Macau and Taiwan."""
    if len(number) not in (15, 18):
        return "length", f"应为 18 位，现在是 {len(number)} 位。"
    if not (number.isascii() and number[:17].isdigit() and (number[-1].isdigit() or number[17:] == "X")):
        return "characters", "只能是数字，最后一位可以是 X。"
    if not _born(number, today):
        return "birth", "其中的出生日期不存在或还没有到。"
    if len(number) == 18 and check_character(number) != number[17]:
        return "check_digit", "最后一位校验码不对，请对照证件核对。"
    return None


def _born(number: str, today: datetime.date) -> datetime.date | None:
    day = _day(number[6:14] if len(number) == 18 else "19" + number[6:12])
    return day if day and _FIRST_BIRTH <= day <= today else None


@lru_cache(50_000)
def _day(digits: str) -> datetime.date | None:
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def written_either_way(number: str) -> tuple[str, ...]:
    """With 18 digits and, for who was born before 2000, as the card of before 1999 has it with 15; the new way
    first."""
    if len(number) == 15:
        body = f"{number[:6]}19{number[6:]}"
        return body + check_character(body), number
    return (number, number[:6] + number[8:17]) if number[6:8] == "19" else (number,)


@dataclass(frozen=True)
class IdNumberColumn(IdentifierColumn):
    """身份证号, 18 or 15 digits."""

    max_length: int = 18
    code: str = "id"
    mask: Callable[[str], str] | None = mask_id_number

    def forms(self, value: Any) -> tuple[Any, ...]:
        return written_either_way(value)

    def plain(self, context: Context) -> Callable[[str], object]:
        return lambda cell: len(cell) == 18 and id_number_fault(cell, context.today) is None

    def same(self, old: Any, new: Any) -> bool:
        return old == new or bool(old) and written_either_way(old)[0] == written_either_way(new)[0]

    def _judged(self, text: str, mended: Note, context: Context) -> Any:
        number = text.upper()
        if number != text:
            mended = also(mended, ("lower_x", "小写 x 已改为大写。"))
        if bad := formula_sign(number):
            return bad
        if fault := id_number_fault(number, context.today):
            return Bad(f"{self.finding_code}_{fault[0]}", fault[1])
        if len(number) == 15:
            return Doubtful(number, f"{self.finding_code}_old", "是 15 位的旧号码，请核对是否已换领 18 位身份证。")
        return noted(number, mended)


@dataclass(frozen=True)
class PhoneColumn(IdentifierColumn):
    """A mobile of 11 digits, or a landline with its area code."""

    max_length: int = 20
    code: str = "phone"
    mask: Callable[[str], str] | None = mask_phone

    def plain(self, context: Context) -> Callable[[str], object]:
        return _PLAIN_MOBILE.fullmatch

    def _of_number(self, cell: Cell) -> Any:
        """Excel keeps 11 digits exactly and a mobile has no leading zero: nothing is guessed."""
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and _MOBILE.fullmatch(plain_number(cell)):
            return Mended(plain_number(cell), "phone_as_number", "单元格是数字，已按文本读取。")
        return super()._of_number(cell)

    def _judged(self, text: str, mended: Note, context: Context) -> Any:
        number = _COUNTRY.sub("", text)
        if number != text:
            mended = also(mended, ("country_code", "已去掉国家代码 86。"))
        if number.replace("-", "") != number and _MOBILE.fullmatch(number.replace("-", "")):
            number, mended = number.replace("-", ""), also(mended, ("hyphens", "已去掉号码中的短横。"))
        if (landline := _AREA_CODE.sub(r"\1-", number)) != number:
            number, mended = landline, also(mended, ("brackets", "区号的括号已改为短横。"))
        if bad := formula_sign(number):
            return bad
        if not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
            return Bad(
                self.finding_code,
                "应为 11 位手机号（13 至 19 开头），或带区号的固定电话如 0311-85012345，只填一个号码。",
            )
        return noted(number, mended)


@dataclass(frozen=True)
class BankAccountColumn(IdentifierColumn):
    """16 to 19 digits; a wrong Luhn digit is only a warning, for 一卡通 accounts have none."""

    max_length: int = 19
    code: str = "account"
    mask: Callable[[str], str] | None = mask_account

    def plain(self, context: Context) -> Callable[[str], object]:
        return lambda cell: False  # one that fails Luhn's sum would be reckoned twice

    def _judged(self, text: str, mended: Note, context: Context) -> Any:
        number = text.replace("-", "")
        if number != text:
            mended = also(mended, ("hyphens", "已去掉号码中的短横。"))
        if bad := formula_sign(text):
            return bad
        if not number.isascii() or not number.isdigit():
            return Bad(f"{self.finding_code}_characters", "只能由数字组成。")
        if not _ACCOUNT.fullmatch(number):
            return Bad(f"{self.finding_code}_length", f"应为 16 至 19 位数字，现在是 {len(number)} 位。")
        if not passes_luhn(number):
            return Doubtful(
                number, f"{self.finding_code}_check_digit", "校验位不对，请对照银行卡核对；一卡通账号可能没有校验位。"
            )
        return noted(number, mended)
