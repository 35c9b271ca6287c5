"""What a check says of a workbook: each thing with its place, a code for machines and a sentence for the clerk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Level(Enum):
    ERROR = "error"  # the row is refused
    WARNING = "warning"  # told, the row is taken
    FIXED = "fixed"  # mended silently, and listed

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {Level.ERROR: "有误", Level.WARNING: "提醒", Level.FIXED: "已修正"}


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` as Excel counts it; None: the whole sheet or file. `column` is the heading as it stands in the file. The
    sentence
    never holds a personal number."""

    level: Level
    sheet: str
    row: int | None
    column: str
    code: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "code": self.code, "message": self.message}


class WorkbookRefused(Exception):
    """The file as a whole can't be read as this ledger; `code` and the sentence say why."""

    def __init__(self, code: str, message: str, column: str = "", row: int | None = None) -> None:
        super().__init__(message)
        self.finding = Finding(Level.ERROR, "", row, column, code, message)
