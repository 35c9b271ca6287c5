"""./portal bench: what the portal costs at a million households, beside what its users would pick instead.

    ./portal bench [--households 1000000] [--towns 2000] [--only lists,export] [--fresh] [--json FILE]

It works in a database of its own (portal_bench_<households>), which it keeps for the next run; `--fresh` makes it anew.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
MEASURES = (
    "lists", "as_of", "export", "importing", "history", "reminders", "approvals", "batch", "season_close",
    "due_list", "inspection_pages", "filing",
)  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./portal bench", description="在百万户数据上测量，并与常用工具对比。")
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--towns", type=int, default=2_000)
    parser.add_argument("--only", default=",".join(MEASURES), help="逗号分隔：" + ",".join(MEASURES))
    parser.add_argument("--fresh", action="store_true", help="重新生成数据")
    parser.add_argument("--json", type=Path, default=ROOT / "bench/results/latest.json")
    return parser.parse_args()


def own_database(name: str, fresh: bool) -> None:
    """Point DATABASE_URL at a database of this size on the same server, created where missing."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    server = psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    with server.cursor() as cursor:
        if fresh:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    server.close()
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))


def prepare(options: argparse.Namespace) -> None:
    sys.path.insert(0, str(ROOT))
    own_database(f"portal_bench_{options.households}", options.fresh)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import_module("django").setup()
    # WhiteNoise warns of a missing one in every process.
    import_module("django.conf").settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    import_module("bench.seeding").ensure(options.households, options.towns)


def main() -> None:
    options = arguments()
    prepare(options)
    table = import_module("bench.table")
    rows = []
    for name in options.only.split(","):
        measure: Callable[[], Iterator[Any]] = import_module(f"bench.measures.{name}").measure
        for row in measure():
            table.show(row)
            rows.append(row)
    table.keep(rows, options.json, {"households": options.households, "towns": options.towns})
    missed = [row.what for row in rows if row.met is False]
    print(f"\n{len(rows)} 项，{len(missed)} 项未达到目标。结果：{options.json}")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
