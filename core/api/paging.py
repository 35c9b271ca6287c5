"""Pages of the API: by key, like those of the lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from core.keyset import CAP, Page, count_capped
from core.typed import whole_number
from core.views.list_query import PAGE_SIZE, ListQuery

LARGEST = 500


def size_of(query: ListQuery) -> int:
    return min(whole_number(str(query.data.get("page_size", ""))) or PAGE_SIZE, LARGEST)


def paged(request: Request, query: ListQuery, page: Page, results: Sequence[Any]) -> Response:
    """`count` is null where there are more than 10,000."""
    here = request.build_absolute_uri(request.path)
    return Response(
        {
            "count": within_cap(query.count),
            "next": here + query.address(after=page.after) if page.after else None,
            "previous": here + query.address(before=page.before) if page.before else None,
            "remarks": query.remarks,
            "results": results,
        }
    )


def turned(request: Request, page: Page, results: Sequence[Any], **beside: Any) -> Response:
    """A page of what has no list of its own; `beside` it, what is said of the whole."""
    asked = request.GET.copy()
    asked["after"] = page.after
    onward = request.build_absolute_uri(f"{request.path}?{asked.urlencode()}") if page.after else None
    return Response({**beside, "next": onward, "results": results})


def behind_api(request: Request, page: str) -> str | None:
    """The address of the same thing in the API: that of its page, behind /api."""
    return request.build_absolute_uri(f"/api{page}") if page else None


def capped(rows: QuerySet[Any]) -> int | None:
    return within_cap(count_capped(rows))


def within_cap(count: int) -> int | None:
    """A count that ends at CAP + 1: beyond CAP it says no number."""
    return count if count <= CAP else None
