"""GET /api/quality/            台账质量 of a place and of those below it, each figure with the address of its rows
POST /api/quality/export/      every village of it as a workbook: a job
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.audit import acting
from accounts.roles import LEDGER_READERS
from core.api.asking import Endpoint, post_of, reader_of
from core.api.paging import behind_api
from core.api.work import job_shown, route
from core.figures.areas import area_asked_for
from households.quality.counting import FORMULAS, Place, faults_of, places_of, whole_of
from households.quality.views import TITLE, start_export

PLACE = OpenApiParameter("place", int, description="只统计这个地方，取自 places 的 opens")


class Quality(Endpoint):
    readers = LEDGER_READERS

    @extend_schema(
        tags=[TITLE],
        summary=TITLE,
        description=f"{'；'.join(FORMULAS.values())}。good、all 是分子、分母，rows 是分子各户的网址；"
        "faults 是各项规则和违反的户数。",
        parameters=[PLACE],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        area = area_asked_for(reader_of(request))
        return Response(
            {
                "whole": _place(request, whole_of(area)),
                "places": [_place(request, one) for one in places_of(area)],
                "faults": [
                    {
                        "group": fault.rule.group.label,
                        "says": fault.rule.says,
                        "do": fault.rule.do,
                        "households": fault.households,
                        "rows": behind_api(request, fault.url),
                    }
                    for fault in faults_of(area)
                ],
            }
        )


class QualityExport(Endpoint):
    readers = LEDGER_READERS

    @extend_schema(
        tags=[TITLE],
        operation_id="quality_export",
        summary=f"{TITLE}：导出各村",
        description="答复后台任务，完成后按 file 下载。",
        parameters=[PLACE],
        request=None,
        responses={202: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        area = area_asked_for(reader_of(request))
        with acting(post_of(request)):
            begun = start_export(area)
        return Response(job_shown(request, begun), status=status.HTTP_202_ACCEPTED)


def _place(request: Request, place: Place) -> Mapping[str, Any]:
    return {
        "label": place.label,
        "in_use": place.in_use,
        "rows": behind_api(request, place.rows_url),
        "opens": behind_api(request, place.url),
        "rates": [
            {
                "title": rate.title,
                "rate": rate.text,
                "good": rate.good,
                "all": rate.all_,
                "rows": behind_api(request, rate.url),
            }
            for rate in place.rates
        ],
    }


def quality_api() -> list[URLPattern]:
    return [
        route(Quality, "quality/", "api-quality", LEDGER_READERS),
        route(QualityExport, "quality/export/", "api-quality-export", LEDGER_READERS),
    ]
