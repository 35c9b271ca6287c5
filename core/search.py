"""Finding people by any part of a name, by pinyin and by initials."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from pypinyin import Style, lazy_pinyin, pinyin


class Grams(Func):
    """The one- and two-character grams of a text (SQL function from a migration of core), as the indexes have them."""

    function = "portal_grams"
    output_field = ArrayField(TextField())


class HasGrams(Func):
    template = "%(expressions)s"
    arg_joiner = " @> "
    output_field = BooleanField()
    conditional = True


def grams_filter(field: str, text: str) -> Q:
    """Rows whose field contains the text, from one character upwards.

    Both conditions, so that the planner may choose: rare texts are found by the index of grams, a common character by
    reading the list in its order, where LIKE is cheap (300,000 households: 1 to 5 ms either way; the index alone takes
    50 ms for a common character, LIKE alone 300 ms for a rare text).
    """
    text = text.strip()
    if not text:
        return Q()
    return Q(HasGrams(Grams(F(field)), Value(_grams(text), ArrayField(TextField()))), **{f"{field}__contains": text})


def _grams(text: str) -> list[str]:
    """What the index narrows by: pairs side by side and the last one, or the one character. Overlapping pairs would
    double its work and hardly find less."""
    last = len(text) - 2
    return sorted({text[place : place + 2] for place in [*range(0, last, 2), last]}) if last >= 0 else [text]


# Characters that as a surname are read otherwise than alone.
SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "盖": "ge", "朴": "piao", "区": "ou", "繁": "po",
    "缪": "miao", "冼": "xian", "员": "yun", "乐": "yue", "召": "shao", "隗": "wei", "秘": "bi", "种": "chong",
    "任": "ren", "重": "chong", "那": "na", "石": "shi", "华": "hua", "翟": "zhai", "宁": "ning",
    "尹": "yin", "覃": "qin",
}  # fmt: skip


def pinyin_of(name: str) -> str:
    """ "李建国" → "li jian guo": sorts as the office's phone books do, without ICU on the server."""
    return " ".join(_syllables(name))


def initials_of(name: str) -> str:
    """ "李建国" → "ljg"."""
    return "".join(syllable[0] for syllable in _syllables(name))


@lru_cache(maxsize=10_000)
def spellings_of(words: str) -> str:
    """ "长安区" → "caq changanqu", as one types it: places and offices are read by their words, 长 as chang."""
    syllables = lazy_pinyin("".join(words.split()), errors="default")
    return f"{''.join(syllable[0] for syllable in syllables)} {''.join(syllables)}".lower()


def _syllables(name: str) -> list[str]:
    characters = "".join(name.split())
    first = [SURNAMES.get(character) or _syllable(character) for character in characters[:1]]
    return first + [_syllable(character) for character in characters[1:]]


@cache
def _syllable(character: str) -> str:
    """By character, not by name: some thousand entries answer for all names, far faster than the library."""
    found: list[list[Any]] = pinyin(character, style=Style.NORMAL, errors="default")
    return str(found[0][0]).lower()
