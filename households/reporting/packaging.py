"""A package for the city: which applications, frozen as rows, and the files made of them by a job (P53, P176)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import log_access
from accounts.audit import AccessLog, Actor, acting
from accounts.models import Post
from core.background import jobs
from core.background.jobs import Work, job
from core.chunks import chunks
from core.files.attachments import attach
from core.ledgers.look import made_by
from core.models import Job
from core.notifying.notices import link_to
from core.workflow import Answers
from households.models import Application, CityExchange, CityExchangeRow, MonthlySummary
from households.reporting.cover import Cover, write_cover
from households.reporting.documents import ExchangeDocument
from households.reporting.facts import content_of, opened, sealed
from households.reporting.sheets import Content, masked, write_changes, write_ledger

MAKING = "make_city_package"
CARRYING_OUT = "carry_out_reply"
CHUNK = 1_000
State = CityExchange.State
Standing = CityExchangeRow.Standing


def start_making(exchanges: Sequence[CityExchange], by: Actor, answers: Answers) -> None:
    assert isinstance(by, Post), "an office prepares it"
    for exchange in exchanges:
        exchange.job = jobs.start(MAKING, f"制作{exchange}", by, {"exchange": exchange.pk})


def carry_out(exchanges: Sequence[CityExchange], by: Actor, answers: Answers) -> None:
    assert isinstance(by, Post), "an office has it carried out"
    for exchange in exchanges:
        exchange.job = start_carrying_out(exchange, by)


def start_carrying_out(exchange: CityExchange, by: Post) -> Job:
    return jobs.start(CARRYING_OUT, f"办理{exchange}回执", by, {"exchange": exchange.pk})


def send(exchanges: Sequence[CityExchange], by: Actor, answers: Answers) -> None:
    """From now on its applications are in no other package."""
    CityExchangeRow.objects.filter(exchange__in=exchanges).update(standing=Standing.SENT)


def take_out(exchanges: Sequence[CityExchange], by: Actor, answers: Answers) -> None:
    CityExchangeRow.objects.filter(exchange__in=exchanges).update(standing=Standing.TAKEN_OUT)


def reportable(exchange: CityExchange) -> QuerySet[Application]:
    """Reviewed, and in no package that waits to be sent or for the city."""
    held = CityExchangeRow.objects.filter(application=OuterRef("pk"), standing__in=[Standing.PREPARED, Standing.SENT])
    rows = Application.objects.filter(~Exists(held), district=exchange.district_id, state=Application.State.REVIEWED)
    if exchange.month:
        verified = MonthlySummary.State.VERIFIED
        rows = rows.filter(summary__month=exchange.month, summary__state=verified)
    return rows.select_related("household").order_by("town", "village", "pk")


@job(MAKING, "制作报送包")
def make(work: Work) -> None:
    exchange = CityExchange.objects.select_related("district").get(pk=work.params["exchange"])
    if exchange.state != State.PREPARED:
        return
    with acting(work.post, why=f"制作{exchange}"):
        work.progress(0, None, "正在固定报送内容")
        exchange.rows = _freeze(exchange, work)
        exchange.save(update_fields=["rows"])
        if exchange.rows:
            _make_files(exchange, work)
        done = f"已制作 {exchange.rows:,} 行。" if exchange.rows else "没有可报送的申请，没有制作文件。"
        work.finish(done, link_to(exchange._meta.label_lower, exchange.pk))


def _freeze(exchange: CityExchange, work: Work) -> int:
    made = 0
    for chunk in chunks(reportable(exchange).iterator(chunk_size=CHUNK), CHUNK):
        rows = [_row(exchange, application, number) for number, application in enumerate(chunk, made + 1)]
        CityExchangeRow.objects.bulk_create(rows)
        made += len(rows)
        work.check_cancelled()
        work.progress(made, None, "正在固定报送内容")
    return made


def _row(exchange: CityExchange, application: Application, number: int) -> CityExchangeRow:
    """Known to the city by the householder that it has: the old one of a change."""
    content = content_of(application)
    known = content["before"] or content["after"]
    place = {f"{tier}_id": getattr(application, f"{tier}_id") for tier in ("village", "town", "district", "city")}
    return CityExchangeRow(
        exchange=exchange,
        application=application,
        row_number=number,
        case=application.case,
        name=known.get("name", ""),
        id_number=known.get("id_number") or None,
        content=sealed(content),
        **place,
    )


def _make_files(exchange: CityExchange, work: Work) -> None:
    whole = [opened(row) for row in exchange.sent.order_by("row_number").iterator(chunk_size=CHUNK)]
    hidden = [masked(content) for content in whole]
    shown = whole if exchange.in_full else hidden
    said = f"{exchange.district} {exchange.period}"
    mark = made_by(work.post, f"制作 {exchange.number}")
    ledger, changes = io.BytesIO(), io.BytesIO()
    work.progress(0, None, "正在写出工作簿")
    write_ledger(ledger, shown, mark)
    write_changes(changes, shown, said, mark)
    work.progress(0, None, "正在写出封面")
    cover = write_cover(Cover(str(work.post.organization), exchange.number, exchange.period, hidden))
    # Not by its number, which in a file's name would be hidden as a number of somebody.
    name = f"（第 {exchange.pk} 包）"
    for content, purpose, suffix in (
        (ledger.getvalue(), ExchangeDocument.LEDGER, "xlsx"),
        (changes.getvalue(), ExchangeDocument.CHANGES, "xlsx"),
        (cover, ExchangeDocument.COVER, "pdf"),
    ):
        attach(exchange, SimpleUploadedFile(f"{purpose.label}{name}.{suffix}", content), purpose, by=work.post)
    _log(exchange, shown, work.post)


def _log(exchange: CityExchange, shown: Sequence[Content], post: Post) -> None:
    extent = "完整号码" if exchange.in_full else "号码已脱敏"
    log_access(
        post, AccessLog.Act.EXPORT, exchange, detail=f"{exchange} {len(shown):,} 行，{extent}", reason=exchange.purpose
    )


def is_worked_on(exchange: CityExchange) -> bool:
    """Its files are being made, or its reply carried out."""
    return exchange.job is not None and exchange.job.state in jobs.UNDER_WAY
