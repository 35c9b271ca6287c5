"""`/go/<model>/<id>/`: the page of a record, whatever app shows it. Notices and the inbox link here."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from accounts.pages import EVERYONE, PortalRequest, page
from core.views.declaration import pages_of
from core.views.fetching import NOT_THERE


@page(readers=EVERYONE)
def go(request: PortalRequest, kind: str, pk: int) -> HttpResponse:
    """The record's own page looks at the post's scope; who may not open such pages at all finds nothing here."""
    pages = pages_of(kind)
    if pages is None or request.post.role not in pages.readers:
        raise Http404(NOT_THERE)
    return redirect(pages.url("detail", pk))
