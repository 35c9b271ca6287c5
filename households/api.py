"""What the programme adds to the API of its records.

GET /api/dashboard/                    the figures of 台账统计, each with the address that gives the rows behind it
GET /api/renovation-plans/<id>/totals/ what a plan comes to: households and budget by kind, funds, gas by village
GET /api/publicities/<id>/villages/    households of a list by village, each with the address of its rows
GET /api/duplicates/<id>/comparison/   what the two sides of a pair have in each column, as its page shows them
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import URLPattern, reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.roles import LEDGER_READERS
from core.api.asking import Endpoint, post_of, reader_of
from core.api.paging import behind_api
from core.api.records import record_route
from core.api.work import route
from core.views.fetching import record_of
from core.wording.division_names import division_name
from households.dashboard import area_asked_for, charts, counted, counts_of, rows_url
from households.models import DuplicatePair, Publicity, RenovationPlan
from households.models.choices import Category
from households.panels import compared
from households.renovating import figures
from households.renovating.panels import rows_of_plan, villages_of
from households.renovating.plan_views import RenovationPlanPages
from households.renovating.views import PublicityPages
from households.views import DuplicatePages


class Dashboard(Endpoint):
    readers = LEDGER_READERS

    @extend_schema(
        tags=["台账统计"],
        summary="台账统计：各项户数",
        description="figures 是各项户数，charts 是按地方、类别、类型、年份、状态、完整度分列的户数。"
        "households 是户数；rows 是这些住户的网址；opens 是那个地方自己的统计，或其余地方的统计。",
        parameters=[
            OpenApiParameter("place", int, description="只统计这个地方，取自 charts 的 opens"),
            OpenApiParameter("first", int, description="各地方从第几个起，取自“其他”一项的 opens"),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        area = area_asked_for(reader_of(request))
        counts = counts_of(area)
        return Response(
            {
                "place": str(area.division),
                "figures": [
                    {
                        "label": one.label,
                        "households": one.households,
                        "rows": behind_api(request, rows_url(one.filters)),
                    }
                    for one in counted(counts, area.filters)
                ],
                "charts": [
                    {
                        "dimension": chart["dimension"],
                        "title": chart["title"],
                        "parts": [_part(request, part) for part in chart["rows"]],
                    }
                    for chart in charts(counts, area)
                ],
            }
        )


class Comparison(Endpoint):
    @extend_schema(
        tags=[DuplicatePages.title],
        summary=f"{DuplicatePages.title}：对照",
        description="headings 是申请和与它相像的一户；rows 的 cells 依次是两边各栏，号码已遮盖，differs 是不同的栏。"
        "另一边在管辖范围以外时，seen 为否，只给出它的街镇和村。record 是另一边的网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        pair: DuplicatePair = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, pair, detail="对照")
        sides = compared(pair, post_of(request))
        return Response(
            {
                "headings": sides["headings"],
                "seen": sides["seen"],
                "record": behind_api(request, sides["url"]),
                "rows": sides["rows"],
            }
        )


class PlanTotals(Endpoint):
    @extend_schema(
        tags=[RenovationPlanPages.title],
        summary=f"{RenovationPlanPages.title}：合计",
        description="kinds 是各改造类型的户数、每户预算和预算（元，没有预算的为空）；"
        "budget 和 funds 是预算和已落实资金的合计；gas 是改气代煤的村：to_gas 是本年各计划改气的户数，"
        "share 是占本村户数的百分比，is_whole 是达到整村气代煤的认定标准；rows 是农户的网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        plan: RenovationPlan = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, plan, detail="合计")
        kinds = figures.by_kind(plan)
        return Response(
            {
                "kinds": [
                    {
                        "kind": row.label,
                        "households": row.households,
                        "unit_cost": _money(row.unit_cost),
                        "budget": _money(row.cost),
                        "rows": behind_api(request, rows_of_plan(plan, kind=row.kind)),
                    }
                    for row in kinds
                ],
                "budget": _money(figures.budget_of(kinds)),
                "funds": _money(figures.funds_of(plan)),
                "gas": [
                    {
                        "village": division_name(one.village),
                        "to_gas": one.to_gas,
                        "share": round(one.share, 1),
                        "is_whole": one.is_whole,
                        "rows": behind_api(request, rows_of_plan(plan, village=one.village, category=Category.GAS)),
                    }
                    for one in figures.gas_by_village(plan)
                ],
            }
        )


def _money(amount: Decimal | None) -> str | None:
    """As text, so that no reader rounds it."""
    return None if amount is None else f"{amount:.2f}"


class PublicityVillages(Endpoint):
    @extend_schema(
        tags=[PublicityPages.title],
        summary=f"{PublicityPages.title}：各村户数",
        description="公示开始以前是拟公示的户数；rows 是农户的网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        publicity: Publicity = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, publicity, detail="各村户数")
        rows = [
            {
                "village": division_name(village),
                "households": count,
                "rows": behind_api(request, f"{reverse('applications-list')}?{query}"),
            }
            for village, count, query in villages_of(publicity)
        ]
        return Response({"villages": rows})


def _part(request: Request, part: Mapping[str, Any]) -> dict[str, Any]:
    [households] = part["values"]
    rows = part.get("rows_url", part["url"])
    opens = "" if rows == part["url"] else part["url"]
    return {
        "label": part["label"],
        "households": households,
        "rows": behind_api(request, rows),
        "opens": behind_api(request, opens),
    }


def programme_api() -> list[URLPattern]:
    return [
        route(Dashboard, "dashboard/", "api-dashboard", LEDGER_READERS),
        record_route(RenovationPlanPages, PlanTotals, "<int:pk>/totals/", "totals"),
        record_route(PublicityPages, PublicityVillages, "<int:pk>/villages/", "villages"),
        record_route(DuplicatePages, Comparison, "<int:pk>/comparison/", "comparison"),
    ]
