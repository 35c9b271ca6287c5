"""What the demo district reports: two months of summaries, this year's base sheets, two packages for the city, of which
one came back with differences."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping
from itertools import cycle
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.audit import acting
from accounts.models import Post
from core.background import jobs
from core.files.attachments import attach, attachments_of
from core.ledgers.checking import Task
from core.ledgers.importing import import_workbook
from core.models import Job
from households.models import Application, CityExchange, CityExchangeRow, MonthlySummary, VerificationSample, YearBase
from households.reporting import clockwork
from households.reporting.bases import OPENS_IN_MONTH
from households.reporting.documents import BaseDocument, ExchangeDocument
from households.reporting.reply import CityReply, CityReplyLedger
from households.reporting.summarizing import first_day, month_before
from households.reporting.workflows import BaseCount, CityReport, MonthlyReport, SampleCheck

Case = Application.Case
Result = VerificationSample.Result
# What the city says of the first rows of each kind of change; it leaves the others out.
SAID = {
    Case.ADD: ("通过", ""),
    Case.CHANGE: ("通过", ""),
    Case.CANCEL: ("退回修改", "缺少拆迁证明，请补充后再报。"),
    Case.CONVERT: ("不通过", "该户已列入集中供热范围。"),
}


def tell_all(posts: Mapping[str, Post]) -> None:
    _summaries(posts)
    _bases(posts)
    sent = _package(posts["district"], "上月")
    _reply(sent, posts["district"])
    _package(posts["district"], "本月")


def _summaries(posts: Mapping[str, Post]) -> None:
    """Of two months: verified, being sampled, still to be confirmed, reported."""
    last = month_before(timezone.localdate())
    earlier = month_before(first_day(last))
    town, town2, district = posts["town"], posts["town2"], posts["district"]
    verified = MonthlyReport.confirm(_built(earlier, town), by=town)
    _sample(verified, district, cycle([Result.TRUE]))
    if not verified.applications.filter(state=Application.State.VERIFIED).exists():
        MonthlyReport.verify(verified, by=district)
    _sample(MonthlyReport.confirm(_built(earlier, town2), by=town2), district, [Result.TRUE, Result.UNREACHABLE])
    _built(last, town)
    _sample(MonthlyReport.confirm(_built(last, town2), by=town2), district, [])


def _built(month: str, by: Post) -> MonthlySummary:
    made: MonthlySummary = MonthlyReport.build_own(by=by, month=month)
    return made


def _sample(summary: MonthlySummary, by: Post, results: Iterable[Result]) -> None:
    """Of as many as there are results what was found; the others wait."""
    if not summary.rows:
        return
    MonthlyReport.draw(summary, by=by)
    today = timezone.localdate()
    for sample, found in zip(summary.samples.order_by("pk"), results, strict=False):
        SampleCheck.record(sample, by=by, way="phone", verified_on=today, result=found)


def _bases(posts: Mapping[str, Post]) -> None:
    """Opened in all villages; one has filled its own in and is received."""
    clockwork.open_bases(datetime.date(timezone.localdate().year, OPENS_IN_MONTH, 1))
    village = posts["village"]
    base = YearBase.objects.get(village=village.division)
    with acting(village):
        signed = SimpleUploadedFile("签字盖章的底数表.pdf", b"%PDF-1.4\n%%EOF")
        attach(base, signed, BaseDocument.SIGNED, by=village)
    counted: dict[str, Any] = {
        "added": base.found_added + 1,
        "cancelled": base.found_cancelled,
        "note": "有一户外出未归，回村后申请。",
    }
    base = BaseCount.fill(base, by=village, **counted)
    BaseCount.receive(BaseCount.confirm(base, by=posts["town"]), by=posts["district"])


def _package(by: Post, period: str) -> CityExchange:
    exchange = CityReport.prepare_package(by=by, period=period)
    jobs.run_now(Job.objects.get(pk=exchange.job_id))
    exchange.refresh_from_db()
    with acting(by):
        cover = attachments_of(exchange).get(purpose=ExchangeDocument.COVER)
        with cover.file.open("rb") as file:
            stamped = SimpleUploadedFile("盖章的报送封面.pdf", file.read())
        attach(exchange, stamped, ExchangeDocument.STAMPED, by=by)
    made: CityExchange = CityReport.submit(exchange, by=by)
    return made


def _reply(exchange: CityExchange, by: Post) -> None:
    task = Task(CityReplyLedger(), CityReply(), by, {}, locked=True)
    import_workbook(
        _reply_workbook(exchange),
        task,
        approve=lambda checked: not checked.table.bad,
        why="市级回执",
        finish=lambda done: None,
    )
    exchange.refresh_from_db()
    assert exchange.job_id, "the reply is carried out by a job"
    jobs.run_now(Job.objects.get(pk=exchange.job_id))


def _reply_workbook(exchange: CityExchange) -> bytes:
    """Of the first row of each kind what the city says; one name other than ours, and one row that is none of ours."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["序号", "户主姓名", "身份证号", "审核结果", "审核意见"])
    for case, said in SAID.items():
        row = exchange.sent.filter(case=case).order_by("row_number").first()
        if row:
            sheet.append([row.row_number, _spelled(row), row.id_number, *said])
    sheet.append([exchange.rows + 100, "外来户", "", "通过", "平台中有，区里没有报送。"])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _spelled(row: CityExchangeRow) -> str:
    return f"{row.name}（市）" if row.case == Case.CHANGE else row.name
