"""改造进度: of each township how many are heated, accepted at the first look, upgraded; each figure opens its rows
(P31, P48, P52)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Division, Post
from accounts.pages import Menu, PortalRequest, page
from core.typed import whole_number
from households.models import Acceptance, Application, Construction
from households.models.facts import FIRST_YEAR
from households.renovating.works.panels import WORKS_READERS

State = Construction.State
Result = Acceptance.State
LATEST_YEAR = 2100
UPGRADES = {"case": Application.Case.PLAN_UPGRADE}
HEATED = {"state": State.COMMISSIONED}
STANDING = {"state": [state for state in State if state != State.CANCELLED]}


@dataclass(frozen=True)
class Share:
    """So many of so many; both open their rows."""

    label: str
    part: int
    whole: int
    part_url: str
    whole_url: str

    @property
    def percent(self) -> str:
        return f"{100 * self.part / self.whole:.1f}%" if self.whole else "—"


@dataclass(frozen=True)
class Row:
    town: Division | None
    shares: list[Share]


@page(readers=WORKS_READERS, menu=Menu("统计", "改造进度", "trending-up"))
def progress_page(request: PortalRequest) -> HttpResponse:
    year = year_asked_for(request.GET.get("year", ""))
    found = rows_of(request.post, year)
    context = {"year": year, "rows": found, "headings": [share.label for share in found[-1].shares]}
    return render(request, "households/works_progress.html", context)


def year_asked_for(text: str) -> int:
    year = whole_number(text)
    return year if year is not None and FIRST_YEAR <= year <= LATEST_YEAR else timezone.localdate().year


def rows_of(post: Post, year: int) -> list[Row]:
    """The townships by their code, then all of them together."""
    works, forms = _counted_works(post, year), _counted_forms(post, year)
    towns = Division.objects.in_bulk(works)
    ordered = sorted(towns.values(), key=lambda town: town.code)
    rows = [_row(town, works[town.pk], forms.get(town.pk, {}), year) for town in ordered]
    return [*rows, _row(None, _sum(works), _sum(forms), year)]


def _counted_works(post: Post, year: int) -> dict[int, dict[str, int]]:
    upgrade, heated = Q(**UPGRADES), Q(**HEATED)
    counted = (
        Construction.objects.visible_to(post)
        .standing()
        .filter(year=year)
        .values("town")
        .order_by()
        .annotate(
            opened=Count("pk"),
            heated=Count("pk", filter=heated),
            upgrades=Count("pk", filter=upgrade),
            upgraded=Count("pk", filter=upgrade & heated),
        )
    )
    return {row.pop("town"): row for row in counted}


def _counted_forms(post: Post, year: int) -> dict[int, dict[str, int]]:
    counted = (
        Acceptance.objects.visible_to(post)
        .exclude(state=Result.WAITING)
        .filter(construction__year=year)
        .values("town")
        .order_by()
        .annotate(decided=Count("pk"), passed=Count("pk", filter=Q(state=Result.PASSED)))
    )
    return {row.pop("town"): row for row in counted}


def _sum(counts: Mapping[int, Mapping[str, int]]) -> dict[str, int]:
    names = {name for row in counts.values() for name in row}
    return {name: sum(row[name] for row in counts.values()) for name in names}


def _row(town: Division | None, works: Mapping[str, int], forms: Mapping[str, int], year: int) -> Row:
    within: dict[str, Any] = {"year": year, **({"town": town.pk} if town else {})}
    decided = {"state": [Result.PASSED, Result.REWORK]}
    return Row(
        town,
        [
            Share(
                "投用率",
                works.get("heated", 0),
                works.get("opened", 0),
                _url("constructions", within | HEATED),
                _url("constructions", within | STANDING),
            ),
            Share(
                "验收合格率",
                forms.get("passed", 0),
                forms.get("decided", 0),
                _url("acceptances", within | {"state": Result.PASSED}),
                _url("acceptances", within | decided),
            ),
            Share(
                "更新完成率",
                works.get("upgraded", 0),
                works.get("upgrades", 0),
                _url("constructions", within | UPGRADES | HEATED),
                _url("constructions", within | UPGRADES | STANDING),
            ),
        ],
    )


def _url(slug: str, filters: Mapping[str, Any]) -> str:
    plain = {
        name: [str(one.value) for one in value] if isinstance(value, list) else getattr(value, "value", value)
        for name, value in filters.items()
    }
    return f"{reverse(f'{slug}-list')}?{urlencode(plain, doseq=True)}"
