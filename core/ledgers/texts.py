"""What may be wrong with, or mended in, a cell; and the mending that every kind of text shares."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from accounts.hiding import without_numbers

Cell: TypeAlias = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
Cleaner: TypeAlias = Callable[[Cell], Any]

CLEAR_WORD = "清空"
QUOTED_LENGTH = 20
# The full-width forms too: they are these signs to whoever typed them.
_FORMULA_SIGNS = frozenset("=+-@＝＋－＠")
# Full-width digits and Latin letters; full-width punctuation is ordinary in Chinese text and stays.
_WIDE = {
    wide: wide - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for wide in range(ord(first), ord(last) + 1)
}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_AS_HYPHEN = str.maketrans(dict.fromkeys(_DASHES, "-"))
_ALL_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "} | _AS_HYPHEN
_HAS_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
# Beside what is not printable, which takes in every space but the ordinary one.
_MAYBE_ODD = re.compile("[ ０-９Ａ-Ｚａ-ｚ]")
_BREAKS = re.compile(r"[ \u3000\xa0]*[\r\n\t\v\f\u2028\u2029]+[ \u3000\xa0]*")
_SPACES = re.compile(r"[ \u3000\xa0\u2000-\u200a]+")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
_VISIBLE = re.compile(r"[^\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
_WESTERN = re.compile(r"[\x21-\x7e]")
# What Excel puts before a number to keep it text, when it has become part of the text.
_TEXT_MARKS = "'’‘`"


# Excel keeps fifteen digits.
_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class Bad:
    """The cell can't be taken."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Mended:
    """Taken after a mending that is listed."""

    value: Any
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Taken, with a warning."""

    value: Any
    code: str
    message: str


Note: TypeAlias = tuple[str, str] | None


def noted(value: Any, note: Note) -> Any:
    """A cleaned value with what was mended on the way, unless something graver is known of it."""
    return value if note is None or isinstance(value, (Bad, Mended, Doubtful)) else Mended(value, *note)


def also(first: Note, second: Note) -> Note:
    """Two mendings of one cell: the first one's code stands, both sentences are said."""
    return (first[0], first[1] + second[1]) if first and second else first or second


def is_blank(text: str) -> bool:
    """Nothing that anybody could see."""
    return not _VISIBLE.search(text)


def tidy(text: str, *, compact: bool) -> tuple[str, Note]:
    """The text without what a clerk does not see or mean, and (code, sentence) of what was mended; None: nothing.

    `compact`: no space inside either (names, numbers); otherwise runs of spaces become one.
    """
    if text.isprintable() and not _MAYBE_ODD.search(text):
        return text, None
    found: list[tuple[str, str]] = []
    for mend in (_without_invisible, _without_breaks, _compact if compact else _trimmed, _narrow):
        text, note = mend(text)
        if note:
            found.append(note)
    if not found:
        return text, None
    return text, (found[0][0], "；".join(sentence for _, sentence in found) + "。")


_Step: TypeAlias = tuple[str, Note]


def tidy_number(text: str) -> tuple[str, Note]:
    """`tidy` for what holds no words: all full-width forms are made ordinary, and no space is left."""
    return _narrowed(text, compact=True)


def tidy_date(text: str) -> tuple[str, Note]:
    """The same, but one space stays between a day and a time: without it 1 月 1 日 18 时 reads as 11 日 8 时."""
    return _narrowed(text, compact=False)


def _narrowed(text: str, *, compact: bool) -> tuple[str, Note]:
    narrow = text.translate(_ALL_WIDE) if not text.isascii() else text
    tidied, note = tidy(narrow, compact=compact)
    if narrow != text:
        note = also(("wide_digits", "全角字符已改为半角。"), note)
    if tidied[:1] in _TEXT_MARKS and (unmarked := tidied.lstrip(_TEXT_MARKS)):
        return unmarked, also(note, ("text_mark", "已去掉开头的撇号。"))
    return tidied, note


def _without_invisible(text: str) -> _Step:
    cleaned = _INVISIBLE.sub("", text)
    return cleaned, None if cleaned == text else ("spaces", "已去掉看不见的字符")


def _without_breaks(text: str) -> _Step:
    cleaned = _BREAKS.sub(_joint, text)
    return cleaned, None if cleaned == text else ("line_break", "已去掉换行或制表符")


def _joint(match: re.Match[str]) -> str:
    """Western words broken over two lines keep a space between them; Chinese has none."""
    text, (start, end) = match.string, match.span()
    western = start and end < len(text) and _WESTERN.match(text[start - 1]) and _WESTERN.match(text[end])
    return " " if western else ""


def _trimmed(text: str) -> _Step:
    cleaned = _SPACES.sub(" ", text).strip()
    return cleaned, None if cleaned == text else ("spaces", "已去掉多余空格")


def _compact(text: str) -> _Step:
    cleaned = _SPACES.sub("", text)
    return cleaned, None if cleaned == text else ("spaces", "已去掉空格")


def _narrow(text: str) -> _Step:
    if not _HAS_WIDE.search(text):
        return text, None
    return text.translate(_WIDE), ("wide_digits", "全角数字或字母已改为半角")


def formula_sign(text: str) -> Bad | None:
    if text.lstrip(_TEXT_MARKS)[:1] in _FORMULA_SIGNS:
        return Bad("starts_with_formula_sign", "不能以“=”“+”“-”“@”开头，请去掉开头的符号。")
    return None


def plain_number(cell: float) -> str:
    """26.0 → “26”: Excel has no other way to hold a whole number."""
    return str(int(cell)) if cell == int(cell) else repr(cell)


def as_typed(cell: Cell) -> str:
    """What stands in the cell as its clerk knows it: 44485, not 44485.0; a day without the midnight of its hours."""
    if isinstance(cell, float) and abs(cell) < _EXACT:
        return plain_number(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return str(cell.date())
    return str(cell)


def not_text(cell: Cell, code: str) -> Bad:
    """For a truth value, a date or a time where words belong."""
    if isinstance(cell, bool):
        return Bad(f"{code}_type", "单元格是逻辑值，请填写文字。")
    return Bad(f"{code}_as_date", "Excel 已把内容变成日期或时间，请把单元格设为文本格式后重新填写。")


def quoted(text: str) -> str:
    """A cell's beginning as sentences say it: in a shifted row it holds a number of the column beside it."""
    return f"“{without_numbers(text)[:QUOTED_LENGTH]}”"


def squeeze(text: str) -> str:
    """For comparing names: compatibility forms made ordinary, no space, lower case (“报警器＋切断阀” =
    “报警器+切断阀”)."""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_AS_HYPHEN).casefold()


def text_cleaner(code: str, max_length: int, *, compact: bool) -> Cleaner:
    def clean(cell: Cell) -> Any:
        if not isinstance(cell, str):
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                return plain_number(cell)
            return not_text(cell, code)
        text, mended = tidy(cell, compact=compact)
        if not text:
            return None
        if bad := formula_sign(text):
            return bad
        if len(text) > max_length:
            return Bad("too_long", f"有 {len(text):,} 个字，最多 {max_length} 个。")
        return noted(text, mended)

    return clean


def text_plain(max_length: int) -> Callable[[str], object]:
    """Whether `text_cleaner` would give back the same: Chinese, Latin letters and digits, with the signs that addresses
    have after the first."""
    words, signs = "0-9A-Za-z\u4e00-\u9fff", r"\-_/.#()（）、，"
    return re.compile(f"(?!{CLEAR_WORD}\\Z)[{words}][{words}{signs}]{{0,{max_length - 1}}}").fullmatch
