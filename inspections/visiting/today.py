"""今日安检: the households that an inspector has to go to, as he walks through his villages (P92)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from core.wording.division_names import division_name
from households.models import Household, Ventilation
from households.models.choices import Category
from households.search import search_households
from inspections.models import AccessCase, Hazard, Inspection, InspectionDue

# On one page; a village has more only where nobody has been for long.
MOST = 300
DUE, HAZARDS, NOT_ENTERED, DONE_TODAY = "due", "hazards", "not-entered", "done"
# Of a walk: the village's code, the numbers and words of the address, the household's id.
Step = tuple[str, list[tuple[int, str]], int]
DUE_KINDS = [kind for kind in InspectionDue.Kind if kind != InspectionDue.Kind.NONE]
CHIPS = {DUE: "待安检", NOT_ENTERED: "未入户", HAZARDS: "有隐患", DONE_TODAY: "今天已办"}


@dataclass(frozen=True)
class Place:
    """A village of the inspector's, with how many of its households are asked for."""

    pk: int
    name: str
    count: int


def households_of(post: Post) -> QuerySet[Household]:
    """Gas households in use that the inspector may go to."""
    return Household.objects.visible_to(post).in_use().filter(category=Category.GAS)


def todays_list(post: Post, chip: str) -> QuerySet[Household]:
    """What is due is reckoned from the ledger (inspections/planning); what may not be done yet is left out."""
    today = timezone.localdate()
    visits = Inspection.objects.filter(household=OuterRef("pk"), state=Inspection.State.FILED)
    rows = households_of(post)
    match chip:
        case "hazards":
            return rows.filter(Exists(Hazard.objects.unsettled().filter(household=OuterRef("pk"))))
        case "not-entered":
            open_cases = AccessCase.objects.filter(household=OuterRef("pk"), state__in=AccessCase.State.open())
            return rows.filter(Exists(open_cases))
        case "done":
            return rows.filter(Exists(visits.filter(inspected_on=today)))
        case _:
            may = Q(inspection_due__opens_on=None) | Q(inspection_due__opens_on__lte=today)
            return rows.filter(may, inspection_due__due_kind__in=DUE_KINDS)


def waiting_for_gas(post: Post) -> QuerySet[Ventilation]:
    """Gas is let in only where somebody has looked on that day (P95)."""
    return Ventilation.objects.visible_to(post).waiting().order_by("village", "id")


def places_in(rows: QuerySet[Household]) -> list[Place]:
    counted = rows.order_by("village").values("village").annotate(rows=Count("pk")).values_list("village", "rows")
    return [Place(village, division_name(village), count) for village, count in counted]


def as_walked(rows: QuerySet[Household]) -> list[int]:
    """Their ids, 2号 before 10号. Of a village, or of a page at most: they are put in order here."""
    return [pk for *_, pk in sorted(_steps(rows))]


def next_after(rows: QuerySet[Household], household: Household | None) -> Household | None:
    """The one to which one comes next; then the first that was passed over."""
    waiting = sorted(_steps(rows))
    here = _step(household.village.code, household.address, household.pk) if household else None
    ahead = [one for one in waiting if here is None or one > here] or waiting
    # Not of the rows again: somebody may have been there meanwhile.
    return Household.objects.get(pk=ahead[0][-1]) if ahead else None


def _steps(rows: QuerySet[Household]) -> Iterator[Step]:
    return (_step(*known) for known in rows.order_by().values_list("village__code", "address", "pk"))


def _step(village: str, address: str, pk: int) -> Step:
    return village, _by_number(address), pk


def _by_number(address: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", address) if part]


def found(post: Post, typed: str) -> QuerySet[Household]:
    """By name, 户编号, meter number; also those that are not due."""
    return search_households(households_of(post), typed, post)


def scanned(post: Post, text: str) -> Household | None:
    """Whose code it is: the 户编号, the number of a meter or an account, or the address of the household's page."""
    text = text.strip()
    by_page = re.search(r"/(?:households|field/visit)/(\d{1,18})/", text)
    if by_page:
        return households_of(post).filter(pk=int(by_page[1])).first()
    named = Q(number=text) | Q(gas_meter_number=text) | Q(gas_user_code=text) | Q(gas_account=text)
    rows = list(households_of(post).filter(named)[:2]) if text else []
    return rows[0] if len(rows) == 1 else None


def latest_of(households: Sequence[Household]) -> dict[int, Inspection]:
    """The last visit to each, whatever came of it."""
    rows = Inspection.objects.filter(household__in=[one.pk for one in households], state=Inspection.State.FILED)
    latest = rows.order_by("household_id", "-inspected_on", "-pk").distinct("household_id")
    return {one.household_id or 0: one for one in latest}


def dues_of(households: Sequence[Household]) -> dict[int, InspectionDue]:
    """What is owed to each."""
    rows = InspectionDue.objects.owed().filter(household__in=[one.pk for one in households])
    return {one.household_id or 0: one for one in rows}
