"""宣传统计 and 季前准备一览 (P105, P37)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import Division
from accounts.pages import Menu
from accounts.roles import GOVERNMENT, TOWN_AND_ABOVE
from core.figures.areas import Area
from core.figures.by_place import by_place, summed
from core.figures.sheets import Asked, Cell, Sheet, SheetPages
from core.views.declaration import Action
from inspections.models import PublicityActivity, ReadinessCheck
from inspections.models.readiness import ASPECTS
from inspections.supervising.outreach import WANTED_A_YEAR
from inspections.supervising.views import GROUP

Kind = PublicityActivity.Kind
FILED = PublicityActivity.State.FILED
COUNTED = ("held", *Kind.values, "people", "papers", "villages", "enough")


def build_publicity(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    _, label = area.below
    wanted = int(WANTED_A_YEAR.on())
    return Sheet(
        (label, "宣传次数", *Kind.labels, "受众人数", "发放份数", "涉双代的村", "达标的村"),
        list(_rows_of_publicity(area, asked, year, wanted)),
        notes=(f"一个村一年宣传 {wanted} 次及以上为达标；作废的不计。",),
        options=asked.years({this_year, this_year - 1}, year),
        actions=[Action("燃气安全宣传", reverse("publicity-activities-list"))],
    )


def _rows_of_publicity(area: Area, asked: Asked, year: int, wanted: int) -> Iterator[list[Cell]]:
    found = _counted(area, year, wanted)
    if found:
        yield _row_of_publicity(Cell("合计"), summed(found.values()), {**area.filters, "year": year})
    for name, counts, place in by_place(area, asked, found):
        yield _row_of_publicity(name, counts, {**place, "year": year})


def _counted(area: Area, year: int, wanted: int) -> dict[int, dict[str, int]]:
    """Of every place of the tier with villages that take part or where something was done."""
    tier, _ = area.below
    done = {row["village"]: row for row in _by_village(area, year)}
    villages = Division.objects.below(area.division).villages()
    rows: Any = villages.filter(Q(dual=True) | Q(pk__in=done)).values("pk", "dual", "town", "district")
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for village in rows:
        place = counts[village["pk"] if tier == "village" else village[tier]]
        own = done.get(village["pk"], {})
        for name in ("held", *Kind.values, "people", "papers"):
            place[name] += own.get(name, 0)
        place["villages"] += int(village["dual"])
        place["enough"] += int(village["dual"] and own.get("held", 0) >= wanted)
    return dict(counts)


def _by_village(area: Area, year: int) -> list[dict[str, int]]:
    rows = PublicityActivity.objects.visible_to(area.post).filter(area.within(), state=FILED)
    kinds = {kind: Count("pk", filter=Q(kind=kind)) for kind in Kind.values}
    of_year = rows.filter(held_on__year=year).order_by().values("village")
    return list(of_year.annotate(held=Count("pk"), people=Sum("reached"), papers=Sum("leaflets"), **kinds))


def _row_of_publicity(name: Cell, counts: Mapping[str, int], within: Mapping[str, Any]) -> list[Cell]:
    filed = {**within, "state": FILED.value}
    return [
        name,
        Cell.of_rows(counts["held"], "publicity-activities", **filed),
        *(Cell.of_rows(counts[kind], "publicity-activities", **filed, kind=kind) for kind in Kind.values),
        *(Cell(f"{counts[one]:,}") for one in ("people", "papers", "villages", "enough")),
    ]


def build_readiness(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    checks = ReadinessCheck.objects.visible_to(area.post).filter(area.within("seat"))
    known = checks.order_by().values_list("year", flat=True).distinct()
    return Sheet(
        ("街镇", *ASPECTS.values(), "有缺口的方面", "状态"),
        [_row_of_readiness(one) for one in checks.filter(year=year).select_related("seat").order_by("seat__code")],
        options=asked.years({*known, this_year}, year, "{} 年采暖季".format),
        actions=[Action("季前准备自查", reverse("readiness-checks-list"))],
    )


def _row_of_readiness(check: ReadinessCheck) -> list[Cell]:
    return [
        Cell(str(check.seat), reverse("readiness-checks-detail", args=[check.pk])),
        *(Cell(getattr(check, f"get_{name}_display")() or "未查") for name in ASPECTS),
        Cell(str(len(check.lacking))),
        Cell(check.get_state_display()),
    ]


PUBLICITY = SheetPages(
    slug="publicity-figures",
    title="宣传统计",
    menu=Menu(GROUP, "宣传统计", "chart-bar"),
    readers=GOVERNMENT,
    lede="各村一年里做了几次燃气安全宣传，按方式分列。点次数查看这些活动，点地方查看其下各村。",
    empty="辖区内没有涉双代的村，也没有登记宣传活动。",
    hint="村、街镇燃气主管部门和燃气企业在“燃气安全宣传”里登记活动。",
    described="下一级各地方的宣传次数、各种方式的次数、受众人数、发放份数、涉双代的村数和达标的村数。year 是年度。",
    build=build_publicity,
)
READINESS = SheetPages(
    slug="readiness-sheet",
    title="季前准备一览",
    menu=Menu(GROUP, "季前准备一览", "list-checks"),
    readers=TOWN_AND_ABOVE,
    lede="各街镇采暖季前各方面准备得怎样。点街镇查看自查表。",
    empty="这一年还没有季前准备自查。",
    hint="每年九月由系统为涉双代的街镇发起。",
    described="各街镇各方面的准备情况、有缺口的方面数和自查的状态。year 是采暖季开始的那一年。",
    build=build_readiness,
)
