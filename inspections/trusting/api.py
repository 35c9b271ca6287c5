"""POST /api/rechecks/draw/    inspections of a month are drawn to be made again, as by the page"""

from __future__ import annotations

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.asking import Endpoint, as_posted, checked, post_of
from core.api.records import record_route
from inspections.trusting.drawing import draw
from inspections.trusting.forms import DrawForm
from inspections.trusting.views import RecheckPages
from inspections.trusting.workflows import DRAWERS


class Draw(Endpoint):
    @extend_schema(
        tags=[RecheckPages.title],
        summary=f"{RecheckPages.title}：抽取",
        description="从一个月的有效安检记录里随机抽取。month 如 2026-11，company 是燃气企业的编号，"
        "assessor 是第三方评估机构的编号，不写则由街镇复检。答复抽到的复检的编号和随机数。",
        request=OpenApiTypes.OBJECT,
        responses={201: OpenApiTypes.OBJECT, 409: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        post = post_of(request)
        given = checked(DrawForm(as_posted(request.data), post=post)).cleaned_data
        rechecks = draw(given["month"], given["company"], given["assessor"], by=post)
        answer = {"drawn": [one.pk for one in rechecks], "seed": rechecks[0].seed}
        return Response(answer, status=status.HTTP_201_CREATED)


def trusting_api() -> list[URLPattern]:
    return [record_route(RecheckPages, Draw, "draw/", "draw", readers=DRAWERS)]
