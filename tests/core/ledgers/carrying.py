"""An import carried through its steps, each job at once."""

from __future__ import annotations

from django.core.files.base import ContentFile

from accounts.models import Post
from core.background import jobs
from core.ledgers.runs import upload
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRun
from tests.core.ledgers.workbooks import LEDGER


def brought(content: bytes, by: Post, name: str = "台账.xlsx") -> ImportRun:
    """Uploaded and checked."""
    run = upload(LEDGER, ContentFile(content, name), by=by)
    return carried(run)


def carried(run: ImportRun) -> ImportRun:
    """After the job that its last step started."""
    run.refresh_from_db()
    assert run.job is not None
    jobs.run_now(run.job)
    run.refresh_from_db()
    return run


def written(content: bytes, by: Post, confirmed_by: Post) -> ImportRun:
    """With its bad rows held back, if it has any."""
    run = brought(content, by)
    (ImportWorkbook.hand_over_good_rows if run.bad else ImportWorkbook.hand_over)(run, by=by)
    return carried(ImportWorkbook.confirm(run, by=confirmed_by))
