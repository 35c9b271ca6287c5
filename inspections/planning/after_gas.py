"""首次通气安检率、七日安检率: of the houses where gas was let in this year, which were inspected on that day, and again
within seven days (P95, P96)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.figures.areas import Area
from core.figures.by_place import by_place, summed
from core.figures.sheets import Asked, Cell, Sheet, share
from core.views.declaration import Action
from households.models import Ventilation
from inspections.models import Inspection, InspectionDue
from inspections.planning.parameters import DAYS_AFTER_GAS

FIRST = Q(occasion=Ventilation.Occasion.FIRST)
SEVENTH_DAY = InspectionDue.Kind.SEVENTH_DAY


def build(area: Area, asked: Asked) -> Sheet:
    today = timezone.localdate()
    year, days = asked.year(otherwise=today.year), int(DAYS_AFTER_GAS.on())
    tier, label = area.below
    found = _counted(area, tier, year, days, today)
    lines = [_line(Cell("合计"), summed(found.values()), year, area.filters)] if found else []
    lines += [_line(name, row, year, place) for name, row, place in by_place(area, asked, found)]
    headings = (
        label, "首次通气", "当天已安检", "首次通气安检率", f"通气满 {days} 日", f"{days} 日内已安检",
        f"{days} 日安检率", "逾期未安检",
    )  # fmt: skip
    note = f"{year} 年通气的户；七日安检从通气次日算起，含重新通气的户；还没有满期、也还没有安检的，不算在内。"
    return Sheet(headings, lines, (note,), actions=[Action("通气登记", reverse("ventilations-list"))])


def _counted(area: Area, tier: str, year: int, days: int, today: datetime.date) -> dict[int, dict[str, int]]:
    rows = Ventilation.objects.visible_to(area.post).filter(area.within()).ventilated()
    until = ExpressionWrapper(F("ventilated_on") + days, output_field=DateField())
    known = rows.filter(ventilated_on__year=year).annotate(
        until=until,
        on_the_day=_inspected(inspected_on=OuterRef("ventilated_on")),
        again=_inspected(inspected_on__gt=OuterRef("ventilated_on"), inspected_on__lte=OuterRef("until")),
    )
    over = Q(until__lt=today) | Q(again=True)
    counts = (
        known.order_by()
        .values(tier)
        .annotate(
            first=Count("pk", filter=FIRST),
            first_inspected=Count("pk", filter=FIRST & Q(on_the_day=True)),
            over=Count("pk", filter=over),
            again_inspected=Count("pk", filter=Q(again=True)),
        )
    )
    return _with_late(area, tier, {row.pop(tier): row for row in counts})


def _inspected(**when: Any) -> Exists:
    of_the_house = Q(household=OuterRef("household")) | Q(ventilation=OuterRef("pk"))
    return Exists(Inspection.objects.valid().filter(of_the_house, **when))


def _with_late(area: Area, tier: str, found: dict[int, dict[str, int]]) -> dict[int, dict[str, int]]:
    nobody = {"first": 0, "first_inspected": 0, "over": 0, "again_inspected": 0}
    late: QuerySet[InspectionDue] = InspectionDue.objects.visible_to(area.post).filter(area.within()).overdue()
    counts = dict(late.filter(due_kind=SEVENTH_DAY).order_by().values_list(tier).annotate(Count("pk")))
    return {pk: {**nobody, **found.get(pk, {}), "late": counts.get(pk, 0)} for pk in {**found, **counts}}


def _line(name: Cell, row: Mapping[str, int], year: int, place: Mapping[str, Any]) -> list[Cell]:
    asked = {**place, "state": "ventilated", "ventilated_after": f"{year}-01-01", "ventilated_before": f"{year}-12-31"}
    return [
        name,
        Cell.of_rows(row["first"], "ventilations", **asked, occasion="first"),
        Cell(f"{row['first_inspected']:,}"),
        Cell(share(row["first_inspected"], row["first"])),
        Cell(f"{row['over']:,}"),
        Cell(f"{row['again_inspected']:,}"),
        Cell(share(row["again_inspected"], row["over"])),
        Cell.of_rows(row["late"], "inspection-dues", **place, due_kind=SEVENTH_DAY.value, overdue="on"),
    ]
