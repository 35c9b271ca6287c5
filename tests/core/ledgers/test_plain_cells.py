"""A cell that is taken by a look alone is one that the whole cleaning would have given back."""

from __future__ import annotations

import datetime
from itertools import product

import pytest

from core.ledgers.columns import (
    BankAccountColumn,
    Column,
    IdentifierColumn,
    IdNumberColumn,
    NameColumn,
    PhoneColumn,
)
from core.ledgers.columns.identity import check_character
from core.ledgers.context import Context
from core.ledgers.texts import CLEAR_WORD, is_blank

COLUMNS = (
    Column("地址", "address", max_length=12),
    NameColumn("户主姓名", "name", max_length=12),
    IdentifierColumn("电力户号", "power_account", max_length=12),
    IdNumberColumn("身份证号", "id_number"),
    PhoneColumn("联系方式", "phone"),
    BankAccountColumn("银行账号", "bank_account"),
)
CONTEXT = Context(None, None, datetime.date(2026, 11, 22))  # type: ignore[arg-type]  # none of these asks for places
BODIES = ("13010219850312451", "13010218991231451", "13010220261123451", "13010219850230451")
PIECES = (
    CLEAR_WORD, "清", "空", "东杨村", "3组", "张", "１", "a", "E", "E10", "E+10", "x", "X", "0", "15", "1.5", "86",
    "0311", "13800000000", "1390000", "*", "＊", "-", "—", "_", "/", ".", "=", "@", "'", "（", "、", " ", "\u3000",
    "\n", "\t", "+86", "\u200b", "\\", "²", "٣", *(body + check_character(body) for body in BODIES),
)  # fmt: skip
CELLS = ["".join(pieces) for pieces in product(PIECES, PIECES)] + list(PIECES)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_what_is_plain_is_clean(column: Column) -> None:
    clean, plain = column.cleaner(CONTEXT), column.plain(CONTEXT)

    assert [cell for cell in CELLS if plain(cell) and clean(cell) != cell] == []


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_what_means_the_same_in_every_column_is_not_plain(column: Column) -> None:
    marked = [cell for cell in CELLS if is_blank(cell) or cell == CLEAR_WORD or "*" in cell or "＊" in cell]

    assert [cell for cell in marked if column.plain(CONTEXT)(cell)] == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (COLUMNS[0], "东杨村3组15-2号"),
        (COLUMNS[1], "张建国"),
        (COLUMNS[2], "0311002233"),
        (COLUMNS[3], BODIES[0] + check_character(BODIES[0])),
        (COLUMNS[4], "13800000000"),
    ],
)
def test_what_most_cells_look_like_is_plain(column: Column, cell: str) -> None:
    assert column.plain(CONTEXT)(cell)
