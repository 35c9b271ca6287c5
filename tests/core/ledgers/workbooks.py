"""Workbooks as people send them: a good row of the household ledger, and what tests put into its cells."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from accounts.models import Post
from core.ledgers.base import ledger
from core.ledgers.checking import Checked, Task, check
from core.ledgers.findings import Finding, Level, WorkbookRefused
from core.ledgers.importing import Imported, import_workbook
from tests.factories import id_number

DATA = Path(__file__).parents[2] / "data"
LEDGER = ledger("households")
HEADINGS = (
    "所属市", "所属区县", "所属乡镇", "所属村", "地址", "户主姓名", "身份证号", "联系方式", "采暖面积(㎡)", "改造年份",
    "改造类别", "改造类型", "改造批次", "发放补贴方式", "银行账号", "房屋用途", "用户分类", "使用状态", "供气企业",
    "燃气表号", "电力户号", "设备品牌", "设备型号", "额定功率(kW)", "安装日期", "备注",
)  # fmt: skip


def good_row(number: int = 0, **cells: Any) -> dict[str, Any]:
    """Without an error; another household for each number. `cells` by heading."""
    row = {
        "所属市": "石家庄市", "所属区县": "长安区", "所属乡镇": "西兆通镇", "所属村": "店上村",
        "地址": f"店上村{number}号", "户主姓名": "王建国", "身份证号": id_number(number),
        "联系方式": f"138{number:08d}", "采暖面积(㎡)": 96.5, "改造年份": 2021,
        "改造类别": "电代煤", "改造类型": "空气源热风机", "改造批次": "省下达", "发放补贴方式": "银行卡",
        "银行账号": "6217000000004749994", "房屋用途": "居住", "用户分类": "正常", "使用状态": "正常",
        "电力户号": f"0312{number:08d}", "设备品牌": "海尔", "设备型号": "L1P26", "额定功率(kW)": 3,
        "安装日期": "2021-10-16",
    }  # fmt: skip
    return row | cells


def workbook(
    rows: Sequence[dict[str, Any]],
    *,
    headings: Sequence[str] | None = None,
    arrange: Callable[[openpyxl.Workbook], None] = lambda made: None,
) -> bytes:
    """Headings in the first row, cells under them; `arrange` does the rest to it. More headings come behind."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "确户台账"
    columns = list(headings or HEADINGS)
    columns += [name for row in rows for name in row if name not in columns]
    sheet.append(list(dict.fromkeys(columns)))
    for row in rows:
        sheet.append([row.get(name) for name in dict.fromkeys(columns)])
    for cell in (cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"):
        cell.data_type = "s"  # text that begins with =, as a portal or a hostile hand writes it
    arrange(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def task(post: Post, **options: Any) -> Task:
    mode = LEDGER.mode_for(post)
    assert mode is not None
    return Task(LEDGER, mode, post, options.pop("corrections", {}), **options)


def checked(content: bytes, post: Post, **options: Any) -> Checked:
    return check(content, task(post, **options))


def refusal(content: bytes, post: Post) -> Finding:
    """Of a file that can't be read as this ledger."""
    try:
        check(content, task(post))
    except WorkbookRefused as refused:
        return refused.finding
    raise AssertionError("The workbook was not refused")


def imported(content: bytes, post: Post) -> Imported:
    """Checked and written as one officer's act; only without errors."""
    return import_workbook(
        content,
        task(post, locked=True),
        approve=lambda found: not found.table.bad,
        why="测试",
        finish=lambda done: None,
    )


def said(found: Checked, *levels: Level) -> list[tuple[int | None, str, str]]:
    """(row, heading, code) of the findings, errors if no level is named."""
    wanted = levels or (Level.ERROR,)
    return [(one.row, one.column, one.code) for one in found.findings if one.level in wanted]
