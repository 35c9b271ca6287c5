"""The rows of an import: what was found in each, and mending the bad ones in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Post
from accounts.pages import PortalRequest
from core.keyset import Keyset, count_capped
from core.ledgers.columns import Column
from core.ledgers.reading import column_named
from core.ledgers.runs import columns_of, correct, corrections_of, opened
from core.ledgers.workflow import ImportWorkbook, why_not_own
from core.models import ImportRow, ImportRun
from core.views.declaration import Declaration
from core.views.fetching import locked_record_of, record_of
from core.views.listing import count_text

State = ImportRun.State
Outcome = ImportRow.Outcome
ROWS_A_PAGE = 50
MENDED_A_PAGE = 20
LEVELS = {"error": ("有误", "danger"), "warning": ("提醒", "warning"), "fixed": ("已修正", "good")}
OUTCOMES = {Outcome.BAD: "danger", Outcome.CHANGED: "doing", Outcome.ADDED: "good", Outcome.UNCHANGED: "neutral"}


def url_of(name: str, run: ImportRun) -> str:
    return reverse(f"imports-{name}", args=[run.pk])


def why_not_mend(run: ImportRun, post: Post) -> str:
    if run.state != State.CHECKED:
        return f"“{run.get_state_display()}”时不能修改，请在核对之后、写入之前修改。"
    return why_not_own(run, post)


def kind_shown(run: ImportRun, one: Mapping[str, Any]) -> dict[str, Any]:
    label, tone = LEVELS[one["level"]]
    chosen = {name: one[name] for name in ("level", "code", "column")}
    return {**one, "label": label, "tone": tone, "url": f"{url_of('rows', run)}?{urlencode(chosen)}"}


def rows_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    run = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.OPEN, run, detail="核对结果")
    chosen = _chosen_rows(run, request.GET)
    keyset = Keyset(chosen, ("row", "id"), descending=False, size=ROWS_A_PAGE)
    found = (
        keyset.before(request.GET["before"]) if "before" in request.GET else keyset.after(request.GET.get("after", ""))
    )
    context = {
        "pages": pages,
        "run": run,
        "rows": [_row_shown(one) for one in found.rows],
        "kinds": [kind_shown(run, one) for one in run.summary],
        "chosen": request.GET,
        "count": count_text(count_capped(chosen), "行"),
        "first_url": _address(request.GET),
        "previous_url": _address(request.GET, before=found.before) if found.before else "",
        "next_url": _address(request.GET, after=found.after) if found.after else "",
        "detail_url": pages.url("detail", pk),
        "list_url": pages.url("list"),
        "mend_url": url_of("mend", run) if not why_not_mend(run, request.post) and run.bad else "",
    }
    return render(request, "imports/rows.html", context)


def _chosen_rows(run: ImportRun, query: QueryDict) -> QuerySet[ImportRow]:
    rows = run.shown_rows.all()
    if query.get("outcome") in Outcome.values:
        rows = rows.filter(outcome=query["outcome"])
    wanted = {name: str(query[name]) for name in ("level", "code", "column") if query.get(name)}
    return rows.filter(findings__contains=[wanted]) if wanted else rows


def _address(query: QueryDict, **cursor: str) -> str:
    kept = {name: str(value) for name, value in query.items() if name not in ("after", "before")}
    return f"?{urlencode(kept | cursor)}"


def _row_shown(row: ImportRow) -> dict[str, Any]:
    changes = opened(row.content)["changes"]
    return {
        "row": row.row,
        "outcome": row.get_outcome_display(),
        "tone": OUTCOMES[Outcome(row.outcome)],
        "findings": [
            {**one, "label": LEVELS[one["level"]][0], "tone": LEVELS[one["level"]][1]} for one in row.findings
        ],
        "changes": [{"label": label, "before": before, "after": after} for label, before, after in changes],
    }


# Mending bad rows


def mend_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    run = record_of(pages, request.post, pk)
    if sentence := why_not_mend(run, request.post):
        raise PermissionDenied(sentence)
    keyset = Keyset(run.shown_rows.filter(outcome=Outcome.BAD), ("row", "id"), descending=False, size=MENDED_A_PAGE)
    found = keyset.after(request.GET.get("after", ""))
    if request.method == "POST":
        return _mended(pages, request, run, found.rows)
    log_access(request, AccessLog.Act.OPEN, run, detail="修改有误的行")
    corrections, columns = corrections_of(run), columns_of(run)
    names = _file_columns(run, found.rows)
    context = {
        "pages": pages,
        "run": run,
        "headings": [heading for _, heading in names],
        "rows": [_row_to_mend(one, corrections.get(one.row, {}), names, columns) for one in found.rows],
        "next_url": f"?{urlencode({'after': found.after})}" if found.after else "",
        "detail_url": pages.url("detail", pk),
        "list_url": pages.url("list"),
    }
    return render(request, "imports/mend.html", context)


def _file_columns(run: ImportRun, rows: Sequence[ImportRow]) -> list[tuple[str, str]]:
    """The columns that the file has, by name and heading, in the ledger's order."""
    present = opened(rows[0].content)["cells"].keys() if rows else ()
    return [(column.name, column.heading) for column in columns_of(run) if column.name in present]


def _row_to_mend(
    row: ImportRow, corrected: Mapping[str, str], names: Sequence[tuple[str, str]], columns: Sequence[Column]
) -> dict[str, Any]:
    """Findings name their heading as the file has it, cells are called as the ledger has it."""
    cells = opened(row.content)["cells"] | corrected
    by_heading: dict[str, list[str]] = {}
    for finding in row.findings:
        if finding["level"] == "error":
            by_heading.setdefault(finding["column"], []).append(finding["message"])
    by_name = {column_named(heading, columns): heading for heading in by_heading}
    shown = [
        {
            "name": f"r{row.row}-{name}",
            "heading": heading,
            "value": cells.get(name, ""),
            "sentences": by_heading.pop(by_name.get(name, ""), []),
            "corrected": name in corrected,
        }
        for name, heading in names
    ]
    rest = [f"{heading}：{sentence}" for heading, sentences in by_heading.items() for sentence in sentences]
    return {"row": row.row, "cells": shown, "rest": rest}


def _mended(
    pages: type[Declaration], request: PortalRequest, run: ImportRun, rows: Sequence[ImportRow]
) -> HttpResponse:
    """Keep what differs from what the check read; then check again, or go on mending. What was handed over meanwhile
    is mended no more."""
    earlier = corrections_of(run)
    changed = 0
    with acting(request.post):
        if sentence := why_not_mend(locked_record_of(pages, request.post, run.pk), request.post):
            raise PermissionDenied(sentence)
        for row in rows:
            cells = opened(row.content)["cells"] | earlier.get(row.row, {})
            given = {name: request.POST.get(f"r{row.row}-{name}", cells[name]).strip() for name in cells}
            if differing := {name: text for name, text in given.items() if text != cells[name]}:
                correct(run, row.row, differing, by=request.post)
                changed += 1
        if "check" in request.POST and (changed or earlier):
            ImportWorkbook.check_again(run, by=request.post)
    messages.success(request, f"已保存 {changed:,} 行的修改。" if changed else "没有改动。")
    if "check" in request.POST:
        return redirect(pages.url("detail", run.pk))
    return redirect(request.get_full_path())
