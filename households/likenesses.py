"""Rows of a workbook that resemble what the ledger or the workbook has: told at the check, decided later (F4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.models import Post
from core.ledgers.matching import any_of
from core.ledgers.table import Table
from households.models import Household

# Village, name and phone.
Person = tuple[int, str, str]


def tell_of_persons(table: Table, post: Post) -> None:
    """Same name and phone in the same village under another ID number: perhaps the same household."""
    persons = _persons(table)
    in_ledger = _in_ledger([phone for _, _, phone in persons.values()], post)
    first: dict[Person, int] = {}
    for index, person in persons.items():
        if person in in_ledger:
            sentence = f"与台账中的 {in_ledger[person]} 同村、同名、同电话，请核对是否同一户。"
            table.warn(index, "name", "person_alike", sentence)
        elif first.setdefault(person, index) != index:
            sentence = f"与第 {table.rows[first[person]]} 行同村、同名、同电话，请核对是否同一户。"
            table.warn(index, "name", "person_alike", sentence)


def _persons(table: Table) -> dict[int, Person]:
    """Of the good new rows that give a phone."""
    given = list(zip(*(table.standing(name) for name in ("village", "name", "phone")), strict=True))
    return {index: given[index] for index in table.good() if table.known[index] is None and all(given[index])}


def _in_ledger(phones: Sequence[str], post: Post) -> dict[Any, str]:
    households = Household.objects.visible_to(post).in_use().filter(any_of("phone", set(phones), Household))
    return {
        (village, name, phone): number
        for village, name, phone, number in households.values_list("village_id", "name", "phone", "number")
    }
