"""A household found by what it no longer is: its former householder, his ID number, or a household merged into it.

Former names and numbers stand in the change log, numbers by their digests; an index of its own holds those of
households. From a household that is merged the way leads on to the one that stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from accounts.models import Post
from core.ledgers.columns.identity import written_either_way
from core.sealing.numbers import digest
from households.models import Household

ID_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
HOUSEHOLD_NUMBER = re.compile(r"\d{14}")
NAME = re.compile(r"[\u4e00-\u9fff·]{2,}")

TRACED = """
WITH RECURSIVE traced(id, bygone, what) AS (
    (
        SELECT row_id, row_id, 'name' FROM accounts_change
        WHERE "table" = 'households_household' AND operation = 'U' AND before ? 'name'
            AND before->>'name' = %(name)s
        UNION
        SELECT row_id, row_id, 'id_number' FROM accounts_change
        WHERE "table" = 'households_household' AND operation = 'U' AND before ? 'id_number_digest'
            AND before->>'id_number_digest' = ANY(%(digests)s)
        UNION
        SELECT id, id, 'name' FROM households_household WHERE merged_into_id IS NOT NULL AND name = %(name)s
        UNION
        SELECT id, id, 'number' FROM households_household WHERE merged_into_id IS NOT NULL AND number = %(number)s
        UNION
        SELECT id, id, 'id_number' FROM households_household
        WHERE merged_into_id IS NOT NULL AND id_number_digest = ANY(%(digests)s::uuid[])
    )
    UNION
    SELECT h.merged_into_id, traced.bygone, traced.what
    FROM traced JOIN households_household h USING (id) WHERE h.merged_into_id IS NOT NULL
)
SELECT id, bygone <> id, what FROM traced
"""
OF_ITSELF = {
    "name": "“{word}”是{household}以前的户主。",
    "id_number": "所查身份证号是{household}以前登记的。",
}
OF_A_MERGED_ONE = {
    "name": "户主“{word}”的那一户已并入{household}。",
    "id_number": "使用所查身份证号的那一户已并入{household}。",
    "number": "户编号 {word} 的那一户已并入{household}。",
}


class Trace(NamedTuple):
    household: int
    is_merged: bool
    what: str


def traces(word: str) -> list[Trace]:
    """Nothing of a word that is no whole name, ID number or 户编号."""
    digests = [str(digest(number, "id_number")) for number in _written(word)]
    name = word if NAME.fullmatch(word) else ""
    number = word if HOUSEHOLD_NUMBER.fullmatch(word) else ""
    if not (digests or name or number):
        return []
    given = {"name": name or None, "number": number or None, "digests": digests}
    with connection.cursor() as cursor:
        cursor.execute(TRACED, given)
        return [Trace(*row) for row in cursor.fetchall()]


def _written(word: str) -> Iterable[str]:
    return written_either_way(word.upper()) if ID_NUMBER.fullmatch(word) else ()


def remarks(typed: str, records: Sequence[Household], post: Post) -> Mapping[int, str]:
    """Why a household is among those found though it does not say what was typed: pk → sentence."""
    by_pk = {record.pk: record for record in records}
    found: dict[int, str] = {}
    for word in typed.split() if by_pk else ():
        for trace in traces(word):
            if sentence := _said(trace, word, by_pk.get(trace.household)):
                found.setdefault(trace.household, sentence)
    return found


def _said(trace: Trace, word: str, household: Household | None) -> str:
    if household is None or (not trace.is_merged and (household.merged_into_id or household.name == word)):
        return ""
    sentences = OF_A_MERGED_ONE if trace.is_merged else OF_ITSELF
    return sentences[trace.what].format(word=word, household=household) if trace.what in sentences else ""
