"""Puts the active post on the request, and sees to it that whoever owes the portal something does that first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts import sessions
from accounts.door import Kind
from accounts.models import Post, RoleRule
from accounts.pages import PortalRequest, to_sign_in
from accounts.prepared import Prepared
from accounts.second_step import is_passed

SESSION_POST = "post"
# What stays open to those who have something to do first: the pages where they do it, and the way out.
OPEN_ANYWAY = {
    "sign-in",
    "sign-out",
    "account-password",
    "second-step",
    "second-step-start",
    "second-step-confirm",
    "second-step-verify",
}


def _posts_in_force(user: Any) -> QuerySet[Post]:
    """All of the user's, for the menu to switch between; each with what its role requires."""
    posts: QuerySet[Post] = (
        Post.objects.in_force()
        .filter(user=user)
        .select_related("user", "division", "organization")
        .annotate(
            second_step_required=Exists(RoleRule.objects.filter(role=OuterRef("role"), second_step_required=True))
        )
    )
    return posts


posts_in_force = Prepared(_posts_in_force)


class PostMiddleware:
    """`request.post`: the post chosen in this session, else the user's first one in force, else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.post = None  # type: ignore[assignment]  # a view that lets in people without a post knows
        if request.user.is_authenticated:
            if sessions.is_idle(request):
                return _timed_out(request)
            request.posts = posts_in_force.rows(user=request.user.pk)
            request.post = _active_post(request)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: PortalRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or _name_of_page(request) in OPEN_ANYWAY:
            return None
        duty = _duty(request)
        return _sent_to(request, *duty) if duty else None


def _active_post(request: PortalRequest) -> Post | None:
    chosen = request.session.get(SESSION_POST)
    first = request.posts[0] if request.posts else None
    return next((post for post in request.posts if post.pk == chosen), first)


def _duty(request: PortalRequest) -> tuple[str, str] | None:
    """The page where the user must go first, and the sentence why."""
    user = request.user
    if user.must_change_password:
        return "account-password", "请先把初始口令改成您自己的口令。"
    if user.password_is_too_old:
        return "account-password", "口令使用时间已到期，请更改口令。"
    if is_second_step_required(request) and not is_passed(user):
        return "second-step", "您的岗位要求二次验证，请先完成。"
    return None


def is_second_step_required(request: PortalRequest) -> bool:
    """Of the person himself or of all who hold his role."""
    return request.user.second_step_required or bool(getattr(request.post, "second_step_required", False))


def _sent_to(request: HttpRequest, page: str, sentence: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=403)
    messages.warning(request, sentence)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse(page))
    return redirect(page)


def _timed_out(request: HttpRequest) -> HttpResponse:
    sessions.leave(request, Kind.TIMED_OUT)
    sentence = "长时间未操作，已自动退出，请重新登录。"
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=403)
    messages.warning(request, sentence)
    return to_sign_in(request)


def _name_of_page(request: HttpRequest) -> str:
    return (request.resolver_match and request.resolver_match.url_name) or ""
