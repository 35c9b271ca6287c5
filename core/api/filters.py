"""The filters that a user saved of a list, and those that a place above shares with his role.

GET    /api/<slug>/views/        own and shared, each with its count
POST   /api/<slug>/views/        save one: `name`, `query` (as in the list's address), `shared_with` (a role
                                 that opens the list)
DELETE /api/<slug>/views/<id>/   delete one of one's own
"""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import URLPattern
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.audit import acting
from core.api.answers import FormRefused
from core.api.asking import Endpoint, as_posted, post_of
from core.api.paging import behind_api, within_cap
from core.api.records import record_route
from core.models import SavedView
from core.views.declaration import Declaration
from core.views.list_query import why_not_asked_for
from core.views.saved import NotSaved, NotShared, counted, own_view, save_view, views_for


class Filters(Endpoint):
    def get(self, request: Request) -> Response:
        return Response([self._shown(request, one) for one in views_for(self.pages, post_of(request)).saved])

    def post(self, request: Request) -> Response:
        """A condition that the page passes over is refused here: nobody sees at once what it would have become."""
        post, given = post_of(request), as_posted(request.data)
        if refused := why_not_asked_for(self.pages, post, QueryDict(given.get("query", ""))):
            raise FormRefused({"query": [refused]})
        try:
            saved = save_view(self.pages, post, given)
        except NotShared as why:
            raise FormRefused({"shared_with": [str(why)]}) from None
        except NotSaved as why:
            raise FormRefused({"": [str(why)]}) from None
        return Response(self._shown(request, saved), status=status.HTTP_201_CREATED)

    def _shown(self, request: Request, one: SavedView) -> dict[str, Any]:
        post = post_of(request)
        return {
            "id": one.pk,
            "name": one.name,
            "query": one.query,
            "rows": behind_api(request, f"{self.pages.url('list')}?{one.query}"),
            "own": one.user_id == post.user_id,
            "shared_with": one.shared_with,
            "shared_with_label": one.get_shared_with_display(),
            "count": within_cap(counted(self.pages, post, one)),
        }


class Filter(Endpoint):
    def delete(self, request: Request, pk: int) -> Response:
        post = post_of(request)
        with acting(post):
            own_view(self.pages, post, pk).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


def filter_api(pages: type[Declaration]) -> list[URLPattern]:
    return [
        record_route(pages, Filters, "views/", "views"),
        record_route(pages, Filter, "views/<int:pk>/", "view"),
    ]
