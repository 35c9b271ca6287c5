"""The demo district's lists and meter readings: what agrees, what differs, who is missing, whose usage is unusual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.ledgers.base import Addition, Writing
from core.ledgers.writing import copy_in
from core.timekeeping.working_days import add_working_days
from households.models import Household, MeterReading, ReconciliationRow, UsageAnomaly
from households.models.choices import Category
from households.models.readings import Energy
from households.reconciling import anomalies
from households.reconciling.lists import GasList, List, PaymentList
from households.reconciling.workflows import DecideRow, ExplainUsage

Outcome = ReconciliationRow.Outcome
PLACE = ("village_id", "town_id", "district_id", "city_id")
READ = ("household_id", "energy", "season_year", "month", "starts_at", "ends_at", "usage", *PLACE)
# Of a winter's usage, month after month.
SHARES = {11: 15, 12: 25, 1: 28, 2: 20, 3: 12}
# One in so many households, for each story.
LEFT_OUT, RENAMED, METER_CHANGED, PAID_ELSEWHERE = 41, 29, 37, 43
READ_MONTHLY = 20


def tell_all(posts: Mapping[str, Post]) -> None:
    _bring(GasList(), posts["gas_company"], _gas_lines(posts["gas_company"]))
    _bring(PaymentList(), posts["finance"], _payment_lines(posts["finance"]))
    _decide(posts["town"])
    _read_meters()
    _explain(posts["village"])


def _bring(mode: List, by: Post, lines: Iterator[dict[str, Any]]) -> None:
    additions = [Addition(row, values) for row, values in enumerate(lines, start=2)]
    with acting(by, why="演示名单") as act:
        mode.write(additions, [], Writing(by, act, None, lambda done: None))


def _gas_lines(by: Post) -> Iterator[dict[str, Any]]:
    households = Household.objects.visible_to(by).in_use().order_by("pk")
    for k, one in enumerate(households):
        line = {
            "gas_account": one.gas_account,
            "gas_meter_number": one.gas_meter_number,
            "name": one.name,
            "village": one.village_id,
            "usage_status": "in_use",
        }
        if k % RENAMED == 7:
            line["name"] = f"{one.name[0]}小{one.name[-1]}"
        if k % METER_CHANGED == 11:
            line["gas_meter_number"] = f"QH{k:010d}"
        if k % LEFT_OUT != 5:
            yield line
    for k, village in enumerate(households.values_list("village", flat=True)[:3]):
        yield {"gas_account": f"39{k:010d}", "name": "马新春", "village": village, "usage_status": "in_use"}


def _payment_lines(by: Post) -> Iterator[dict[str, Any]]:
    paid = Household.objects.visible_to(by).in_use().exclude(bank_account=None).order_by("pk")
    for k, one in enumerate(paid):
        account = f"622848099{k:010d}" if k % PAID_ELSEWHERE == 3 else one.bank_account
        line = {"id_number": one.id_number, "name": one.name, "bank_account": account, "village": one.village_id}
        if k % LEFT_OUT != 5:
            yield {**line, "amount": "960.00", "season_year": _last_season()}


def _last_season() -> int:
    return add_working_days(timezone.localdate(), -1).year - 1


def _decide(town: Post) -> None:
    """One of each; the others wait."""
    waiting = ReconciliationRow.objects.visible_to(town).filter(
        reconciliation__current=True, source="gas", decision="undecided"
    )
    differing = list(waiting.filter(outcome=Outcome.DIFFERS).order_by("pk")[:3])
    for row, step, note in zip(
        differing,
        (DecideRow.call_same, DecideRow.take_theirs, DecideRow.look_into),
        ("小名与大名，已入户核实是同一人。", "", "请村里核对户主。"),
        strict=False,
    ):
        step(row, by=town, note=note)
    if len(differing) > 1:
        DecideRow.file(differing[1], by=town)
    if missing := waiting.filter(outcome=Outcome.MISSING_THERE).first():
        DecideRow.keep_ours(missing, by=town, note="户在用气，请企业补登。")


def _read_meters() -> None:
    year = _last_season()
    with acting(System.DEMO, why="演示表底数"):
        copy_in(MeterReading, READ, list(_readings(year)))
        for energy in Energy:
            anomalies.find(energy, [year])


def _readings(year: int) -> Iterator[list[Any]]:
    heated = Household.objects.in_use().filter(category__in=[Category.GAS, Category.ELECTRIC]).order_by("pk")
    rows = list(heated.values_list("pk", "category", *PLACE))
    for k, (pk, category, *place) in enumerate(rows):
        energy = Energy.GAS if category == Category.GAS else Energy.POWER
        usage = _usage(k, 1 if energy == Energy.GAS else 6)
        start = k * 17 % 5000
        yield [pk, energy.value, year, 0, start, start + usage, usage, *place]
        if k % READ_MONTHLY == 4:
            for month, share in SHARES.items():
                stopped = month == 3 and k % (3 * READ_MONTHLY) == 4
                yield [pk, energy.value, year, month, None, None, 0 if stopped else usage * share // 100, *place]


def _usage(k: int, times: int) -> int:
    if k % 97 == 13:
        return 0
    if k % 211 == 19:
        return 5000 * times
    return (500 + k * 37 % 800) * times


def _explain(village: Post) -> None:
    found = UsageAnomaly.objects.visible_to(village).filter(state=UsageAnomaly.State.FOUND).first()
    if found:
        ExplainUsage.explain(
            found,
            by=village,
            cause=UsageAnomaly.Cause.VACANT,
            visited_on=add_working_days(timezone.localdate(), -1),
            note="全家在外务工，冬季未住。",
        )
