"""四次达标表 and 重点时段督查表: whether each gas company was checked as often as it has to be, and in the key periods
(P113, P114)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import Division, Organization
from accounts.pages import Menu
from core.addresses import rows_url
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Sheet, SheetPages
from core.parameters import Parameter
from core.views.declaration import Action
from inspections.models import CompanyCheck, SpecialPeriod
from inspections.models.checks import CheckState
from inspections.models.company_checks import PARTS, QUARTERS
from inspections.supervising.views import GROUP, READERS
from inspections.supervising.workflows import end_of_quarter

CHECKS_A_YEAR = Parameter(
    "inspections.company_checks_a_year", "燃气企业每年监督检查次数", 4, unit="次", lowest=1, highest=52,
    basis="《推进方案》三(一) 定期开展监督检查，每年不少于四次",
)  # fmt: skip
DONE: Mapping[str, Any] = {"state": CheckState.done()}
IS_DONE = Q(state__in=CheckState.done())
IS_VALID = IS_DONE & Q(**dict.fromkeys(PARTS.values(), True))


def build_year(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    checks = _by_towns(area)
    known = checks.order_by().values_list("year", flat=True).distinct()
    return Sheet(
        ("街镇", "燃气企业", *(label for _, label in QUARTERS), "有效次数", "缺检季度", "是否达标"),
        list(_rows_of_year(checks, year)),
        notes=(
            "各季度是已做的检查次数；有效次数只数经营活动、服务情况、设施设备安全状况三部分都查到的。",
            f"全年有效 {int(CHECKS_A_YEAR.on())} 次及以上为达标；缺检季度是已经过完、却一次也没有查的季度。",
        ),
        options=asked.years({*known, this_year}, year),
        actions=[Action("燃气企业监督检查", reverse("company-checks-list"))],
    )


def _by_towns(area: Area) -> QuerySet[CompanyCheck]:
    """The district's own checks stand beside what the townships owe."""
    rows = CompanyCheck.objects.visible_to(area.post).standing()
    return rows.filter(area.within("seat"), tier=CompanyCheck.Tier.TOWN)


def _rows_of_year(checks: QuerySet[CompanyCheck], year: int) -> Iterator[list[Cell]]:
    counts = {f"quarter_{number}": Count("pk", filter=IS_DONE & Q(quarter=number)) for number, _ in QUARTERS}
    rows = checks.filter(year=year).order_by("seat__code", "company__name").values("seat", "company")
    found = list(rows.annotate(valid=Count("pk", filter=IS_VALID), **counts))
    towns = Division.objects.in_bulk({row["seat"] for row in found})
    companies = Organization.objects.in_bulk({row["company"] for row in found})
    needed = int(CHECKS_A_YEAR.on())
    for row in found:
        within = {"town": row["seat"], "company": row["company"], "year": year}
        missed = _missed(row, year)
        yield [
            Cell(str(towns[row["seat"]])),
            Cell(str(companies[row["company"]]), rows_url("company-checks", **within)),
            *(
                Cell.of_rows(row[f"quarter_{number}"], "company-checks", **within, **DONE, quarter=number)
                for number, _ in QUARTERS
            ),
            Cell.of_rows(row["valid"], "company-checks", **within, valid="on"),
            Cell("、".join(missed) or "没有"),
            Cell("达标" if row["valid"] >= needed else "未达标"),
        ]


def _missed(row: Mapping[str, int], year: int) -> list[str]:
    today = timezone.localdate()
    return [
        label for number, label in QUARTERS if end_of_quarter(year, number) < today and not row[f"quarter_{number}"]
    ]


def build_periods(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    checks = _by_towns(area).filter(period__isnull=False)
    known = checks.order_by().values_list("year", flat=True).distinct()
    return Sheet(
        ("街镇", "重点时段", "起止", "应查企业", "已查", "逾期未查", "发现问题"),
        list(_rows_of_periods(checks, year)),
        notes=("汛期、取暖准备期开始时，系统为每个街镇、每家给本街镇供气的企业各安排一次督导检查，时段结束前做完。",),
        options=asked.years({*known, this_year}, year),
        actions=[Action("燃气企业监督检查", reverse("company-checks-list"))],
    )


def _rows_of_periods(checks: QuerySet[CompanyCheck], year: int) -> Iterator[list[Cell]]:
    late = Q(state=CheckState.PLANNED, due_on__lt=timezone.localdate())
    rows = checks.filter(year=year).order_by("period__starts_on", "period", "seat__code").values("period", "seat")
    found = list(
        rows.annotate(
            wanted=Count("pk"), done=Count("pk", filter=IS_DONE), late=Count("pk", filter=late), hits=Sum("found")
        )
    )
    towns = Division.objects.in_bulk({row["seat"] for row in found})
    periods = SpecialPeriod.objects.in_bulk({row["period"] for row in found})
    for row in found:
        period = periods[row["period"]]
        within = {"town": row["seat"], "period": row["period"]}
        yield [
            Cell(str(towns[row["seat"]])),
            Cell(str(period)),
            Cell(f"{period.starts_on:%m-%d} 至 {period.ends_on:%m-%d}"),
            Cell.of_rows(row["wanted"], "company-checks", **within),
            Cell.of_rows(row["done"], "company-checks", **within, **DONE),
            Cell.of_rows(row["late"], "company-checks", **within, late="on"),
            Cell.of_rows(row["hits"] or 0, "company-findings", **within),
        ]


COMPANY_CHECKS_A_YEAR = SheetPages(
    slug="company-checks-a-year",
    title="四次达标表",
    menu=Menu(GROUP, "四次达标表", "calendar-check"),
    readers=READERS,
    lede="各街镇对每家燃气企业一年里做了几次监督检查，每季度至少一次，全年不少于四次。点数字查看这些检查。",
    empty="这一年还没有安排燃气企业监督检查。",
    hint="系统每天按台账里的供气企业安排；街镇也可在“燃气企业监督检查”里自行安排。",
    described="各街镇对每家燃气企业各季度的检查次数、有效次数、缺检季度、是否达标。year 是年度。",
    build=build_year,
)
COMPANY_CHECKS_IN_PERIODS = SheetPages(
    slug="company-checks-in-periods",
    title="重点时段督查表",
    menu=Menu(GROUP, "重点时段督查表", "cloud-rain"),
    readers=READERS,
    lede="汛期、取暖准备期里，各街镇对燃气企业的督导检查做了多少。点数字查看这些检查。",
    empty="这一年还没有重点时段的督导检查。",
    hint="请先在“特殊时期”里登记汛期、取暖准备期的起止日期，时段开始后系统自动安排。",
    described="各重点时段、各街镇应查、已查、逾期未查的企业数和发现的问题数。year 是年度。",
    build=build_periods,
)
