"""复检一致率: per inspector or company, of what was looked at again how much was as the inspector had said (F29)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import Organization
from accounts.pages import Menu
from accounts.roles import DISTRICT_READERS, Role
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Option, Sheet, SheetPages, share
from inspections.models import Level, Recheck
from inspections.trusting.figures import who

READERS = DISTRICT_READERS | {Role.CITY_OFFICE, Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE}
BY = {"": "按安检员", "company": "按企业"}
DONE = Recheck.State.DONE
GRAVE = (Level.SEVERE.value, Level.MAJOR.value)
Counts = dict[str, Any]


def build(area: Area, asked: Asked) -> Sheet:
    year = asked.year(timezone.localdate().year)
    first, last = asked.period(year)
    rows = Recheck.objects.visible_to(area.post).filter(**area.filters, month_on__range=(first, last)).order_by()
    by_company = asked.query.get("by", "") == "company"
    filters = {**area.filters, "month_after": first, "month_before": last}
    whole = rows.aggregate(**_aggregates())
    return Sheet(
        (
            "企业" if by_company else "安检员", "抽取", "已复检", "未能入户", "一致的户", "户一致率", "比对的项",
            "一致的项", "项一致率", "漏查重大、较大的户",
        ),
        [_row(Cell("合计"), whole, filters), *_rows(rows, by_company, filters)] if whole["drawn"] else [],
        notes=(
            "户一致率 = 一致的户 ÷ 已复检；项一致率 = 一致的项 ÷ 比对的项。",
            "只比对安检和复检都答了合格或不合格的项；安检时不合格、隐患已销号、复检合格的不比对。",
        ),
        options=[
            *(Option(label, asked.address(by=name), (name == "company") == by_company) for name, label in BY.items()),
            *asked.years(_years(area), year),
            *asked.months(),
        ],
    )  # fmt: skip


def _aggregates() -> dict[str, Any]:
    done = Q(state=DONE)
    return {
        "drawn": Count("pk"),
        "done": Count("pk", filter=done),
        "unreachable": Count("pk", filter=Q(state=Recheck.State.UNREACHABLE)),
        "agree": Count("pk", filter=done & Q(agrees=True)),
        "items": Sum("compared", filter=done, default=0),
        "alike": Sum("agreeing", filter=done, default=0),
        "grave": Count("pk", filter=done & Q(missed__in=GRAVE)),
    }


def _rows(rows: QuerySet[Recheck], by_company: bool, filters: Mapping[str, Any]) -> Iterator[list[Cell]]:
    by = ("company",) if by_company else ("company", "inspector", "inspector_name")
    found = list(rows.values(*by).annotate(**_aggregates()))
    names = {one.pk: str(one) for one in Organization.objects.filter(pk__in={one["company"] for one in found})}
    for one in sorted(found, key=lambda one: [str(one[name]) for name in by]):
        company = names[one["company"]]
        if by_company:
            yield _row(Cell(company), one, {**filters, "company": one["company"]})
        else:
            name = Cell(f"{one['inspector_name']}（{company}）")
            yield _row(
                name, one, {**filters, "company": one["company"], **who(one["inspector"], one["inspector_name"])}
            )


def _row(name: Cell, one: Counts, filters: Mapping[str, Any]) -> list[Cell]:
    done = {**filters, "state": DONE.value}
    return [
        name,
        Cell.of_rows(one["drawn"], "rechecks", **filters),
        Cell.of_rows(one["done"], "rechecks", **done),
        Cell.of_rows(one["unreachable"], "rechecks", **filters, state=Recheck.State.UNREACHABLE.value),
        Cell.of_rows(one["agree"], "rechecks", **done, agrees="true"),
        Cell(share(one["agree"], one["done"])),
        Cell(f"{one['items']:,}"),
        Cell(f"{one['alike']:,}"),
        Cell(share(one["alike"], one["items"])),
        Cell.of_rows(one["grave"], "rechecks", **done, missed=GRAVE),
    ]


def _years(area: Area) -> list[int]:
    known = Recheck.objects.visible_to(area.post).filter(**area.filters)
    ends = known.aggregate(first=Min("month_on"), last=Max("month_on"))
    return list(range(ends["first"].year, ends["last"].year + 1)) if ends["first"] else []


AGREEMENT = SheetPages(
    slug="recheck-agreement",
    title="复检一致率",
    menu=Menu("统计", "复检一致率", "scale"),
    readers=READERS,
    lede="抽查复检的结果与安检一致的占比，按安检员或企业。点数字查看这些记录。",
    empty="这段时间没有抽查复检。",
    hint="请在“抽查复检”里抽取一个月的安检记录。",
    described="各安检员（by=company 时各企业）的抽取、复检、一致户数和项数，漏查重大、较大隐患的户数；按安检的月份。",
    build=build,
)
