"""An import's bookkeeping: uploading, what a check found, what was mended in the browser."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, TypeAlias

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from accounts.audit import acting
from accounts.models import Post
from core.files.types import kept_name
from core.ledgers.base import Ledger, ledger, ledgers
from core.ledgers.checking import Checked, Corrections, Task
from core.ledgers.columns import Column
from core.ledgers.findings import Finding, Level
from core.ledgers.importing import Imported
from core.ledgers.reading import too_big_sentence
from core.ledgers.texts import as_typed
from core.ledgers.workflow import ImportWorkbook, mode_of, why_not_own
from core.ledgers.writing import copy_in
from core.models import ImportCorrection, ImportRow, ImportRun
from core.models.imports import PURPOSE
from core.sealing.numbers import open_seal, seal
from core.workflow import StepRefused

Outcome = ImportRow.Outcome
NAME_LENGTH = 150
# A column's clean value as the page shows it.
Presenter: TypeAlias = Callable[[Any], str]


def why_not_import(subject: Ledger, post: Post) -> str:
    mode = subject.mode_for(post)
    return mode.closed(post) if mode else f"您的岗位不能导入{subject.title}。"


def open_to(post: Post) -> list[Ledger]:
    return [one for one in ledgers() if not why_not_import(one, post)]


def upload(subject: Ledger, file: UploadedFile | File[bytes], *, by: Post) -> ImportRun:
    """Store the workbook and have it checked. Raises StepRefused."""
    mode = subject.mode_for(by)
    if mode is None or (sentence := mode.closed(by)):
        raise StepRefused(why_not_import(subject, by) or sentence)
    if sentence := too_big_sentence(file.size or 0):
        raise StepRefused(sentence)
    run = ImportRun(
        ledger=subject.name,
        mode=mode.name,
        post=by,
        area=by.division,
        file=file,
        name=_name_of(file),
        sha256=_sha256(file),
    )
    return _begin(run, by)


def continue_held(run: ImportRun, *, by: Post) -> ImportRun:
    """A new import of the rows that this one held back, with what was already mended of them. Raises StepRefused."""
    if sentence := why_not_own(run, by):
        raise StepRefused(sentence)
    if run.state != ImportRun.State.WRITTEN or not run.bad or run.continued_by.exists():
        raise StepRefused("没有留待修改的行，或已在处理。请刷新后再看。")
    same = {name: getattr(run, name) for name in ("ledger", "mode", "name", "sha256")}
    with acting(by):
        rest = _begin(ImportRun(**same, post=by, area=by.division, file=run.file.name, held_from=run), by)
        corrections = run.corrections.filter(row__in=run.shown_rows.filter(outcome=Outcome.BAD).values("row"))
        ImportCorrection.objects.bulk_create(
            ImportCorrection(run=rest, row=one.row, content=one.content, by_id=one.by_id) for one in corrections
        )
    return rest


def _begin(run: ImportRun, by: Post) -> ImportRun:
    outcome = ImportWorkbook.upload.begin_all([run], by=by)
    for sentence in outcome.refused.values():
        raise StepRefused(sentence)
    return run


def _name_of(file: File[bytes]) -> str:
    """Whose file it is by the number, the file alone says."""
    path = PurePath(str(file.name))
    return kept_name(path.stem, path.suffix, NAME_LENGTH)


def _sha256(file: UploadedFile | File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def keep_written(imported: Imported, file: File[bytes], confirmed_by: Post | None) -> ImportRun:
    """The record of an import that was checked and written at one go, from the command line."""
    task = imported.task
    run = ImportRun(
        ledger=task.ledger.name,
        mode=task.mode.name,
        post=task.post,
        confirmed_by=confirmed_by,
        area=task.post.division,
        file=file,
        name=_name_of(file),
        sha256=_sha256(file),
        takes_good_rows=bool(imported.checked.table.bad),
        act=imported.act,
    )
    ImportWorkbook.enter.begin_all([run], by=task.post)
    keep_findings(run, imported.checked)
    return run


def task_of(run: ImportRun, *, locked: bool) -> Task:
    held = run.held_from.shown_rows.filter(outcome=Outcome.BAD) if run.held_from else None
    return Task(
        ledger(run.ledger),
        mode_of(run),
        run.post,
        corrections_of(run),
        locked=locked,
        only=frozenset(held.values_list("row", flat=True)) if held is not None else None,
    )


def columns_of(run: ImportRun) -> tuple[Column, ...]:
    return ledger(run.ledger).columns_with(mode_of(run))


def content_of(run: ImportRun) -> bytes:
    with run.file.open("rb") as file:
        content: bytes = file.read()
    return content


def corrections_of(run: ImportRun) -> Corrections:
    corrections: dict[int, dict[str, str]] = {}
    for one in run.corrections.all():
        corrections.setdefault(one.row, {}).update(opened(one.content))
    return corrections


def rows_mended(run: ImportRun) -> int:
    return run.corrections.order_by().values("row").distinct().count()


def correct(run: ImportRun, row: int, cells: Mapping[str, str], *, by: Post) -> None:
    """Put these in place of the row's cells from the next check on."""
    with acting(by):
        ImportCorrection.objects.create(run=run, row=row, content=sealed(cells), by=by)


def sealed(content: Mapping[str, Any]) -> bytes:
    return seal(json.dumps(content, ensure_ascii=False), PURPOSE)


def opened(content: bytes | memoryview) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(open_seal(bytes(content), PURPOSE))
    return found


# What a check found


def keep_findings(run: ImportRun, checked: Checked) -> None:
    """Counts on the run, and the rows worth showing beside it. Inside `acting`."""
    run.shown_rows.all().delete()
    # COPY pulls the rows out of a generator, and has the connection to itself meanwhile: names are fetched before.
    present = {column.name: column.presenter(checked.context) for column in checked.ledger.columns}
    copy_in(ImportRow, ("run", "row", "outcome", "findings", "content"), _shown_rows(run, checked, present))
    counts = {
        "rows": len(checked.table.rows),
        "added": len(checked.added),
        "changed": len(checked.changed),
        "unchanged": checked.unchanged,
        "bad": len(checked.table.bad),
    }
    ImportRun.objects.filter(pk=run.pk).update(
        **counts, summary=_summary(checked), remarks=_remarks(checked), fingerprint=fingerprint(checked)
    )
    run.refresh_from_db()


def fingerprint(checked: Checked) -> str:
    """Of all that writing would do: the same at writing time as when it was approved, or the people are asked again."""
    what = (checked.added, sorted(checked.changed.items()), sorted(checked.table.bad))
    return hashlib.sha256(repr(what).encode()).hexdigest()


def _summary(checked: Checked) -> list[dict[str, Any]]:
    """Kinds of findings by number, the grave ones first, each with an example of its sentence."""
    counts = Counter((finding.level, finding.column, finding.code) for finding in checked.findings)
    example: dict[tuple[Level, str, str], Finding] = {}
    for finding in checked.findings:
        example.setdefault((finding.level, finding.column, finding.code), finding)
    order = list(Level)
    ranked = sorted(counts.items(), key=lambda item: (order.index(item[0][0]), -item[1]))
    return [
        {"level": key[0].value, "column": key[1], "code": key[2], "count": count, "example": example[key].message}
        for key, count in ranked
    ]


def _remarks(checked: Checked) -> list[str]:
    heading_row = checked.sheet.heading_row
    return [finding.message for finding in checked.findings if finding.row in (None, heading_row)]


def _shown_rows(
    run: ImportRun, checked: Checked, present: Mapping[str, Presenter]
) -> Iterator[tuple[int, int, str, list[dict[str, str]], bytes]]:
    found: dict[int, list[Finding]] = {}
    for finding in checked.findings:
        if finding.row is not None:
            found.setdefault(finding.row, []).append(finding)
    for index, row in enumerate(checked.table.rows):
        if row in found or index in checked.changed:
            findings = [_as_json(finding) for finding in found.get(row, ())]
            yield run.pk, row, _outcome(checked, index), findings, sealed(_content(checked, index, present))


def rows_found(run: ImportRun, asked: Mapping[str, str | list[object]]) -> QuerySet[ImportRow]:
    """Of the rows that are shown those of an `outcome`, or with a finding of a `level`, `code` and `column`."""
    rows = run.shown_rows.all()
    if asked.get("outcome") in Outcome.values:
        rows = rows.filter(outcome=asked["outcome"])
    wanted = {name: str(asked[name]) for name in ("level", "code", "column") if asked.get(name)}
    return rows.filter(findings__contains=[wanted]) if wanted else rows


def changes_of(row: ImportRow) -> list[dict[str, str]]:
    """Old and new of each cell that differs from the ledger, personal numbers masked."""
    changes = opened(row.content)["changes"]
    return [{"label": label, "before": before, "after": after} for label, before, after in changes]


def _as_json(finding: Finding) -> dict[str, str]:
    return {
        "level": finding.level.value,
        "column": finding.column,
        "code": finding.code,
        "message": finding.message,
    }


def _outcome(checked: Checked, index: int) -> str:
    if index in checked.table.bad:
        return Outcome.BAD.value
    if checked.table.known[index] is None:
        return Outcome.ADDED.value
    return (Outcome.CHANGED if index in checked.changed else Outcome.UNCHANGED).value


def _content(checked: Checked, index: int, present: Mapping[str, Presenter]) -> dict[str, Any]:
    headings = checked.table.headings
    return {
        "cells": {name: as_typed(cells[index]) for name, cells in checked.sheet.cells.items()},
        "changes": [
            [headings[name], present[name](old), present[name](new)]
            for name, (old, new) in checked.changed.get(index, {}).items()
        ],
    }
