"""Rules between the columns of a workbook's row: how a subsidy is paid, and to whom.

A known row that stood so before says nothing: what is exported comes in again without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.ledgers.table import Table
from households.models.choices import Category, SubsidyMethod


def judge_subsidy(table: Table) -> None:
    _refuse_unfit_method(table)
    _tell_of_another_payee(table)


def _refuse_unfit_method(table: Table) -> None:
    blamed = _first_given(table, "subsidy_method", "kind", "category")
    if blamed is None:
        return
    for index, (method, category) in enumerate(_standing(table, "subsidy_method", "category")):
        if not method or not category or SubsidyMethod(method).fits(category):
            continue
        if _is_news(table, index, subsidy_method=method, category=category):
            sentence = f"{Category(category).label}户不能用“{SubsidyMethod(method).label}”发放补贴。"
            table.refuse(index, blamed, "subsidy_not_of_category", sentence)


def _tell_of_another_payee(table: Table) -> None:
    blamed = _first_given(table, "account_name", "name")
    if blamed is None:
        return
    for index, (name, payee) in enumerate(_standing(table, "name", "account_name")):
        if name and payee and name != payee and _is_news(table, index, name=name, account_name=payee):
            sentence = f"开户人“{payee}”不是户主“{name}”，请核对补贴是否发给本户。"
            table.warn(index, blamed, "payee_differs", sentence)


def _first_given(table: Table, *names: str) -> str | None:
    return next((name for name in names if name in table.values), None)


def _standing(table: Table, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table.standing(name) for name in names), strict=True)


def _is_news(table: Table, index: int, **standing: Any) -> bool:
    return any(value != table.known_value(index, name) for name, value in standing.items())
