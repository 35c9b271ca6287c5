"""GET /api/exchanges/<id>/account/: 报送对账表, each figure with the address of its rows."""

from __future__ import annotations

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
from households.models import CityExchange
from households.reporting.panels import account
from households.reporting.views import ExchangePages


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
        record_route(ExchangePages, Account, "<int:pk>/account/", "account"),
    ]
