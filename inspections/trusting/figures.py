"""安检真实性: per inspector or company how much was done, what of it is doubtful, who finds nothing ever (F28)."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, F, FloatField, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Extract
from django.utils import timezone
from django_filters.conf import settings

from accounts.models import Organization
from accounts.pages import Menu
from accounts.roles import DISTRICT_READERS, Role
from core.addresses import rows_url
from core.figures.areas import Area
from core.figures.by_place import summed
from core.figures.sheets import Asked, Cell, Option, Sheet, SheetPages, share
from inspections.models import Inspection
from inspections.trusting.parameters import FAR, FAST, PLACE_WIDTH, SAME_PLACE

Doubt = Inspection.Doubt
DONE = Inspection.Outcome.DONE
READERS = DISTRICT_READERS | {Role.CITY_OFFICE, Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE, Role.GAS_COMPANY}
BY = {"": "按安检员", "company": "按企业"}
# Who has done so many and found nothing in any, where the others of his company found something in one of twenty.
MANY, FEW = 20, 0.95
Period = tuple[datetime.date, datetime.date]
# A name, its figures, what its lists are narrowed by, and a remark.
Line = tuple[str, Counter[str], dict[str, Any], str]


class Inspector(NamedTuple):
    company: int
    inspector: int | None
    inspector_name: str


Counted = Sequence[tuple[Inspector, Counter[str]]]


def build(area: Area, asked: Asked) -> Sheet:
    year = asked.year(timezone.localdate().year)
    period = asked.period(year)
    inspectors = counted(visits_of(area, period))
    of_companies = _by_company(inspectors)
    whole = summed(figures for _, figures in inspectors)
    by_company = asked.query.get("by", "") == "company"
    made = _companies(of_companies, whole) if by_company else _inspectors(inspectors, of_companies)
    lines = [
        [Cell("合计"), *figures_of(whole, filters_of(area, period)), Cell("")],
        *(
            [Cell(name), *figures_of(one, {**filters_of(area, period), **narrowed}), Cell(remark)]
            for name, one, narrowed, remark in made
        ),
    ]
    return Sheet(
        (
            "企业" if by_company else "安检员",
            "已安检",
            *(str(one.label) for one in Doubt),
            "没有隐患的占比",
            "户均用时",
            "比对",
        ),
        lines if whole["done"] or whole["visits"] else [],
        notes=_notes(),
        options=[
            *(Option(label, asked.address(by=name), (name == "company") == by_company) for name, label in BY.items()),
            *asked.years(_years(), year),
            *asked.months(),
        ],
    )


def visits_of(area: Area, period: Period) -> QuerySet[Inspection]:
    rows = Inspection.objects.visible_to(area.post).filter(**area.filters, state=Inspection.State.FILED)
    return rows.filter(inspected_on__range=period).order_by()


def counted(rows: QuerySet[Inspection]) -> Counted:
    """In one reading, and the doubtful ones, which are few, by an index of their own."""
    done = Q(outcome=DONE)
    timed = done & Q(begun_at__isnull=False)
    plain = {
        "visits": Count("pk"),
        "done": Count("pk", filter=done),
        "clean": Count("pk", filter=done & Q(found=0)),
        "timed": Count("pk", filter=timed),
        "seconds": Coalesce(
            Extract(Sum(F("ended_at") - F("begun_at"), filter=timed), "epoch", output_field=FloatField()), 0.0
        ),
    }
    doubtful = {one.value: Count("pk", filter=Q(doubts__contains=[one.value])) for one in Doubt}
    found: dict[Inspector, Counter[str]] = defaultdict(Counter)
    for some, figures in ((rows, plain), (rows.exclude(doubts=[]), doubtful)):
        for row in some.values(*Inspector._fields).annotate(**figures):
            inspector = Inspector(*(row.pop(name) for name in Inspector._fields))
            found[inspector].update(row)
    return sorted(found.items(), key=lambda one: _place(one[0]))


def _by_company(inspectors: Counted) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for inspector, figures in inspectors:
        found[inspector.company].update(figures)
    return found


def _inspectors(inspectors: Counted, of_companies: Mapping[int, Counter[str]]) -> Iterator[Line]:
    """Each with what his rows are found by; who has no post is known by his name alone."""
    names = _names(of_companies)
    for (company, post, name), figures in inspectors:
        narrowed = {"company": company, **who(post, name)}
        yield f"{name}（{names[company]}）", figures, narrowed, compared(figures, of_companies[company])


def who(post: int | None, name: str) -> dict[str, Any]:
    """What the lists are narrowed by to the rows of an inspector: under one post many may have been handed in."""
    return {"inspector": post or settings.NULL_CHOICE_VALUE, "inspector_name": name}


def _place(one: Inspector) -> tuple[Any, ...]:
    return (one.company, one.inspector_name, one.inspector or 0)


def compared(one: Counter[str], company: Counter[str]) -> str:
    """Beside the others of the company."""
    others = {name: company[name] - one[name] for name in ("done", "clean")}
    average = share(others["clean"], others["done"])
    if one["done"] >= MANY and one["clean"] == one["done"] and others["clean"] < FEW * others["done"]:
        return f"总是无隐患，本企业其他人 {average}"
    return f"本企业其他人 {average}" if others["done"] else ""


def _companies(of_companies: Mapping[int, Counter[str]], whole: Counter[str]) -> Iterator[Line]:
    names = _names(of_companies)
    for pk, one in sorted(of_companies.items()):
        yield names[pk], one, {"company": pk}, f"全部企业 {share(whole['clean'], whole['done'])}"


def _names(of_companies: Mapping[int, Counter[str]]) -> dict[int, str]:
    return {one.pk: str(one) for one in Organization.objects.filter(pk__in=of_companies)}


def figures_of(one: Counter[str], filters: Mapping[str, Any]) -> list[Cell]:
    return [
        Cell.of_rows(one["done"], "inspections", **filters, outcome=DONE.value),
        *(Cell.of_rows(one[kind.value], "inspections", **filters, doubts=kind.value) for kind in Doubt),
        Cell(share(one["clean"], one["done"]), rows_url("inspections", **filters, outcome=DONE.value, clean="on")),
        Cell(f"{one['seconds'] / one['timed'] / 60:.0f} 分钟" if one["timed"] else "—"),
    ]


def filters_of(area: Area, period: Period) -> dict[str, Any]:
    return {
        **area.filters,
        "state": Inspection.State.FILED.value,
        "inspected_after": period[0],
        "inspected_before": period[1],
    }


def _years() -> list[int]:
    """Of anybody's inspections: the first of one township is looked for among everybody's, day by day."""
    ends = Inspection.objects.aggregate(first=Min("inspected_on"), last=Max("inspected_on"))
    return list(range(ends["first"].year, ends["last"].year + 1)) if ends["first"] else []


def _notes() -> tuple[str, ...]:
    width, many = PLACE_WIDTH.said(PLACE_WIDTH.on()), SAME_PLACE.said(SAME_PLACE.on())
    return (
        "存疑不是结论，供抽查复检时先看。已作废的记录不计；到访不遇、拒绝安检的也按存疑统计，不计入已安检。",
        f"离住户过远：定位与住户（没有住户位置的，与村的位置）相距超过 {FAR.said(FAR.on())}。",
        f"用时过短：一户从开始到完成，或与上一户完成相隔，不到 {FAST.said(FAST.on())}。",
        "照片重复：照片与更早的另一户或另一天的照片看起来一样。",
        f"多户同一位置：同一天在 {width}范围内到了 {many}以上。",
        f"总是无隐患：做了 {MANY} 户以上没有一处隐患，而本企业其他人每 20 户至少有一户有隐患。",
    )


TRUST = SheetPages(
    slug="inspection-trust",
    title="安检真实性",
    menu=Menu("统计", "安检真实性", "scan-eye"),
    readers=READERS,
    lede="各安检员、各企业的安检量，各种存疑的记录数，没有隐患的占比。点数字查看这些记录。",
    empty="这段时间没有安检记录。",
    hint="请换个月份或年份。安检填报后随即计入，不用另行统计。",
    described="各安检员（by=company 时各企业）的已安检户数、各类存疑的记录数、没有隐患的占比和户均用时。",
    build=build,
)
