"""增销户底数汇总: what the villages counted, township by township, beside what the portal knows (P56)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Sheet, SheetPages
from core.views.declaration import Action
from core.wording.division_names import division_name
from households.models import YearBase
from households.reporting.views import TIERS_OF_REPORTING

HEADINGS = ("街镇", "应报村", "未报村", "增户", "销户", "净增", "平台增户", "平台销户")
COUNTED = {
    "villages": Count("pk"),
    "missing": Count("pk", filter=Q(state=YearBase.State.OPEN)),
    # What no village has told yet counts as nothing.
    **{f"all_{name}": Coalesce(Sum(name), 0) for name in ("added", "cancelled", "found_added", "found_cancelled")},
}


def build(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year, sheets = asked.year(this_year), _sheets(area)
    years = sheets.order_by().values_list("year", flat=True).distinct()
    return Sheet(
        HEADINGS,
        [_row(counts, year) for counts in _by_town(sheets.filter(year=year))],
        notes=("净增 = 增户 − 销户。平台的数是这一年提交、没有撤回和未通过的申请，含计划增户。",),
        options=asked.years({*years, this_year}, year),
        actions=[Action("打开底数表清单", reverse("year-bases-list"))],
    )


def _sheets(area: Area) -> QuerySet[YearBase]:
    return YearBase.objects.visible_to(area.post).filter(area.within())


def _by_town(sheets: QuerySet[YearBase]) -> QuerySet[YearBase, dict[str, Any]]:
    return sheets.values("town").annotate(**COUNTED).order_by("town__code")


def _row(counts: Mapping[str, Any], year: int) -> list[Cell]:
    of_town = {"town": counts["town"], "year": year}
    missing, state = counts["missing"], YearBase.State.OPEN.value
    return [
        Cell(division_name(counts["town"])),
        Cell.of_rows(counts["villages"], "year-bases", **of_town),
        Cell.of_rows(missing, "year-bases", **of_town, state=state) if missing else Cell("0"),
        Cell(f"{counts['all_added']:,}"),
        Cell(f"{counts['all_cancelled']:,}"),
        Cell(f"{counts['all_added'] - counts['all_cancelled']:+,}"),
        Cell(f"{counts['all_found_added']:,}"),
        Cell(f"{counts['all_found_cancelled']:,}"),
    ]


BASE_SUMS = SheetPages(
    slug="year-base-sums",
    title="增销户底数汇总",
    readers=TIERS_OF_REPORTING,
    lede="各村摸底的数和平台的数，按街镇合计；点村数查看对应的底数表。",
    empty="这一年还没有底数表。",
    hint="每年 8 月 1 日平台自动发给各涉双代村，9 月 30 日前填报。",
    described="各街镇应报、未报的村数，摸底的增户、销户、净增，平台的增户、销户。year 是年度。",
    build=build,
)
