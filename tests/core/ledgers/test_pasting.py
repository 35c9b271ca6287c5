"""A block copied from Excel or WPS is imported as the workbook that it came from would be (F91)."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.ledgers import pasting
from core.ledgers.findings import Level
from core.ledgers.pasting import rows_of, workbook_of
from core.ledgers.runs import content_of
from core.models import ImportRun
from core.workflow import StepRefused
from tests.conftest import ClientOf, MakePost
from tests.core.ledgers.test_import_pages import file_of, text_of
from tests.core.ledgers.workbooks import HEADINGS, LEDGER, checked, good_row, said, workbook


def block(*rows: dict[str, Any]) -> str:
    """As Excel puts it on the clipboard."""
    lines = [HEADINGS, *([row.get(name, "") for name in HEADINGS] for row in rows)]
    return "".join("\t".join(str(cell) for cell in line) + "\r\n" for line in lines)


@pytest.fixture
def browser(client_of: ClientOf, office: Post) -> Client:
    return client_of(office)


@pytest.mark.parametrize(
    ("copied", "rows"),
    [
        ("甲\t乙\r\n丙\t丁\r\n", [["甲", "乙"], ["丙", "丁"]]),
        ('"幸福路\r\n1号"\t乙', [["幸福路\n1号", "乙"]]),
        ('"他说""好"""\t"a\tb"', [['他说"好"', "a\tb"]]),
        ('"没有写完\t乙\n丙\t丁', [['"没有写完', "乙"], ["丙", "丁"]]),
        ('3"管\t乙', [['3"管', "乙"]]),
        ("甲\t\t乙\n\n丙", [["甲", "", "乙"], [""], ["丙"]]),
        ('""\t乙', [["", "乙"]]),
        ("甲", [["甲"]]),
        ("", [[""]]),
    ],
)
def test_cells_are_taken_as_they_were_copied(copied: str, rows: list[list[str]]) -> None:
    assert rows_of(copied) == rows


def test_a_pasted_block_is_checked_as_its_workbook_would_be(office: Post) -> None:
    rows = [good_row(1), good_row(2, 改造年份=2099), good_row(3, 户主姓名="王 建国"), good_row(4, 身份证号="1301")]
    pasted = workbook_of(block(*rows), LEDGER, office).read()

    as_pasted, as_file = checked(pasted, office), checked(workbook(rows), office)
    assert said(as_pasted, *Level) == said(as_file, *Level)
    assert as_pasted.added == as_file.added


def test_numbers_keep_their_text(browser: Client) -> None:
    row = good_row(1, 银行账号="6217000000004749994", 电力户号="0012345678")
    browser.post("/imports/new/", {"pasted": block(row)})

    sheet = openpyxl.load_workbook(io.BytesIO(content_of(ImportRun.objects.get()))).worksheets[0]
    cells = dict(zip(HEADINGS, [cell.value for cell in sheet[2]], strict=True))
    for heading in ("身份证号", "银行账号", "电力户号", "联系方式"):
        assert cells[heading] == row[heading]


def test_what_begins_like_a_formula_stays_text(office: Post) -> None:
    sheet = openpyxl.load_workbook(workbook_of(block(good_row(1, 所属市="=1+1")), LEDGER, office)).worksheets[0]

    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_signs_that_no_workbook_can_hold_are_left_out(office: Post) -> None:
    pasted = workbook_of(block(good_row(1, 所属市="石\x0b家\uffff庄市")), LEDGER, office)

    assert openpyxl.load_workbook(pasted).worksheets[0]["A2"].value == "石家庄市"


def test_it_becomes_an_import_like_any_other(browser: Client, office: Post) -> None:
    answer = browser.post("/imports/new/", {"pasted": block(good_row(1), good_row(2))}, follow=True)

    run = ImportRun.objects.get()
    assert answer.redirect_chain == [(f"/imports/{run.pk}/", 302)]
    assert run.name.startswith("粘贴的表格")
    assert run.job
    jobs.run_now(run.job)
    run.refresh_from_db()
    assert (run.state, run.rows, run.added, run.bad) == (ImportRun.State.CHECKED, 2, 2, 0)


def test_a_townships_clerk_may_paste_too(client_of: ClientOf, post: MakePost) -> None:
    client_of(post(Role.TOWN_OFFICE)).post("/imports/new/", {"pasted": block(good_row(1))})

    assert ImportRun.objects.get().mode == "applications"


def test_a_file_and_a_pasted_block_at_once_are_refused(browser: Client) -> None:
    both = {"file": file_of(workbook([good_row(1)])), "pasted": block(good_row(2))}

    answer = browser.post("/imports/new/", both)

    assert answer.status_code == 409
    assert "文件和粘贴的内容只能用一样" in text_of(answer)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("cell", ["\t", "a\n", "a\t", '"a\t'])
def test_a_block_of_too_many_cells_is_refused_before_it_is_taken_apart(
    office: Post, cell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pasting, "rows_of", lambda block: pytest.fail("It was taken apart."))

    with pytest.raises(StepRefused, match="超过 100,000 格"):
        workbook_of(cell * 100_001, LEDGER, office)


def test_a_line_without_end_is_refused(office: Post) -> None:
    with pytest.raises(StepRefused, match="超过 100 列"):
        workbook_of("\t" * 600, LEDGER, office)


def test_a_block_without_headings_is_refused_and_stays_in_the_form(browser: Client) -> None:
    answer = browser.post("/imports/new/", {"pasted": "王建国\t13012345678\n"})

    assert answer.status_code == 409
    assert "找不到表头" in text_of(answer)
    assert "王建国\t13012345678" in text_of(answer)
    assert not ImportRun.objects.exists()
