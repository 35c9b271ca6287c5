"""The order of a draft's items: positions count from 1 without a gap."""

from __future__ import annotations

from inspections.models import Checklist, ChecklistItem


def next_position(checklist: Checklist) -> int:
    return checklist.items.count() + 1


def put_at(item: ChecklistItem, position: int) -> None:
    """The others make room; beyond the end means the end."""
    others = list(item.checklist.items.exclude(pk=item.pk))
    place = min(max(position, 1), len(others) + 1) - 1
    _number([*others[:place], item, *others[place:]])


def move(item: ChecklistItem, by: int) -> None:
    """`by` -1: up one line; 1: down one."""
    items = list(item.checklist.items.all())
    put_at(item, items.index(item) + 1 + by)


def close_up(checklist: Checklist) -> None:
    """After one was taken out."""
    _number(list(checklist.items.all()))


def _number(items: list[ChecklistItem]) -> None:
    moved = []
    for position, one in enumerate(items, start=1):
        if one.position != position:
            one.position = position
            moved.append(one)
    ChecklistItem.objects.bulk_update(moved, ["position"])
