"""Backups and rehearsals that leave a row behind, whether they end well or not."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

from django.utils import timezone

from core.backups.archive import BackupFailed
from core.backups.making import Made, make
from core.backups.rehearsing import Rehearsed, rehearse
from core.models import BackupRun

SENTENCE_LENGTH = 500
What = BackupRun.What


def make_and_report(path: Path) -> Made:
    """Raises BackupFailed, noted too."""
    started = time.monotonic()
    try:
        made = make(path)
    except BackupFailed as failed:
        _note(What.BACKUP, path, started, sentence=str(failed))
        raise
    _note(What.BACKUP, path, started, size=made.size, rows=made.rows, files=made.files)
    return made


def rehearse_and_report(path: Path) -> Rehearsed:
    """Raises BackupFailed, noted too."""
    started = time.monotonic()
    try:
        with path.open("rb") as source:
            found = rehearse(source)
    except BackupFailed as failed:
        _note(What.REHEARSAL, path, started, sentence=str(failed))
        raise
    _note(What.REHEARSAL, path, started, size=path.stat().st_size, rows=found.rows, files=found.files)
    return found


def _note(what: BackupRun.What, path: Path, started: float, *, sentence: str = "", **measured: int) -> None:
    seconds = round(time.monotonic() - started)
    BackupRun.objects.create(
        what=what,
        started_at=timezone.now() - datetime.timedelta(seconds=seconds),
        seconds=seconds,
        succeeded=not sentence,
        file=str(path)[-300:],
        sentence=sentence[:SENTENCE_LENGTH],
        **measured,
    )
