"""Checks that come by themselves: of each township and each company that supplies households there, one a quarter, and
one in every key period (P113, P114). The clock asks daily; asked again it finds nothing to do."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone

from accounts.audit import System
from households.models import Household
from households.models.choices import Category
from inspections.models import CompanyCheck, SpecialPeriod
from inspections.supervising.workflows import CheckCompany, end_of_quarter

Occasion = CompanyCheck.Occasion
# In which periods companies are looked at besides, and what the check is then called.
KEY_PERIODS = {SpecialPeriod.Kind.FLOOD: Occasion.FLOOD, SpecialPeriod.Kind.PREPARING: Occasion.PREPARING}
Pair = tuple[int, int]


def plan(today: datetime.date | None = None) -> int:
    """How many checks were added."""
    day = today or timezone.localdate()
    pairs = supplied()
    checks = [*_of_quarters(pairs, day), *of_periods(pairs, day)]
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(1)))
    return len(CheckCompany.plan.begin_all(checks, by=System.CLOCK, at=at).taken)


def supplied() -> list[Pair]:
    """Township and company, as the ledger has it."""
    rows = Household.objects.in_use().filter(category=Category.GAS).order_by()
    pairs = rows.values_list("town", "gas_supplier").distinct()
    return [(town, company) for town, company in pairs if town and company]


def _of_quarters(pairs: list[Pair], day: datetime.date) -> Iterator[CompanyCheck]:
    """Of this year; not of quarters that are over, in which nobody could be there any more."""
    known = CompanyCheck.objects.filter(year=day.year, occasion=Occasion.QUARTERLY)
    planned = set(known.values_list("seat", "company", "quarter"))
    for quarter in range(1, 5):
        last = end_of_quarter(day.year, quarter)
        for town, company in pairs if last >= day else ():
            if (town, company, quarter) not in planned:
                yield _check(town, company, Occasion.QUARTERLY, last)


def of_periods(pairs: list[Pair], day: datetime.date) -> Iterator[CompanyCheck]:
    """Unsaved: those lacking in the periods that run on that day."""
    running = SpecialPeriod.objects.filter(kind__in=KEY_PERIODS, starts_on__lte=day, ends_on__gte=day)
    for period in running.order_by("pk"):
        planned = set(CompanyCheck.objects.filter(period=period).values_list("seat", "company"))
        for town, company in pairs:
            if (town, company) not in planned:
                check = _check(town, company, KEY_PERIODS[SpecialPeriod.Kind(period.kind)], period.ends_on)
                check.period = period
                yield check


def _check(town: int, company: int, occasion: CompanyCheck.Occasion, due_on: datetime.date) -> CompanyCheck:
    return CompanyCheck(seat_id=town, company_id=company, occasion=occasion, planned_on=due_on, due_on=due_on)
