"""A step for more records than an officer waits for: a job, whose result is a workbook of those refused.

Each thousand is committed by itself. So a job taken up again after a killed worker goes on under the act of its first
attempt, and one cancelled on the way tells what was done by then.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.hiding import without_numbers
from accounts.models import Post
from core.background.jobs import JobCancelled, JobFailed, Work, job
from core.background.jobs import start as start_job
from core.chunks import chunks
from core.ledgers.look import made_by
from core.ledgers.plain import write_plain_list
from core.models import Job, StepTaken
from core.notifying.notices import shortened
from core.views.columns import chosen_columns, with_what_columns_need
from core.views.declaration import Declaration, pages_named
from core.workflow import Outcome, Step, take_all
from core.workflow.taking_back import lines_of, take_back

JOB = "bulk_step"
TAKING_BACK = "bulk_take_back"
CHUNK = 2000
LONGEST_REASONS = 400
REASON = "未办原因"
NOT_REACHED = "任务取消时还没有办到。"
Progress = Callable[[int, int], None]


class Said(NamedTuple):
    """Of the records that it was done for, and of the others."""

    done: str
    left: str


DONE, TAKEN_BACK = Said("已办理", "未办"), Said("已撤销", "未撤销")


def start(pages: type[Declaration], step: Step, pks: Sequence[int], answers: Mapping[str, Any], post: Post) -> Job:
    given = {"step": step.name, "pks": list(pks), "answers": _as_json(answers)}
    params = {"pages": pages.slug, "act": str(uuid.uuid4()), **given}
    with acting(post):
        return start_job(JOB, f"批量办理“{step.label}”（{pages.title}）", post, params)


def _as_json(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as a job keeps them: days as text, rows by their id; the model's fields read them back. The reason loses
    the numbers of people, as it does wherever it is kept."""
    plain = {name: value.pk if isinstance(value, Model) else value for name, value in answers.items()}
    if "reason" in plain:
        plain["reason"] = without_numbers(plain["reason"])
    kept: dict[str, Any] = json.loads(json.dumps(plain, cls=DjangoJSONEncoder))
    return kept


@job(JOB, "批量办理")
def run(work: Work) -> None:
    params, pages = work.params, _pages_of(work)
    outcome = _begun(work, pages)
    rows = pages.queryset(work.post).filter(pk__in=set(params["pks"]).difference(outcome.taken))
    progress = _progress_of(work, "正在办理")
    with _until_cancelled(outcome, params["pks"]):
        take_all(rows, params["step"], by=work.post, progress=progress, outcome=outcome, **params["answers"])
    _finish(work, pages, outcome, DONE)


def start_taking_back(pages: type[Declaration], line: StepTaken, reason: str, post: Post) -> Job:
    given = {"taken_back": str(line.act), "reason": without_numbers(reason)}
    params = {"pages": pages.slug, "act": str(uuid.uuid4()), **given}
    with acting(post):
        return start_job(TAKING_BACK, f"撤销“{line.label}”（{pages.title}）", post, params)


@job(TAKING_BACK, "撤销批量办理")
def run_taking_back(work: Work) -> None:
    params, pages = work.params, _pages_of(work)
    outcome = _begun(work, pages)
    lines = lines_of(pages.model, uuid.UUID(params["taken_back"]), by=work.post)
    before, progress = set(outcome.taken), _progress_of(work, "正在撤销")
    rest = [line for line in lines if line.record_id not in before]
    with _until_cancelled(outcome, [line.record_id for line in rest]):
        take_back(pages.model, rest, by=work.post, reason=params["reason"], progress=progress, outcome=outcome)
    _finish(work, pages, outcome, TAKEN_BACK)


def _pages_of(work: Work) -> type[Declaration]:
    pages = pages_named(work.params["pages"])
    if pages is None:
        raise JobFailed("没有这个台账，请重新选择后再办。")
    return pages


def _begun(work: Work, pages: type[Declaration]) -> Outcome:
    """With what an earlier attempt has done."""
    act = uuid.UUID(work.params["act"])
    done = StepTaken.objects.filter(act=act, kind=pages.model._meta.label_lower)
    return Outcome(list(done.values_list("record_id", flat=True)), act=act)


@contextmanager
def _until_cancelled(outcome: Outcome, asked: Sequence[int]) -> Iterator[None]:
    try:
        yield
    except JobCancelled:
        reached = {*outcome.taken, *outcome.refused}
        outcome.refused |= {pk: NOT_REACHED for pk in asked if pk not in reached}


def _progress_of(work: Work, sentence: str) -> Progress:
    def progress(done: int, total: int) -> None:
        work.check_cancelled()
        work.progress(done, total, sentence)

    return progress


def _finish(work: Work, pages: type[Declaration], outcome: Outcome, said: Said) -> None:
    if outcome.refused:
        _save_refused(work, pages, outcome.refused)
    listed = f"{said.left}的逐条列在表格里，请下载查看。" if outcome.refused else ""
    work.finish(f"{sentence_of(outcome, pages.unit, said)}{listed}")


def sentence_of(outcome: Outcome, unit: str, said: Said) -> str:
    """How many, and why not the others: the reasons with the most rows first."""
    if not outcome.refused:
        return f"{said.done} {len(outcome.taken):,} {unit}。"
    most_common = Counter(outcome.refused.values()).most_common()
    reasons = [f"{why.rstrip('。')}（{count:,} {unit}）" for why, count in most_common]
    told = shortened("；".join(reasons), LONGEST_REASONS)
    return f"{said.done} {len(outcome.taken):,} {unit}，{len(outcome.refused):,} {unit}{said.left}：{told}。"


def _save_refused(work: Work, pages: type[Declaration], refused: Mapping[int, str]) -> None:
    """Each as the list shows it, and why."""
    columns = chosen_columns(pages, ())
    headings = [*(column.heading for column in columns), REASON]
    moment = timezone.localtime()

    def texts() -> Iterator[list[str]]:
        for chunk in chunks(sorted(refused), CHUNK):
            rows = with_what_columns_need(pages, pages.queryset(work.post).filter(pk__in=chunk), columns)
            for row in rows.order_by("pk"):
                yield [*(column.show(row) for column in columns), refused[row.pk]]

    with tempfile.TemporaryFile() as file:
        write_plain_list(file, "未办清单", headings, texts(), made_by(work.post, "批量办理"))
        file.seek(0)
        work.save_result(file, f"{pages.title}未办清单{moment:%Y%m%d-%H%M}.xlsx")
    detail = f"未办清单 {len(refused):,} 行，号码已遮盖"
    log_access(work.post, AccessLog.Act.EXPORT, kind=pages.model._meta.label_lower, detail=detail)
