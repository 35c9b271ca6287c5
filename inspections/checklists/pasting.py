"""A block copied from Excel or WPS becomes items of a draft: all of its lines, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.audit import acting
from accounts.models import Post
from core.ledgers.pasting import rows_of
from core.workflow import StepRefused
from inspections.checklists.forms import ITEM_FIELDS, ItemForm
from inspections.models import Checklist, ChecklistItem

MOST_LINES = 300
PASTED = tuple(name for name in ITEM_FIELDS if name not in {"checklist", "position"})
HEADINGS = {str(ChecklistItem._meta.get_field(name).verbose_name): name for name in PASTED}  # type: ignore[union-attr]
NEEDED = ("group", "code", "text")
YES, NO = frozenset({"是", "√", "1"}), frozenset({"否", "×", "0"})


def paste(checklist: Checklist, block: str, by: Post) -> int:
    """How many items were added. Raises StepRefused with what is wrong in which line."""
    headings, *lines = [[cell.strip() for cell in row] for row in rows_of(block.strip("\n"))]
    names = [HEADINGS.get(heading, "") for heading in headings]
    _refuse_without_headings(names)
    lines = [line for line in lines if any(line)]
    if not 0 < len(lines) <= MOST_LINES:
        raise StepRefused(f"一次粘贴 1 至 {MOST_LINES} 项，连表头一起复制。")
    with acting(by):
        for number, line in enumerate(lines, start=2):
            _add(checklist, dict(zip(names, line, strict=False)), number, by)
    return len(lines)


def _refuse_without_headings(names: Sequence[str]) -> None:
    lacking = [heading for heading, name in HEADINGS.items() if name in NEEDED and name not in names]
    if lacking:
        raise StepRefused(f"第一行应是表头，还缺“{'”“'.join(lacking)}”。可用的表头：{'、'.join(HEADINGS)}。")


def _add(checklist: Checklist, cells: Mapping[str, str], number: int, by: Post) -> None:
    given = {name: _value(name, cells[name], number) for name in PASTED if cells.get(name)}
    form = ItemForm({**_as_begun(), **given, "checklist": checklist.pk}, post=by)
    if not form.is_valid():
        raise StepRefused(f"第 {number} 行{_first_fault(form)}")
    form.save()


def _as_begun() -> dict[str, Any]:
    """What an empty cell, or a column that was not pasted, means: as on a new item's form."""
    return {name: ChecklistItem._meta.get_field(name).get_default() for name in PASTED}  # type: ignore[union-attr]


def _value(name: str, cell: str, number: int) -> Any:
    field: Any = ChecklistItem._meta.get_field(name)
    if field.get_internal_type() == "BooleanField":
        if cell not in YES | NO:
            raise StepRefused(f"第 {number} 行“{field.verbose_name}”应填“是”或“否”。")
        return cell in YES
    if field.choices:
        labels = {str(label): value for value, label in field.choices}
        return labels.get(cell, cell)
    return cell


def _first_fault(form: ItemForm) -> str:
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"“{label}”：{errors[0]}" if label else f"：{errors[0]}"
