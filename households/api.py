"""What the programme adds to the API of its records.

GET /api/dashboard/                    the figures of 台账统计, each with the address that gives the rows behind it
GET /api/duplicates/<id>/comparison/   what the two sides of a pair have in each column, as its page shows them

and what the rooms add: `api.py` of each, and the tables of figures (`sheets.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern
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
from core.figures.areas import area_asked_for
from core.views.fetching import record_of
from households.ageing.figures import devices_of
from households.dashboard import charts, counted, counts_of, without_heat
from households.lineage.api import lineage_api
from households.models import DuplicatePair
from households.panels import compared
from households.quality.api import quality_api
from households.renovating.api import renovating_api
from households.reporting.api import reporting_api
from households.seasons.api import season_api
from households.sheets import SHEETS
from households.views import DuplicatePages


class Dashboard(Endpoint):
    readers = LEDGER_READERS

    @extend_schema(
        tags=["台账统计"],
        summary="台账统计：各项户数",
        description="figures 是各项户数，charts 是按地方、类别、类型、年份、状态、完整度分列的户数。"
        "devices 是在用设备中已到期、一年内到期、有问题和更新候选的台数，最多数到 10001。"
        "households 是户数；rows 是这些住户（空档户是清单）的网址；opens 是那个地方自己的统计，或其余地方的统计。",
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
                    {"label": one.label, "households": one.households, "rows": behind_api(request, one.url)}
                    for one in counted(counts, area.filters)
                ]
                + [
                    {"label": one.label, "households": one.households, "rows": behind_api(request, one.url)}
                    for one in without_heat(area)
                ],
                "devices": [
                    {"label": one.label, "devices": one.count, "rows": behind_api(request, one.url)}
                    for one in devices_of(area.post, area.filters)
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
        record_route(DuplicatePages, Comparison, "<int:pk>/comparison/", "comparison"),
        *(sheet.api() for sheet in SHEETS),
        *lineage_api(),
        *renovating_api(),
        *quality_api(),
        *season_api(),
        *reporting_api(),
    ]
