"""The facts of a record, by section, as its page shows them: labels, words, chips, masked numbers with 显示."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Post
from accounts.records import Record
from accounts.roles import MAY_UNMASK
from core.sealing.unmasking import is_unmasked
from core.views.declaration import Declaration, pages_of
from core.wording.showing import all_masks, field_of, label_of, mask_of, shower, text_of

WIDE = 100


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    wide: bool = False
    tone: str = ""
    unmask_url: str = ""
    flagged: bool = False
    url: str = ""


@dataclass(frozen=True)
class Block:
    title: str
    facts: Sequence[Fact]


def opinion(pages: type[Declaration], reason: str, flagged: Collection[str]) -> str:
    """What was said at a step, and of which fields: “面积与现场不符（需改：采暖面积）”."""
    named = "、".join(label_of(pages.model, name, pages.headings) for name in flagged)
    return f"{reason}（需改：{named}）" if named else reason


def blocks_of(pages: type[Declaration], record: Any, post: Post, flagged: Collection[str] = ()) -> list[Block]:
    return [
        Block(section.title, [_fact(pages, record, post, path, flagged) for path in section.fields])
        for section in pages.sections_of(record)
    ]


def _fact(pages: type[Declaration], record: Any, post: Post, path: str, flagged: Collection[str]) -> Fact:
    field = field_of(pages.model, path)
    label = label_of(pages.model, path, pages.headings)
    wide = field is not None and (field.max_length or 0) > WIDE
    if mask_of(field, path, pages.masks):
        return _masked(pages, record, post, path, label, flagged)
    value = shower(pages.model, path, pages.masks)(record)
    tones = pages.colours.get(path)
    tone = tones.get(getattr(record, path), "neutral") if tones and value else ""
    return Fact(label, value, wide, tone, flagged=path in flagged, url=_address(record, field, post))


def _address(record: Any, field: Any, post: Post) -> str:
    """Of the page of the programme's record that the fact names, if the post may open it."""
    if field is None or not field.is_relation or not issubclass(field.related_model, Record):
        return ""
    pages, named = pages_of(field.related_model._meta.label_lower), getattr(record, field.attname, None)
    if pages is None or named is None or post.role not in pages.readers:
        return ""
    return pages.url("detail", named) if pages.queryset(post).filter(pk=named).exists() else ""


def _masked(pages: type[Declaration], record: Any, post: Post, path: str, label: str, flagged: Collection[str]) -> Fact:
    """In full for the minutes after 显示; a number of another record is unmasked on that record's own page."""
    own = "." not in path and "__" not in path
    may = own and post.role in MAY_UNMASK
    if may and is_unmasked(record, path, post):
        return Fact(label, text_of(getattr(record, path)), flagged=path in flagged)
    value = shower(pages.model, path, pages.masks)(record)
    url = pages.url("unmask", record.pk, path) if may and value else ""
    return Fact(label, value, unmask_url=url, flagged=path in flagged)


def masked_in(pages: type[Declaration]) -> frozenset[str]:
    """The record's own numbers that its page hides, and that can be asked for one by one."""
    shown = {path for section in pages.sections for path in section.fields}
    return frozenset(shown & all_masks(pages.model, pages.masks).keys())


def shown_in_full(pages: type[Declaration], record: Any, post: Post, names: Collection[str]) -> frozenset[str]:
    """Which of these personal numbers the post has unmasked."""
    if post.role not in MAY_UNMASK:
        return frozenset()
    return frozenset(name for name in names if is_unmasked(record, name, post))
