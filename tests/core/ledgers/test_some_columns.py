"""A workbook with some of the ledger's columns alone: the ordinary way to bring new phone numbers."""

from __future__ import annotations

import pytest

from accounts.models import Post
from core.models import ImportRun
from households.models import Household
from tests.core.ledgers.carrying import brought
from tests.core.ledgers.workbooks import HEADINGS, good_row, imported, workbook


@pytest.mark.parametrize("left_out", HEADINGS)
def test_any_column_may_be_left_out_of_a_change(office: Post, left_out: str) -> None:
    imported(workbook([good_row(1)]), office)
    changed = good_row(1, 户编号=Household.objects.get().number, 联系方式="13777777777", 设备型号="L2")
    headings = ["户编号", *(heading for heading in HEADINGS if heading != left_out)]
    changed.pop(left_out, None)

    run = brought(workbook([changed], headings=headings), office)

    assert (run.state, run.changed) == (ImportRun.State.CHECKED, 1)


@pytest.mark.parametrize("key", ["户编号", "身份证号"])
def test_a_key_and_one_more_column_are_enough(office: Post, key: str) -> None:
    imported(workbook([good_row(1)]), office)
    household = Household.objects.get()
    keys = {"户编号": household.number, "身份证号": household.id_number}

    run = brought(workbook([{key: keys[key], "联系方式": "13777777777"}], headings=[key, "联系方式"]), office)

    assert (run.state, run.changed) == (ImportRun.State.CHECKED, 1)


def test_two_columns_without_a_key_are_no_ledger(office: Post) -> None:
    run = brought(
        workbook([{"户主姓名": "王建国", "联系方式": "13777777777"}], headings=["户主姓名", "联系方式"]), office
    )

    assert run.state == ImportRun.State.REFUSED
    assert "找不到表头" in run.refusal
