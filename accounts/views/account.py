"""One's own account: who I am here, where I am signed in, which post I act from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import door, second_step, sessions
from accounts.audit import System, acting
from accounts.door import Kind
from accounts.forms import PasswordForm
from accounts.middleware import SESSION_POST
from accounts.models import ApiToken, SignIn, User
from accounts.pages import PortalRequest, personal

MEASURES_SHOWN = 10


@personal
def account(request: PortalRequest) -> HttpResponse:
    user = request.user
    context = {
        "facts": _facts_of(user),
        "my_posts": user.posts.select_related("organization", "division").order_by("state", "pk"),
        "sign_ins": _living(request),
        "this_sign_in": sessions.sign_in_of(request),
        "has_second_step": second_step.has_second_step(user),
        "tokens": ApiToken.objects.usable().filter(post__user=user).count(),
        "measures": user.measures.select_related("proposed_by", "released_by")[:MEASURES_SHOWN],
        "password_days": settings.PASSWORD_MAX_DAYS,
    }
    return render(request, "accounts/account.html", context)


def _facts_of(user: User) -> list[dict[str, Any]]:
    return [
        {"label": "登录名", "value": user.username},
        {"label": "姓名", "value": user.name},
        {"label": "手机", "value": user.phone},
        {"label": "所在单位", "value": user.organization},
    ]


def _living(request: PortalRequest) -> list[dict[str, Any]]:
    """The user's sessions that have not timed out, with when each was last seen."""
    open_ones = list(request.user.sign_ins.open())
    seen = sessions.last_seen(open_ones)
    return [{"sign_in": one, "seen_at": seen[one.pk]} for one in open_ones if one.pk in seen]


@require_POST
@personal
def end_session(request: PortalRequest, pk: int) -> HttpResponse:
    sign_in = get_object_or_404(SignIn, pk=pk, user=request.user, ended_at=None)
    sessions.end_all(request, [sign_in])
    messages.success(request, "该处登录已结束。")
    return redirect("account")


@require_POST
@personal
def end_other_sessions(request: PortalRequest) -> HttpResponse:
    others = request.user.sign_ins.open().exclude(pk=sessions.sign_in_of(request))
    sessions.end_all(request, others)
    messages.success(request, "其他各处登录都已结束。")
    return redirect("account")


@require_POST
@personal
def switch_post(request: PortalRequest) -> HttpResponse:
    chosen = next((post for post in request.posts if str(post.pk) == request.POST.get("post")), None)
    if chosen is None:
        raise Http404("您没有这个岗位，或它已不在岗。")
    request.session[SESSION_POST] = chosen.pk
    messages.success(request, f"已切换到{chosen.get_role_display()}（{chosen.organization}）。")
    wanted = request.POST.get("next", "")
    # A record of the former post may not be there for this one: only lists and the like are gone back to.
    is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}) and not any(map(str.isdigit, wanted))
    return redirect(wanted if is_safe else settings.LOGIN_REDIRECT_URL)


@personal
@sensitive_post_parameters()
def change_password(request: PortalRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form})
    with acting(request.post or System.SIGN_IN, why="本人修改口令"):
        request.user.change_password(form.cleaned_data["new"])
        sessions.end_all(request, request.user.sign_ins.open().exclude(pk=sessions.sign_in_of(request)))
        door.note(request, Kind.PASSWORD_CHANGED, request.user)
    update_session_auth_hash(request, request.user)
    sessions.keep(request)
    messages.success(request, "口令已更改，其他各处登录已结束。")
    return redirect(settings.LOGIN_REDIRECT_URL)
