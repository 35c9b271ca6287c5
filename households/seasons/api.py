"""What closes and differences answer to other systems, beside the records' own endpoints.

GET  /api/season-closes/<id>/totals/   成效对比, each figure with the address of its rows
POST /api/season-closes/<id>/check/    核对封账: a job
GET  /api/changes/                     台账变动对比, by key
POST /api/changes/export/              the same as a workbook: a job
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.roles import LEDGER_READERS
from core.api.asking import Endpoint, as_posted, checked, post_of, reader_of
from core.api.paging import behind_api
from core.api.records import record_route
from core.api.work import job_shown, route
from core.typed import whole_number
from core.views.fetching import record_of
from households.models import Household
from households.seasons.changes import PAGE, TITLE, ChangesForm, address, kind_links, start_export
from households.seasons.differences import Asked, Kind, page_of
from households.seasons.saying import lines_of
from households.seasons.totals import Line, totals_of
from households.seasons.views import SeasonClosePages, begin_check

CONDITIONS = [
    OpenApiParameter("first_day", OpenApiTypes.DATE, description="从这一天结束时的台账，默认后一天的一个月前"),
    OpenApiParameter("last_day", OpenApiTypes.DATE, description="到这一天结束时的台账，默认今天"),
    OpenApiParameter("town", int, description="只要这个街镇"),
    OpenApiParameter("village", int, description="只要这个村（社区）"),
    OpenApiParameter("kind", str, enum=Kind.values, description="只要这类变动"),
]


class Totals(Endpoint):
    @extend_schema(
        tags=[SeasonClosePages.title],
        summary=f"{SeasonClosePages.title}：成效对比",
        description="各项户数与上一采暖季封账的对比；rows、before_rows 是这些住户的网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        found = totals_of(record_of(self.pages, post_of(request), pk), post_of(request))
        parts = [{"title": part.title, "lines": [_line(request, one) for one in part.lines]} for part in found.parts]
        previous = found.previous.pk if found.previous else None
        return Response({"close": found.close.pk, "previous": previous, "parts": parts})


class Check(Endpoint):
    @extend_schema(
        tags=[SeasonClosePages.title],
        summary=f"{SeasonClosePages.title}：核对封账",
        description="重新计算校验码，答复后台任务。village 是村的编号，不写则核对全部。",
        request=OpenApiTypes.OBJECT,
        responses={202: OpenApiTypes.OBJECT, 409: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request, pk: int) -> Response:
        close = record_of(self.pages, post_of(request), pk)
        begun = begin_check(close, post_of(request), str(as_posted(request.data).get("village", "")))
        return Response(job_shown(request, begun), status=status.HTTP_202_ACCEPTED)


class Changes(Endpoint):
    readers = LEDGER_READERS

    @extend_schema(
        tags=[TITLE],
        summary=TITLE,
        description="两天之间有变动的住户：kinds 是变动的种类，changes 是各栏的原值和新值，号码已遮盖。"
        "counts 是各类户数，变动超过 10 万户时为空。",
        parameters=[*CONDITIONS, OpenApiParameter("after", int, description="从这一户之后，取自 next")],
        responses={200: OpenApiTypes.OBJECT, 400: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        asked = asked_for(request)
        found = page_of(asked, after=whole_number(request.GET.get("after", "")) or 0, size=PAGE + 1)
        log_access(
            reader_of(request), AccessLog.Act.SEARCH, kind=Household._meta.label_lower, detail=f"{TITLE}（接口）"
        )
        onward = behind_api(request, address(asked, after=found[PAGE - 1].household)) if len(found) > PAGE else None
        return Response(
            {
                "first_day": asked.first_day,
                "last_day": asked.last_day,
                "counts": _counts(request, asked),
                "next": onward,
                "results": [asdict(line) for line in lines_of(found[:PAGE])],
            }
        )


class ChangesExport(Endpoint):
    readers = LEDGER_READERS

    @extend_schema(
        tags=[TITLE],
        operation_id="changes_export",
        summary=f"{TITLE}：导出",
        description="答复后台任务，完成后按 file 下载。",
        parameters=CONDITIONS,
        request=None,
        responses={202: OpenApiTypes.OBJECT, 400: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        asked = asked_for(request)
        with acting(asked.post):
            begun = start_export(asked)
        return Response(job_shown(request, begun), status=status.HTTP_202_ACCEPTED)


def asked_for(request: Request) -> Asked:
    """Raises FormRefused."""
    asked: Asked = checked(ChangesForm(request.GET, post_of(request))).asked
    return asked


def _counts(request: Request, asked: Asked) -> list[dict[str, Any]] | None:
    links = kind_links(asked)
    return links and [
        {
            "kind": one["kind"],
            "label": str(one["label"]),
            "households": one["households"],
            "rows": behind_api(request, one["url"]),
        }
        for one in links
    ]


def _line(request: Request, line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "households": line.households,
        "rows": behind_api(request, line.url),
        "before": line.before,
        "before_rows": behind_api(request, line.before_url),
    }


def season_api() -> list[URLPattern]:
    return [
        record_route(SeasonClosePages, Totals, "<int:pk>/totals/", "totals"),
        record_route(SeasonClosePages, Check, "<int:pk>/check/", "check"),
        route(Changes, "changes/", "api-changes", LEDGER_READERS),
        route(ChangesExport, "changes/export/", "api-changes-export", LEDGER_READERS),
    ]
