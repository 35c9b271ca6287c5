"""GET /api/energy-demand/: households and rated power by place, as 用能需求 shows them (P44)."""

from __future__ import annotations

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import LEDGER_READERS
from core.api.asking import Endpoint, post_of
from core.api.paging import behind_api
from core.api.work import route
from households.reconciling.demand import demand_of


class EnergyDemand(Endpoint):
    readers = LEDGER_READERS

    @extend_schema(
        tags=["用能需求"],
        summary="用能需求：各地方用气、用电户数和功率",
        description="places 是各村（市级是各区县）：户数、在用设备额定功率合计（kW）和功率未填的设备数；"
        "gas_rows、electric_rows 是这些住户的网址。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        return Response(
            {
                "places": [
                    {
                        "place": one.place,
                        "gas_households": one.gas_households,
                        "gas_power": one.gas_power,
                        "gas_rows": behind_api(request, one.gas_url),
                        "electric_households": one.electric_households,
                        "electric_power": one.electric_power,
                        "electric_rows": behind_api(request, one.electric_url),
                        "devices_without_power": one.without_power,
                    }
                    for one in demand_of(post_of(request))
                ]
            }
        )


def demand_api() -> list[URLPattern]:
    return [route(EnergyDemand, "energy-demand/", "api-energy-demand", LEDGER_READERS)]
