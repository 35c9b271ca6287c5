"""A ledger as a workbook: what is filtered, masked unless the post may have the numbers and says why, marked with who
and when, logged (F92)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from openpyxl.utils import get_column_letter

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.roles import MAY_EXPORT_PERSONAL, labels
from core.ledgers.base import Filters, Ledger
from core.ledgers.columns import Column
from core.ledgers.look import add_ledger_sheet, add_text_sheet, made_by, mark, new_workbook
from core.ledgers.reading import ORIGIN_SHEET
from core.ledgers.streaming import Plan, SheetWriter, copy_rows

LEAST_REASON = 4
UNTOUCHED = "空格子不改原值，填“清空”才清空，带 * 的号码视为未改。"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_STYLED_CELL = re.compile(rb'<c r="A2" s="(\d+)"')
_SAMPLE_ROW = re.compile(rb'<row r="2".*?</row>', re.DOTALL)


class ExportRefused(Exception):
    """Its text is a sentence for the clerk."""


@dataclass(frozen=True)
class Order:
    """What is wanted. `columns`: names, none for all; `in_full`: personal numbers unmasked, for `reason`."""

    ledger: Ledger
    filters: Filters
    columns: tuple[str, ...] = ()
    in_full: bool = False
    reason: str = ""


def why_not_export(order: Order, post: Post) -> str:
    if post.role not in order.ledger.readers:
        return f"您的岗位不能导出{order.ledger.title}。"
    if not order.in_full:
        return ""
    if post.role not in MAY_EXPORT_PERSONAL:
        return f"完整的个人号码只有{labels(MAY_EXPORT_PERSONAL)}可以导出。"
    if len(order.reason.strip()) < LEAST_REASON:
        return "导出完整的个人号码须写明用途。"
    return ""


def export(
    order: Order, post: Post, file: IO[bytes], progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Write the workbook into the file; how many rows. Inside `acting(post)`, for it leaves a line in 查阅记录.

    Raises ExportRefused; what `progress` raises ends it."""
    if sentence := why_not_export(order, post):
        raise ExportRefused(sentence)
    chosen = _chosen(order, post)
    total = chosen.count()
    columns = [column for column in order.ledger.columns if not order.columns or column.name in order.columns]
    rows = _write(order, chosen, columns, Origin(post, order, total), file, lambda done: progress(done, total))
    log_access(
        post,
        AccessLog.Act.EXPORT,
        kind=order.ledger.model._meta.label_lower,
        detail=f"{order.ledger.title} {rows:,} 行，{_extent(order)}，条件：{order.ledger.said(post, order.filters)}",
        reason=order.reason,
    )
    return rows


def _chosen(order: Order, post: Post) -> QuerySet[Any]:
    try:
        chosen = order.ledger.filtered(post, order.filters)
    except ValueError as problem:
        raise ExportRefused(str(problem)) from problem
    return order.ledger.records(chosen)


def _extent(order: Order) -> str:
    return "完整号码" if order.in_full else "号码已脱敏"


@dataclass(frozen=True)
class Origin:
    """From whom, when, of what: on every printed page and on a sheet of its own."""

    post: Post
    order: Order
    rows: int

    @property
    def line(self) -> str:
        return f"{settings.SITE_NAME} {made_by(self.post, '导出')} {_extent(self.order)}"

    def lines(self) -> list[tuple[str, str]]:
        return [
            (self.order.ledger.title, "导出说明"),
            ("导出人", str(self.post)),
            ("导出时间", f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"),
            ("行数", f"{self.rows}"),
            ("筛选条件", self.order.ledger.said(self.post, self.order.filters)),
            ("个人号码", _extent(self.order)),
            ("用途", without_numbers(self.order.reason) or "未填写"),
            ("注意", "本文件含个人信息，只限工作使用，用后删除，不得转发。导出已记入日志。"),
            ("改后导入", f"可以在本表中改好再导入：{self.order.ledger.knows_by}，{UNTOUCHED}"),
        ]


def _write(
    order: Order,
    chosen: QuerySet[Any],
    columns: Sequence[Column],
    origin: Origin,
    file: IO[bytes],
    progress: Callable[[int], None],
) -> int:
    """The sheets first, because only then their number is known; then openpyxl's workbook around them."""
    head, tail, style = _frame(order.ledger, columns, origin)
    plan = Plan(_ordered(chosen), columns, not order.in_full, style)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        writer = SheetWriter(plan, package, head, tail)
        writer.progress = progress
        copy_rows(plan, writer)
        _add_rest(package, _workbook(order.ledger, columns, origin, writer.sheets), writer.sheets)
    return writer.rows


def _ordered(chosen: QuerySet[Any]) -> QuerySet[Any]:
    """Oldest first, as a paper ledger grows: what the workbook adds to is at its end."""
    return chosen.order_by("pk")


def _workbook(ledger: Ledger, columns: Sequence[Column], origin: Origin, sheets: int) -> bytes:
    """The workbook without its rows; on each sheet a sample row, by which the styles are known."""
    workbook = new_workbook()
    for number in range(1, sheets + 1):
        sheet = add_ledger_sheet(workbook, ledger.title if number == 1 else f"{ledger.title} ({number})", columns)
        sheet.cell(2, 1, "").number_format = "@"
        mark(sheet, origin.line)
    add_text_sheet(workbook, ORIGIN_SHEET, origin.lines(), (14, 90))
    workbook.properties.creator = str(origin.post.user.name)
    workbook.properties.description = origin.line
    workbook.properties.title = ledger.title
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def _frame(ledger: Ledger, columns: Sequence[Column], origin: Origin) -> tuple[bytes, Callable[[int], bytes], int]:
    """What stands before and after the rows in a sheet's XML, and the style of text cells."""
    with zipfile.ZipFile(io.BytesIO(_workbook(ledger, columns, origin, 1))) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    styled = _STYLED_CELL.search(xml)
    assert styled is not None
    before, _, after = _SAMPLE_ROW.sub(b"", _DIMENSION.sub(b"", xml)).partition(b"</sheetData>")
    last = get_column_letter(len(columns))

    def tail(last_row: int) -> bytes:
        return b"</sheetData>" + f'<autoFilter ref="A1:{last}{last_row}"/>'.encode() + after

    return before, tail, int(styled[1])


def _add_rest(package: zipfile.ZipFile, made: bytes, sheets: int) -> None:
    streamed = {f"xl/worksheets/sheet{number}.xml" for number in range(1, sheets + 1)}
    with zipfile.ZipFile(io.BytesIO(made)) as source:
        for name in source.namelist():
            if name not in streamed:
                package.writestr(name, source.read(name))
