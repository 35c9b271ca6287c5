"""What the programme adds to the API of its records.

GET /api/dashboard/                    the figures of 台账统计, each with the address that gives the rows behind it
GET /api/works-progress/               投用率, 验收合格率, 更新完成率 of each township, with the addresses of their rows
GET /api/duplicates/<id>/comparison/   what the two sides of a pair have in each column, as its page shows them
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
from core.views.fetching import record_of
from households.dashboard import area_asked_for, charts, counted, counts_of, rows_url, without_heat
from households.models import DuplicatePair
from households.panels import compared
from households.renovating.works.panels import WORKS_READERS
from households.renovating.works.progress import rows_of, year_asked_for
from households.views import DuplicatePages


class Dashboard(Endpoint):
    readers = LEDGER_READERS

    @extend_schema(
        tags=["台账统计"],
        summary="台账统计：各项户数",
        description="figures 是各项户数，charts 是按地方、类别、类型、年份、状态、完整度分列的户数。"
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
                    {
                        "label": one.label,
                        "households": one.households,
                        "rows": behind_api(request, rows_url(one.filters)),
                    }
                    for one in counted(counts, area.filters)
                ]
                + [
                    {"label": one.label, "households": one.households, "rows": behind_api(request, one.url)}
                    for one in without_heat(area)
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


class WorksProgress(Endpoint):
    readers = WORKS_READERS

    @extend_schema(
        tags=["改造进度"],
        summary="改造进度：各街镇的投用率、验收合格率、更新完成率",
        description="towns 的末一项是合计，town 为空。part 是完成的户数，whole 是总数；"
        "part_rows、whole_rows 是这些施工记录或验收单的网址。",
        parameters=[OpenApiParameter("year", int, description="施工年度，默认今年")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        year = year_asked_for(request.GET.get("year", ""))
        rows = rows_of(post_of(request), year)
        return Response(
            {
                "year": year,
                "towns": [
                    {
                        "town": str(row.town) if row.town else None,
                        "shares": [
                            {
                                "label": one.label,
                                "part": one.part,
                                "whole": one.whole,
                                "part_rows": behind_api(request, one.part_url),
                                "whole_rows": behind_api(request, one.whole_url),
                            }
                            for one in row.shares
                        ],
                    }
                    for row in rows
                ],
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
        route(WorksProgress, "works-progress/", "api-works-progress", WORKS_READERS),
        record_route(DuplicatePages, Comparison, "<int:pk>/comparison/", "comparison"),
    ]
