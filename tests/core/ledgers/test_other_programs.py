"""Workbooks as other programs write them: legal, and unlike Excel's own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from accounts.models import Post
from core.ledgers.findings import Level
from tests.core.ledgers.workbooks import HEADINGS, checked, good_row, refusal, said

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
Write = Callable[[int, str, Any], str]
PLACES = {heading: get_column_letter(place) for place, heading in enumerate(HEADINGS, start=1)}


def referred(row: int, heading: str) -> str:
    return f' r="{PLACES[heading]}{row}"'


def single_quoted(row: int, heading: str) -> str:
    return referred(row, heading).replace('"', "'")


def unplaced(row: int, heading: str) -> str:
    return ""


def cell(reference: str, value: Any) -> str:
    if value is None:
        return "" if reference else "<c/>"
    if isinstance(value, str):
        return f'<c{reference} t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c{reference}><v>{value}</v></c>"


def package(
    rows: Sequence[dict[str, Any]],
    *,
    place: Callable[[int, str], str] = referred,
    instead: dict[tuple[int, str], str] | None = None,
    main: str = MAIN,
    relations: str = RELATIONS,
    properties: str = "<workbookPr/>",
    dimension: str = "",
) -> bytes:
    """As little XML as a workbook can do with. `instead`: (row, heading) → the cell as it shall stand."""
    lines = [dict(zip(HEADINGS, HEADINGS, strict=True)), *rows]
    body = "".join(
        "<row>"
        + "".join(
            (instead or {}).get((number, heading), cell(place(number, heading), line.get(heading)))
            for heading in HEADINGS
        )
        + "</row>"
        for number, line in enumerate(lines, start=1)
    )
    sheets = '<sheets><sheet name="确户台账" sheetId="1" r:id="rId1"/></sheets>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}">{properties}{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{STYLES}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{dimension}<sheetData>{body}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"place": single_quoted},
        {"place": unplaced},
        {"main": STRICT, "relations": STRICT_RELATIONS},
        {"dimension": '<dimension ref="A1"/>'},
        {"dimension": '<dimension ref="A1:XFD1048576"/>'},
    ],
)
def test_a_workbook_is_read_however_it_is_written(office: Post, options: dict[str, Any]) -> None:
    found = checked(package([good_row(1), good_row(2, 改造年份=2099)], **options), office)

    assert said(found) == [(3, "改造年份", "year_future")]
    assert found.table.values["heated_area"] == [Decimal("96.50"), Decimal("96.50")]


@pytest.mark.parametrize("place", [referred, single_quoted, unplaced])
def test_a_formula_is_found_however_the_cell_is_placed(office: Post, place: Callable[[int, str], str]) -> None:
    formula = f"<c{place(3, '采暖面积(㎡)')}><f>80+16.5</f><v>96.5</v></c>"

    found = checked(package([good_row(1), good_row(2)], place=place, instead={(3, "采暖面积(㎡)"): formula}), office)

    assert said(found) == [(3, "采暖面积(㎡)", "formula")]


@pytest.mark.parametrize("place", [referred, single_quoted, unplaced])
def test_an_error_value_is_found_however_the_cell_is_placed(office: Post, place: Callable[[int, str], str]) -> None:
    error = f"<c{place(3, '户主姓名')} t='e'><v>#N/A</v></c>"

    found = checked(package([good_row(1), good_row(2)], place=place, instead={(3, "户主姓名"): error}), office)

    assert said(found) == [(3, "户主姓名", "excel_error")]


def test_an_error_value_that_the_parser_does_not_know_is_named_with_its_place(office: Post) -> None:
    error = f'<c{referred(2, "户主姓名")} t="e"><v>#SPILL!</v></c>'

    found = refusal(package([good_row(1)], instead={(2, "户主姓名"): error}), office)

    assert (found.code, found.row) == ("excel_error", 2)
    assert "“确户台账”第 2 行 F 列" in found.message


@pytest.mark.parametrize("value", ["NaN", "1E999", "-1E999"])
@pytest.mark.parametrize("heading", ["采暖面积(㎡)", "改造年份", "改造类型", "联系方式", "安装日期", "备注"])
def test_a_number_that_is_none_is_refused_in_its_cell(office: Post, heading: str, value: str) -> None:
    wrong = f"<c{referred(3, heading)}><v>{value}</v></c>"

    found = checked(package([good_row(1), good_row(2)], instead={(3, heading): wrong}), office)

    assert [(row, column) for row, column, _ in said(found)] == [(3, heading)]
    assert len(found.added) == 1


@pytest.mark.parametrize(("properties", "serial"), [("<workbookPr/>", 44485), ('<workbookPr date1904="1"/>', 43023)])
def test_days_are_counted_from_the_year_that_the_workbook_says(office: Post, properties: str, serial: int) -> None:
    day = f'<c{referred(2, "安装日期")} s="1"><v>{serial}</v></c>'

    found = checked(package([good_row(1)], properties=properties, instead={(2, "安装日期"): day}), office)

    assert found.findings == []
    assert [str(value) for value in found.table.values["device_installed_on"]] == ["2021-10-16"]


def test_control_characters_are_taken_out_and_told(office: Post) -> None:
    found = checked(package([good_row(1, 户主姓名="王_x0007_建国")]), office)

    assert said(found, Level.ERROR, Level.FIXED) == [(2, "户主姓名", "spaces")]
    assert found.table.values["name"] == ["王建国"]
