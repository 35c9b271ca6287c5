"""The workbook as it came, with the cells coloured and commented: red refused, yellow told, green mended. Made when
asked for."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from core.ledgers.base import ledger
from core.ledgers.findings import Level
from core.ledgers.reading import read
from core.ledgers.runs import columns_of, content_of
from core.models import ImportRun

AUTHOR = "暖户"
# The gravest last: it is what the cell keeps.
FILLS = {
    Level.FIXED.value: PatternFill("solid", fgColor="C6EFCE"),
    Level.WARNING.value: PatternFill("solid", fgColor="FFEB9C"),
    Level.ERROR.value: PatternFill("solid", fgColor="FFC7CE"),
}
ROW_REMARK = "核对结果"


@contextmanager
def coloured(run: ImportRun) -> Iterator[IO[bytes]]:
    content = content_of(run)
    sheet = read(content, columns_of(run), ledger(run.ledger).keys)
    places = {sheet.headings[name]: place + 1 for name, place in sheet.places.items()}
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    worksheet = workbook[sheet.name]
    last = worksheet.max_column + 1
    worksheet.cell(sheet.heading_row, last, ROW_REMARK)
    for shown in run.shown_rows.exclude(findings=[]).iterator(chunk_size=2000):
        _colour_row(worksheet, shown.row, shown.findings, places)
        worksheet.cell(shown.row, last, "；".join(f"{one['column']}：{one['message']}" for one in shown.findings))
    with tempfile.TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        yield file


def _colour_row(worksheet: Any, row: int, findings: list[dict[str, str]], places: dict[str, int]) -> None:
    by_place: dict[int, list[dict[str, str]]] = {}
    for finding in findings:
        if place := places.get(finding["column"]):
            by_place.setdefault(place, []).append(finding)
    for place, found in by_place.items():
        _colour(_anchor(worksheet, row, place), found)


def _anchor(worksheet: Any, row: int, place: int) -> Cell:
    """The cell itself; of merged cells the first, for the others take neither colour nor comment."""
    cell = worksheet.cell(row, place)
    if not isinstance(cell, MergedCell):
        return cell  # type: ignore[no-any-return]
    merged = next(one for one in worksheet.merged_cells.ranges if cell.coordinate in one)
    return worksheet.cell(merged.min_row, merged.min_col)  # type: ignore[no-any-return]


def _colour(cell: Cell, findings: list[dict[str, str]]) -> None:
    grave = max((finding["level"] for finding in findings), key=list(FILLS).index)
    cell.fill = FILLS[grave]
    text = "\n".join(f"{Level(finding['level']).label}：{finding['message']}" for finding in findings)
    cell.comment = Comment(text, AUTHOR, height=60 + 20 * len(findings), width=280)
