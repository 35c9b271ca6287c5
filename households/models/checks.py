"""What a number must look like, wherever it comes from: the rules are those of the workbook's columns."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.ledgers.columns import BankAccountColumn, Column, IdentifierColumn, IdNumberColumn, PhoneColumn
from core.ledgers.context import Context
from core.ledgers.texts import Bad, Doubtful, Mended

ID_NUMBER = IdNumberColumn("身份证号", "id_number")
PHONE = PhoneColumn("联系方式", "phone")
BANK_ACCOUNT = BankAccountColumn("银行账号", "bank_account")
IDENTIFIER = IdentifierColumn("号码", "identifier")


def id_number(value: Any) -> None:
    _check(ID_NUMBER, value)


def phone(value: Any) -> None:
    _check(PHONE, value)


def bank_account(value: Any) -> None:
    _check(BANK_ACCOUNT, value)


def identifier(value: Any) -> None:
    _check(IDENTIFIER, value)


def not_in_future(year: int) -> None:
    if year > timezone.localdate().year:
        raise ValidationError("年份不能晚于今年。")


def tidied(column: Column, value: str) -> str:
    """As a clerk's cell is taken: without spaces, full-width digits, a small x. Raises ValidationError."""
    # No column of text looks at the places that a context knows.
    found = column.cleaner(Context(None, None, timezone.localdate()))(value)  # type: ignore[arg-type]
    if isinstance(found, Bad):
        raise ValidationError(found.message, code=found.code)
    return found.value if isinstance(found, Mended | Doubtful) else found


def _check(column: Column, value: Any) -> None:
    if tidied(column, str(value)) != str(value):
        raise ValidationError("请去掉空格、全角字符和国家代码，字母用大写。")
