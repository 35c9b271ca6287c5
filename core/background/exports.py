"""What a list shows, as a workbook in the download centre: the job and its parameters (F92)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from django.http import QueryDict
from django.utils import timezone

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.roles import MAY_EXPORT_PERSONAL
from core.background.jobs import JobFailed, Work, job
from core.background.jobs import start as start_job
from core.ledgers.export import ExportRefused, Order, export, why_not_export
from core.ledgers.look import made_by
from core.ledgers.plain import write_plain_list
from core.models import Job
from core.sealing.numbers import open_seal, seal
from core.views.asked import in_words
from core.views.columns import ListColumn, chosen_columns, columns_of, with_what_columns_need
from core.views.declaration import Declaration, pages_named
from core.views.list_query import ListQuery
from core.views.saved import views_for

KIND = "export"
CHUNK = 2000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wanted:
    """An export as asked for. `query` is the list's address; `in_full`: personal numbers unmasked, with a reason."""

    pages: type[Declaration]
    query: str
    only_shown: bool = False
    in_full: bool = False
    reason: str = ""

    def why_not(self, post: Post) -> str:
        if post.role not in self.pages.readers:
            return "您的岗位不能导出这份台账。"
        if self.pages.ledger:
            return why_not_export(self.order(post), post)
        return "这份清单只能导出遮盖后的号码。" if self.in_full else ""

    def order(self, post: Post) -> Order:
        names = tuple(column.name for column in self.columns(post)) if self.only_shown else ()
        filters = dict(QueryDict(self.query).lists())
        return Order(self.pages.ledger(), filters, names, self.in_full, self.reason)

    def columns(self, post: Post) -> list[ListColumn]:
        if self.only_shown:
            return chosen_columns(self.pages, views_for(self.pages, post).columns)
        return list(columns_of(self.pages).values())


def may_export_in_full(pages: type[Declaration], post: Post) -> bool:
    return bool(pages.ledger) and post.role in MAY_EXPORT_PERSONAL


def start(wanted: Wanted, post: Post) -> Job:
    """Inside `acting(post)`. What was searched for may be an ID number, so the address is sealed in the job's row."""
    params = {
        "slug": wanted.pages.slug,
        "query": seal(wanted.query, KIND).hex(),
        "only_shown": wanted.only_shown,
        "in_full": wanted.in_full,
        "reason": without_numbers(wanted.reason),
    }
    return start_job(KIND, f"导出{wanted.pages.title}", post, params)


@job(KIND, "导出台账")
def run(work: Work) -> None:
    wanted = _wanted(work.params)
    # Posts change while a job waits.
    if sentence := wanted.why_not(work.post):
        raise JobFailed(sentence)

    def progress(done: int, total: int) -> None:
        work.check_cancelled()
        work.progress(done, total, "正在写出")

    with tempfile.TemporaryFile() as file:
        written = _write(wanted, file, work.post, progress)
        file.seek(0)
        work.save_result(file, f"{wanted.pages.title}{timezone.localtime():%Y%m%d-%H%M}.xlsx")
    work.finish(f"已导出 {written:,} {wanted.pages.unit}。")


def _wanted(params: dict[str, Any]) -> Wanted:
    query = open_seal(bytes.fromhex(params["query"]), KIND)
    pages = pages_named(params["slug"])
    if pages is None:
        raise JobFailed("这份台账已不存在。")
    return Wanted(pages, query, params["only_shown"], params["in_full"], params["reason"])


def _write(wanted: Wanted, file: IO[bytes], post: Post, progress: Progress) -> int:
    if not wanted.pages.ledger:
        return _write_list(wanted, file, post, progress)
    try:
        with acting(post):
            return export(wanted.order(post), post, file, progress)
    except ExportRefused as refused:
        raise JobFailed(str(refused)) from refused


def _write_list(wanted: Wanted, file: IO[bytes], post: Post, progress: Progress) -> int:
    """A list without a ledger: its columns as the page shows them, numbers masked."""
    columns = wanted.columns(post)
    query = ListQuery(wanted.pages, post, QueryDict(wanted.query))
    rows = with_what_columns_need(wanted.pages, query.rows, columns).order_by("pk")
    total = rows.count()

    def texts() -> Any:
        for done, row in enumerate(rows.iterator(chunk_size=CHUNK), 1):
            if done % CHUNK == 0:
                progress(done, total)
            yield [column.show(row) for column in columns]

    write_plain_list(file, wanted.pages.title, [column.heading for column in columns], texts(), made_by(post, "导出"))
    said = f"{total:,} 行，号码已遮盖，条件：{in_words(query) or '全部'}"
    log_access(post, AccessLog.Act.EXPORT, kind=wanted.pages.model._meta.label_lower, detail=said)
    return total
