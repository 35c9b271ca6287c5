"""隐患统计, 安全态势, 督办表: how many open, late, closed, by place, level, source, company (P4, P98, P106, P115)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Division, Organization
from accounts.pages import Menu
from core.figures.areas import Area
from core.figures.by_place import summed
from core.figures.sheets import Asked, Cell, Option, Sheet, SheetPages, share
from inspections.hazards.filters import is_overdue
from inspections.hazards.panels import READERS
from inspections.models import GasStop, Hazard, Level, RectificationNotice, SuperviseOrder

State, Order = Hazard.State, SuperviseOrder.State
UNSETTLED = Q(state__in=State.unsettled())
PLACE = "place"
BY: Mapping[str, str] = {PLACE: "按地方", "level": "按等级", "source": "按来源", "company": "按企业"}
# What is counted: heading, condition, and the filters of the list that give the same.
COUNTED: Mapping[str, tuple[str, Q, Mapping[str, Any]]] = {
    "found": ("发现", Q(), {}),
    "severe": ("未销号重大", UNSETTLED & Q(level=Level.SEVERE), {"unsettled": "on", "level": Level.SEVERE.value}),
    "major": ("未销号较大", UNSETTLED & Q(level=Level.MAJOR), {"unsettled": "on", "level": Level.MAJOR.value}),
    "minor": ("未销号一般", UNSETTLED & Q(level=Level.MINOR), {"unsettled": "on", "level": Level.MINOR.value}),
    "dismissed": ("误报", Q(state=State.DISMISSED), {"state": State.DISMISSED.value}),
    "closed": ("已销号", Q(state=State.CLOSED), {"state": State.CLOSED.value}),
}
OVERDUE = ("已逾期", {"overdue": "on"})
Counts = Mapping[str, int]
Narrowed = Mapping[str, Any]


def build(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year, by = asked.year(this_year), asked.query.get("by", PLACE)
    by = by if by in BY else PLACE
    own = Hazard.objects.visible_to(area.post).filter(area.within())
    years = own.order_by().values_list("found_on__year", flat=True).distinct()
    tier, label = area.below
    column = tier if by == PLACE else by
    counts = _counted(own.filter(found_on__year=year), column)
    names = _names(by, counts, asked, tier)
    range_ = {"found_after": f"{year}-01-01", "found_before": f"{year}-12-31"}
    rows = [_row(Cell("合计"), summed(counts.values()), {**area.filters, **range_})] if counts else []
    rows += [_row(cell, counts[key], {**area.filters, column: key, **range_}) for key, cell in names.items()]
    return Sheet(
        (
            label if by == PLACE else BY[by].removeprefix("按"),
            *(one[0] for one in COUNTED.values()),
            OVERDUE[0],
            "销号率",
        ),
        rows,
        notes=("销号率 = 已销号 ÷（发现 − 误报）。已逾期：待整改、过了整改期限的。年度按发现日期。",),
        options=[
            *(Option(text, asked.address(by=name), name == by) for name, text in BY.items()),
            *asked.years({*years, this_year}, year),
        ],
    )


def _counted(hazards: QuerySet[Hazard], column: str) -> dict[Any, Counts]:
    counted = {key: Count("pk", filter=condition) for key, (_, condition, _) in COUNTED.items()}
    counted["overdue"] = Count("pk", filter=is_overdue())
    return {row.pop(column): row for row in hazards.order_by().values(column).annotate(**counted)}


def _names(by: str, counts: Mapping[Any, Counts], asked: Asked, tier: str) -> dict[Any, Cell]:
    """In the order of codes, of gravity, of names; only what has anything."""
    match by:
        case "level":
            known: Iterable[tuple[Any, str]] = Level.choices
        case "source":
            known = Hazard.Source.choices
        case "company":
            rows = Organization.objects.filter(pk__in=[pk for pk in counts if pk]).order_by("name")
            known = [(one.pk, str(one)) for one in rows]
        case _:
            places = Division.objects.filter(pk__in=list(counts)).order_by("code")
            opened = "" if tier == "village" else tier
            return {one.pk: Cell(str(one), asked.address(place=one.pk) if opened else "") for one in places}
    return {key: Cell(str(label)) for key, label in known if key in counts}


def _row(name: Cell, counts: Counts, narrowed: Narrowed) -> list[Cell]:
    real = counts["found"] - counts["dismissed"]
    return [
        name,
        *(_cell(counts[key], narrowed, filters) for key, (_, _, filters) in COUNTED.items()),
        Cell.of_rows(counts["overdue"], "hazards", **narrowed, **OVERDUE[1]),
        Cell(share(counts["closed"], real)),
    ]


def _cell(count: int, narrowed: Narrowed, filters: Narrowed) -> Cell:
    """In the row of one level the others' columns have nothing to count."""
    other = any(narrowed.get(name, value) != value for name, value in filters.items())
    return Cell("—") if other else Cell.of_rows(count, "hazards", **{**narrowed, **filters})


# 安全态势

Standing = tuple[str, str, Narrowed, Callable[[], QuerySet[Any]]]
NOW: tuple[Standing, ...] = (
    ("未销号重大隐患", "hazards", {"unsettled": "on", "level": Level.SEVERE.value},
     lambda: Hazard.objects.unsettled().filter(level=Level.SEVERE)),
    ("逾期未整改", "hazards", {"overdue": "on"}, lambda: Hazard.objects.filter(is_overdue())),
    ("督办中", "supervise-orders", {"state": [Order.HUNG.value, Order.REPORTED.value]},
     lambda: SuperviseOrder.objects.hanging()),
    ("停气户", "gas-stops", {"state": GasStop.State.STOPPED.value},
     lambda: GasStop.objects.filter(state=GasStop.State.STOPPED)),
    ("待恢复供气", "gas-stops", {"state": GasStop.State.RESTORABLE.value},
     lambda: GasStop.objects.filter(state=GasStop.State.RESTORABLE)),
    ("通知书待送达", "rectification-notices", {"state": RectificationNotice.State.ISSUED.value},
     lambda: RectificationNotice.objects.filter(state=RectificationNotice.State.ISSUED)),
)  # fmt: skip


def build_board(area: Area, asked: Asked) -> Sheet:
    counts = [_by_company(rows(), area) for _, _, _, rows in NOW]
    companies = Organization.objects.filter(pk__in={pk for one in counts for pk in one}).order_by("name")
    return Sheet(
        ("燃气企业", *(heading for heading, *_ in NOW)),
        [
            [Cell(str(company)), *(
                Cell.of_rows(one.get(company.pk, 0), slug, **area.filters, company=company.pk, **filters)
                for one, (_, slug, filters, _) in zip(counts, NOW, strict=True)
            )]
            for company in companies
        ],
        notes=("现在的情况，不分年度。",),
    )  # fmt: skip


def _by_company(rows: Any, area: Area) -> dict[int, int]:
    own = rows.visible_to(area.post).filter(area.within()).exclude(company=None)
    return dict(own.order_by().values_list("company").annotate(Count("pk")))


# 督办表

OF_ORDERS: Mapping[str, tuple[str, Narrowed]] = {
    "hung": ("督办中", {"state": Order.HUNG.value}),
    "reported": ("待验收", {"state": Order.REPORTED.value}),
    "lifted": ("已摘牌", {"state": Order.LIFTED.value}),
}


def build_orders(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    own = SuperviseOrder.objects.visible_to(area.post).filter(area.within())
    years = own.order_by().values_list("issued_on__year", flat=True).distinct()
    tier, label = area.below
    counted = {key: Count("pk", filter=Q(**filters)) for key, (_, filters) in OF_ORDERS.items()}
    late = Count("pk", filter=Q(state=Order.HUNG, due_on__lt=timezone.localdate()))
    found = {
        row.pop(tier): row
        for row in own.filter(issued_on__year=year).order_by().values(tier).annotate(
            every=Count("pk"), late=late, failed=Count("pk", filter=Q(failures__gt=0)), **counted
        )
    }  # fmt: skip
    range_ = {"issued_after": f"{year}-01-01", "issued_before": f"{year}-12-31"}
    return Sheet(
        (label, "挂牌", *(heading for heading, _ in OF_ORDERS.values()), "逾期未报告", "验收未通过过的"),
        [
            _order_row(Cell(str(place)), found[place.pk], {tier: place.pk, **range_})
            for place in Division.objects.filter(pk__in=list(found)).order_by("code")
        ],
        notes=("年度按挂牌日期。",),
        options=asked.years({*years, this_year}, year),
    )


def _order_row(name: Cell, counts: Counts, narrowed: Narrowed) -> list[Cell]:
    return [
        name,
        Cell.of_rows(counts["every"], "supervise-orders", **narrowed),
        *(
            Cell.of_rows(counts[key], "supervise-orders", **narrowed, **filters)
            for key, (_, filters) in OF_ORDERS.items()
        ),
        Cell.of_rows(counts["late"], "supervise-orders", **narrowed, overdue="on"),
        Cell(f"{counts['failed']:,}"),
    ]


HAZARDS = SheetPages(
    slug="hazard-figures",
    title="隐患统计",
    menu=Menu("统计", "隐患统计", "triangle-alert"),
    readers=READERS,
    lede="本年发现的隐患按地方、等级、来源或企业分列。点数字查看这些隐患，点地方查看其下各处。",
    empty="这一年还没有隐患。",
    hint="安检发现的隐患自动列入，其他来源的在隐患台账登记。",
    described="各地方（或等级、来源、企业）的发现数、未销号重大、较大、一般、误报、已销号、已逾期和销号率。",
    build=build,
)
BOARD = SheetPages(
    slug="safety-board",
    title="安全态势",
    menu=Menu("统计", "安全态势", "shield-alert"),
    readers=READERS,
    lede="各燃气企业现在未销号的重大隐患、逾期未整改、督办、停气和待送达的通知书。",
    empty="现在没有未销号的重大隐患，也没有逾期、督办、停气和待送达的通知书。",
    hint="有了隐患以后，这里按企业列出。",
    described="各燃气企业未销号重大隐患、逾期未整改、督办中、停气户、待恢复供气、通知书待送达的数量。",
    build=build_board,
)
ORDERS = SheetPages(
    slug="supervise-figures",
    title="督办表",
    menu=Menu("统计", "督办表", "gavel"),
    readers=READERS,
    lede="本年挂牌督办的隐患按地方分列。",
    empty="这一年还没有挂牌督办。",
    hint="在隐患的页面上点“挂牌督办”。",
    described="各地方挂牌、督办中、待验收、已摘牌、逾期未报告和验收未通过过的件数。",
    build=build_orders,
)
