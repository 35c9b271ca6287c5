"""What may stand in a cell: refused, told, mended or taken, each by its own small workbook."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from accounts.audit import System, acting
from accounts.models import Division, Post
from core.ledgers.findings import Level
from tests.core.ledgers.workbooks import HEADINGS, checked, good_row, said, workbook

REFUSED = [
    ("所属市", "邢台市", "other_city"),
    ("所属区县", "裕华区", "other_district"),
    ("所属乡镇", "不存在镇", "unknown_town"),
    ("所属村", "不存在村", "unknown_village"),
    ("所属村", 12, "unknown_village"),
    ("地址", "=HYPERLINK(1)", "starts_with_formula_sign"),
    ("地址", "路" * 201, "too_long"),
    ("户主姓名", "+王建国", "starts_with_formula_sign"),
    ("户主姓名", "-王建国", "starts_with_formula_sign"),
    ("户主姓名", "@王建国", "starts_with_formula_sign"),
    ("户主姓名", "＝王建国", "starts_with_formula_sign"),
    ("户主姓名", "王" * 51, "too_long"),
    ("户主姓名", True, "name_type"),
    ("户主姓名", datetime.date(2020, 1, 2), "name_as_date"),
    ("户主姓名", "'=1+1", "starts_with_formula_sign"),
    ("户主姓名", 123, "name_characters"),
    ("户主姓名", "/", "name_characters"),
    ("身份证号", 130199195001010013, "id_as_number"),
    ("身份证号", 130199500101001, "id_as_number"),
    ("身份证号", "1.30199E+17", "id_as_number"),
    ("身份证号", "1.30199E17", "id_as_number"),
    ("身份证号", "13019919500101001", "id_length"),
    ("身份证号", "1301991950010100111", "id_length"),
    ("身份证号", "13019919500101OO1X", "id_characters"),
    ("身份证号", "130199195002300018", "id_birth"),
    ("身份证号", "130199209901010016", "id_birth"),
    ("身份证号", "130199195001010010", "id_check_digit"),
    ("身份证号", "=130199195001010013", "starts_with_formula_sign"),
    ("联系方式", "1234567", "phone"),
    ("联系方式", "12345678901", "phone"),
    ("联系方式", "138123456789", "phone"),
    ("联系方式", "13812345678/13912345678", "phone"),
    ("联系方式", "=13812345678", "starts_with_formula_sign"),
    ("联系方式", 31185012345, "phone_as_number"),
    ("采暖面积(㎡)", "约一百", "area_text"),
    ("采暖面积(㎡)", -90, "area_negative"),
    ("采暖面积(㎡)", "-90", "area_negative"),
    ("采暖面积(㎡)", 0, "area_range"),
    ("采暖面积(㎡)", 2000.01, "area_range"),
    ("采暖面积(㎡)", datetime.date(2020, 1, 2), "area_text"),
    ("采暖面积(㎡)", True, "area_text"),
    ("改造年份", 2099, "year_future"),
    ("改造年份", 1999, "year_range"),
    ("改造年份", "去年", "year_text"),
    ("改造年份", 2021.5, "year_text"),
    ("改造年份", 21, "year_text"),
    ("改造年份", 20210601, "year_text"),
    ("改造类别", "煤改气", "unknown_category"),
    ("改造类型", "烧煤", "unknown_type"),
    ("改造类型", "2 气代煤", "unknown_type"),
    ("改造类型", 17, "unknown_type"),
    ("改造类型", "气代煤", "type_not_of_category"),
    ("银行账号", 6217000000004749994, "account_as_number"),
    ("银行账号", "621700000000474", "account_length"),
    ("银行账号", "62170000000047499941", "account_length"),
    ("银行账号", "6217ABCD00004749", "account_characters"),
    ("使用状态", "作废", "unknown_status"),
    ("燃气表号", 12345678, "meter_as_number"),
    ("燃气表号", "表＃12", "meter_characters"),
    ("电力户号", 31200000000, "power_account_as_number"),
    ("额定功率(kW)", "三千瓦", "power_text"),
    ("安装日期", "2021-02-30", "date_impossible"),
    ("安装日期", "2021年2月30日", "date_impossible"),
    ("安装日期", "2099-01-01", "date_future"),
    ("安装日期", "1949-10-01", "date_range"),
    ("安装日期", "去年秋天", "date_text"),
    ("安装日期", 44485, "date_text"),
    ("安装日期", "2021-1 6", "date_text"),
    ("供气企业", 12, "supplier_characters"),
    ("重点人员", "独居", "unknown_care"),
    ("户主姓名", "清空", "cannot_clear"),
]

MENDED = [
    ("户主姓名", " 王建国\u3000", "spaces", "王建国"),
    ("户主姓名", "王 建 国", "spaces", "王建国"),
    ("户主姓名", "王\u200b建国", "spaces", "王建国"),
    ("户主姓名", "王\uffff建\ufffe国", "spaces", "王建国"),
    ("户主姓名", "王\n建国", "line_break", "王建国"),
    ("地址", "店上村\t３组１２号", "line_break", "店上村3组12号"),
    ("地址", "Unit 3\nRoom 5", "line_break", "Unit 3 Room 5"),
    ("地址", "店上村  3组", "spaces", "店上村 3组"),
    ("身份证号", "１３０１９９１９５００１０１０１３９", "wide_digits", "130199195001010139"),
    ("身份证号", "13019919500101018x", "lower_x", "13019919500101018X"),
    ("身份证号", "130199 19500101 0139", "spaces", "130199195001010139"),
    ("联系方式", "138 1234 5678", "spaces", "13812345678"),
    ("联系方式", "138-1234-5678", "hyphens", "13812345678"),
    ("联系方式", "+8613812345678", "country_code", "13812345678"),
    ("联系方式", "(86)138-1234-5678", "country_code", "13812345678"),
    ("联系方式", "138—1234—5678", "wide_digits", "13812345678"),
    ("联系方式", "'13812345678", "text_mark", "13812345678"),
    ("联系方式", "(0311)85012345", "brackets", "0311-85012345"),
    ("联系方式", "１３８１２３４５６７８", "wide_digits", "13812345678"),
    ("联系方式", 13812345678, "phone_as_number", "13812345678"),
    ("采暖面积(㎡)", "96.5㎡", "unit", Decimal("96.50")),
    ("采暖面积(㎡)", "96.5 M2", "unit", Decimal("96.50")),
    ("采暖面积(㎡)", "９６．５", "wide_digits", None),
    ("采暖面积(㎡)", 96.123, "rounded", Decimal("96.12")),
    ("改造年份", "2021年", "year_suffix", 2021),
    ("改造年份", "２０２１", "wide_digits", 2021),
    ("改造年份", datetime.date(2021, 6, 1), "year_from_date", 2021),
    ("改造类别", " 电代煤 ", "spaces", 1),
    ("银行账号", "6217 0000 0000 4749 994", "spaces", "6217000000004749994"),
    ("安装日期", "２０２１-10-16", "wide_digits", datetime.date(2021, 10, 16)),
    ("所属村", "店上村 ", "spaces", None),
]

TAKEN = [
    ("所属市", "石家庄", None),
    ("所属市", 130100, None),
    ("所属区县", "130102", None),
    ("所属区县", "石家庄市长安区", None),
    ("所属乡镇", "西兆通", None),
    ("所属乡镇", "西兆通镇政府", None),
    ("所属乡镇", "长安区西兆通镇", None),
    ("所属乡镇", 130102100, None),
    ("所属乡镇", "130102100000", None),
    ("所属村", "西兆通镇店上村", None),
    ("所属村", "店上", None),
    ("所属村", "店上社区", None),
    ("所属村", "店上社区居民委员会", None),
    ("所属村", "店上村委会", None),
    ("身份证号", "11010519491231002X", "11010519491231002X"),
    ("身份证号", "810000199408230021", "810000199408230021"),
    ("联系方式", "0311-85012345", "0311-85012345"),
    ("联系方式", None, None),
    ("采暖面积(㎡)", "96.5", Decimal("96.5")),
    ("采暖面积(㎡)", "96.50000000000001", Decimal("96.50")),
    ("采暖面积(㎡)", 90.50000000000001, Decimal("90.50")),
    ("采暖面积(㎡)", 2000, Decimal(2000)),
    ("改造年份", "2021", 2021),
    ("改造类别", 1, 1),
    ("改造类别", "1", 1),
    ("改造类别", "1 电代煤", 1),
    ("改造类型", "9、空气源热风机", 9),
    ("安装日期", datetime.date(2021, 10, 16), datetime.date(2021, 10, 16)),
    ("安装日期", datetime.datetime(2021, 10, 16, 8, 30), datetime.date(2021, 10, 16)),
    ("安装日期", "2021/10/16", datetime.date(2021, 10, 16)),
    ("安装日期", "2021.10.16", datetime.date(2021, 10, 16)),
    ("安装日期", "2021年10月16日", datetime.date(2021, 10, 16)),
    ("安装日期", 20211016, datetime.date(2021, 10, 16)),
    ("安装日期", "2021-1-1 18:30", datetime.date(2021, 1, 1)),
    ("安装日期", "2021-10-16T08:30:00", datetime.date(2021, 10, 16)),
    ("安装日期", "2021 10 16", datetime.date(2021, 10, 16)),
    ("安装日期", "2021年10月16号", datetime.date(2021, 10, 16)),
    ("改造批次", "市级自定—农户自改", 4),
    ("备注", "\u200b", None),
    ("重点人员", "独居老人、低保", ["lives_alone", "low_income"]),
    ("重点人员", "低保,独居老人", ["lives_alone", "low_income"]),
    ("安全装置配备", "报警器＋切断阀", 1),
    ("使用状态", None, None),
    ("备注", "（待补）", "（待补）"),
]


@pytest.fixture(autouse=True)
def in_november() -> Any:
    with time_machine.travel("2026-11-22T10:00:00+08:00", tick=False):
        yield


def test_the_good_row_is_good(office: Post) -> None:
    found = checked(workbook([good_row()]), office)

    assert found.findings == []
    assert len(found.added) == 1


@pytest.mark.parametrize(("heading", "cell", "code"), REFUSED)
def test_a_wrong_cell_is_refused_with_its_place_and_a_sentence(
    office: Post, heading: str, cell: Any, code: str
) -> None:
    found = checked(workbook([good_row(1), good_row(2, **{heading: cell})]), office)

    assert said(found) == [(3, heading, code)]
    assert found.findings[0].message.endswith(("。", "）"))
    assert len(found.added) == 1


@pytest.mark.parametrize(("heading", "cell", "code", "value"), MENDED)
def test_what_is_mended_is_listed_and_taken(office: Post, heading: str, cell: Any, code: str, value: Any) -> None:
    found = checked(workbook([good_row(1, **{heading: cell})]), office)

    assert said(found, Level.ERROR, Level.WARNING) == []
    assert said(found, Level.FIXED) == [(2, heading, code)]
    name = next(name for name, text in found.table.headings.items() if text == heading)
    if value is not None:
        assert found.table.values[name] == [value]


@pytest.mark.parametrize(("heading", "cell", "value"), TAKEN)
def test_other_ways_of_saying_it_are_taken_without_a_word(office: Post, heading: str, cell: Any, value: Any) -> None:
    found = checked(workbook([good_row(1, **{heading: cell})]), office)

    assert found.findings == []
    name = next(name for name, text in found.table.headings.items() if text == heading)
    if value is not None:
        assert found.table.values[name] == [value]


def test_an_old_id_number_of_15_digits_is_taken_with_a_warning(office: Post) -> None:
    found = checked(workbook([good_row(身份证号="130199500101001")]), office)

    assert said(found, Level.ERROR, Level.WARNING) == [(2, "身份证号", "id_old")]
    assert len(found.added) == 1


def test_a_wrong_luhn_digit_is_only_a_warning(office: Post) -> None:
    found = checked(workbook([good_row(银行账号="6217000000004749995")]), office)

    assert said(found, Level.ERROR, Level.WARNING) == [(2, "银行账号", "account_check_digit")]
    assert len(found.added) == 1


def test_of_several_mendings_of_a_cell_each_is_said(office: Post) -> None:
    found = checked(workbook([good_row(联系方式="+86 138 1234 5678")]), office)

    assert said(found, Level.FIXED) == [(2, "联系方式", "spaces")]
    assert found.findings[0].message == "已去掉空格。已去掉国家代码 86。"


def test_a_choice_that_is_none_is_told_what_it_may_be(office: Post) -> None:
    found = checked(workbook([good_row(1, 重点人员="独居")]), office)

    assert "独居老人、低保" in found.findings[0].message


def test_a_number_is_quoted_as_the_clerk_sees_it(office: Post) -> None:
    found = checked(workbook([good_row(1, 安装日期=44485), good_row(2, **{"采暖面积(㎡)": 3000})]), office)

    assert [finding.message for finding in found.findings] == [
        "“44485”不是日期，请填成 2026-11-22 的样子。",
        "应大于 0、不超过 2000，现在是 3000。",
    ]


def test_no_sentence_holds_the_number_it_is_about(office: Post) -> None:
    wrong = good_row(身份证号="130199195001010010", 联系方式="138123456789", 银行账号="62170000000047499941")

    found = checked(workbook([wrong]), office)

    assert len(found.findings) == 3
    for finding in found.findings:
        assert not any(str(wrong[heading])[6:12] in finding.message for heading in ("身份证号", "联系方式", "银行账号"))


def test_a_village_of_another_town_is_blamed_on_the_town(office: Post) -> None:
    found = checked(workbook([good_row(所属乡镇="南村镇")]), office)

    assert said(found) == [(2, "所属乡镇", "village_wrong_town")]
    assert "西兆通镇" in found.findings[0].message


def test_a_village_outside_the_officers_area_is_refused(town_office: Post) -> None:
    found = checked(workbook([good_row(所属乡镇="南村镇", 所属村="北五女村")]), town_office)

    assert (2, "所属村", "village_out_of_area") in said(found)


@pytest.mark.parametrize("headings", [HEADINGS, [name for name in HEADINGS if name != "所属乡镇"]])
def test_a_townships_sheet_need_not_name_its_town(town_office: Post, headings: Sequence[str]) -> None:
    row = {name: value for name, value in good_row(1).items() if name != "所属乡镇"}

    found = checked(workbook([row], headings=headings), town_office)

    assert said(found) == []
    assert found.table.values["village"] == [Division.objects.get(alias="店上村", code__startswith="130102100").pk]


def test_without_its_town_a_village_of_another_is_still_refused(town_office: Post) -> None:
    found = checked(workbook([good_row(所属乡镇=None, 所属村="北五女村")]), town_office)

    assert said(found) == [(2, "所属村", "village_out_of_area")]


def test_a_villages_name_means_the_own_towns_where_no_town_is_named(town_office: Post) -> None:
    own = Division.objects.get(alias="店上村", code__startswith=town_office.division.code)
    elsewhere = Division.objects.villages().exclude(town=own.town).filter(district=own.district)[0]
    with acting(System.DEMO):
        Division.objects.filter(pk=elsewhere.pk).update(alias=own.alias)

    found = checked(workbook([good_row(所属乡镇=None)]), town_office)

    assert said(found) == []
    assert found.table.values["village"] == [own.pk]


def test_a_village_without_its_town_is_found_by_its_name_alone(office: Post) -> None:
    found = checked(workbook([good_row(所属乡镇=None)]), office)

    assert said(found) == [(2, "所属乡镇", "missing_town")]


@pytest.mark.parametrize(
    "heading", ["所属村", "地址", "户主姓名", "身份证号", "采暖面积(㎡)", "改造年份", "改造类别", "改造类型"]
)
def test_a_new_household_needs_its_required_cells(office: Post, heading: str) -> None:
    found = checked(workbook([good_row(**{heading: None})]), office)

    assert [(row, column) for row, column, _ in said(found)] == [(2, heading)]
    assert said(found)[0][2].startswith("missing_")


def test_an_unknown_supplier_is_told_once_when_the_ledger_is_first_filled(office: Post) -> None:
    gas = {"改造类别": "气代煤", "改造类型": "气代煤", "供气企业": "新奥燃气"}

    found = checked(workbook([good_row(1, **gas), good_row(2, **gas)]), office)

    assert said(found, Level.ERROR, Level.WARNING) == [(2, "供气企业", "unknown_supplier")]
    assert "共 2 行" in found.findings[0].message


def test_an_unknown_supplier_is_an_error_to_a_township(town_office: Post) -> None:
    gas = {"改造类别": "气代煤", "改造类型": "气代煤", "供气企业": "新奥燃气"}

    found = checked(workbook([good_row(1, **gas)]), town_office)

    assert (2, "供气企业", "unknown_supplier") in said(found)
