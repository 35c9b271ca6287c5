"""How our workbooks look: headings, widths, freeze, text formats, the sheet that says where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import openpyxl
from django.utils import timezone
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import Post
from core.ledgers.columns import Column

TEXT_FORMAT = "@"
HEADING_FONT = Font(name="微软雅黑", bold=True, size=10)
REQUIRED_FONT = Font(name="微软雅黑", bold=True, size=10, color="C00000")
BODY_FONT = Font(name="微软雅黑", size=10)
HEADING_FILL = PatternFill("solid", fgColor="E8EEF4")
THIN = Side(style="thin", color="BFC8D1")
HEADING_BORDER = Border(bottom=THIN, right=THIN)
CENTERED = Alignment(horizontal="center", vertical="center", wrap_text=True)
HEADING_HEIGHT = 30


def new_workbook() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


def add_ledger_sheet(workbook: openpyxl.Workbook, title: str, columns: Sequence[Column]) -> Worksheet:
    """A sheet with the headings; columns of numbers that must stay text are formatted as text down to the end."""
    sheet: Worksheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = HEADING_HEIGHT
    for place, column in enumerate(columns, start=1):
        heading = sheet.cell(1, place, column.heading)
        heading.font = REQUIRED_FONT if column.required else HEADING_FONT
        heading.fill, heading.border, heading.alignment = HEADING_FILL, HEADING_BORDER, CENTERED
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = column.width
        if column.text_format:
            dimension.number_format = TEXT_FORMAT
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    return sheet


def made_by(post: Post, what: str) -> str:
    """The mark of a workbook: who, as whom, when, and what he did (“导出”)."""
    return f"{post.user.name}（{post.get_role_display()}） {timezone.localtime():%Y-%m-%d %H:%M} {what}"


def mark(sheet: Worksheet, watermark: str) -> None:
    """On every printed page: from whom and when."""
    said = watermark.replace("&", "&&")
    for item, text in (
        (sheet.oddHeader, said),
        (sheet.oddFooter, said),
    ):
        assert item is not None
        item.left.text, item.left.size = text, 8
    assert sheet.oddFooter is not None
    sheet.oddFooter.right.text, sheet.oddFooter.right.size = "第 &P 页，共 &N 页", 8


def add_text_sheet(
    workbook: openpyxl.Workbook, title: str, lines: Sequence[tuple[Any, ...]], widths: Sequence[int]
) -> None:
    """Lines of words: a first one as heading."""
    sheet = workbook.create_sheet(title)
    for width, letter in zip(widths, map(get_column_letter, range(1, len(widths) + 1)), strict=True):
        sheet.column_dimensions[letter].width = width
    for number, line in enumerate(lines, start=1):
        for place, text in enumerate(line, start=1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type = text, "n" if isinstance(text, int) else "s"
            cell.font = HEADING_FONT if number == 1 else BODY_FONT
            cell.alignment = Alignment(vertical="top", wrap_text=True)
