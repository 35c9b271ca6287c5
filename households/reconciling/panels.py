"""What reconciling adds to pages: 对账 and 用能 of a household, counts of a reconciliation, what an import became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from accounts.models import Post
from core.addresses import page_url, rows_url
from core.models import ImportRun
from core.views.declaration import Shown
from core.workflow import Panel
from households.models import Household, MeterReading, Reconciliation, ReconciliationRow, UsageAnomaly
from households.models.readings import Energy, season_said

Outcome = ReconciliationRow.Outcome
Decision = ReconciliationRow.Decision
OUTCOME_TONES: dict[str, str] = {
    Outcome.AGREES: "good",
    Outcome.DIFFERS: "warning",
    Outcome.MISSING_HERE: "danger",
    Outcome.MISSING_THERE: "danger",
    Outcome.UNCLEAR: "waiting",
    Outcome.FOUND: "neutral",
}
DECISION_TONES: dict[str, str] = {
    Decision.NONE_NEEDED: "neutral",
    Decision.UNDECIDED: "warning",
    Decision.TO_VERIFY: "waiting",
    Decision.OURS: "good",
    Decision.THEIRS: "doing",
    Decision.FILED: "good",
    Decision.SAME: "good",
}
ROWS = "reconciliation-rows"
STATE_TONES: dict[str, str] = {
    Reconciliation.State.OPEN: "waiting",
    Reconciliation.State.CLOSED: "good",
    Reconciliation.State.VOID: "neutral",
}
ANOMALY_TONES: dict[str, str] = {
    UsageAnomaly.State.FOUND: "warning",
    UsageAnomaly.State.EXPLAINED: "good",
    UsageAnomaly.State.CLEARED: "neutral",
}


def reconciled(household: Household, post: Post) -> Shown | None:
    """The last outcome of each of the three lists; not beside a past day."""
    if household.seen_on:
        return None
    rows = (
        household.reconciliation_rows.visible_to(post)
        .filter(reconciliation__current=True)
        .exclude(outcome=Outcome.FOUND)
        .exclude(reconciliation__state=Reconciliation.State.VOID)
        .order_by("source", "-pk")
    )
    shown = [
        {
            "source": row.get_source_display(),
            "url": reverse("reconciliation-rows-detail", args=[row.pk]),
            "as_of_on": row.as_of_on,
            "outcome": row.get_outcome_display(),
            "tone": OUTCOME_TONES[row.outcome],
            "said": row.differences_said,
            "decision": row.get_decision_display(),
            "decision_tone": DECISION_TONES[row.decision],
        }
        for row in rows
    ]
    return Shown("对账", "households/_reconciled.html", {"rows": shown}) if shown else None


def counts(reconciliation: Reconciliation, post: Post) -> Shown | None:
    """Each count opens its rows; what the company is to be told goes out as a workbook."""
    pk = reconciliation.pk
    numbers = {
        Outcome.AGREES: reconciliation.agreeing,
        Outcome.DIFFERS: reconciliation.differing,
        Outcome.MISSING_HERE: reconciliation.missing_here,
        Outcome.MISSING_THERE: reconciliation.missing_there,
        Outcome.UNCLEAR: reconciliation.unclear,
    }
    figures = [
        {
            "label": outcome.label,
            "value": number,
            "tone": OUTCOME_TONES[outcome] if number else "",
            "url": rows_url(ROWS, reconciliation=pk, outcome=outcome.value) if number else "",
        }
        for outcome, number in numbers.items()
    ]
    told = reconciliation.rows.filter(decision=Decision.OURS).visible_to(post).count()
    told_of = {"reconciliation": pk, "decision": Decision.OURS.value}
    context = {
        "figures": figures,
        "told": told,
        "told_url": rows_url(ROWS, **told_of),
        "told_export_url": page_url(f"{ROWS}-export", **told_of),
        "open_url": rows_url(ROWS, reconciliation=pk, decision=[Decision.UNDECIDED.value, Decision.TO_VERIFY.value]),
    }
    return Shown("比对结果", "households/_reconciliation.html", context)


def usage(household: Household, post: Post) -> Shown | None:
    """Per season; and by month, where meters were read monthly."""
    if household.seen_on:
        return None
    readings = list(household.readings.visible_to(post).standing().order_by("-season_year", "energy", "month"))
    if not readings:
        return None
    anomalies = household.anomalies.visible_to(post).exclude(state=UsageAnomaly.State.CLEARED)
    found = {(one.season_year, one.energy): one for one in anomalies}
    of_season: dict[tuple[int, str], list[MeterReading]] = defaultdict(list)
    for one in readings:
        of_season[one.season_year, one.energy].append(one)
    rows = [_season(slot, some, found.get(slot)) for slot, some in of_season.items()]
    return Shown("用能", "households/_usage.html", {"rows": rows, "charts": monthly_charts(readings)})


def _season(slot: tuple[int, str], readings: Sequence[MeterReading], anomaly: UsageAnomaly | None) -> dict[str, Any]:
    year, energy = slot
    whole = next((one for one in readings if one.month == 0), None)
    return {
        "season": season_said(year),
        "energy": Energy(energy).label,
        "unit": Energy(energy).unit,
        "starts_at": whole.starts_at if whole else None,
        "ends_at": whole.ends_at if whole else None,
        "usage": whole.usage if whole else sum(one.usage for one in readings),
        "anomaly": anomaly.get_kind_display() if anomaly else "",
        "anomaly_url": reverse("usage-anomalies-detail", args=[anomaly.pk]) if anomaly else "",
        "tone": ANOMALY_TONES[anomaly.state] if anomaly else "",
    }


def monthly_charts(readings: Sequence[MeterReading]) -> list[Mapping[str, Any]]:
    """One of each energy whose meter was read monthly, month after month."""
    charts: list[Mapping[str, Any]] = []
    for energy in Energy:
        monthly = [one for one in readings if one.month and one.energy == energy]
        monthly.sort(key=lambda one: one.starts_month_on)
        rows = [{"label": f"{one.starts_month_on:%Y-%m}", "values": [float(one.usage)]} for one in monthly]
        series = [{"name": f"用量({energy.unit})"}]
        chart = {"id": f"usage-{energy.value}", "title": f"{energy.label}月用量", "kind": "bar", "axis": "月份"}
        if rows:
            charts.append({**chart, "rows": rows, "series": series})
    return charts


def became(run: ImportRun, post: Post) -> Mapping[str, Any] | None:
    """The reconciliations that an import has begun."""
    if run.act is None:
        return None
    begun = Reconciliation.objects.visible_to(post).filter(import_act=run.act).select_related("company")
    rows = [
        {
            "url": reverse("reconciliations-detail", args=[one.pk]),
            "title": f"{one}{f'（{one.company}）' if one.company else ''}",
            "state": one.get_state_display(),
            "tone": STATE_TONES[one.state],
        }
        for one in begun
    ]
    return {"rows": rows} if rows else None


Panel(on=ImportRun, title="对账", template="households/_reconciliations_begun.html", show=became)
