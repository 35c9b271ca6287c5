"""Eight officers confirm 增户 at once for a minute, each in a process of his own; then the books are compared."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.db import OperationalError
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post
from bench import spawned
from bench.measures.importing import id_number
from bench.table import Row
from core.workflow import StepRefused
from households.models import Application, Household
from households.models.choices import Category, Kind
from households.models.numbers import application_numbers
from households.workflows import AddHousehold

CLIENTS, SECONDS = 8, int(os.environ.get("PORTAL_BENCH_SECONDS", "60"))
# More than a minute can use; every fiftieth is wanted by all eight.
EACH, CONTESTED_EVERY = 3_000, 50
LEAST_RATE, MOST_MS = 150, 100
State = Application.State


def waiting(count: int) -> list[int]:
    """New applications that wait for the city, brought there by the district's own step."""
    filed_by = Post.objects.get(user__username="village")
    district = Post.objects.select_related("user", "division", "organization").get(user__username="district")
    villages = list(Division.objects.below(district.division).villages()[:200])
    begin = Application.objects.count() + 400_000
    numbers = application_numbers(count)
    made = [_application(begin + k, numbers[k], villages[k % len(villages)], filed_by) for k in range(count)]
    with acting(System.DEMO):
        ids = [one.pk for one in Application.objects.bulk_create(made, batch_size=1000)]
    outcome = AddHousehold.review.take_all(Application.objects.filter(pk__in=ids), by=district)
    assert not outcome.refused, next(iter(outcome.refused.values()))
    return ids


def _application(order: int, number: str, village: Division, filed_by: Post) -> Application:
    made = Application(
        number=number, case=Application.Case.ADD, state=State.VERIFIED, village=village, filed_by=filed_by,
        name="测量户主", id_number=id_number(order), phone=f"138{order:08d}", address=f"{order}号", heated_area=90,
        converted_year=2024, category=Category.ELECTRIC, kind=Kind.AIR_PUMP, batch=3, subsidy_method=1,
        bank_account=f"6217{order:015d}", house_use=1, user_class=1, submitted_at=timezone.now(),
        visited_on=timezone.localdate(), device_brand="海尔", device_power=9,
    )  # fmt: skip
    made.derive()
    made.place()
    return made


def officer(ids: list[int], begin_at: float, answers: Any) -> None:
    """Confirm one after another until the minute is over; report each one's seconds and what was refused."""
    city = Post.objects.select_related("user", "division", "organization").get(user__username="city")
    applications = {one.pk: one for one in Application.objects.filter(pk__in=ids)}
    taken, refused, broken = [], 0, 0
    time.sleep(max(0.0, begin_at - time.time()))
    for pk in ids:
        begun = time.perf_counter()
        if time.time() > begin_at + SECONDS:
            break
        try:
            AddHousehold.confirm(applications[pk], by=city)
            taken.append(time.perf_counter() - begun)
        except StepRefused:
            refused += 1
        except OperationalError:
            broken += 1
    answers.put((taken, refused, broken))


def run(ids: list[int]) -> tuple[list[float], int, int]:
    contested = ids[::CONTESTED_EVERY]
    own = [pk for pk in ids if pk not in set(contested)]
    shares = [sorted(own[k::CLIENTS] + contested) for k in range(CLIENTS)]
    spawning = multiprocessing.get_context("spawn")
    answers: Any = spawning.Queue()
    begin_at = time.time() + 15
    clients = [spawning.Process(target=spawned.officer, args=(share, begin_at, answers)) for share in shares]
    for client in clients:
        client.start()
    results = [answers.get() for _ in clients]
    for client in clients:
        client.join()
    taken = [one for result in results for one in result[0]]
    return taken, sum(result[1] for result in results), sum(result[2] for result in results)


def measure() -> Iterator[Row]:
    households = Household.objects.count()
    ids = waiting(EACH * CLIENTS)
    taken, refused, broken = run(ids)
    approved = Application.objects.filter(pk__in=ids, state=State.IN_LEDGER).count()
    added = Household.objects.count() - households
    rate, p99 = len(taken) / SECONDS, statistics.quantiles(taken, n=100)[98] * 1000
    exact = approved == added == len(taken) and not broken
    yield Row(
        f"{CLIENTS} 人同时核查 {SECONDS} 秒",
        f"{rate:.0f} 件/秒，p99 {p99:.0f} ms",
        target=f"≥ {LEAST_RATE} 件/秒，p99 ≤ {MOST_MS} ms，账实相符",
        met=rate >= LEAST_RATE and p99 <= MOST_MS and exact,
        beside=f"批准 {approved:,} = 入账 {added:,}，争抢被拒 {refused:,}，死锁 {broken}",
        figures={
            "a_second": rate,
            "p99_ms": p99,
            "approved": approved,
            "added": added,
            "refused": refused,
            "broken": broken,
        },
    )
