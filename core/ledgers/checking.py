"""The check: everything is read, everything is said, nothing is written.

Cells are cleaned column by column; then each row is matched with its record, and what needs the row, the file or the
ledger is judged: masked numbers, required cells, the same number twice, the ledger's and the mode's own rules, old →
new.
"""

from __future__ import annotations

import gc
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils import timezone

from accounts.models import Post
from core.ledgers.base import Addition, Alteration, Ledger, Mode
from core.ledgers.columns import Column
from core.ledgers.context import Context
from core.ledgers.findings import Finding, Level, WorkbookRefused
from core.ledgers.matching import match
from core.ledgers.reading import Sheet, read
from core.ledgers.table import CLEAR, Masked, Table
from core.ledgers.texts import CLEAR_WORD, Bad, Cell, Cleaner, Doubtful, Mended, is_blank

# Excel row → column name → what was put in its place in the browser.
Corrections: TypeAlias = Mapping[int, Mapping[str, str]]
Changes: TypeAlias = dict[str, tuple[Any, Any]]
# Called between columns with what is being done; may raise to cancel.
Step: TypeAlias = Callable[[str], None]


def no_step(doing: str) -> None:
    """For callers that show no progress."""


@dataclass
class Checked:
    ledger: Ledger
    mode: Mode
    context: Context
    table: Table
    sheet: Sheet
    added: list[int]
    # Index → what differs.
    changed: dict[int, Changes]
    unchanged: int

    @property
    def findings(self) -> list[Finding]:
        return self.table.findings

    def additions(self) -> Iterator[Addition]:
        """Of every written column that has a value."""
        given = [*_written(self.ledger.columns, self.table), *self._beside()]
        for index in self.added:
            yield Addition(self.table.rows[index], self._values(given, index))

    def alterations(self) -> Iterator[Alteration]:
        for index, changes in self.changed.items():
            known = self.table.known[index]
            assert known is not None
            beside = self._values(self._beside(), index)
            yield Alteration(self.table.rows[index], known.pk, known.version, changes, beside)

    def _beside(self) -> list[str]:
        return _written(self.mode.columns, self.table)

    def _values(self, names: Sequence[str], index: int) -> dict[str, Any]:
        given = ((name, self.table.values[name][index]) for name in names)
        return {name: value for name, value in given if value not in (None, CLEAR)}


@dataclass(frozen=True)
class Task:
    """What is checked, for whom. `locked`: the known records are locked until the transaction ends, for a check that
    is followed by writing."""

    ledger: Ledger
    mode: Mode
    post: Post
    corrections: Corrections
    locked: bool = False
    # The rows of the file that are meant; None: all.
    only: frozenset[int] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.ledger.columns_with(self.mode)

    def context(self) -> Context:
        district = self.post.division.district
        assert district is not None
        return Context(district, self.post.division, timezone.localdate(), self.mode.registers_organizations)


def check(content: bytes, task: Task, step: Step = no_step) -> Checked:
    """Raises WorkbookRefused where there is nothing to check row by row."""
    with uncollected():
        return _check(content, task, step)


@contextmanager
def uncollected() -> Iterator[None]:
    """Millions of small objects are made and kept: looking for garbage among them costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check(content: bytes, task: Task, step: Step) -> Checked:
    step("正在读取文件")
    sheet = read(content, task.columns, task.ledger.keys)
    if task.only is not None:
        sheet.keep(task.only)
    context = task.context()
    table = _table(sheet, task.columns)
    _refuse_unreadable(sheet, table, task.corrections)
    _correct(sheet, task.corrections)
    _clean(sheet, table, task.columns, context, step)
    step("正在与台账核对")
    match(table, task.ledger, task.ledger.known(task.post), locked=task.locked)
    _pass_what_stands(sheet, table)
    _settle_masked(table, task.ledger)
    _refuse_missing(table, task.ledger, sheet, context)
    _refuse_twice(table, task.ledger)
    _refuse_one_record_twice(table, task.ledger)
    task.ledger.examine(table)
    task.mode.examine(table, task.post)
    return _outcome(sheet, table, task, context)


def _correct(sheet: Sheet, corrections: Corrections) -> None:
    places = {row: index for index, row in enumerate(sheet.rows)} if corrections else {}
    for row, cells in corrections.items():
        for name, text in cells.items():
            if row in places and name in sheet.cells:
                sheet.cells[name][places[row]] = text


def _table(sheet: Sheet, columns: Sequence[Column]) -> Table:
    headings = {column.name: column.heading for column in columns} | sheet.headings
    by_name = {column.name: column for column in columns}
    return Table(sheet.name, sheet.rows, headings, by_name, findings=list(sheet.findings))


def _refuse_unreadable(sheet: Sheet, table: Table, corrections: Corrections) -> None:
    """Formulas, Excel's error values and merged cells: what the parser gives for them is not what the clerk means.
    What somebody typed in the browser takes their place."""
    named = {place: name for name, place in sheet.places.items()}
    for code, sentence, cells in (
        ("formula", "单元格是公式，请复制后“选择性粘贴—数值”。", sheet.scan.formulas),
        ("excel_error", "单元格是 Excel 的错误值（如 #N/A），请填写内容。", sheet.scan.errors - sheet.scan.formulas),
    ):
        for row, number in sorted(cells):
            index = bisect_left(sheet.rows, row)
            if number - 1 in named and index < len(sheet.rows) and sheet.rows[index] == row:
                name = named[number - 1]
                sheet.cells[name][index] = ""
                if name not in corrections.get(row, ()):
                    table.refuse(index, name, code, sentence)
    for first, last, left, right in sheet.merged:
        names = [name for name, place in sheet.places.items() if left <= place <= right]
        for index in range(bisect_left(sheet.rows, first), bisect_right(sheet.rows, last)) if names else ():
            _refuse_merged(sheet, table, index, names, corrections.get(sheet.rows[index], {}))


def _refuse_merged(sheet: Sheet, table: Table, index: int, names: Sequence[str], corrected: Mapping[str, str]) -> None:
    """Who has typed one of the cells has seen the others empty."""
    for name in names:
        sheet.cells[name][index] = ""
    if not any(name in corrected for name in names):
        table.refuse(index, names[0], "merged", "是合并单元格的一部分，请取消合并，逐格填写。")
        table.bad_cells.update((index, name) for name in names)


def _clean(sheet: Sheet, table: Table, columns: Sequence[Column], context: Context, step: Step) -> None:
    present = [column for column in columns if column.name in sheet.cells]
    for column in present:
        step(f"正在核对“{column.heading}”")
        table.values[column.name] = _cleaned(column, sheet.cells[column.name], table, context)
    for column in present:
        column.settle(table, context)


def _cleaned(column: Column, cells: Sequence[Cell], table: Table, context: Context) -> list[Any]:
    """Plain loops over whole columns: at a hundred thousand rows every call a cell counts."""
    clean = _with_marks(column, column.cleaner(context))
    if column.repeats:
        values = _each_once(clean, cells)
    else:
        plain = column.plain(context)
        values = [cell if isinstance(cell, str) and plain(cell) else clean(cell) for cell in cells]
    if not _REMARKS.isdisjoint(map(type, values)):
        for index, value in enumerate(values):
            if type(value) in _REMARKS:
                values[index] = table.take(index, column.name, value)
    return values


def _each_once(clean: Cleaner, cells: Sequence[Cell]) -> list[Any]:
    if len(_NUMBERS.intersection(map(type, cells))) > 1:
        keys = [(type(cell), cell) for cell in cells]  # True equals 1, and 1 equals 1.0
        typed = {key: clean(key[1]) for key in set(keys)}
        return [typed[key] for key in keys]
    results = {cell: clean(cell) for cell in set(cells)}
    return [results[cell] for cell in cells]


_NUMBERS = frozenset({bool, int, float})
_REMARKS = frozenset({Bad, Mended, Doubtful})


def _with_marks(column: Column, clean: Cleaner) -> Cleaner:
    """Blanks, “清空” and masked numbers mean the same in every column."""
    masked = column.mask is not None

    def judge(cell: Cell) -> Any:
        if isinstance(cell, str):
            if not cell or (not cell[0].isalnum() and is_blank(cell)):
                return None
            if CLEAR_WORD in cell and cell.strip() == CLEAR_WORD:
                return CLEAR
            if masked and ("*" in cell or "＊" in cell):
                return Masked(cell.strip().replace("＊", "*"))
        elif isinstance(cell, float) and not math.isfinite(cell):
            return Bad(f"{column.finding_code}_text", "单元格里的数字无效（无穷大或不是数），请重新填写。")
        return clean(cell)

    return judge


def _pass_what_stands(sheet: Sheet, table: Table) -> None:
    """A cell that says to the letter what the record has, as an export does, changes nothing: it is neither mended nor
    refused, however it came there."""
    names = {table.headings[name]: name for name in sheet.cells if name in table.names}
    places = {row: index for index, row in enumerate(table.rows)} if table.findings else {}
    kept: list[Finding] = []
    for finding in table.findings:
        name, index = names.get(finding.column), places.get(finding.row or 0)
        known = None if name is None or index is None else table.known_value(index, name)
        if name is None or index is None or not _stands(sheet.cells[name][index], known):
            kept.append(finding)
            continue
        table.values[name][index] = known
        table.bad_cells.discard((index, name))
    table.findings[:] = kept
    table.bad = {places[finding.row or 0] for finding in kept if finding.level == Level.ERROR}


def _stands(cell: Cell, known: Any) -> bool:
    return isinstance(cell, str) and cell != "" and isinstance(known, str) and str(known) == cell


def _settle_masked(table: Table, ledger: Ledger) -> None:
    """A mask that the known value would give stands for it; any other says nothing that could be written."""
    key = ledger.column(ledger.keys[0]).heading
    for column in ledger.columns:
        values = table.values.get(column.name) if column.mask else None
        for index, value in enumerate(values or ()):
            if isinstance(value, Masked):
                assert values is not None
                values[index] = None
                if (known := table.known_value(index, column.name)) and column.shown(known) == value:
                    continue
                sentence = "是带 * 的脱敏号码，与台账中的号码对不上，请填写完整号码；不改则留空。"
                if table.known[index] is None:
                    sentence = f"是带 * 的脱敏号码，不能据以认{ledger.unit}，请填写完整号码或{key}。"
                table.refuse(index, column.name, "masked_number", sentence)


def _refuse_missing(table: Table, ledger: Ledger, sheet: Sheet, context: Context) -> None:
    """Required cells are required of new rows; of known ones they may only not be cleared."""
    keys = [name for name in ledger.keys if name in table.values]
    fresh = [
        index
        for index, known in enumerate(table.known)
        if known is None and not any((index, key) in table.bad_cells for key in keys)
    ]
    for column in ledger.columns:
        if column.required and not column.goes_without_saying(context):
            _refuse_blank(table, column, fresh, sheet, ledger)
        if column.required or column.kept or column.assigned:
            for index, value in enumerate(table.values.get(column.name, ())):
                if value is CLEAR:
                    table.refuse(index, column.name, "cannot_clear", f"{column.heading}不能清空。")


def _refuse_blank(table: Table, column: Column, fresh: Sequence[int], sheet: Sheet, ledger: Ledger) -> None:
    if column.name not in table.values:
        if fresh:
            beginning = f"有 {len(fresh):,} 行是台账中没有的{ledger.newcomer}，但" if ledger.lasting else ""
            sentence = f"{beginning}表里没有必填的“{column.heading}”列。"
            raise WorkbookRefused("missing_heading", sentence, column.heading, sheet.heading_row)
        return
    values = table.values[column.name]
    for index in fresh:
        if values[index] is None and (index, column.name) not in table.bad_cells:
            table.refuse(
                index, column.name, f"missing_{column.finding_code}", f"{ledger.newcomer}必须填写{column.heading}。"
            )


def _refuse_twice(table: Table, ledger: Ledger) -> None:
    """The later of two rows with the same number is the error; a number that is the record's already is none."""
    for column in ledger.columns:
        first: dict[Any, int] = {}
        for index, value in enumerate(table.values.get(column.name, ()) if column.once else ()):
            if value is None or value is CLEAR:
                continue
            earlier = first.setdefault(column.forms(value)[0], index)
            if earlier != index and (column.assigned or not column.same(table.known_value(index, column.name), value)):
                sentence = f"与第 {table.rows[earlier]} 行的{column.heading}相同。"
                table.refuse(index, column.name, f"{column.finding_code}_twice", sentence)


def _refuse_one_record_twice(table: Table, ledger: Ledger) -> None:
    """Known by different keys, or by one that may stand in several records: the later row would undo the earlier."""
    first: dict[int, int] = {}
    for index, known in enumerate(table.known):
        if known is not None and (earlier := first.setdefault(known.pk, index)) != index:
            key = next(name for name in ledger.keys if name in table.values and table.values[name][index] is not None)
            if (index, key) not in table.bad_cells:
                sentence = f"与第 {table.rows[earlier]} 行是台账中的同一条记录。"
                table.refuse(index, key, f"{ledger.column(key).finding_code}_twice", sentence)


def _written(columns: Sequence[Column], table: Table) -> list[str]:
    return [column.name for column in columns if column.written and not column.assigned and column.name in table.values]


def _outcome(sheet: Sheet, table: Table, task: Task, context: Context) -> Checked:
    columns = [task.ledger.column(name) for name in _written(task.ledger.columns, table)]
    compared = [(column, table.values[column.name], table.names.index(column.name)) for column in columns]
    added: list[int] = []
    changed: dict[int, Changes] = {}
    unchanged = 0
    for index in table.good():
        known = table.known[index]
        if known is None:
            added.append(index)
        elif changes := _changes(compared, index, known.values):
            changed[index] = changes
        else:
            unchanged += 1
    places = {table.headings[name]: place for name, place in sheet.places.items()}
    table.findings.sort(key=lambda finding: (finding.row or 0, places.get(finding.column, -1)))
    return Checked(task.ledger, task.mode, context, table, sheet, added, changed, unchanged)


def _changes(compared: list[tuple[Column, list[Any], int]], index: int, known: tuple[Any, ...]) -> Changes:
    changes: Changes = {}
    for column, values, position in compared:
        new = values[index]
        if new is None:
            continue
        old = known[position]
        if new is CLEAR:
            if old not in (None, "", []):
                changes[column.name] = (old, None)
        elif not column.same(old, new):
            changes[column.name] = (old, new)
    return changes
