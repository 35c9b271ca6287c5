"""A list that is no ledger, as a workbook: texts under headings, written row by row in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from core.ledgers.look import HEADING_FILL, HEADING_FONT, TEXT_FORMAT, mark
from core.ledgers.streaming import FORBIDDEN

WIDTH = 18
_WITHOUT_FORBIDDEN = str.maketrans("", "", FORBIDDEN + "\r")


def write_plain_list(
    file: IO[bytes], title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], watermark: str
) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    mark(sheet, watermark)
    workbook.properties.creator = workbook.properties.description = watermark
    sheet.append([_heading(sheet, text) for text in headings])
    for texts in rows:
        sheet.append([_text(sheet, text) if text else None for text in texts])
    workbook.save(file)


def _heading(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font, cell.fill = HEADING_FONT, HEADING_FILL
    return cell


def _text(sheet: Any, text: str) -> Any:
    """Text whatever it begins with."""
    cell = WriteOnlyCell(sheet, text.translate(_WITHOUT_FORBIDDEN))
    cell.data_type, cell.number_format = "s", TEXT_FORMAT
    return cell
