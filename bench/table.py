"""What a measure says, and how the table of all of them is printed and kept."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RUNS = 5


@dataclass
class Row:
    """One figure beside its target. `met` is None where the issue sets none."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    beside: str = ""
    figures: dict[str, Any] = field(default_factory=dict)


def median_ms(act: Callable[[], object], runs: int = RUNS) -> float:
    """Milliseconds, after one uncounted run."""
    act()
    return statistics.median(seconds(act) for _ in range(runs)) * 1000


def seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": memory,
        "python": platform.python_version(),
        "system": platform.system(),
    }


def show(row: Row) -> None:
    verdict = {True: "达到", False: "未达到", None: ""}[row.met]
    print(f"{row.what:<46} {row.measured:<30} {row.beside:<34} {row.target:<30} {verdict}", flush=True)


def keep(rows: Iterable[Row], path: Path, scale: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine(), "scale": scale, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
