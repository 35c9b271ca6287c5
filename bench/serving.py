"""The portal's pages as `./portal run` serves them, with a file store of their own, while a measure lasts."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from config.devstack.running import web_command

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Served:
    """Where it listens, and where it keeps files; these are gone afterwards."""

    port: int
    files: Path


@contextmanager
def served() -> Iterator[Served]:
    """On the disk of the data, for a file counts as kept only once the disk has it."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-", dir=settings.DATA_DIR) as data,
        socket.create_server((HOST, 0), backlog=512) as listener,
        open(settings.DATA_DIR / "log" / "bench-web.log", "wb") as log,
    ):
        web = subprocess.Popen(
            web_command(listener),
            env=os.environ | {"PORTAL_DATA": data, "PORTAL_STATIC": str(settings.STATIC_ROOT)},
            cwd=settings.BASE_DIR,
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=log,
        )
        try:
            yield Served(listener.getsockname()[1], Path(data) / settings.MEDIA_ROOT.name)
        finally:
            web.terminate()
            web.wait()
