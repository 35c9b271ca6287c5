"""Who may open a page: stated on one line above the view, refused by default.

    @page(readers=LEDGER_READERS, menu=Menu("台账", "确户台账", "house"))
    def ledger(request): ...

A view without `@page` or `@public` is found by the test that walks every URL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import Post, User
from accounts.roles import Role

EVERYONE = frozenset(Role)

View = Callable[..., HttpResponse]


class PortalRequest(HttpRequest):
    """What views receive once `@page` has let them through."""

    user: User  # a guarded view never sees AnonymousUser
    post: Post
    posts: list[Post]
    htmx: Any


@dataclass(frozen=True)
class Menu:
    """Where the page stands in the navigation: group, title, lucide icon."""

    group: str
    title: str
    icon: str


@dataclass(frozen=True)
class PageFacts:
    readers: frozenset[Role]
    menu: Menu | None


def page(*, readers: Collection[Role], menu: Menu | None = None) -> Callable[[View], View]:
    """Let signed-in posts of these roles through; others get the sign-in page or 403 with a sentence."""
    facts = PageFacts(frozenset(readers), menu)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if request.post is None or request.post.role not in facts.readers:
                raise PermissionDenied("您当前的岗位不能打开这个页面。请在右上角切换岗位，或联系系统管理员。")
            return view(request, *args, **kwargs)

        guarded.page = facts  # type: ignore[attr-defined]
        return guarded

    return decorate


def personal(view: View) -> View:
    """A page about the person himself: anybody signed in, with or without a post in force."""

    @wraps(view)
    def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.page = PageFacts(EVERYONE, None)  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """A page that needs no account."""
    view.page = PageFacts(frozenset(), None)  # type: ignore[attr-defined]
    return view


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """A part of a page would show the sign-in page inside itself: there the whole page goes, and comes back later."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(redirect_to_login(_page_around(request)).url)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _page_around(request: HttpRequest) -> str:
    """The page that the part belongs to, as the browser says."""
    try:
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return "/"
    return here._replace(scheme="", netloc="").geturl() or "/"
