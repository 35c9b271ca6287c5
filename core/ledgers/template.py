"""The empty workbook to fill in: drop-downs, notes, numbers as text, villages that follow their town; and how to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import IO

import openpyxl
from django.core.exceptions import PermissionDenied
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import Post
from core.ledgers.base import Ledger
from core.ledgers.checking import Task
from core.ledgers.columns import Column, FlagsColumn, VillageColumn
from core.ledgers.context import Context
from core.ledgers.look import add_ledger_sheet, add_text_sheet, new_workbook
from core.ledgers.reading import GUIDE_SHEET, LISTS_SHEET
from core.ledgers.runs import why_not_import

LAST_ROW = 20_000
# Text that Excel takes for a name: a town may be called anything.
_NAME = re.compile(r"[^\W\d]\w*")
RULES = (
    "一{unit}一行，一次只交一张表；不要合并单元格，不要写公式，表头不要改名，列的次序可以变。",
    "红色表头的列{newcomer}必填。",
    "身份证号、银行账号、户号、表号按文本填写，本表已设好；从别处粘贴时请选“只粘贴数值”。",
    "有下拉箭头的列请从下拉中选，也可以填代码。",
    "首尾空格、全角数字、小写 x、“2021年”这类写法会自动改正，并在核对结果中列出。",
)
# Where the ledger may have a row already.
OF_KNOWN_ROWS = (
    "台账里已有的{unit}：{knows_by}。空格子不改原来的内容；要清空某一格，请填“清空”。",
    "带 * 的号码（脱敏导出的）视为没有改动。",
)


def template_file(ledger: Ledger, post: Post) -> IO[bytes]:
    """Raises PermissionDenied with a sentence if the post imports nothing into this ledger."""
    mode = ledger.mode_for(post)
    if mode is None:
        raise PermissionDenied(why_not_import(ledger, post))
    context = Task(ledger, mode, post, {}).context()
    columns = [column for column in ledger.columns_with(mode) if column.imported]
    workbook = new_workbook()
    sheet = add_ledger_sheet(workbook, ledger.title, columns)
    lists = _Lists(workbook)
    for place, column in enumerate(columns, start=1):
        _annotate(sheet, place, column, context, ledger)
        _validate(sheet, place, column, columns, context, lists)
    add_text_sheet(workbook, GUIDE_SHEET, list(_guide(ledger, columns, context)), (18, 10, 60))
    lists.place_last()
    file = io.BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def _annotate(sheet: Worksheet, place: int, column: Column, context: Context, ledger: Ledger) -> None:
    if text := "\n".join(filter(None, [_required_said(column, ledger), note_of(column, context)])):
        sheet.cell(1, place).comment = Comment(text, "暖户", height=120, width=260)


def note_of(column: Column, context: Context) -> str:
    options = column.options(context)
    listed = f"可填：{'、'.join(options)}。" if 0 < len(options) <= 20 else ""
    return "\n".join(filter(None, [column.note, listed]))


def _required_said(column: Column, ledger: Ledger) -> str:
    return f"{ledger.newcomer}必填。" if column.required else ""


def _validate(
    sheet: Worksheet, place: int, column: Column, columns: Sequence[Column], context: Context, lists: _Lists
) -> None:
    formula = _formula(column, columns, context, lists)
    if not formula:
        return
    # A warning, not a wall: codes and other spellings are taken as well.
    rule = DataValidation("list", formula1=formula, allow_blank=True, errorStyle="warning")
    rule.errorTitle, rule.error = "不在列表中", "这一项不在下拉列表中，确定要这样填吗？"
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _formula(column: Column, columns: Sequence[Column], context: Context, lists: _Lists) -> str:
    if isinstance(column, VillageColumn):
        town = next(place for place, one in enumerate(columns, start=1) if one.name == column.town)
        lists.add_villages(context)
        return f"INDIRECT(${get_column_letter(town)}2)"
    options = [] if isinstance(column, FlagsColumn) else column.options(context)
    return lists.add(column.heading, options) if options else ""


class _Lists:
    """The hidden sheet behind the drop-downs: a column each, with a name for each town's villages."""

    def __init__(self, workbook: openpyxl.Workbook) -> None:
        self.workbook = workbook
        self.sheet: Worksheet = workbook.create_sheet(LISTS_SHEET)
        self.sheet.sheet_state = "hidden"
        self.used = 0

    def add(self, heading: str, options: Sequence[str]) -> str:
        """The reference to the list."""
        self.used += 1
        for row, text in enumerate([heading, *options], start=1):
            self.sheet.cell(row, self.used, text)
        letter = get_column_letter(self.used)
        return f"{LISTS_SHEET}!${letter}$2:${letter}${len(options) + 1}"

    def add_villages(self, context: Context) -> None:
        for town, villages in _villages_by_town(context):
            if _NAME.fullmatch(town):
                reference = self.add(town, villages)
                self.workbook.defined_names[town] = DefinedName(town, attr_text=reference)

    def place_last(self) -> None:
        self.workbook.move_sheet(self.sheet, len(self.workbook.sheetnames))


def _villages_by_town(context: Context) -> Iterator[tuple[str, list[str]]]:
    by_town: dict[int, list[str]] = {}
    for village in context.villages.by_pk.values():
        if village.valid_to is None and village.town_id and village.code.startswith(context.area.code):
            by_town.setdefault(village.town_id, []).append(str(village))
    for town, villages in by_town.items():
        yield str(context.towns.by_pk[town]), villages


def _guide(ledger: Ledger, columns: Sequence[Column], context: Context) -> Iterator[tuple[str, str, str]]:
    yield ledger.title, "", "填表说明"
    rules = (*RULES, *(OF_KNOWN_ROWS if ledger.lasting else ()))
    for number, rule in enumerate(rules, start=1):
        yield f"{number}", "", rule.format(newcomer=ledger.newcomer, unit=ledger.unit, knows_by=ledger.knows_by)
    yield "列", ledger.newcomer, "说明"
    for column in columns:
        yield column.heading, "必填" if column.required else "", note_of(column, context)
