"""Mending an import's bad rows without its file: texts put in place of cells, until these are checked again (F84)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.core.exceptions import PermissionDenied

from accounts.models import Post
from core.ledgers.runs import columns_of, correct, corrections_of, opened
from core.ledgers.workflow import why_not_own
from core.models import ImportRow, ImportRun

# No row of a workbook has more figures.
NAME = re.compile(r"r([0-9]{1,7})-(\w+)")


class Cell(NamedTuple):
    """A cell of the file by its row and column, named “r3-converted_year” in forms and by the API."""

    row: int
    column: str

    def __str__(self) -> str:
        return f"r{self.row}-{self.column}"


def cells_named(names: Iterable[str]) -> list[Cell]:
    """Those names that are some."""
    return [Cell(int(found[1]), found[2]) for found in map(NAME.fullmatch, names) if found]


def why_not_mend(run: ImportRun, post: Post) -> str:
    if run.state != ImportRun.State.CHECKED:
        return f"“{run.get_state_display()}”时不能修改，请在核对之后、写入之前修改。"
    return why_not_own(run, post)


def file_columns(run: ImportRun) -> list[tuple[str, str]]:
    """The columns that the file has, by name and heading, in the ledger's order; none where no row is shown."""
    row = run.shown_rows.first()
    present = opened(row.content)["cells"].keys() if row else ()
    return [(column.name, column.heading) for column in columns_of(run) if column.name in present]


def standing(run: ImportRun, names: Iterable[str]) -> dict[Cell, str]:
    """Of these cells those that stand in bad rows of the file, with their text as it was last mended."""
    asked, earlier = cells_named(names), corrections_of(run)
    texts = {
        row.row: opened(row.content)["cells"] | earlier.get(row.row, {})
        for row in run.shown_rows.filter(outcome=ImportRow.Outcome.BAD, row__in={cell.row for cell in asked})
    }
    return {cell: texts[cell.row][cell.column] for cell in asked if cell.column in texts.get(cell.row, {})}


def mend(run: ImportRun, cells: Mapping[str, str], *, by: Post) -> int:
    """Keep what differs from what stands; in how many rows. Inside `acting(by)`. Raises PermissionDenied: what was
    handed over meanwhile is mended no more."""
    run = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if sentence := why_not_mend(run, by):
        raise PermissionDenied(sentence)
    differing: dict[int, dict[str, str]] = {}
    for cell, before in standing(run, cells).items():
        if (text := cells[str(cell)].strip()) != before:
            differing.setdefault(cell.row, {})[cell.column] = text
    for row, texts in differing.items():
        correct(run, row, texts, by=by)
    return len(differing)
