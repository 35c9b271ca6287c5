"""Log files that stay small: each process writes to its own, the launcher turns it over."""

import os
import shutil
from pathlib import Path

LARGEST_BYTES = 10 * 2**20
KEPT = 5


def turn_over(directory: Path) -> None:
    """Copy and empty what has grown too large; the writers append, so they go on at the new beginning."""
    for log in directory.glob("*.log"):
        if log.stat().st_size > LARGEST_BYTES:
            for number in range(KEPT - 1, 0, -1):
                older = log.with_name(f"{log.name}.{number}")
                if older.exists():
                    older.rename(log.with_name(f"{log.name}.{number + 1}"))
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)


def last_lines(log: Path, number: int = 12) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-number:])
    except OSError:
        return ""
