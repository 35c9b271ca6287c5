"""技术路线 and 意愿确认书 (P25, P29): what a household chooses among, on the form and on the paper that it signs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import PortalRequest
from core.views.declaration import Declaration
from core.views.fetching import record_of
from core.wording.showing import shower
from households.columns import MASKS
from households.models import Application, Household, TechOption
from households.models.choices import Category, Kind

PLANNED = (Application.Case.PLAN_ADD, Application.Case.PLAN_UPGRADE)
ON_THE_PAPER = ("name", "id_number", "phone", "village", "address", "heated_area", "residents")


def kinds_with_costs() -> list[tuple[str, Any]]:
    """改造类型 under its 改造类别, each with what it costs where the catalogue says so."""
    known = {one.kind: one for one in TechOption.objects.all()}
    groups: list[tuple[str, Any]] = [("", "请选择")]
    for category in Category:
        kinds = [(kind.value, _with_cost(kind, known.get(kind))) for kind in Kind if kind.category == category]
        groups.append((str(category.label), kinds))
    return groups


def _with_cost(kind: Kind, option: TechOption | None) -> str:
    if option is None:
        return str(kind.label)
    beside = f"一季约 {option.season_cost}，自付 {option.own_share:,.0f} 元" if option.offered else "不再推进，须特批"
    return f"{kind.label}（{beside}）"


def willingness_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    """The paper, filled with what the household says; masked as every page is."""
    application: Application = record_of(pages, request.post, pk)
    if application.case not in PLANNED:
        raise Http404("只有计划增户、计划更新改造有意愿确认书。")
    log_access(request, AccessLog.Act.PRINT, application, detail="意愿确认书")
    context = {
        "application": application,
        "detail_url": pages.url("detail", pk),
        "facts": _facts(application),
        "options": [
            {"option": option, "chosen": option.kind == application.kind} for option in TechOption.objects.all()
        ],
    }
    return render(request, "print/willingness.html", context)


def _facts(application: Application) -> list[dict[str, Any]]:
    who: Any = application.household or application
    model = Household if application.household else Application
    said = [
        {"label": str(model._meta.get_field(name).verbose_name), "value": shower(model, name, MASKS)(who)}  # type: ignore[union-attr]
        for name in ON_THE_PAPER
    ]
    chosen = {"label": "选择的改造类型", "value": application.get_kind_display() or ""}
    return [*said, chosen, {"label": "申请理由", "value": application.reason, "wide": True}]
