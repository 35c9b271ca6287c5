"""What checklists answer beside the records' own endpoints.

GET /api/checklists/<id>/items/    every item of a version in its order, as who fills it in elsewhere needs it; of the
                                   version in force: /api/checklists/?state=in_force&purpose=routine
"""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.asking import Endpoint, post_of
from core.api.records import record_route
from core.api.representing import representation
from core.views.fetching import record_of
from inspections.checklists.views import ChecklistItemPages, ChecklistPages
from inspections.models import Checklist


class Items(Endpoint):
    @extend_schema(
        tags=[ChecklistPages.title],
        summary=f"{ChecklistPages.title}：全部检查项",
        description="这一版的各项，按顺序排列；条件不成立的项不用查。在用的版本：/api/checklists/?state=in_force&purpose=routine。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        checklist: Checklist = record_of(self.pages, post_of(request), pk)
        return Response(_whole(checklist))


def _whole(checklist: Checklist) -> dict[str, Any]:
    shown = representation(ChecklistItemPages)
    return {
        "checklist": checklist.pk,
        "name": checklist.name,
        "number": checklist.number,
        "state": checklist.state,
        "items": [shown(one) for one in shown.prepare(checklist.items.select_related("checklist"))],
    }


def checklist_api() -> list[URLPattern]:
    return [record_route(ChecklistPages, Items, "<int:pk>/items/", "items")]
