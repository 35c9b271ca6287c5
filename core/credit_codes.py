"""统一社会信用代码 (GB 32100): two signs for the registering office and the sort of body, six digits for the place,
nine of the body's own, one that checks the rest."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from stdnum.cn import uscc

# Without I, O, S, V and Z, which are taken for digits.
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE = re.compile(rf"[{SIGNS}]{{2}}[0-9]{{6}}[{SIGNS}]{{10}}")


def is_credit_code(text: str) -> bool:
    """The library takes digits alone in the first two places, but a village's collective (农村集体经济组织) begins with
    N."""
    return bool(_CODE.fullmatch(text)) and uscc.calc_check_digit(text[:-1]) == text[-1]


def check_credit_code(text: str) -> None:
    """A field's validator. Raises ValidationError."""
    if not is_credit_code(text):
        raise ValidationError("统一社会信用代码不正确：应为 18 位，并符合校验规则。")
