"""Workbooks whose rows are each about a household of the ledger, named by its 户编号."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from accounts.models import Post
from core.chunks import chunks
from core.ledgers.columns import Column, IdentifierColumn
from core.ledgers.matching import any_of
from core.ledgers.table import Table
from households.models import Household

CHUNK = 5_000
NUMBER = "household_number"
# Why the row can't be about this household, as a sentence; empty: it can.
Judge: TypeAlias = Callable[[Household], str]


def household_column() -> Column:
    note = "台账中的户编号，可从确户台账的导出里复制。"
    return IdentifierColumn("户编号", NUMBER, required=True, kept=True, listed=True, width=17, note=note)


def households_numbered(numbers: Iterable[str], post: Post) -> dict[str, Household]:
    """Those of the ledger that the post sees: who, whether in use, with what they heat."""
    found: dict[str, Household] = {}
    for some in chunks(dict.fromkeys(numbers), CHUNK):
        rows = Household.objects.visible_to(post).in_ledger().filter(any_of("number", some, Household))
        found |= {one.number: one for one in rows.only("number", "name", "status", "category")}
    return found


def judge_households(table: Table, post: Post, judge: Judge) -> None:
    """Of the good rows that are not known yet."""
    numbers = table.values.get(NUMBER) or [None] * len(table.rows)
    fresh = [index for index in table.good() if table.known[index] is None and isinstance(numbers[index], str)]
    found = households_numbered((numbers[index] for index in fresh), post)
    for index in fresh:
        household = found.get(numbers[index])
        if household is None:
            sentence = "台账中没有这个户编号，或不在您的管辖范围内，请核对。"
            table.refuse(index, NUMBER, "unknown_household", sentence)
        elif sentence := judge(household):
            table.refuse(index, NUMBER, "unfit_household", sentence)
