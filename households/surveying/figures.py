"""采暖设备需求统计: place by place how many electric households were asked in a year, and what they want (P34)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.pages import Menu
from accounts.roles import TOWN_AND_ABOVE, Role
from core.figures.areas import Area
from core.figures.by_place import by_place, summed
from core.figures.sheets import Asked, Cell, Sheet, SheetPages, share
from core.views.declaration import Action
from households.models import DemandSurvey, Household
from households.models.choices import Category, Status
from households.surveying.finding import electric

READERS = TOWN_AND_ABOVE | {Role.VILLAGE}
Wants = DemandSurvey.Wants
ELECTRIC = {"status": Status.NORMAL, "category": Category.ELECTRIC}
HOUSEHOLDS = "households"
YEARS_BACK = 3
Counts = Mapping[str, int]


def build(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    _, label = area.below
    wants = (f"要{one.label}" if one != Wants.NOTHING else str(one.label) for one in Wants)
    return Sheet(
        (label, "电代煤户", "已调查", "未调查", *wants, "调查率"),
        list(_rows(area, asked, year)),
        notes=("电代煤户是现在在用的电代煤住户；其余各数只算其中有本年度答复的户。调查率 = 已调查 ÷ 电代煤户。",),
        options=asked.years(range(this_year - YEARS_BACK, this_year + 1), year, "{} 年度".format),
        actions=[Action("采暖设备需求", reverse("demand-surveys-list"))],
    )


def _rows(area: Area, asked: Asked, year: int) -> Iterator[list[Cell]]:
    found = _counted(area, year)
    if found:
        yield _row(Cell("合计"), summed(found.values()), area.filters, year)
    for name, counts, place in by_place(area, asked, found):
        yield _row(name, counts, place, year)


def _counted(area: Area, year: int) -> dict[int, dict[str, int]]:
    """Of each place its electric households, and their answers by what they want."""
    tier, _ = area.below
    households = electric(Household.objects.visible_to(area.post).filter(area.within()))
    counted = households.order_by().values_list(tier).annotate(Count("pk"))
    found = {pk: {HOUSEHOLDS: count} for pk, count in counted}
    answers = DemandSurvey.objects.visible_to(area.post).filter(area.within(), year=year, void=False)
    for pk, wants, count in (
        answers.of_electric_households().order_by().values_list(tier, "wants").annotate(Count("pk"))
    ):
        found.setdefault(pk, {HOUSEHOLDS: 0})[wants] = count
    return found


def _row(name: Cell, counts: Counts, place: Mapping[str, Any], year: int) -> list[Cell]:
    households = counts[HOUSEHOLDS]
    asked = sum(counts.get(one, 0) for one in Wants)
    of_year = {**place, "year": year, "electric": "on"}
    return [
        name,
        Cell.of_rows(households, "households", **place, **ELECTRIC),
        Cell.of_rows(asked, "demand-surveys", **of_year),
        Cell.of_rows(households - asked, "households", **place, unsurveyed=year),
        *(Cell.of_rows(counts.get(one, 0), "demand-surveys", **of_year, wants=one.value) for one in Wants),
        Cell(share(asked, households)),
    ]


SURVEYS = SheetPages(
    slug="survey-figures",
    title="采暖设备需求统计",
    menu=Menu("统计", "采暖设备需求统计", "clipboard-check"),
    readers=READERS,
    lede="各地方电代煤户的调查进度，和要维修、更换、新增采暖设备的户。点数字查看这些户，点地方查看其下各处。",
    empty="台账里还没有电代煤住户。",
    hint="电代煤住户进入台账后，由村、街镇登记他们对采暖设备的需求。",
    described="下一级各地方的电代煤户、已调查、未调查、要维修、要更换、要新增、无需求的户数和调查率。",
    build=build,
)
