"""What 增销户底数 and 市平台报送 add to the API of their records.

GET /api/year-bases/sums/              增销户底数汇总 by township
GET /api/exchanges/<id>/account/       报送对账表: each figure with the address of its rows
"""

from __future__ import annotations

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.roles import Role
from core.api.asking import Endpoint, post_of, reader_of
from core.api.paging import behind_api
from core.api.records import record_route
from core.api.work import route
from core.views.fetching import record_of
from households.models import CityExchange
from households.reporting.panels import account
from households.reporting.views import BasePages, ExchangePages, asked_year, base_sums

BASE_SUM_READERS = BasePages.readers - {Role.VILLAGE}


class BaseSums(Endpoint):
    readers = BASE_SUM_READERS

    @extend_schema(
        tags=[BasePages.title],
        summary="增销户底数汇总",
        description="各街镇应报、未报的村数，摸底的增户、销户、净增，平台的增户、销户；rows 是这个街镇的底数表的网址。",
        parameters=[OpenApiParameter("year", int, description="年度，不给就是今年")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        sums = base_sums(post_of(request), asked_year(request.GET.get("year", "")))
        links = {"url", "missing_url"}
        return Response(
            [
                {
                    **{name: value for name, value in one.items() if name not in links},
                    "rows": behind_api(request, one["url"]),
                    "missing_rows": behind_api(request, one["missing_url"]),
                }
                for one in sums
            ]
        )


class Account(Endpoint):
    @extend_schema(
        tags=[ExchangePages.title],
        summary=f"{ExchangePages.title}：对账表",
        description="报送、通过、未通过、缺失、不同各多少行；rows 是这些行的网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        exchange: CityExchange = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, exchange, detail="对账表")
        return Response(
            [
                {"label": label, "number": number, "rows": behind_api(request, url)}
                for label, number, url, _ in account(exchange)
            ]
        )


def reporting_api() -> list[URLPattern]:
    return [
        route(BaseSums, "year-bases/sums/", "api-year-base-sums", BASE_SUM_READERS),
        record_route(ExchangePages, Account, "<int:pk>/account/", "account"),
    ]
