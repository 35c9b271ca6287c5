"""What the city has said is done: each application's own step, in the name of 市平台回执 (P55, P176).

Not a step of the district's: the district has reviewed these applications, and whoever reviews does not confirm. Who
brought the reply stands in the history of the import and of the package.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.audit import System, acting
from core.background.jobs import Work, job
from core.ledgers.writing import update_in
from core.notifying.notices import link_to
from core.workflow import Outcome, take_all
from households.models import Application, CityExchange, CityExchangeRow
from households.reporting.packaging import CARRYING_OUT
from households.reporting.workflows import CityReport

Standing = CityExchangeRow.Standing
Verdict = CityExchangeRow.Verdict
NOTHING_SAID = "市平台没有写明意见。"


@job(CARRYING_OUT, "办理市级回执")
def carry_out(work: Work) -> None:
    """Each thousand is committed by itself; taken up again it goes on with what is still to be done."""
    exchange = CityExchange.objects.get(pk=work.params["exchange"])
    if exchange.state != CityExchange.State.UNDER_REVIEW:
        return
    sent = exchange.sent.filter(standing=Standing.SENT)
    refused = _take(_applications(sent, Verdict.PASSED), "confirm", work).refused
    for verdict, ways in ((Verdict.RETURNED, ("send_back", "send_back_report")), (Verdict.REJECTED, ("reject",))):
        for opinion in sorted(set(sent.filter(verdict=verdict).values_list("opinion", flat=True))):
            rows = _applications(sent.filter(opinion=opinion), verdict)
            for way in ways:
                refused |= _take(rows, way, work, reason=opinion or NOTHING_SAID).refused
    with acting(work.post, why=f"{exchange}回执"):
        update_in(CityExchangeRow, {row: {"not_done": why[:300]} for row, why in _by_row(sent, refused).items()})
        _settle(exchange, sent)
        work.finish(_sentence(exchange, len(refused)), link_to(exchange._meta.label_lower, exchange.pk))


def _applications(rows: QuerySet[CityExchangeRow], verdict: Verdict) -> QuerySet[Application]:
    """Not those that went on already, in an attempt before this one or by the city officer's own hand."""
    ours = rows.filter(verdict=verdict).values("application")
    return Application.objects.filter(pk__in=ours, state=Application.State.REVIEWED)


def _take(rows: QuerySet[Application], step: str, work: Work, **answers: Any) -> Outcome:
    def progress(done: int, total: int) -> None:
        work.check_cancelled()
        work.progress(done, total, "正在办理回执")

    return take_all(rows, step, by=System.CITY, progress=progress, **answers)


def _by_row(sent: QuerySet[CityExchangeRow], refused: dict[int, str]) -> dict[int, str]:
    rows = sent.filter(application__in=refused).values_list("pk", "application")
    return {row: refused[application] for row, application in rows}


def _settle(exchange: CityExchange, sent: QuerySet[CityExchangeRow]) -> None:
    """Each row stands as the city has said; those that it left out may be reported again."""
    verdicts = set(sent.exclude(verdict="").values_list("verdict", flat=True))
    complete = not sent.filter(verdict="").exists()
    for verdict, standing in (
        (Verdict.PASSED, Standing.PASSED),
        (Verdict.RETURNED, Standing.RETURNED),
        (Verdict.REJECTED, Standing.REJECTED),
        ("", Standing.MISSING),
    ):
        sent.filter(verdict=verdict).update(standing=standing)
    passed = CityReport.passed if complete and verdicts == {Verdict.PASSED} else CityReport.passed_partly
    (passed if Verdict.PASSED in verdicts else CityReport.rejected)(exchange, by=System.CITY)


def _sentence(exchange: CityExchange, refused: int) -> str:
    not_done = f"，其中 {refused:,} 行按我区规则未能办理" if refused else ""
    return f"回执已办理：{exchange.get_state_display()}{not_done}。"
