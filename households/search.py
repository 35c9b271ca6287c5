"""The search box: what was typed decides where it is looked for.

Chinese: any part of name or address. Latin letters: pinyin or its initials, from the beginning. Digits: the beginning
of a phone, meter, account or household number; 18 or 15 may be an ID number besides; 4 are the last of an ID number or
phone, or the whole of a meter's or account's.
Several words, parted by spaces, are all looked for.
"""

from __future__ import annotations

import re

from django.db.models import F, Q, QuerySet

from accounts.models import Post
from core.ledgers.columns.identity import written_either_way
from core.sealing.numbers import digest, tail_digest
from core.search import grams_filter
from households.lineage.finding import ID_NUMBER, traces
from households.models import Application, Equipment, Household
from households.models.households import NUMBERS
from households.models.words import LastFour, Spelled, Words

FOUR = re.compile(r"\d{3}[\dXx]")
LATIN = re.compile(r"[A-Za-z]+")
CODE = re.compile(r"[A-Za-z0-9-]+")


def search_households(rows: QuerySet[Household], typed: str, post: Post) -> QuerySet[Household]:
    """Narrows the rows, which are the post's own already."""
    rows = rows.alias(
        words=Words("name", "address"), spelled=Spelled(F("name_pinyin")), phone_tail=LastFour(F("phone"))
    )
    for word in _words(typed):
        rows = rows.filter(_household(word))
    return rows


def search_applications(rows: QuerySet[Application], typed: str, post: Post) -> QuerySet[Application]:
    """By what it proposes, by its own number, or by the household that it is about."""
    rows = rows.alias(words=Words("householder", "name"), spelled=Spelled(F("name_pinyin")))
    for word in _words(typed):
        about = search_households(Household.objects.visible_to(post), word, post)
        rows = rows.filter(_application(word) | Q(household__in=about))
    return rows


def search_equipment(rows: QuerySet[Equipment], typed: str, post: Post) -> QuerySet[Equipment]:
    for word in _words(typed):
        about = search_households(Household.objects.visible_to(post), word, post)
        rows = rows.filter(_equipment(word) | Q(household__in=about))
    return rows


def _words(typed: str) -> list[str]:
    """ "li jian guo" is one name, "建国 店上" are two things to look for."""
    words = typed.split()
    return ["".join(words)] if words and all(LATIN.fullmatch(word) for word in words) else words


def _household(word: str) -> Q:
    """By what it is; or by what it was, or what was merged into it."""
    bygone = {trace.household for trace in traces(word)}
    return _as_it_is(word) | Q(pk__in=bygone) if bygone else _as_it_is(word)


def _as_it_is(word: str) -> Q:
    if ID_NUMBER.fullmatch(word):
        return _id_number(word) | _codes(word, NUMBERS)
    if FOUR.fullmatch(word):
        return Q(id_number_tail=tail_digest(word, "id_number")) | Q(phone_tail=word) | _codes(word, NUMBERS, "exact")
    if LATIN.fullmatch(word):
        return _spelling(word) | _codes(word, NUMBERS)
    if CODE.fullmatch(word):
        return Q(phone__startswith=word) | Q(number__startswith=word) | _codes(word, NUMBERS)
    return grams_filter("words", word)


def _application(word: str) -> Q:
    if ID_NUMBER.fullmatch(word):
        return _id_number(word) | _codes(word, ("gas_meter_number",))
    if LATIN.fullmatch(word):
        return _spelling(word)
    if CODE.fullmatch(word):
        return Q(number__startswith=word.upper()) | Q(phone__startswith=word) | Q(gas_meter_number__startswith=word)
    return grams_filter("words", word)


def _equipment(word: str) -> Q:
    if CODE.fullmatch(word):
        return Q(device_code__startswith=word) & ~Q(device_code="")
    return Q(device_brand=word)


def _id_number(word: str) -> Q:
    return Q(id_number_digest__in=[digest(number, "id_number") for number in written_either_way(word.upper())])


def _spelling(word: str) -> Q:
    return Q(name_initials__startswith=word.lower()) | Q(spelled__startswith=word.lower())


def _codes(word: str, columns: tuple[str, ...], lookup: str = "startswith") -> Q:
    """Each by its own index, which leaves blanks out: so does the condition, or it could not be used."""
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__{lookup}": word}) & ~Q(**{column: ""})
    return found
