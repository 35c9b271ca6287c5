"""What 年度改造计划 and 公示 add to the API of their records.

GET /api/renovation-plans/<id>/totals/ what a plan comes to: households and budget by kind, funds, gas by village
GET /api/publicities/<id>/villages/    households of a list by village, each with the address of its rows
"""

from __future__ import annotations

from decimal import Decimal

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_access
from accounts.audit import AccessLog
from core.api.asking import Endpoint, post_of, reader_of
from core.api.paging import behind_api
from core.api.records import record_route
from core.views.fetching import record_of
from core.wording.division_names import division_name
from households.models import Publicity, RenovationPlan
from households.models.choices import Category
from households.renovating import figures
from households.renovating.panels import rows_of_plan, villages_of
from households.renovating.plan_views import RenovationPlanPages
from households.renovating.views import PublicityPages


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
                "rows": behind_api(request, url),
            }
            for village, count, url in villages_of(publicity)
        ]
        return Response({"villages": rows})


def renovating_api() -> list[URLPattern]:
    return [
        record_route(RenovationPlanPages, PlanTotals, "<int:pk>/totals/", "totals"),
        record_route(PublicityPages, PublicityVillages, "<int:pk>/villages/", "villages"),
    ]
