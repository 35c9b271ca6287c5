"""Numbers of people in what somebody typed: no log, note or saved filter keeps them."""

from __future__ import annotations

import re

# Any script's digits, half or full width, with what people put between them; masked ones stay what they are.
_DIGIT = r"[\d*＊]"
_BETWEEN = r"[\s\-‐-―－−_.·•/\u200b-\u200f\u2060\ufeff]{0,3}"
_LONG_NUMBER = re.compile(rf"{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{4,}}{_BETWEEN}[\d*＊XxＸｘ]")
_SIGN = re.compile(r"[\d*＊XxＸｘ]")
LAST = 4


def without_numbers(text: str) -> str:
    """Of six digits or more in a row only the last four."""
    return _LONG_NUMBER.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    signs = _SIGN.findall(found[0])
    return "*" * (len(signs) - LAST) + "".join(signs[-LAST:])
