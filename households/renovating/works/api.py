"""GET /api/works-progress/: 投用率, 验收合格率, 更新完成率 of each township, with the addresses of their rows."""

from __future__ import annotations

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.asking import Endpoint, post_of
from core.api.paging import behind_api
from core.api.work import route
from households.renovating.works.panels import WORKS_READERS
from households.renovating.works.progress import rows_of, year_asked_for


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


def works_api() -> list[URLPattern]:
    return [route(WorksProgress, "works-progress/", "api-works-progress", WORKS_READERS)]
