"""A list as a workbook, written at the word of who brings it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

from accounts.models import Post
from core.ledgers.base import ledger
from core.ledgers.checking import Checked, Task, check
from core.ledgers.importing import Imported, import_workbook


def workbook(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Headings are all that any row gives."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(headings)
    for row in rows:
        sheet.append([row.get(heading) for heading in headings])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def task(name: str, by: Post) -> Task:
    subject = ledger(name)
    mode = subject.mode_for(by)
    assert mode is not None
    return Task(subject, mode, by, {})


def checked(name: str, rows: Sequence[Mapping[str, Any]], by: Post) -> Checked:
    return check(workbook(rows), task(name, by))


def bring(name: str, rows: Sequence[Mapping[str, Any]], by: Post) -> Imported:
    return import_workbook(
        workbook(rows), task(name, by), approve=lambda found: not found.table.bad, why="名单", finish=lambda done: None
    )
