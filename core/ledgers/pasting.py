"""A block copied from Excel or WPS, as the workbook that an import reads (F91): from there on it is one like any other.

Every cell stays the text that it was on the clipboard: no number loses a digit on the way.
"""

from __future__ import annotations

import io
import re

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Post
from core.ledgers.base import Ledger
from core.ledgers.findings import WorkbookRefused
from core.ledgers.look import made_by
from core.ledgers.plain import write_plain_list
from core.ledgers.reading import read
from core.workflow import StepRefused

SHEET = "粘贴的内容"
# Somebody waits while the workbook is made, and a web worker with him: what is larger comes as a file.
MOST_CELLS = 100_000
# As wide as no ledger is.
MOST_COLUMNS = 100
# Excel quotes a cell that holds a line break, a tab or a quote, and doubles the quotes in it. One that only begins with
# a quote is taken as it stands.
_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"(?=[\t\n]|\Z)|([^\t\n]*))([\t\n]|\Z)')


def workbook_of(block: str, subject: Ledger, post: Post) -> ContentFile[bytes]:
    """Raises StepRefused where it is no block of the ledger's cells, while the block still stands in the form; one too
    large before it is taken apart."""
    if block.count("\t") + block.count("\n") > MOST_CELLS:
        raise StepRefused(f"粘贴的内容超过 {MOST_CELLS:,} 格，请只复制台账的各行各列，或保存成文件后上传。")
    rows = rows_of(block)
    if max(map(len, rows)) > MOST_COLUMNS:
        raise StepRefused(f"粘贴的内容有一行超过 {MOST_COLUMNS} 列，请只复制台账的各列。")
    moment = timezone.localtime()
    file = io.BytesIO()
    write_plain_list(file, SHEET, rows[0], rows[1:], made_by(post, "粘贴"))
    _refuse_unreadable(file.getvalue(), subject, post)
    return ContentFile(file.getvalue(), f"粘贴的表格{moment:%m月%d日%H点%M分}.xlsx")


def _refuse_unreadable(content: bytes, subject: Ledger, post: Post) -> None:
    mode = subject.mode_for(post)
    assert mode is not None, "the ledger is open to the post"
    try:
        read(content, subject.columns_with(mode), subject.keys)
    except WorkbookRefused as refused:
        raise StepRefused(str(refused)) from refused


def rows_of(block: str) -> list[list[str]]:
    """The cells, row by row; the last line's end begins no row."""
    text = block.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows: list[list[str]] = [[]]
    for quoted, plain, end in _CELL.findall(text):
        rows[-1].append(quoted.replace('""', '"') if quoted else plain)
        if end == "\n":
            rows.append([])
        elif not end:
            break
    return rows
