"""整改完成率 by 10-31, and what the district's samples say of each township (P36, P38)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.pages import Menu
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Sheet, SheetPages, share
from core.wording.division_names import division_name
from inspections.models import ClosureSample, Hazard, RectificationVillage
from inspections.rectifying.filters import BEFORE_WINTER
from inspections.rectifying.sampling import SHARE
from inspections.rectifying.views import READERS

Village = RectificationVillage.State
Sample = ClosureSample.State


def build_rectified(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    own = RectificationVillage.objects.visible_to(area.post).filter(area.within())
    years = own.order_by().values_list("rectification__year", flat=True).distinct()
    counted = {
        "villages": Count("pk"),
        "waiting": Count("pk", filter=Q(state=Village.WAITING)),
        "found": Count("pk", filter=Q(state=Village.FOUND)),
        "done": Count("pk", filter=Q(state=Village.DONE)),
        "wanted": Count("pk", filter=Q(rectification__in_season=False)),
        "timely": Count("pk", filter=BEFORE_WINTER),
    }
    rows = own.filter(rectification__year=year).values("town").annotate(**counted).order_by("town__code")
    return Sheet(
        ("街镇", "应排查（村次）", "待排查", "整改中", "已完成", "10 月 31 日前完成", "整改完成率"),
        [_rectified_row(row, year) for row in rows],
        notes=(
            "一个村每个问题计一次。整改完成率 = 10 月 31 日前完成的村次 ÷ 采暖季前部署的村次；采暖季里部署的不计入。",
        ),
        options=asked.years({*years, this_year}, year),
    )


def _rectified_row(row: Mapping[str, Any], year: int) -> list[Cell]:
    of_town = {"town": row["town"], "year": year}
    states = {"waiting": Village.WAITING, "found": Village.FOUND, "done": Village.DONE}
    return [
        Cell(division_name(row["town"])),
        Cell.of_rows(row["villages"], "rectification-villages", **of_town),
        *(
            Cell.of_rows(row[key], "rectification-villages", **of_town, state=state.value)
            for key, state in states.items()
        ),
        Cell.of_rows(row["timely"], "rectification-villages", **of_town, timely="on"),
        Cell(share(row["timely"], row["wanted"])),
    ]


def build_sampled(area: Area, asked: Asked) -> Sheet:
    this_year = timezone.localdate().year
    year = asked.year(this_year)
    hazards = Hazard.objects.visible_to(area.post).filter(area.within(), closed_at__year=year)
    closed = _counts(hazards, closed=Count("pk"))
    samples = ClosureSample.objects.visible_to(area.post).filter(area.within())
    sampled = _counts(
        samples.filter(supervision__closed_until_on__year=year),
        sampled=Count("pk"),
        passed=Count("pk", filter=Q(state=Sample.PASSED)),
        failed=Count("pk", filter=Q(state=Sample.FAILED)),
    )
    towns = sorted({*closed, *sampled}, key=division_name)
    return Sheet(
        ("街镇", "已销号隐患", "抽查", "抽查比例", "属实", "不属实", "属实率"),
        [_sampled_row(town, year, {**closed.get(town, {}), **sampled.get(town, {})}) for town in towns],
        notes=(
            f"抽查比例不低于 {SHARE.on().normalize():f}%；属实率 = 属实 ÷（属实 + 不属实）。已销号隐患按销号年度计。",
        ),
        options=asked.years([this_year, this_year - 1], year),
    )


def _sampled_row(town: int, year: int, counts: Mapping[str, int]) -> list[Cell]:
    closed, sampled = counts.get("closed", 0), counts.get("sampled", 0)
    passed, failed = counts.get("passed", 0), counts.get("failed", 0)
    of_year: dict[str, Any] = {"town": town, "year": year}
    days = {"closed_after": f"{year}-01-01", "closed_before": f"{year}-12-31"}
    return [
        Cell(division_name(town)),
        Cell.of_rows(closed, "hazards", town=town, state=Hazard.State.CLOSED.value, **days),
        Cell.of_rows(sampled, "closure-samples", **of_year),
        Cell(share(sampled, closed)),
        Cell.of_rows(passed, "closure-samples", **of_year, state=Sample.PASSED.value),
        Cell.of_rows(failed, "closure-samples", **of_year, state=Sample.FAILED.value),
        Cell(share(passed, passed + failed)),
    ]


def _counts(rows: QuerySet[Any], **counted: Any) -> dict[int, dict[str, int]]:
    found: Iterable[dict[str, int]] = rows.order_by().values("town").annotate(**counted)
    return {row.pop("town"): row for row in found}


RECTIFIED = SheetPages(
    slug="rectification-figures",
    title="举一反三整改完成率",
    menu=Menu("统计", "举一反三整改完成率", "copy-check"),
    readers=READERS,
    lede="各街镇举一反三排查整改到哪一步；10 月 31 日前应全部完成。点数字查看各村。",
    empty="这一年还没有举一反三整改。",
    hint="请在“举一反三整改”里点“部署整改”。",
    described="各街镇应排查、待排查、整改中、已完成的村次，10 月 31 日前完成的村次和完成率。year 是年度。",
    build=build_rectified,
)
SAMPLED = SheetPages(
    slug="closure-sample-figures",
    title="督导抽查统计",
    menu=Menu("统计", "督导抽查统计", "search-check"),
    readers=READERS,
    lede="各街镇这一年销号的隐患抽查了多少、属实多少。点数字查看记录。",
    empty="这一年还没有销号的隐患，也没有抽查。",
    hint="请在“督导检查”里点“抽取样本并通知”。",
    described="各街镇已销号隐患、抽查、抽查比例、属实、不属实的条数和属实率。year 是销号的年度。",
    build=build_sampled,
)
