"""Files that are not the workbook they seem, and sheets that hold more than rows: one sentence each."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from accounts.models import Post
from core.ledgers.package import MAX_ROWS
from tests.core.ledgers.workbooks import HEADINGS, checked, good_row, refusal, said, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The workbook with its parts changed, and parts added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, part in more.items():
            target.writestr(name, part)
    return out.getvalue()


# Not a workbook


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_workbook"),
        (b"a,b,c\n1,2,3\n", "not_a_workbook"),
        ("<html><table>表</table></html>".encode(), "not_a_workbook"),
        (OLE + bytes(4096), "old_format"),
        (OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512), "encrypted"),
        (b"PK\x03\x04" + bytes(100), "not_a_workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(office: Post, content: bytes, code: str) -> None:
    found = refusal(content, office)

    assert found.code == code
    assert found.message.endswith("。")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "0 字节"),
        ("户主姓名,身份证号\n王建国,1\n".encode("gbk"), "CSV"),
        (b"<html><table></table></html>", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "XML"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04" + bytes(100), "不完整"),
    ],
)
def test_the_sentence_says_what_the_file_is_instead(office: Post, content: bytes, word: str) -> None:
    assert word in refusal(content, office).message


def test_another_kind_of_package_is_called_by_its_name(office: Post) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")

    assert "Word" in refusal(out.getvalue(), office).message


def test_a_truncated_workbook_is_refused(office: Post) -> None:
    content = workbook([good_row()])

    assert refusal(content[: len(content) // 2], office).code in {"not_a_workbook", "damaged"}


def test_a_workbook_with_a_flipped_byte_is_refused(office: Post) -> None:
    content = bytearray(workbook([good_row(number) for number in range(50)]))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        entry = package.getinfo("xl/worksheets/sheet1.xml")
    place = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    content[place] ^= 0xFF

    assert refusal(bytes(content), office).code == "damaged"


def test_a_file_above_the_limit_is_refused(office: Post, settings: Any) -> None:
    settings.WORKBOOK_MAX_BYTES = 1024 * 1024

    found = refusal(bytes(200 * 1024 * 1024), office)

    assert (found.code, "200 MB" in found.message) == ("too_big", True)


def test_a_zip_bomb_is_refused_by_what_it_says(office: Post) -> None:
    bomb = repacked(workbook([good_row()]), lambda name, part: part, **{"xl/media/big.bin": bytes(64 * 1024 * 1024)})

    assert refusal(bomb, office).code == "zip_bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused(office: Post) -> None:
    content = bytearray(
        repacked(workbook([good_row()]), lambda name, part: part, **{"xl/media/big.bin": bytes(8 * 1024 * 1024)})
    )
    place = content.rindex(b"PK\x01\x02")
    assert content[place + 46 :].startswith(b"xl/media/big.bin")
    content[place + 24 : place + 28] = struct.pack("<I", 10)

    assert refusal(bytes(content), office).code == "zip_bomb"


def test_a_long_text_named_by_very_many_cells_is_a_bomb(office: Post) -> None:
    """Some hundred kilobytes that would be gigabytes once each cell has its text."""

    long = f"<sst><si><t>{'长' * 30_000}</t></si></sst>".encode()
    cells = "".join(f'<row r="{row}"><c r="F{row}" t="s"><v>0</v></c></row>' for row in range(3, 20_000)).encode()

    def repeat(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheetData>", cells + b"</sheetData>") if name.endswith("sheet1.xml") else part

    bomb = repacked(workbook([good_row()]), repeat, **{"xl/sharedStrings.xml": long})

    assert refusal(bomb, office).code == "zip_bomb"


# Sheets


def test_a_workbook_without_content_is_refused(office: Post) -> None:
    assert refusal(workbook([], headings=[""]), office).code == "empty"


def test_a_second_sheet_with_rows_is_refused(office: Post) -> None:
    def add(made: openpyxl.Workbook) -> None:
        made.create_sheet("南村镇").append(["一行"])

    found = refusal(workbook([good_row()], arrange=add), office)

    assert (found.code, "南村镇" in found.message) == ("second_sheet", True)


@pytest.mark.parametrize("title", ["Sheet2", "填表说明", "导出说明"])
def test_empty_sheets_and_our_own_are_passed_over(office: Post, title: str) -> None:
    def add(made: openpyxl.Workbook) -> None:
        made.create_sheet(title).append([] if title == "Sheet2" else ["一行"])

    assert checked(workbook([good_row()], arrange=add), office).findings == []


def test_a_hidden_sheet_of_lists_is_passed_over(office: Post) -> None:
    def add(made: openpyxl.Workbook) -> None:
        lists = made.create_sheet("下拉")
        lists.append(["气代煤"])
        lists.sheet_state = "hidden"

    assert checked(workbook([good_row()], arrange=add), office).findings == []


def test_a_ledger_on_a_hidden_sheet_is_refused_by_that_name(office: Post) -> None:
    def hide(made: openpyxl.Workbook) -> None:
        made.create_sheet("封面")
        made.worksheets[0].sheet_state = "hidden"

    found = refusal(workbook([good_row()], arrange=hide), office)

    assert (found.code, "隐藏的工作表“确户台账”" in found.message) == ("hidden_sheet", True)


def test_hidden_rows_of_the_ledger_beside_visible_ones_are_a_second_sheet(office: Post) -> None:
    def add(made: openpyxl.Workbook) -> None:
        more = made.create_sheet("去年")
        more.append(list(HEADINGS))
        more.append([good_row(2).get(heading) for heading in HEADINGS])
        more.sheet_state = "hidden"

    found = refusal(workbook([good_row(1)], arrange=add), office)

    assert (found.code, "“去年”（隐藏）" in found.message) == ("second_sheet", True)


def test_headings_without_a_row_below_are_refused(office: Post) -> None:
    found = refusal(workbook([]), office)

    assert (found.code, found.row) == ("no_rows", 1)
    assert "确户台账" in found.message


def test_a_sheet_that_holds_no_ledger_is_refused(office: Post) -> None:
    found = refusal(workbook([{"甲": 1, "乙": 2}], headings=["甲", "乙"]), office)

    assert found.code == "no_heading"
    assert "户主姓名" in found.message


# Rows


def test_empty_rows_are_passed_over_formatted_or_not(office: Post) -> None:
    def leave_gaps(made: openpyxl.Workbook) -> None:
        sheet = made.worksheets[0]
        sheet.insert_rows(3, 3)
        sheet["A3"] = " \u3000"
        sheet["B4"] = "\u200b\ufeff"
        for row in range(3, 400):
            sheet.cell(row, 5).fill = PatternFill("solid", fgColor="FFFF00")

    found = checked(workbook([good_row(1), good_row(2, 改造年份=2099)], arrange=leave_gaps), office)

    assert said(found) == [(6, "改造年份", "year_future")]
    assert len(found.table.rows) == 2


def test_very_many_formatted_rows_below_are_passed_over(office: Post) -> None:
    below = "".join(f'<row r="{row}" s="1"><c r="A{row}" s="1"/></row>' for row in range(4, MAX_ROWS + 10_000)).encode()

    def format_rows(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheetData>", below + b"</sheetData>") if name.endswith("sheet1.xml") else part

    found = checked(repacked(workbook([good_row(1), good_row(2)]), format_rows), office)

    assert (found.findings, len(found.added)) == ([], 2)


def test_content_far_below_is_refused_before_it_fills_the_memory(office: Post) -> None:
    def stray(made: openpyxl.Workbook) -> None:
        made.worksheets[0]["A1048576"] = "x"

    found = refusal(workbook([good_row()], arrange=stray), office)

    assert (found.code, f"{MAX_ROWS:,}" in found.message) == ("too_many_rows", True)


def test_content_far_to_the_right_is_refused(office: Post) -> None:
    def stray(made: openpyxl.Workbook) -> None:
        made.worksheets[0]["XFD3"] = "x"

    assert refusal(workbook([good_row()], arrange=stray), office).code == "too_many_columns"


# What a parser does not show


def test_a_formula_is_refused_in_its_cell(office: Post) -> None:
    def compute(made: openpyxl.Workbook) -> None:
        made.worksheets[0]["I3"] = "=80+16.5"

    found = checked(workbook([good_row(1), good_row(2)], arrange=compute), office)

    assert said(found) == [(3, "采暖面积(㎡)", "formula")]


def test_an_error_value_of_excel_is_refused_in_its_cell(office: Post) -> None:
    def spoil(made: openpyxl.Workbook) -> None:
        made.worksheets[0]["F2"] = "#N/A"

    found = checked(workbook([good_row(1)], arrange=spoil), office)

    assert said(found) == [(2, "户主姓名", "excel_error")]


def test_a_formula_beside_the_ledgers_columns_is_no_matter(office: Post) -> None:
    def compute(made: openpyxl.Workbook) -> None:
        made.worksheets[0]["AC2"] = "=1+1"

    assert checked(workbook([good_row()], arrange=compute), office).findings == []


def test_merged_cells_are_refused_row_by_row(office: Post) -> None:
    def merge(made: openpyxl.Workbook) -> None:
        made.worksheets[0].merge_cells("D2:D3")

    found = checked(workbook([good_row(1), good_row(2), good_row(3)], arrange=merge), office)

    assert said(found) == [(2, "所属村", "merged"), (3, "所属村", "merged")]
    assert len(found.added) == 1


def test_merged_headings_are_refused(office: Post) -> None:
    def merge(made: openpyxl.Workbook) -> None:
        made.worksheets[0].merge_cells("C1:D1")

    found = refusal(workbook([good_row()], arrange=merge), office)

    assert (found.code, "“确户台账”第 1 行" in found.message, "C1:D1" in found.message) == ("merged", True, True)


def test_what_was_typed_in_the_browser_stands_for_a_formula_and_a_merged_cell(office: Post) -> None:
    def spoil(made: openpyxl.Workbook) -> None:
        sheet = made.worksheets[0]
        sheet["I2"] = "=80+16.5"
        sheet.merge_cells("D3:E3")

    corrections = {2: {"heated_area": "96.5"}, 3: {"village": "店上村", "address": "店上村2号"}}

    found = checked(workbook([good_row(1), good_row(2)], arrange=spoil), office, corrections=corrections)

    assert found.findings == []
    assert found.table.values["heated_area"] == [Decimal("96.50"), Decimal("96.50")]
    assert found.table.values["address"] == ["店上村1号", "店上村2号"]


def test_formulas_are_seen_behind_a_namespace_prefix(office: Post) -> None:
    """As the Open XML SDK writes: <x:c r="I2"><x:f>…"""

    def prefix(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        text = part.decode()
        for tag in ("worksheet", "sheetData", "row", "c", "v", "f", "is", "t"):
            text = text.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>").replace(f"<{tag}/>", "")
            text = text.replace(f"</{tag}>", f"</x:{tag}>")
        rows = text.partition("<x:sheetData>")[2].partition("</x:sheetData>")[0]
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return f'<x:worksheet xmlns:x="{space}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'.encode()

    def compute(made: openpyxl.Workbook) -> None:
        made.worksheets[0]["I2"] = "=80+16.5"

    found = checked(repacked(workbook([good_row(1)], arrange=compute), prefix), office)

    assert said(found) == [(2, "采暖面积(㎡)", "formula")]
