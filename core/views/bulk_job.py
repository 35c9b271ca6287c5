"""A step for more records than an officer waits for: a job, whose result is a workbook of those refused."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Post
from core.jobs import JobFailed, Work, job
from core.jobs import start as start_job
from core.ledgers.plain import write_plain_list
from core.models import Job
from core.notices import shortened
from core.views.columns import chosen_columns, with_what_columns_need
from core.views.declaration import Declaration, pages_named
from core.workflow import Outcome, Step, take_all

JOB = "bulk_step"
CHUNK = 2000
LONGEST_REASONS = 400
REASON = "未办原因"


def start(pages: type[Declaration], step: Step, pks: Sequence[int], answers: Mapping[str, Any], post: Post) -> Job:
    params = {"pages": pages.slug, "step": step.name, "pks": list(pks), "answers": _as_json(answers)}
    with acting(post):
        return start_job(JOB, f"批量办理“{step.label}”（{pages.title}）", post, params)


def _as_json(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as a job keeps them: days as text, rows by their id; the model's fields read them back."""
    plain = {name: value.pk if isinstance(value, Model) else value for name, value in answers.items()}
    kept: dict[str, Any] = json.loads(json.dumps(plain, cls=DjangoJSONEncoder))
    return kept


@job(JOB, "批量办理")
def run(work: Work) -> None:
    params = work.params
    pages = pages_named(params["pages"])
    if pages is None:
        raise JobFailed("没有这个台账，请重新选择后再办。")

    def progress(done: int, total: int) -> None:
        work.check_cancelled()
        work.progress(done, total, "正在办理")

    rows = pages.queryset(work.post).filter(pk__in=params["pks"])
    outcome = take_all(rows, params["step"], by=work.post, progress=progress, **params["answers"])
    if outcome.refused:
        _save_refused(work, pages, outcome.refused)
    listed = "未办的逐条列在表格里，请下载查看。" if outcome.refused else ""
    work.finish(f"{sentence_of(outcome, pages.unit)}{listed}")


def sentence_of(outcome: Outcome, unit: str) -> str:
    """How many, and why not the others: the reasons with the most rows first."""
    if not outcome.refused:
        return f"已办理 {len(outcome.taken):,} {unit}。"
    most_common = Counter(outcome.refused.values()).most_common()
    reasons = [f"{why.rstrip('。')}（{count:,} {unit}）" for why, count in most_common]
    told = shortened("；".join(reasons), LONGEST_REASONS)
    return f"已办理 {len(outcome.taken):,} {unit}，{len(outcome.refused):,} {unit}未办：{told}。"


def _save_refused(work: Work, pages: type[Declaration], refused: Mapping[int, str]) -> None:
    """Each as the list shows it, and why."""
    columns = chosen_columns(pages, ())
    headings = [*(column.heading for column in columns), REASON]
    moment = timezone.localtime()
    mark = f"{work.post.user.name}（{work.post.get_role_display()}） {moment:%Y-%m-%d %H:%M} 批量办理"

    def texts() -> Iterator[list[str]]:
        for chunk in _chunks(refused):
            rows = with_what_columns_need(pages, pages.queryset(work.post).filter(pk__in=chunk), columns)
            for row in rows.order_by("pk"):
                yield [*(column.show(row) for column in columns), refused[row.pk]]

    with tempfile.TemporaryFile() as file:
        write_plain_list(file, "未办清单", headings, texts(), mark)
        file.seek(0)
        work.save_result(file, f"{pages.title}未办清单{moment:%Y%m%d-%H%M}.xlsx")
    detail = f"未办清单 {len(refused):,} 行，号码已遮盖"
    log_access(work.post, AccessLog.Act.EXPORT, kind=pages.model._meta.label_lower, detail=detail)


def _chunks(pks: Mapping[int, str]) -> Iterator[list[int]]:
    rest = iter(sorted(pks))
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
