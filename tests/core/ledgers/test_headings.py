"""Headings as people write them: found in any order, by any of their names, under a title."""

from __future__ import annotations

import openpyxl
import pytest

from accounts.models import Post
from core.ledgers.findings import Level
from tests.core.ledgers.workbooks import HEADINGS, checked, good_row, refusal, said, workbook


def test_columns_are_found_by_heading_in_any_order(office: Post) -> None:
    found = checked(workbook([good_row()], headings=HEADINGS[::-1]), office)

    assert found.findings == []
    assert len(found.added) == 1


def test_a_title_above_the_headings_is_passed_over_merged_as_it_is(office: Post) -> None:
    def title(made: openpyxl.Workbook) -> None:
        sheet = made.worksheets[0]
        sheet.insert_rows(1, 2)
        sheet["A1"] = "长安区确户台账"
        sheet.merge_cells("A1:Z1")

    found = checked(workbook([good_row(1), good_row(2, 改造年份=2099)], arrange=title), office)

    assert said(found) == [(5, "改造年份", "year_future")]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("所属村", "所属村名称"),
        ("改造年份", "改造年限(年份)"),
        ("改造年份", "改造\n年份"),
        ("改造年份", " 改 造 年 份 "),
        ("采暖面积(㎡)", "采暖面积（㎡）"),
        ("采暖面积(㎡)", "采暖面积"),
        ("额定功率(kW)", "额定功率（ＫＷ）"),
        ("户主姓名", "*户主姓名"),
        ("户主姓名", "户主姓名\n（必填）"),
        ("身份证号", "身份证号【18位"),
        ("改造类别", "改造类别 (1 电代煤 2 气代煤)"),
        ("改造类型", "改造类型（1 气代煤 2 直热式电锅炉）"),
        ("采暖面积(㎡)", "采暖面积（平方米）"),
        ("采暖面积(㎡)", "采暖面积㎡"),
        ("身份证号", "身份证号码"),
        ("燃气表号", "燃气表具号"),
    ],
)
def test_headings_are_known_by_their_other_names(office: Post, ours: str, theirs: str) -> None:
    headings = [theirs if name == ours else name for name in HEADINGS]
    row = {theirs if name == ours else name: cell for name, cell in good_row().items()}

    found = checked(workbook([row], headings=headings), office)

    assert found.findings == []
    assert len(found.added) == 1


def test_findings_name_the_heading_as_the_file_has_it(office: Post) -> None:
    row = good_row()
    row["改造年限"] = row.pop("改造年份") + 100
    headings = ["改造年限" if name == "改造年份" else name for name in HEADINGS]

    assert said(checked(workbook([row], headings=headings), office)) == [(2, "改造年限", "year_future")]


def test_a_column_that_stands_twice_is_refused(office: Post) -> None:
    found = refusal(workbook([good_row(手机="13812345678")]), office)

    assert (found.code, found.row, found.column) == ("heading_twice", 1, "手机")
    assert "H 列“联系方式”和 AA 列“手机”" in found.message


def test_a_heading_with_a_remark_stands_back_for_the_one_without(office: Post) -> None:
    found = checked(workbook([good_row(**{"联系方式（备用）": "无"})]), office)

    assert said(found, Level.ERROR, Level.WARNING) == [(1, "联系方式（备用）", "unknown_heading")]


def test_a_missing_required_column_is_refused_if_there_are_new_households(office: Post) -> None:
    headings = [name for name in HEADINGS if name != "户主姓名"]
    row = {name: cell for name, cell in good_row().items() if name != "户主姓名"}

    found = refusal(workbook([row], headings=headings), office)

    assert (found.code, found.column) == ("missing_heading", "户主姓名")


def test_a_column_that_the_ledger_does_not_have_is_told(office: Post) -> None:
    found = checked(workbook([good_row(血型="A")]), office)

    assert said(found, Level.WARNING) == [(1, "血型", "unknown_heading")]
    assert len(found.added) == 1


def test_a_column_that_counts_the_lines_is_passed_over(office: Post) -> None:
    found = checked(workbook([good_row(序号=1)], headings=("序号", *HEADINGS)), office)

    assert found.findings == []
