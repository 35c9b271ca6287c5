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
