"""A ledger as a workbook: exact, masked, safe from formulas, explained."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict

from accounts.audit import AccessLog, System, acting
from accounts.models import Post
from accounts.roles import Role
from core.ledgers import streaming
from core.ledgers.export import ExportRefused, Order, export
from core.ledgers.reading import ORIGIN_SHEET
from households.ledgers import HouseholdLedger
from households.models import Household
from tests.conftest import MakePost
from tests.core.ledgers.workbooks import checked
from tests.factories import HouseholdFactory, OrganizationFactory, Tree


def written(post: Post, *, in_full: bool = False, **filters: list[str]) -> Any:
    out = io.BytesIO()
    with acting(post):
        export(Order(HouseholdLedger(), filters, in_full=in_full, reason="年度核对补贴" if in_full else ""), post, out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


@pytest.fixture
def office(post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


def rows_of(workbook: Any) -> list[dict[str, Any]]:
    head, *rows = workbook["确户台账"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture
def household(tree: Tree) -> Callable[..., Household]:
    def make(**facts: Any) -> Household:
        with acting(System.DEMO):
            return HouseholdFactory(village=tree.village, **facts)

    return make


Make = Callable[..., Household]


def test_every_household_is_a_row_with_its_cells_under_their_headings(office: Post, household: Make) -> None:
    one = household(name="王建国", heated_area="90.50", converted_year=2019)

    (row,) = rows_of(written(office))

    assert (row["户编号"], row["户主姓名"], row["采暖面积(㎡)"], row["改造年份"]) == (one.number, "王建国", 90.5, 2019)


def test_personal_numbers_are_masked(office: Post, household: Make) -> None:
    one = household()

    (row,) = rows_of(written(office))

    assert row["身份证号"] == one.id_number[:6] + "********" + one.id_number[-4:]
    assert "*" in row["联系方式"]


def test_personal_numbers_asked_for_in_full_are_exact_text(office: Post, household: Make) -> None:
    one = household()

    (row,) = rows_of(written(office, in_full=True))

    assert (row["身份证号"], row["联系方式"]) == (one.id_number, one.phone)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-1",
        "@SUM(A1)",
        "<b>&\"'",
        "一行\n两行",
        "反斜\\杠\t制表",
        "坏\x0b字符\x02\x01",
        "非\uffff字\ufffe符",
    ],
)
def test_any_text_stays_text(office: Post, household: Make, text: str) -> None:
    household(remark=text)

    workbook = written(office)

    (row,) = rows_of(workbook)
    kept = "".join(sign for sign in text if sign >= " " and sign not in "\ufffe\uffff" or sign in "\n\t")
    assert row["备注"] == kept
    assert not any(cell.data_type == "f" for line in workbook["确户台账"].iter_rows() for cell in line)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-1",
        "@SUM(A1)",
        "一行\n两行",
        "两格  空",
        "制\t表",
        "_x0041_",
        "_x000D_",
        "c:\\new",
        "]]>&amp;",
    ],
)
def test_any_text_comes_back_as_it_stands_in_the_ledger(office: Post, household: Make, text: str) -> None:
    household(remark=text, id_number="130199500101001", bank_account="6217000000004749995")
    out = io.BytesIO()
    with acting(office):
        export(Order(HouseholdLedger(), {}, in_full=True, reason="年度核对补贴"), office, out)

    found = checked(out.getvalue(), office)

    assert (found.findings, found.changed, found.unchanged) == ([], {}, 1)


def test_number_columns_are_formatted_as_text_to_the_reader_who_types_into_them(office: Post, household: Make) -> None:
    household()

    sheet = written(office)["确户台账"]

    formats = {
        sheet.cell(1, place).value: sheet.cell(2, place).number_format for place in range(1, sheet.max_column + 1)
    }
    assert formats["身份证号"] == "@"
    assert formats["采暖面积(㎡)"] == "General"


def test_the_workbook_says_who_made_it_and_when(office: Post) -> None:
    workbook = written(office)

    told = [row[1] for row in workbook[ORIGIN_SHEET].iter_rows(values_only=True)]
    assert str(office) in told
    assert office.user.name in workbook["确户台账"].oddFooter.left.text


def test_rows_beyond_a_sheet_go_on_in_the_next(office: Post, household: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "SHEET_MAX_ROWS", 3)
    for _ in range(5):
        household()

    workbook = written(office)

    rows = [sheet.max_row - 1 for sheet in workbook.worksheets if sheet.title != ORIGIN_SHEET]
    assert rows == [2, 2, 1]


def test_a_filter_of_the_list_narrows_the_export(office: Post, household: Make) -> None:
    household(name="王建国")
    household(name="李秀英")

    rows = rows_of(written(office, q=["建国"]))

    assert [row["户主姓名"] for row in rows] == ["王建国"]


def test_a_filter_that_does_not_exist_is_refused_with_a_sentence(office: Post) -> None:
    with pytest.raises(ExportRefused, match="没有筛选条件“colour”"):
        written(office, colour=["red"])


def test_another_townships_households_are_not_exported(tree: Tree, post: MakePost, household: Make) -> None:
    household()

    assert rows_of(written(post(Role.TOWN_OFFICE, at=tree.other_town))) == []


def test_a_role_that_may_not_have_whole_numbers_is_refused(post: MakePost) -> None:
    with pytest.raises(ExportRefused, match="完整的个人号码只有"):
        written(post(Role.LEADER), in_full=True)


def test_a_number_typed_into_the_purpose_on_the_command_line_is_not_kept_either(office: Post) -> None:
    out = io.BytesIO()
    with acting(office):
        export(Order(HouseholdLedger(), {}, in_full=True, reason="核对 13812345678 的补贴"), office, out)

    assert told(openpyxl.load_workbook(io.BytesIO(out.getvalue())))["用途"] == "核对 *******5678 的补贴"
    assert AccessLog.objects.get(act=AccessLog.Act.EXPORT).reason == "核对 *******5678 的补贴"


def test_every_export_leaves_a_line_in_the_access_log(office: Post, household: Make) -> None:
    household()

    written(office, in_full=True)

    line = AccessLog.objects.get(act=AccessLog.Act.EXPORT)
    assert (line.user_id, line.reason) == (office.user_id, "年度核对补贴")


def told(workbook: Any) -> dict[str, str]:
    return dict(workbook[ORIGIN_SHEET].iter_rows(values_only=True, max_col=2))


def test_the_conditions_are_said_in_the_lists_own_words_without_the_number(
    office: Post, household: Make, tree: Tree
) -> None:
    one = household()

    workbook = written(office, q=[one.id_number], town=[str(tree.town.pk)], kind=["1", "2"])

    words = told(workbook)["筛选条件"]
    assert words == f"“{'*' * 14}{one.id_number[-4:]}”；街镇：{tree.town}；改造类型：气代煤、直热式电锅炉"
    assert AccessLog.objects.get(act=AccessLog.Act.EXPORT).detail.endswith(f"条件：{words}")


# What else a list's address may hold, and what an export says of it.
SAID = {
    "day=2024-05-01": "台账日期：2024年5月1日",
    "category=2": "改造类别：气代煤",
    "converted_year=2021": "改造年份：2021",
    "batch=1": "改造批次：国家部委下达",
    "status=2": "使用状态：销户",
    "user_class=1": "用户分类：正常",
    "completeness=80": "完整度：80%～99%",
    "blank=kind&blank=batch": "未填的栏：改造类型、改造批次",
    "incomplete=on": "有空缺：是",
    "care=lives_alone": "重点人员：独居老人",
    "data_source=first_filling": "数据来源：首次建账",
    "second_house=true": "第二处住房：是",
    "sort=-converted_year&page_size=50": "全部",
}


@pytest.mark.parametrize("address", SAID)
def test_every_parameter_of_the_list_is_said_in_chinese(office: Post, address: str) -> None:
    filters = {name: [str(one) for one in values] for name, values in QueryDict(address).lists()}

    assert told(written(office, **filters))["筛选条件"] == SAID[address]


def test_places_and_suppliers_are_said_by_name(office: Post, tree: Tree) -> None:
    supplier = OrganizationFactory(gas=True, division=tree.district)
    chosen = {"district": tree.district, "village": tree.village, "gas_supplier": supplier}

    words = told(written(office, **{name: [str(one.pk)] for name, one in chosen.items()}))["筛选条件"]

    assert set(words.split("；")) == {
        f"区县：{tree.district}",
        f"村（社区）：{tree.village}",
        f"供气企业：{supplier}",
    }


def test_an_export_of_everything_says_so(office: Post, household: Make) -> None:
    household()

    assert told(written(office))["筛选条件"] == "全部"
