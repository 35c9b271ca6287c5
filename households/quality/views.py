"""台账质量: three rates of every place, the rules and how often each is broken; every figure opens its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.audit import acting
from accounts.models import Division
from accounts.pages import Menu, PortalRequest, page
from accounts.roles import LEDGER_READERS
from core.background.jobs import JobFailed, Work, job, start
from core.figures.areas import Area, area_asked_for
from core.ledgers.look import made_by
from core.ledgers.plain import write_plain_list
from core.models import Job
from households.quality.counting import FORMULAS, RATES, faults_of, places_of, rates_of, villages_of, whole_of

EXPORT = "ledger_quality"
TITLE = "台账质量"
HEADINGS = (
    "所属乡镇",
    "所属村",
    "在用户数",
    *(text for title in RATES.values() for text in (f"{title.removesuffix('率')}户数", title)),
)


@page(readers=LEDGER_READERS, menu=Menu("统计", TITLE, "badge-check"))
def quality_page(request: PortalRequest) -> HttpResponse:
    area = area_asked_for(request)
    _, tier = area.below
    context = {
        "title": TITLE,
        "area": area,
        "above": area.above("quality"),
        "whole": whole_of(area),
        "tier": tier,
        "places": places_of(area),
        "faults": faults_of(area),
        "formulas": [(RATES[name], formula) for name, formula in FORMULAS.items()],
        "export_url": area.address("quality-export"),
    }
    return render(request, "households/quality/quality.html", context)


@page(readers=LEDGER_READERS)
@require_http_methods(["POST"])
def export_quality(request: PortalRequest) -> HttpResponse:
    area = area_asked_for(request)
    with acting(request.post):
        begun = start_export(area)
    return redirect("job", begun.pk)


def start_export(area: Area) -> Job:
    """Inside `acting`."""
    place = area.place.pk if area.place else None
    return start(EXPORT, f"导出{TITLE} {area.division}", area.post, {"place": place})


@job(EXPORT, f"导出{TITLE}")
def export(work: Work) -> None:
    """Every village of the area in one sheet."""
    if work.post.role not in LEDGER_READERS:
        raise JobFailed("您的岗位不能导出台账质量。")
    place = work.params["place"]
    area = Area(work.post, Division.objects.below(work.post.division).filter(pk=place).first() if place else None)
    with tempfile.TemporaryFile() as file:
        lines = list(_lines(area))
        write_plain_list(file, TITLE, HEADINGS, lines, made_by(work.post, "导出"))
        file.seek(0)
        work.save_result(file, f"{TITLE}{timezone.localtime():%Y%m%d-%H%M}.xlsx")
    work.finish(f"已导出 {len(lines):,} 个村。")


def _lines(area: Area) -> Iterator[tuple[str, ...]]:
    for village, quality in villages_of(area):
        rates = rates_of(quality, {})
        shares = (text for rate in rates for text in (f"{rate.good}", rate.text))
        yield str(village.town), str(village), f"{quality['in_use']}", *shares
