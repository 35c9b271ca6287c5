"""What the pages of this room show besides their columns: figures, each of which opens exactly its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q

from accounts.models import Post
from core.addresses import rows_url
from core.files.attachments import attachments_of
from core.views.declaration import Shown
from core.wording.division_names import division_name
from households.models import Application, CityExchange, CityExchangeRow, MonthlySummary, VerificationSample, YearBase
from households.models.choices import Kind
from households.reporting.carrying_out import Standing
from households.reporting.documents import ExchangeDocument
from households.reporting.summarizing import Line, lines
from households.reporting.workflows import MonthlyReport

Result = VerificationSample.Result


def said_counts(counts: Any) -> str:
    """“增户 3 件，变更 1 件”: in a history."""
    shown = [f"{Application.Case(case).label} {sum(kinds.values())} 件" for case, kinds in (counts or {}).items()]
    return "，".join(shown) or "没有申请"


def totals(summary: MonthlySummary, post: Post) -> Shown:
    rows = [_total(summary, line) for line in lines(summary.counts, summary.compared_with)]
    compared = "上次上报" if summary.reported and not summary.is_locked else "上一份月报"
    context = {
        "rows": rows,
        "compared": compared,
        "number": summary.rows,
        "url": rows_url("applications", summary=summary.pk),
    }
    return Shown("汇总", "households/_summary_totals.html", context)


def _total(summary: MonthlySummary, line: Line) -> dict[str, Any]:
    filters: dict[str, Any] = {"summary": summary.pk, "case": line.case.value}
    if line.kind is not None:
        filters |= {"kind": line.kind} if line.kind else {"without_kind": "on"}
    kind = "" if line.kind is None else str(Kind(int(line.kind)).label) if line.kind else "不涉及改造类型"
    return {
        "case": str(line.case.label),
        "kind": kind,
        "number": line.number,
        "before": line.before,
        "delta": f"{line.delta:+d}" if line.delta else "0",
        "url": rows_url("applications", **filters) if line.number else "",
    }


def verification(summary: MonthlySummary, post: Post) -> Shown | None:
    """What is still to be done before it is verified, each with the list where it is done; how the sample agreed."""
    if not summary.is_locked:
        return None
    waiting = Application.objects.filter(summary=summary, state=Application.State.VERIFIED).count()
    samples = summary.samples.all()
    pending = samples.filter(state=VerificationSample.State.PENDING).count()
    context = {
        "figures": [
            _figure("待区初审", waiting, rows_url("applications", summary=summary.pk, state="verified"), "件"),
            _figure("抽查样本", samples.count(), rows_url("verification-samples", summary=summary.pk), "件"),
            _figure("待核实样本", pending, rows_url("verification-samples", summary=summary.pk, state="pending"), "件"),
        ],
        "can_begin": not MonthlyReport.draw.why_not(summary, by=post),
        "seed": summary.sample_seed,
        "rate": summary.sample_rate,
        "villages": list(_agreement(summary)),
    }
    return Shown("核实进度", "households/_summary_verification.html", context)


def _agreement(summary: MonthlySummary) -> Iterator[dict[str, Any]]:
    """Of each village how many of those reached were as reported."""
    counted = (
        summary.samples.order_by("village")
        .values("village")
        .annotate(
            drawn=Count("pk"),
            true=Count("pk", filter=Q(result=Result.TRUE)),
            untrue=Count("pk", filter=Q(result=Result.NOT_TRUE)),
            unreachable=Count("pk", filter=Q(result=Result.UNREACHABLE)),
        )
    )
    for row in counted:
        asked = row["true"] + row["untrue"]
        of_village = {"summary": summary.pk, "village": row["village"]}
        cells = [
            (label, row[name], rows_url("verification-samples", **of_village, **filters) if row[name] else "")
            for label, name, filters in (
                ("抽中", "drawn", {}),
                ("属实", "true", {"result": Result.TRUE.value}),
                ("不属实", "untrue", {"result": Result.NOT_TRUE.value}),
                ("联系不上", "unreachable", {"result": Result.UNREACHABLE.value}),
            )
        ]
        rate = f"{100 * row['true'] / asked:.0f}%" if asked else "还没有"
        yield {"village": division_name(row["village"]), "cells": cells, "rate": rate}


def signatures(base: YearBase, post: Post) -> Shown:
    """On paper, for the village to sign before it uploads the sheet."""
    lines = ("填表人（签字）", "村（居）委会负责人（签字）", "村（居）委会（盖章）", "日期")
    return Shown("签字盖章", "households/_signatures.html", {"lines": lines})


def reconciliation(exchange: CityExchange, post: Post) -> Shown | None:
    """报送对账表."""
    if not exchange.rows:
        return None
    context = {"figures": [_figure(*one) for one in account(exchange)]}
    return Shown("报送对账表", "households/_figures.html", context)


def account(exchange: CityExchange) -> list[tuple[str, int, str, str]]:
    """Label, number, the list of exactly these rows, unit: for the page and the API."""
    counted: dict[str, int] = defaultdict(int)
    for row in exchange.sent.order_by().values("standing").annotate(number=Count("pk")):
        counted[row["standing"]] = row["number"]
    of_this = {"exchange": exchange.pk}
    standings = [
        (str(one.label), counted[one], rows_url("exchange-rows", **of_this, standing=one.value), "行")
        for one in (Standing.SENT, Standing.PASSED, Standing.RETURNED, Standing.REJECTED, Standing.MISSING)
    ]
    differing = exchange.sent.exclude(differences={}).count()
    undone = exchange.sent.exclude(not_done="").count()
    return [
        ("报送", exchange.rows, rows_url("exchange-rows", **of_this), "行"),
        *standings,
        ("与回执不同", differing, rows_url("exchange-rows", **of_this, differing="on"), "行"),
        ("未能办理", undone, rows_url("exchange-rows", **of_this, undone="on"), "行"),
        ("回执中的未知行", exchange.strange.count(), rows_url("strange-replies", **of_this), "行"),
    ]


def _figure(label: str, number: int, url: str, unit: str) -> dict[str, Any]:
    """None leads nowhere."""
    return {"label": label, "value": number, "unit": unit, "url": url if number else ""}


def differences(row: CityExchangeRow, post: Post) -> Shown | None:
    """What we sent beside what the city wrote."""
    if not row.differences:
        return None
    changes = [{"label": name, "before": ours, "after": theirs} for name, (ours, theirs) in row.differences.items()]
    return Shown("与回执对照", "households/_differences.html", {"changes": changes})


def has_stamp(exchange: CityExchange) -> bool:
    return attachments_of(exchange).filter(purpose=ExchangeDocument.STAMPED).exists()
