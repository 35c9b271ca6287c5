"""The rows of an import: what was found in each, and mending the bad ones in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.pages import PortalRequest
from core.addresses import page_url
from core.keyset import Keyset, count_capped
from core.ledgers.columns import Column
from core.ledgers.findings import Level
from core.ledgers.mending import Cell, file_columns, mend, why_not_mend
from core.ledgers.reading import column_named
from core.ledgers.runs import changes_of, columns_of, corrections_of, opened, rows_found
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRow, ImportRun
from core.views.declaration import Declaration
from core.views.fetching import record_of
from core.views.listing import count_text

Outcome = ImportRow.Outcome
ROWS_A_PAGE = 50
MENDED_A_PAGE = 20
TONES = {Level.ERROR: "danger", Level.WARNING: "warning", Level.FIXED: "good"}
OUTCOMES = {Outcome.BAD: "danger", Outcome.CHANGED: "doing", Outcome.ADDED: "good", Outcome.UNCHANGED: "neutral"}


def url_of(name: str, run: ImportRun, /, **asked: Any) -> str:
    return page_url(f"imports-{name}", run.pk, **asked)


def kind_shown(run: ImportRun, one: Mapping[str, Any]) -> dict[str, Any]:
    chosen = {name: one[name] for name in ("level", "code", "column")}
    return {**_finding_shown(one), "url": url_of("rows", run, **chosen)}


def _finding_shown(one: Mapping[str, Any]) -> dict[str, Any]:
    level = Level(one["level"])
    return {**one, "label": level.label, "tone": TONES[level]}


def rows_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    run = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.OPEN, run, detail="核对结果")
    chosen = rows_found(run, request.GET)
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


def _address(query: QueryDict, **cursor: str) -> str:
    kept = {name: str(value) for name, value in query.items() if name not in ("after", "before")}
    return f"?{urlencode(kept | cursor)}"


def _row_shown(row: ImportRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "outcome": row.get_outcome_display(),
        "tone": OUTCOMES[Outcome(row.outcome)],
        "findings": [_finding_shown(one) for one in row.findings],
        "changes": changes_of(row),
    }


# Mending bad rows


def mend_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    run = record_of(pages, request.post, pk)
    if sentence := why_not_mend(run, request.post):
        raise PermissionDenied(sentence)
    if request.method == "POST":
        return _mended(pages, request, run)
    keyset = Keyset(run.shown_rows.filter(outcome=Outcome.BAD), ("row", "id"), descending=False, size=MENDED_A_PAGE)
    found = keyset.after(request.GET.get("after", ""))
    log_access(request, AccessLog.Act.OPEN, run, detail="修改有误的行")
    corrections, columns = corrections_of(run), columns_of(run)
    names = file_columns(run)
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
            "name": str(Cell(row.row, name)),
            "heading": heading,
            "value": cells.get(name, ""),
            "sentences": by_heading.pop(by_name.get(name, ""), []),
            "corrected": name in corrected,
        }
        for name, heading in names
    ]
    rest = [f"{heading}：{sentence}" for heading, sentences in by_heading.items() for sentence in sentences]
    return {"row": row.row, "cells": shown, "rest": rest}


def _mended(pages: type[Declaration], request: PortalRequest, run: ImportRun) -> HttpResponse:
    """Keep what was changed; then check again, or go on mending."""
    texts = {name: str(text) for name, text in request.POST.items()}
    with acting(request.post):
        changed = mend(run, texts, by=request.post)
        if "check" in request.POST and run.corrections.exists():
            ImportWorkbook.check_again(run, by=request.post)
    messages.success(request, f"已保存 {changed:,} 行的修改。" if changed else "没有改动。")
    if "check" in request.POST:
        return redirect(pages.url("detail", run.pk))
    return redirect(request.get_full_path())
