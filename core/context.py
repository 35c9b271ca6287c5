"""What every page shows: the menu, who is signed in, what waits for him."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Post
from accounts.prepared import Prepared, PreparedFor
from core.models import Notice
from core.navigation import navigation
from core.notifying.inbox import waiting_for

# Badges say “99+”: counting further would tell nobody more.
ENOUGH = 100


def portal(request: HttpRequest) -> dict[str, Any]:
    """Evaluated only where a template asks: a fragment for htmx costs no badge."""
    site = {"product": settings.PRODUCT_NAME, "site_name": settings.SITE_NAME}
    post: Post | None = getattr(request, "post", None)
    if post is None:
        return site
    return {
        **site,
        "post": post,
        "posts": SimpleLazyObject(lambda: posts_of(request, post)),
        "unread": SimpleLazyObject(lambda: unread_count(post)),
        "inbox_count": SimpleLazyObject(lambda: inbox_count(post)),
        "navigation": SimpleLazyObject(lambda: navigation(post.role, request.path)),
    }


_waiting = PreparedFor(lambda post: waiting_for(post).order_by().only("pk")[:ENOUGH])
_unread = Prepared(lambda user: Notice.objects.filter(user=user, read_at=None).order_by().only("pk")[:ENOUGH])


def inbox_count(post: Post) -> int:
    return _waiting.count(post)


def unread_count(post: Post) -> int:
    return _unread.count(user=post.user_id)


def posts_of(request: HttpRequest, post: Post) -> list[Post]:
    """The user's posts in force; the middleware has them when it looked for the active one among several."""
    known: list[Post] | None = getattr(request, "posts", None)
    if known is not None:
        return known
    return list(Post.objects.in_force().filter(user=post.user_id).select_related("organization", "division"))
