"""Lists beside Django's admin on the same rows, and beside the same pages at 30,000 households."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.test import Client

from bench.measures import pages
from bench.table import Row, median_ms
from households.models import Household

SMALL = 30_000
MOST_MS, MOST_GROWTH, LEAST_TIMES = 15, 1.5, 20
TIMES_WANTED = ("两字姓名查找", "身份证号查找", "末页")


def small_ledger() -> dict[str, float]:
    """The same pages on a database of 30,000, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "pages.json"
        command = [sys.executable, "bench/run.py", "--households", str(SMALL), "--towns", "60", "--only", "pages"]
        subprocess.run([*command, "--json", str(result)], check=True, stdout=subprocess.DEVNULL)
        return {row["what"]: row["figures"]["ms"] for row in json.loads(result.read_text())["rows"]}


def peer_addresses() -> dict[str, str]:
    last = -(-Household.objects.count() // 50)
    words = pages.addresses(pages.client_of("city")[1])
    name = words["两字姓名查找"].partition("q=")[2]
    number = Household.objects.order_by("-id").values_list("number", flat=True).first()
    return {
        "列表首页": "/peer/households/household/",
        "筛选页": "/peer/households/household/?category__exact=2&converted_year=2019",
        "两字姓名查找": f"/peer/households/household/?q={name}",
        # The admin cannot search a sealed number: it is given the household's own number instead.
        "身份证号查找": f"/peer/households/household/?q={number}",
        "末页": f"/peer/households/household/?p={last}",
    }


def peer_times(client: Client) -> dict[str, float]:
    return {what: median_ms(partial(client.get, address), runs=3) for what, address in peer_addresses().items()}


def measure() -> Iterator[Row]:
    small = small_ledger()
    peer = peer_times(pages.client_of("city")[0])
    for row in pages.measure():
        name, ours = row.what.split("：")[1], row.figures["ms"]
        growth, times = ours / small[row.what], peer[name] / ours
        enough = times >= LEAST_TIMES or name not in TIMES_WANTED
        yield Row(
            row.what,
            f"{ours:.1f} ms（3 万户的 {growth:.2f} 倍）",
            target=f"≤ {MOST_MS} ms，≤ {MOST_GROWTH} 倍" + (f"，快 {LEAST_TIMES} 倍" if name in TIMES_WANTED else ""),
            met=ours <= MOST_MS and growth <= MOST_GROWTH and enough,
            beside=f"Django admin {peer[name]:.0f} ms（{times:.0f} 倍）",
            figures={"ms": ours, "at_30000_ms": small[row.what], "admin_ms": peer[name]},
        )
