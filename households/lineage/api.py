"""GET /api/households/<id>/lineage/: 分户、并户, former householders and villages, as a household's page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.roles import LEDGER_READERS
from core.api.asking import Endpoint, post_of, reader_of
from core.api.paging import behind_api
from core.api.records import record_route
from core.views.fetching import record_of
from households.lineage.panels import events_of, householders_of, villages_of
from households.models import Household
from households.views import HouseholdPages


class Lineage(Endpoint):
    @extend_schema(
        tags=[HouseholdPages.title],
        summary=f"{HouseholdPages.title}：沿革",
        description="events 是分户、并户，householders 是历任户主，villages 是曾在的村（社区），都从早到晚；"
        "since、until 是起止日期，未止的为空。管辖范围以外的另一户不给出姓名和网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        household: Household = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, household, detail="沿革")
        told = {"events": events_of, "householders": householders_of, "villages": villages_of}
        return Response(
            {
                name: [_addressed(request, row) for row in tell(household, post_of(request))]
                for name, tell in told.items()
            }
        )


def _addressed(request: Request, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: behind_api(request, value) if name.endswith("url") else value for name, value in row.items()}


def lineage_api() -> list[URLPattern]:
    return [record_route(HouseholdPages, Lineage, "<int:pk>/lineage/", "lineage", readers=LEDGER_READERS)]
