"""Numbers of people in what somebody typed: no log, note or saved filter keeps them."""

from __future__ import annotations

import re

# Any script's digits, half or full width, with what people put between them; masked ones stay what they are.
_DIGIT = r"[\d*＊]"
_BETWEEN = r"[\s\-‐-―－−_.·•/\u200b-\u200f\u2060\ufeff]{0,3}"
_LONG_NUMBER = re.compile(rf"{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{4,}}{_BETWEEN}[\d*＊XxＸｘ]")
# With signs between year, month and day, as notes and remarks give it; of a personal number no part is written so.
_DATE = re.compile(r"(?:19|20)\d\d(?P<sign>[-./])(?:0?[1-9]|1[0-2])(?P=sign)(?:0?[1-9]|[12]\d|3[01])")
_SIGN = re.compile(r"[\d*＊XxＸｘ]")
LAST = 4


def without_numbers(text: str) -> str:
    """Of six digits or more in a row only the last four; a date stays."""
    return _LONG_NUMBER.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    if _DATE.fullmatch(found[0]):
        return found[0]
    signs = _SIGN.findall(found[0])
    return "*" * (len(signs) - LAST) + "".join(signs[-LAST:])
