"""Everything that happened to a record on one page: steps and field changes, by act: who, when, from, to, why (F99)."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from accounts.access import log_access
from accounts.audit import AccessLog, Change, System
from accounts.models import Division, Post
from accounts.pages import PortalRequest
from accounts.scoping import is_confined
from core.models import StepTaken
from core.sealing.numbers import SealedField
from core.typed import moment
from core.views.declaration import Declaration, pages_of
from core.views.fetching import record_of
from core.wording.showing import ELSEWHERE, label_of, mask_of, shower_of_field

ACTS_A_PAGE = 100
SEALED_CHANGE = "（号码已更改，不留原文）"
SEALED_ENTRY = "（号码已登记，不留原文）"
# Kept by the system beside the field that a person knows; they say nothing more.
SHADOWS = ("_tail", "_pinyin", "_initials")
UNSAID = frozenset({"version", "updated_at", "created_at", "completeness", "birth_year", "district_id", "city_id"}) | {
    # What machines compare or find again by.
    *("household_version", "act", "import_act", "sha256", "fingerprint", "summary", "file", "ledger", "mode"),
}


@dataclass(frozen=True)
class Source:
    """One row whose history is shown: the record itself, or one that belongs to it; or one whose steps changed it, and
    the reason that this one gives."""

    model: type[Model]
    pk: int
    label: str
    owner: type[Model] | None = None
    is_cause: bool = False
    why: str = ""
    # The line of the change log after which all is another record's history.
    last_change: int | None = None


@dataclass
class Act:
    """What one person did at one moment, as one thing."""

    at: datetime.datetime
    title: str = ""
    by: str = ""
    why: str = ""
    states: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)


def history_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    record = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.OPEN, record, detail="办理与变更记录")
    acts = acts_of(pages, sources_of(pages, record, request.post), request.post, moment(request.GET.get("before", "")))
    context = {
        "pages": pages,
        "title": str(record),
        "acts": acts[:ACTS_A_PAGE],
        "older_url": f"?{urlencode({'before': acts[ACTS_A_PAGE - 1].at.isoformat()})}" if acts[ACTS_A_PAGE:] else "",
        "detail_url": pages.url("detail", pk),
        "list_url": pages.url("list"),
    }
    return render(request, "records/history.html", context)


def sources_of(pages: type[Declaration], record: Any, post: Post) -> list[Source]:
    """The record, then the rows that its declaration counts to it, then those of the records from which it came."""
    found = [Source(pages.model, record.pk, ""), *_belonging(pages, record, None)]
    for earlier in pages.history_before(record, post) if pages.history_before else ():
        found.append(Source(pages.model, earlier.record.pk, earlier.label, last_change=earlier.last_change))
        found += _belonging(pages, earlier.record, earlier.last_change)
    return found


def _belonging(pages: type[Declaration], record: Any, last_change: int | None) -> Iterator[Source]:
    for name in pages.history_includes:
        for one in getattr(record, name).all():
            yield Source(type(one), one.pk, str(one._meta.verbose_name), pages.model, last_change=last_change)
    for name, reason in pages.history_causes.items():
        for one in getattr(record, name).all():
            yield Source(type(one), one.pk, str(one), is_cause=True, why=getattr(one, reason), last_change=last_change)


def acts_of(
    pages: type[Declaration], sources: Sequence[Source], post: Post, before: datetime.datetime | None = None
) -> list[Act]:
    """Newest first; one more than a page where there are more."""
    until = Q(at__lt=before) if before else Q()
    shown_rows = [source for source in sources if not source.is_cause]
    changes = list(Change.objects.filter(until & _rows(shown_rows)).order_by("-at", "-id")[: ACTS_A_PAGE * 4])
    steps = list(StepTaken.objects.filter(until & _kinds(sources)).order_by("-at", "-id")[: ACTS_A_PAGE + 1])
    by_table = {(source.model._meta.db_table, source.pk): source for source in shown_rows}
    by_kind = {(source.model._meta.label_lower, source.pk): source for source in sources}
    words = Words(changes, by_table, post)
    acts: dict[uuid.UUID, Act] = {}
    changing = {change.act for change in changes}
    for step in steps:
        source = by_kind[step.kind, step.record_id]
        if not source.is_cause or step.act in changing:
            _add_step(acts.setdefault(step.act, Act(step.at)), step, source)
    for change in sorted(changes, key=lambda one: by_table[one.table, one.row_id] is not sources[0]):
        source = by_table[change.table, change.row_id]
        _add_change(acts.setdefault(change.act, Act(change.at)), change, source, words)
    shown = [act for act in acts.values() if act.title or act.changes]
    return sorted(shown, key=lambda act: act.at, reverse=True)[: ACTS_A_PAGE + 1]


def _rows(sources: Iterable[Source]) -> Q:
    pks: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for source in sources:
        pks[source.model._meta.db_table, source.last_change].append(source.pk)
    return reduce(or_, [_changes_of(table, rows, last) for (table, last), rows in pks.items()])


def _changes_of(table: str, rows: list[int], last: int | None) -> Q:
    return Q(table=table, row_id__in=rows) & (Q() if last is None else Q(pk__lte=last))


def _kinds(sources: Iterable[Source]) -> Q:
    pks: dict[str, list[int]] = defaultdict(list)
    for source in sources:
        pks[source.model._meta.label_lower].append(source.pk)
    return reduce(or_, [Q(kind=kind, record_id__in=rows) for kind, rows in pks.items()])


class Words:
    """Names of the people and of the rows that changes point to, read once for the page; none of a row that the post
    does not see."""

    def __init__(self, changes: Sequence[Change], sources: Mapping[tuple[str, int], Source], post: Post) -> None:
        posts = Post.objects.select_related("user", "organization").filter(pk__in={one.post_id for one in changes})
        self._posts = {one.pk: f"{one.user.name} · {one.get_role_display()} · {one.organization}" for one in posts}
        wanted: dict[Any, set[int]] = defaultdict(set)
        for change in changes:
            for found, value in _pointers(change, sources[change.table, change.row_id]):
                wanted[found].add(value)
        self._rows = {found: _visible(found, post).in_bulk(pks) for found, pks in wanted.items()}

    def who(self, change: Change) -> str:
        if change.system:
            return str(System(change.system).label)
        return self._posts.get(change.post_id or 0, "")

    def row(self, found: Any, pk: int) -> str:
        row = self._rows[found].get(pk)
        if row is None:
            return ELSEWHERE if is_confined(found) else str(pk)
        return str(row)


def _visible(found: Any, post: Post) -> Any:
    """The rows that a field may point to, as far as the post sees them."""
    rows = found.related_model._default_manager.all()
    return rows.visible_to(post) if is_confined(found) else rows


def _pointers(change: Change, source: Source) -> Iterator[tuple[Any, int]]:
    for found in source.model._meta.concrete_fields:
        for side in (change.before, change.after):
            if found.is_relation and (side or {}).get(found.column):
                yield found, (side or {})[found.column]


def _add_step(act: Act, step: StepTaken, source: Source) -> None:
    act.title = act.title or (f"{source.label}：{step.label}" if source.is_cause else step.label)
    act.by, act.why = step.by_label, step.reason or source.why or act.why
    moved = step.from_state not in {"", step.to_state}
    act.states = f"{_state(step, step.from_state)} → {_state(step, step.to_state)}" if moved else ""


def _state(step: StepTaken, state: str) -> str:
    pages = pages_of(step.kind)
    workflows = pages.workflows if pages else ()
    return next((one.state_label(state) for one in workflows if state in one.state.values), state)


def _add_change(act: Act, change: Change, source: Source, words: Words) -> None:
    act.by = act.by or words.who(change)
    act.why = act.why or change.why
    act.title = act.title or f"{change.get_operation_display()}{source.label}"
    act.changes += differences(change, source, words)


def differences(change: Change, source: Source, words: Words) -> Iterator[dict[str, str]]:
    """What a person knows of it, field by field: choices and rows by their names, numbers masked."""
    pages = pages_of(source.model._meta.label_lower)
    before, after = change.before or {}, change.after or {}
    fields = {column: _field_behind(source.model, column) for column in [*before, *after]}
    places = _places(pages)
    for column, found in sorted(fields.items(), key=lambda one: places.get(one[1] and one[1].name, len(places))):
        if found is None or (source.owner and found.related_model in {Division, source.owner}):
            continue
        label = label_of(source.model, found.name, pages.headings if pages else None)
        yield {
            "label": f"{source.label}：{label}" if source.label else label,
            "before": _said(pages, found, before.get(column), words),
            "after": _said(
                pages, found, after.get(column), words, SEALED_CHANGE if before.get(column) else SEALED_ENTRY
            ),
        }


def _places(pages: type[Declaration] | None) -> dict[str, int]:
    """Where the record's page has each field; what it has not comes last."""
    names = dict.fromkeys(name for section in pages.sections for name in section.fields) if pages else {}
    return {name: place for place, name in enumerate(names)}


def _field_behind(model: type[Model], column: str) -> Any:
    """The field that a person knows; of a sealed one its digest stands in the log. None for what the system keeps."""
    if column in UNSAID or column.endswith(SHADOWS):
        return None
    name = column.removesuffix("_digest")
    found = next((one for one in model._meta.concrete_fields if name in (one.attname, one.column)), None)
    return None if found is None or found.primary_key or _is_unnamed(found) else found


def _is_unnamed(found: Any) -> bool:
    """Without a word of the office's: kept by the system, read by nobody."""
    return bool(found.verbose_name == found.name.replace("_", " "))


def _said(pages: type[Declaration] | None, found: Any, value: Any, words: Words, sealed: str = SEALED_CHANGE) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(found, SealedField):
        return sealed
    if found.is_relation:
        return words.row(found, value)
    if pages and found.name in pages.sayings:
        say = pages.sayings[found.name]
        return "、".join(say(str(one)) for one in (value if isinstance(value, list) else [value]))
    text = shower_of_field(found)(found.to_python(value))
    mask = mask_of(found, found.name, pages.masks if pages else {})
    return mask(text) if mask else text
