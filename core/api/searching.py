"""GET /api/search/?q=   every sort of record that the post reads, by what was typed: the first of each."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.pages import EVERYONE
from core.api.asking import Endpoint, post_of, reader_of
from core.api.paging import behind_api
from core.api.work import MINE, route
from core.views.search import Found, hints_for, look_for


class Search(Endpoint):
    readers = EVERYONE

    @extend_schema(
        tags=[MINE],
        operation_id="search",
        summary="查找",
        description="在本岗位看得到的各种记录里查找，每种给出最前的几条；more 是其余各条的列表网址；"
        "remark 说明按旧姓名、旧号码等找到的缘由。"
        "hints 是可以输入的内容。查找记入查阅日志。",
        parameters=[OpenApiParameter("q", str, description="要找的姓名、号码或地址，见 hints")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        found = look_for(reader_of(request), request.GET.get("q", "").strip())
        parts = [_part(request, one) for one in found if one.pages.api]
        return Response({"hints": hints_for(post_of(request)), "parts": parts})


def _part(request: Request, found: Found) -> dict[str, Any]:
    pages = found.pages
    return {
        "kind": pages.model._meta.label_lower,
        "title": pages.title,
        "records": [
            {
                "id": one.pk,
                "summary": pages.summary(one),
                "url": behind_api(request, pages.url("detail", one.pk)),
                "remark": found.remarks.get(one.pk, ""),
            }
            for one in found.records
        ],
        "more": behind_api(request, found.more_url),
    }


def search_api() -> list[URLPattern]:
    return [route(Search, "search/", "api-search", EVERYONE)]
