"""From a file to the cells of one sheet, as they stand: which sheet, which row holds the headings, which rows hold
anything."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import python_calamine
from django.conf import settings
from openpyxl.utils import get_column_letter

from core.ledgers.columns import Column
from core.ledgers.findings import Finding, Level, WorkbookRefused
from core.ledgers.package import MAX_ROWS, SheetScan, open_package, scan_sheets
from core.ledgers.texts import Cell, is_blank, squeeze

# Sheets that our own workbooks carry beside the rows.
GUIDE_SHEET = "填表说明"
LISTS_SHEET = "选项"
ORIGIN_SHEET = "导出说明"
OWN_SHEETS = frozenset({GUIDE_SHEET, LISTS_SHEET, ORIGIN_SHEET})

HEADING_WITHIN_ROWS = 20
LEAST_HEADINGS = 3
# Headings that count the lines; nobody means to import them.
COUNTING = frozenset({"序号", "编号", "行号", "no", "no."})

# “（必填）”, “(1电代煤2气代煤)”: said of a heading, not part of it.
_REMARK = re.compile(r"[(\[【][^)\]】]*(?:[)\]】]|$)")

Row: TypeAlias = Sequence[Cell]
Merges: TypeAlias = list[tuple[tuple[int, int], tuple[int, int]]]
# A sheet's name, rows and merged cells.
Content: TypeAlias = tuple[str, Sequence[Row], Merges]


@dataclass
class Sheet:
    """`rows[i]` is the Excel number of the row whose cells are `cells[name][i]`; blank cells are empty text."""

    name: str
    heading_row: int
    # Column name → heading as it stands in the file, and the place (from 0) of its column.
    headings: dict[str, str]
    places: dict[str, int]
    rows: list[int]
    cells: dict[str, list[Cell]]
    scan: SheetScan
    # First and last row (as Excel counts), first and last place.
    merged: list[tuple[int, int, int, int]]
    findings: list[Finding]

    def keep(self, wanted: frozenset[int]) -> None:
        """Forget the other rows."""
        kept = [index for index, row in enumerate(self.rows) if row in wanted]
        self.rows = [self.rows[index] for index in kept]
        self.cells = {name: [cells[index] for index in kept] for name, cells in self.cells.items()}


def read(content: bytes, columns: Sequence[Column], keys: Collection[str]) -> Sheet:
    """Raises WorkbookRefused; nothing of the file is interpreted beyond headings and emptiness. `keys`: names of the
    columns that say which record a row is of."""
    if sentence := too_big_sentence(len(content)):
        raise WorkbookRefused("too_big", sentence)
    with open_package(content) as package:
        scans = scan_sheets(package)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        name, rows, merged = _only_sheet(workbook, columns, keys)
    except python_calamine.CalamineError as problem:
        raise _unreadable(scans) from problem
    return _sheet(name, rows, merged, scans[name], columns, keys)


def _unreadable(scans: Mapping[str, SheetScan]) -> WorkbookRefused:
    """Error values newer than the parser stop it; whatever else does is damage."""
    for name, scan in scans.items():
        for row, number in sorted(scan.errors):
            place = f"“{name}”第 {row} 行 {get_column_letter(number)} 列"
            return WorkbookRefused("excel_error", f"{place}是 Excel 的错误值，无法读取，请改正后再导入。", row=row)
    return WorkbookRefused("damaged", "文件已损坏，无法读取。请在 Excel 中打开后另存再导入。")


def too_big_sentence(size: int) -> str:
    """Empty: it is not."""
    if size <= settings.WORKBOOK_MAX_BYTES:
        return ""
    megabytes, most = size / 1024**2, settings.WORKBOOK_MAX_BYTES // 1024**2
    return f"文件有 {megabytes:.0f} MB，一次最多导入 {most} MB，请分成几份。"


def _only_sheet(
    workbook: python_calamine.CalamineWorkbook, columns: Sequence[Column], keys: Collection[str]
) -> Content:
    """The one visible sheet with content. Hidden ones may hold lists, but not rows of the ledger; our own ones hold
    explanations."""
    filled: list[Content] = []
    hidden: list[Content] = []
    for about in workbook.sheets_metadata:
        if about.typ == python_calamine.SheetTypeEnum.WorkSheet and about.name not in OWN_SHEETS:
            sheet = workbook.get_sheet_by_name(about.name)
            rows = sheet.to_python(skip_empty_area=False)
            if any(_says_something(cell) for row in rows for cell in row):
                visible = about.visible == python_calamine.SheetVisibleEnum.Visible
                (filled if visible else hidden).append((about.name, rows, sheet.merged_cell_ranges or []))
    rivals = [content for content in hidden if _holds_rows(content[1], columns, keys)]
    if rivals or len(filled) > 1:
        raise _several_sheets(filled, rivals)
    if not filled:
        raise WorkbookRefused("empty", "工作簿里没有内容。")
    return filled[0]


def _several_sheets(filled: Sequence[Content], hidden: Sequence[Content]) -> WorkbookRefused:
    if not filled:
        names = "、".join(f"“{name}”" for name, _, _ in hidden)
        return WorkbookRefused("hidden_sheet", f"台账在隐藏的工作表{names}里，请取消隐藏后再导入。")
    others = "、".join([f"“{name}”" for name, _, _ in filled[1:]] + [f"“{name}”（隐藏）" for name, _, _ in hidden])
    return WorkbookRefused(
        "second_sheet", f"除“{filled[0][0]}”外，工作表{others}也有内容。一次只导入一张表，请另存或删去其他工作表。"
    )


def _says_something(cell: Cell) -> bool:
    return not isinstance(cell, str) or not is_blank(cell)


def _holds_rows(rows: Sequence[Row], columns: Sequence[Column], keys: Collection[str]) -> bool:
    """Whether the sheet has the ledger's headings, and something below them."""
    at, named = _best_headings(rows, columns)
    return _are_headings(named.values(), keys) and any(_is_filled(row, named) for row in rows[at + 1 :])


def _sheet(
    name: str,
    rows: Sequence[Row],
    merged: Merges,
    scan: SheetScan,
    columns: Sequence[Column],
    keys: Collection[str],
) -> Sheet:
    at, named = _find_headings(name, rows, columns, keys)
    headings, places, findings = _columns_of(name, rows, at, named)
    imported = {column.name for column in columns if column.imported}
    places = {column: place for column, place in places.items() if column in imported}
    kept = [index for index in range(at + 1, len(rows)) if _is_filled(rows[index], places.values())]
    if not kept:
        raise WorkbookRefused("no_rows", f"“{name}”第 {at + 1} 行是表头，下面没有内容。", row=at + 1)
    if len(kept) > MAX_ROWS:
        raise WorkbookRefused("too_many_rows", f"共有 {len(kept):,} 行，一次最多导入 {MAX_ROWS:,} 行，请分成几份。")
    cells = {column: [rows[index][place] for index in kept] for column, place in places.items()}
    return Sheet(
        name=name,
        heading_row=at + 1,
        headings={column: headings[column] for column in places},
        places=places,
        rows=[index + 1 for index in kept],
        cells=cells,
        scan=scan,
        merged=list(_merged_below(name, merged, at)),
        findings=findings,
    )


def _is_filled(row: Row, places: Collection[int]) -> bool:
    return any(cell != "" and _says_something(cell) for cell in map(row.__getitem__, places))


def _spelled(columns: Sequence[Column]) -> dict[str, str]:
    """Squeezed heading → column name; a full name goes before another column's shortened one."""
    spelled: dict[str, str] = {}
    for spellings in ("spellings", "short_spellings"):
        for column in columns:
            for name in getattr(column, spellings):
                spelled.setdefault(name, column.name)
    return spelled


def heading_text(cell: Cell) -> str:
    """As compared: without the asterisk that marks a required column."""
    return squeeze(str(cell)).strip("*:")


def column_named(heading: str, columns: Sequence[Column]) -> str:
    """The column that a heading means, taken by itself; empty: none."""
    return _named([heading], _spelled(columns)).get(0, "")


def _find_headings(
    name: str, rows: Sequence[Row], columns: Sequence[Column], keys: Collection[str]
) -> tuple[int, dict[int, str]]:
    at, named = _best_headings(rows, columns)
    if not _are_headings(named.values(), keys):
        wanted = "、".join(column.heading for column in columns if column.required)
        raise WorkbookRefused(
            "no_heading",
            f"“{name}”的前 {HEADING_WITHIN_ROWS} 行里找不到表头（应有{wanted}等列）。请用本台账的模板填写。",
        )
    return at, named


def _are_headings(named: Collection[str], keys: Collection[str]) -> bool:
    """Some known ones; two are enough where one of them says which record a row is of (户编号 and 联系方式)."""
    names = set(named)
    return len(names) >= LEAST_HEADINGS or (len(names) > 1 and not names.isdisjoint(keys))


def _best_headings(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[int, dict[int, str]]:
    """The row with the most known headings, and place → column name."""
    spelled = _spelled(columns)
    best: tuple[int, dict[int, str]] = (0, {})
    for index, row in enumerate(rows[:HEADING_WITHIN_ROWS]):
        named = _named(row, spelled)
        if len(named) > len(best[1]):
            best = index, named
    return best


def _named(row: Row, spelled: Mapping[str, str]) -> dict[int, str]:
    """Place → column name; a heading with a remark behind it stands back for one without."""
    texts = {place: text for place, cell in enumerate(row) if (text := heading_text(cell))}
    whole = {place: spelled[text] for place, text in texts.items() if text in spelled}
    bare = {place: _REMARK.sub("", text).strip("*:") for place, text in texts.items() if place not in whole}
    taken = set(whole.values())
    return whole | {
        place: spelled[text] for place, text in bare.items() if text in spelled and spelled[text] not in taken
    }


def _columns_of(
    sheet: str, rows: Sequence[Row], at: int, named: dict[int, str]
) -> tuple[dict[str, str], dict[str, int], list[Finding]]:
    headings: dict[str, str] = {}
    places: dict[str, int] = {}
    findings: list[Finding] = []
    for place, cell in enumerate(rows[at]):
        heading = " ".join(str(cell).split())
        column = named.get(place)
        if column in places:
            earlier = f"{get_column_letter(places[column] + 1)} 列“{headings[column]}”"
            here = f"{get_column_letter(place + 1)} 列“{heading}”"
            sentence = f"“{sheet}”第 {at + 1} 行的 {earlier}和 {here}是同一列，表头里只能有一个。"
            raise WorkbookRefused("heading_twice", sentence, heading, at + 1)
        if column:
            headings[column], places[column] = heading, place
        elif heading_text(cell) not in COUNTING and any(row[place] != "" for row in rows[at + 1 :]):
            said = f"列“{heading}”不在台账中" if heading else f"{get_column_letter(place + 1)} 列没有表头"
            findings.append(Finding(Level.WARNING, sheet, at + 1, heading, "unknown_heading", f"{said}，没有读取。"))
    return headings, places, findings


def _merged_below(name: str, merged: Merges, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Merged cells above the headings are a title; among the headings they hide which column is which."""
    for (first, left), (last, right) in merged:
        if first <= at <= last:
            cells = f"{get_column_letter(left + 1)}{first + 1}:{get_column_letter(right + 1)}{last + 1}"
            sentence = f"“{name}”第 {at + 1} 行的表头里有合并单元格（{cells}），请取消合并，每列一个表头。"
            raise WorkbookRefused("merged", sentence, row=at + 1)
        if first > at:
            yield first + 1, last + 1, left, right
