"""安全检查 pages over a year of inspections: what an inspector, a township, the district and the city open. Of each the
page and what of it PostgreSQL takes, beside Django's admin for lists and a statement by hand for figures."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import inspected
from bench.inspectors import officers
from bench.measures.pages import client_of
from bench.seeding import TOWN_OFFICER
from bench.table import Row, median_ms
from core.addresses import rows_url
from inspections.hazards.views import HazardPages
from inspections.models import Campaign, InspectionDue
from inspections.planning.coverage import COVERAGE
from inspections.planning.progress import PROGRESS
from inspections.planning.views import InspectionDuePages
from inspections.sheets import SHEETS
from inspections.visiting.views import InspectionPages

MOST_SQL_MS, RUNS = 100, 3
OFFICERS = {TOWN_OFFICER: "街镇", "district": "区", "city": "市"}
Standing = InspectionDue.Standing
LISTS = (HazardPages, InspectionPages, InspectionDuePages)


@dataclass
class Statements:
    """The milliseconds of every statement that was sent, each time it was."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.took[sql].append((time.perf_counter() - begun) * 1000)

    @property
    def slowest(self) -> tuple[float, str]:
        return max((statistics.median(times), sql) for sql, times in self.took.items())


# What one would count from the visits themselves, of a district.
BY_HAND = """
SELECT h.town_id, count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM inspections_inspection i WHERE i.household_id = h.id AND i.state = 'filed' AND i.outcome = 'done'
        AND i.inspected_on >= date_trunc('year', current_date)))
FROM households_household h WHERE h.status = 1 AND h.category = 2 AND h.district_id = %s GROUP BY h.town_id
"""


def addresses() -> Iterator[tuple[str, str]]:
    """What is opened, and where."""
    running = Campaign.objects.running().filter(towns=[]).latest("pk")
    for pages in LISTS:
        yield f"{pages.title}首页", reverse(f"{pages.slug}-list")
        yield f"{pages.title}末页", f"{reverse(f'{pages.slug}-list')}?last=1"
    yield "待整改的隐患", f"{reverse('hazards-list')}?state=open"
    yield "已逾期的应检户", rows_url("inspection-dues", overdue="on")
    yield "专项排查的应检户", rows_url("inspection-dues", campaign=running.pk)
    for standing in (Standing.DONE, Standing.NOT_HOME, Standing.REFUSED, Standing.UNVISITED):
        narrowed = {"campaign": running.pk, "campaign_standing": standing.value}
        yield f"专项排查{standing.label}的户", rows_url("inspection-dues", **narrowed)
    for by, label in (("pre_season", "采暖期前"), ("rounds", "年度次数"), (running.pk, "一次专项")):
        yield f"不漏一户，{label}", f"{reverse(COVERAGE.slug)}?by={by}"
    yield "不漏一户，通气安检", f"{reverse(COVERAGE.slug)}?by=gas"
    yield "不漏一户，责任村", f"{reverse(COVERAGE.slug)}?by=officers"
    yield "专项进度表，一次专项", f"{reverse(PROGRESS.slug)}?by={running.pk}"
    for sheet in SHEETS:
        yield sheet.title, reverse(sheet.slug)


def peer_times() -> Iterator[tuple[str, str]]:
    """Of what we call so, what else it takes."""
    client, post = client_of("city")
    for pages in LISTS:
        address = reverse(f"admin:{pages.model._meta.app_label}_{pages.model._meta.model_name}_changelist")
        last = -(-pages.model.objects.count() // 50)
        for what, end in (("首页", address), ("末页", f"{address}?p={last}")):
            took = median_ms(partial(client.get, end), runs=RUNS)
            yield f"市：{pages.title}{what}", f"Django admin {took:.0f} ms"
    _, post = client_of("district")
    with connection.cursor() as cursor:
        took = median_ms(lambda: cursor.execute(BY_HAND, [post.division_id]), runs=RUNS)
    yield f"区：{COVERAGE.title}", f"手写语句从安检记录统计 {took:.0f} ms"


def measure() -> Iterator[Row]:
    inspected.ensure()
    beside = dict(peer_times())
    [officer] = officers(1)
    yield _row("安全员：今日安检", client_of(officer.user.username)[0], reverse("field"), beside)
    for username, who in OFFICERS.items():
        client, _ = client_of(username)
        for what, address in addresses():
            if client.get(address).status_code != 403:
                yield _row(f"{who}：{what}", client, address, beside)


def _row(what: str, client: Client, address: str, beside: Mapping[str, str]) -> Row:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    statements = Statements()
    with connection.execute_wrapper(statements):
        page = median_ms(lambda: client.get(address), runs=RUNS)
    took, sql = statements.slowest
    return Row(
        what,
        f"{page:.0f} ms，其中最慢的语句 {took:.0f} ms",
        target=f"语句 ≤ {MOST_SQL_MS} ms",
        met=took <= MOST_SQL_MS,
        beside=beside.get(what, ""),
        figures={"ms": page, "slowest_ms": took, "sql": sql if took > MOST_SQL_MS else ""},
    )
