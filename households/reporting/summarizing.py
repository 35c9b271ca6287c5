"""Which applications a month's summary holds, and its figures: one statement each (P49, F8)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Division
from core.models import StepTaken
from core.timekeeping.clocks import end_of
from core.workflow import Answers
from households.models import Application, MonthlySummary

State = Application.State
# 街镇核实 or 上报, or further.
REPORTED = (State.VERIFIED, State.REVIEWED, State.IN_LEDGER)
Counts = Mapping[str, Mapping[str, int]]


def first_day(month: str) -> datetime.date:
    return datetime.date(int(month[:4]), int(month[5:]), 1)


def last_day(month: str) -> datetime.date:
    return (first_day(month) + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


def month_of(day: datetime.date) -> str:
    return f"{day:%Y-%m}"


def month_before(day: datetime.date) -> str:
    return month_of(day.replace(day=1) - datetime.timedelta(days=1))


def gather(summaries: Sequence[MonthlySummary], by: Actor, answers: Answers) -> None:
    """Rows that fell back leave, those verified until the month's end that no summary has come in; then it is counted.
    The summaries are locked, so nobody reports one of them meanwhile. A new one is inserted after what follows its
    first step, so its rows' reference is looked at when the transaction ends, whatever was set in it before."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for summary in summaries:
        _all().filter(summary=summary).exclude(state__in=REPORTED).update(summary=None)
        _unreported(summary).update(summary=summary)
        count(summary)


def count_again(summaries: Sequence[MonthlySummary], by: Actor, answers: Answers) -> None:
    for summary in summaries:
        count(summary)


def count(summary: MonthlySummary) -> None:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    groups = _all().filter(summary=summary).values("case", "kind").annotate(number=Count("pk"))
    for group in groups.order_by("case", "kind"):
        counts[group["case"]]["" if group["kind"] is None else str(group["kind"])] = group["number"]
    summary.counts = dict(counts)
    summary.rows = sum(sum(kinds.values()) for kinds in counts.values())


def keep_as_reported(summaries: Sequence[MonthlySummary], by: Actor, answers: Answers) -> None:
    for summary in summaries:
        summary.reported = summary.counts


def _all() -> QuerySet[Application]:
    return Application.objects.order_by()


def _unreported(summary: MonthlySummary) -> QuerySet[Application]:
    """Of the town; what stands in the ledger since before the month was no news in it, whatever was begun first: the
    portal's use or its monthly reports."""
    of_verification = StepTaken.objects.filter(
        kind=Application._meta.label_lower,
        record_id=OuterRef("pk"),
        to_state=State.VERIFIED,
        at__lt=end_of(summary.ends_on),
    )
    begins = end_of(first_day(summary.month) - datetime.timedelta(days=1))
    fresh = Q(state__in=[State.VERIFIED, State.REVIEWED]) | Q(state=State.IN_LEDGER, decided_at__gte=begins)
    return _all().filter(Exists(of_verification), fresh, town=summary.town_id, summary=None)


def lacking_towns(month: str) -> list[Division]:
    """Towns that take part and have no summary of the month yet."""
    have = MonthlySummary.objects.filter(month=month).values("town")
    return list(Division.objects.towns().dual().valid_on(timezone.localdate()).exclude(pk__in=have).order_by("pk"))


class Line(NamedTuple):
    """A case, or with `kind` one kind of it ("" where none is named; None: the whole case)."""

    case: Application.Case
    kind: str | None
    number: int
    before: int

    @property
    def delta(self) -> int:
        return self.number - self.before


def lines(counts: Counts, before: Counts) -> Iterator[Line]:
    """Each case, then its kinds; beside each what it was before."""
    for case in Application.Case:
        now, then = counts.get(case, {}), before.get(case, {})
        if not now and not then:
            continue
        yield Line(case, None, sum(now.values()), sum(then.values()))
        for kind in sorted({*now, *then}, key=lambda code: int(code or 0)):
            yield Line(case, kind, now.get(kind, 0), then.get(kind, 0))
