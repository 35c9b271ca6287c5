"""A company brings the inspections of the past by workbook."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.audit import acting
from accounts.models import Post
from core.ledgers.checking import Checked, Task, check
from core.ledgers.importing import Imported, import_workbook
from households.models import Household
from inspections.models import AccessCase, Inspection
from inspections.visiting.importing import PastInspections
from inspections.visiting.ledgers import InspectionLedger
from tests.core.ledgers.workbooks import workbook

HEADINGS = ("企业安检编号", "户编号", "安检日期", "结果", "安检员", "燃气表读数", "报警器有效期至")


def task(post: Post, **options: Any) -> Task:
    return Task(InspectionLedger(), PastInspections(), post, {}, **options)


def checked(content: bytes, post: Post) -> Checked:
    return check(content, task(post))


def imported(content: bytes, post: Post) -> Imported:
    return import_workbook(
        content,
        task(post, locked=True),
        approve=lambda found: not found.table.bad,
        why="测试",
        finish=lambda done: None,
    )


def said(found: Checked) -> str:
    return "".join(one.message for one in found.findings)


def row_of(household: Household, number: str = "AJ-1", **cells: Any) -> dict[str, Any]:
    return {
        "企业安检编号": number,
        "户编号": household.number,
        "安检日期": "2026-05-20",
        "结果": "已安检",
        "安检员": "赵巡检",
        "燃气表读数": "455.5",
        "报警器有效期至": "2030-01-31",
        **cells,
    }


def book(*rows: dict[str, Any]) -> bytes:
    return workbook(list(rows), headings=HEADINGS)


def test_a_row_becomes_an_inspection(household: Household, company_post: Post) -> None:
    imported(book(row_of(household)), company_post)

    inspection = Inspection.objects.get()
    assert (inspection.household, inspection.source, inspection.inspector_name) == (household, "imported", "赵巡检")
    assert (str(inspection.inspected_on), str(inspection.meter_reading)) == ("2026-05-20", "455.50")


def test_the_same_workbook_again_adds_nothing(household: Household, company_post: Post) -> None:
    imported(book(row_of(household)), company_post)
    imported(book(row_of(household)), company_post)

    assert Inspection.objects.count() == 1


def test_a_known_number_is_not_overwritten(household: Household, company_post: Post) -> None:
    imported(book(row_of(household)), company_post)
    run = checked(book(row_of(household, 说明="改了说法")), company_post)

    assert "已登记过" in said(run)


def test_who_refused_then_opens_no_case_now(household: Household, company_post: Post) -> None:
    imported(book(row_of(household, 结果="拒绝安检", 见证人="王店生")), company_post)

    assert Inspection.objects.get().witness == "王店生"
    assert not AccessCase.objects.exists()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"安检日期": "2099-01-01"}, "还没有到"),
        ({"结果": "拒绝安检"}, "见证人"),
        ({"户编号": "13010299999999"}, "没有这个户编号"),
    ],
)
def test_what_cannot_be_is_refused(
    household: Household, company_post: Post, cells: dict[str, str], sentence: str
) -> None:
    assert sentence in said(checked(book(row_of(household, **cells)), company_post))


def test_an_import_taken_back_makes_its_rows_void(household: Household, company_post: Post) -> None:
    run = imported(book(row_of(household)), company_post)
    with acting(company_post):
        assert PastInspections().undo(run.act, company_post).taken_back == 1

    assert Inspection.objects.get().state == Inspection.State.VOID
    imported(book(row_of(household)), company_post)
    assert Inspection.objects.valid().count() == 1
