"""改造进度: of each township how many are heated, accepted at the first look, upgraded; each figure opens its rows
(P31, P48, P52)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Division
from accounts.pages import Menu
from core.figures.areas import Area
from core.figures.by_place import summed
from core.figures.sheets import Asked, Cell, Sheet, SheetPages, share
from core.views.declaration import Action
from households.models import Acceptance, Application, Construction
from households.renovating.works.panels import WORKS_READERS

State = Construction.State
Result = Acceptance.State
UPGRADES = {"case": Application.Case.PLAN_UPGRADE}
HEATED = {"state": State.COMMISSIONED}
STANDING = {"state": [state for state in State if state != State.CANCELLED]}
DECIDED = {"state": [Result.PASSED, Result.REWORK]}


@dataclass(frozen=True)
class Share:
    """So many of so many of the records of `slug`: both are counted under these names, and opened by these filters."""

    headings: tuple[str, str, str]
    slug: str
    part: str
    whole: str
    part_filters: Mapping[str, Any]
    whole_filters: Mapping[str, Any]

    def cells(self, counts: Mapping[str, int], within: Mapping[str, Any]) -> list[Cell]:
        part, whole = counts.get(self.part, 0), counts.get(self.whole, 0)
        return [
            Cell(share(part, whole)),
            Cell.of_rows(part, self.slug, **within, **self.part_filters),
            Cell.of_rows(whole, self.slug, **within, **self.whole_filters),
        ]


SHARES = (
    Share(("投用率", "已投用", "应投用"), "constructions", "heated", "opened", HEATED, STANDING),
    Share(("验收合格率", "验收合格", "已验收"), "acceptances", "passed", "decided", {"state": Result.PASSED}, DECIDED),
    Share(
        ("更新完成率", "已更新", "应更新"), "constructions", "upgraded", "upgrades",
        UPGRADES | HEATED, UPGRADES | STANDING,
    ),
)  # fmt: skip


def build(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    known = Construction.objects.visible_to(area.post).order_by().values_list("year", flat=True).distinct()
    return Sheet(
        ("街镇", *(heading for one in SHARES for heading in one.headings)),
        list(_rows(area, year)),
        notes=(
            "投用率 = 已投用 ÷ 应投用；验收合格率 = 验收合格 ÷ 已验收；更新完成率 = 计划更新改造中已投用的 ÷ 应更新。",
        ),
        options=asked.years({*known, this_year}, year),
        actions=[Action("打开施工记录", reverse("constructions-list"))],
    )


def _rows(area: Area, year: int) -> Iterator[list[Cell]]:
    """All together, then the townships by their code."""
    counts = _counted(area, year)
    towns = Division.objects.filter(pk__in=counts).order_by("code")
    if counts:
        yield _row("合计", summed(counts.values()), {**area.filters, "year": year})
    for town in towns:
        yield _row(str(town), counts[town.pk], {"town": town.pk, "year": year})


def _row(name: str, counts: Mapping[str, int], within: Mapping[str, Any]) -> list[Cell]:
    return [Cell(name), *(cell for one in SHARES for cell in one.cells(counts, within))]


def _counted(area: Area, year: int) -> dict[int, dict[str, int]]:
    """Township → what is counted; only of townships where something is built that year."""
    upgrade, heated = Q(**UPGRADES), Q(**HEATED)
    works = (
        Construction.objects.visible_to(area.post)
        .standing()
        .filter(area.within(), year=year)
        .values("town")
        .order_by()
        .annotate(
            opened=Count("pk"),
            heated=Count("pk", filter=heated),
            upgrades=Count("pk", filter=upgrade),
            upgraded=Count("pk", filter=upgrade & heated),
        )
    )
    forms = (
        Acceptance.objects.visible_to(area.post)
        .exclude(state=Result.WAITING)
        .filter(area.within(), construction__year=year)
        .values("town")
        .order_by()
        .annotate(decided=Count("pk"), passed=Count("pk", filter=Q(state=Result.PASSED)))
    )
    accepted, built = ({row.pop("town"): row for row in rows} for rows in (forms, works))
    return {town: {**accepted.get(town, {}), **row} for town, row in built.items()}


PROGRESS = SheetPages(
    slug="works-progress",
    title="改造进度",
    menu=Menu("统计", "改造进度", "trending-up"),
    readers=WORKS_READERS,
    lede="按街镇统计一年里安排施工的改造户；点户数查看对应的施工记录或验收单。",
    empty="这一年还没有安排施工的改造户。",
    hint="街镇在台账申请里选中待施工的申请，办理“安排施工”。",
    described="各街镇的投用率、验收合格率、更新完成率，各有分子、分母。year 是施工年度。",
    build=build,
)
