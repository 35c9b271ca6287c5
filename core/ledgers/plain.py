"""A list that is no ledger, as a workbook: texts and numbers under headings, written row by row in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from core.ledgers.look import HEADING_FILL, HEADING_FONT, TEXT_FORMAT, mark
from core.ledgers.streaming import FORBIDDEN

WIDTH = 18
_WITHOUT_FORBIDDEN = str.maketrans("", "", FORBIDDEN + "\r")


@dataclass(frozen=True)
class Number:
    """Excel goes on reckoning with it; `look` is the format in which it is shown."""

    value: Decimal
    look: str


def write_plain_list(
    file: IO[bytes], title: str, headings: Sequence[str], rows: Iterable[Sequence[str | Number]], watermark: str
) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    mark(sheet, watermark)
    workbook.properties.creator = workbook.properties.description = watermark
    sheet.append([_heading(sheet, text) for text in headings])
    for row in rows:
        sheet.append([_cell(sheet, one) if one else None for one in row])
    workbook.save(file)


def _heading(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font, cell.fill = HEADING_FONT, HEADING_FILL
    return cell


def _cell(sheet: Any, one: str | Number) -> Any:
    if isinstance(one, str):
        return _text(sheet, one)
    cell = WriteOnlyCell(sheet, float(one.value))
    cell.number_format = one.look
    return cell


def _text(sheet: Any, text: str) -> Any:
    """Text whatever it begins with."""
    cell = WriteOnlyCell(sheet, text.translate(_WITHOUT_FORBIDDEN))
    cell.data_type, cell.number_format = "s", TEXT_FORMAT
    return cell
