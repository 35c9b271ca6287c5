"""The heartbeat of a running job: a thread with a connection of its own, so that progress is seen while the job's own
transaction is open, and a request to stop is heard."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from django.db import DatabaseError, connection, models
from django.utils import timezone

from core.models import Job

logger = logging.getLogger(__name__)

LISTEN_SECONDS = 1.0
BEAT_SECONDS = 30
LONGEST_WRITE = 5


class Pulse:
    def __init__(self, job: Job) -> None:
        self.cancel_asked = job.cancel_asked
        self.sentence = ""
        self._job = job
        self._news: dict[str, Any] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"pulse of job {job.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(LONGEST_WRITE)

    def show(self, done: int, total: int | None, sentence: str) -> None:
        self.sentence = sentence
        self._news = {"done": done, "total": total, "sentence": sentence}

    def rest(self) -> None:
        """No more news: the job's own transaction is about to write the row."""
        self._stop.set()

    def _beat(self) -> None:
        told_at = time.monotonic()
        try:
            while not self._stop.wait(LISTEN_SECONDS):
                if self._news or time.monotonic() - told_at > BEAT_SECONDS:
                    self._tell()
                    told_at = time.monotonic()
                self._listen()
        finally:
            connection.close()

    def _tell(self) -> None:
        news, self._news = self._news, {}
        with _surviving(self._job):
            self._row.update(**news, heartbeat_at=timezone.now())

    def _listen(self) -> None:
        with _surviving(self._job):
            self.cancel_asked = self.cancel_asked or self._row.filter(cancel_asked=True).exists()

    @property
    def _row(self) -> models.QuerySet[Job]:
        return Job.objects.filter(pk=self._job.pk, state=Job.State.RUNNING, attempts=self._job.attempts)


@contextmanager
def _surviving(job: Job) -> Iterator[None]:
    """A heartbeat that fails harms nothing: if none comes any more, the job is taken up by another worker."""
    try:
        yield
    except DatabaseError:
        logger.warning("任务 %s 的进度暂时写不进数据库", job.pk, exc_info=True)
        connection.close()
