"""One's own API tokens: made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.audit import acting
from accounts.forms import TokenForm
from accounts.models import ApiToken
from accounts.pages import PortalRequest, personal
from accounts.tokens import create_token, last_uses


@personal
def tokens(request: PortalRequest) -> HttpResponse:
    form = TokenForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        with acting(answers["post"]):
            token, key = create_token(answers["post"], answers["name"], answers["days"], by=request.user)
        return _page(request, TokenForm(request.user), token=token, key=key)
    return _page(request, form)


def _page(request: PortalRequest, form: TokenForm, **made: Any) -> HttpResponse:
    mine = list(ApiToken.objects.filter(post__user=request.user).select_related("post__organization"))
    used = last_uses(mine)
    rows = [{"token": token, "used_at": used.get(token.pk), "state": _state(token)} for token in mine]
    return render(request, "accounts/tokens.html", {"form": form, "rows": rows, **made})


def _state(token: ApiToken) -> str:
    if token.revoked_at:
        return "已停用"
    return "可用" if token.expires_at > timezone.now() else "已到期"


@require_POST
@personal
def revoke_token(request: PortalRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, post__user=request.user, revoked_at=None)
    with acting(token.post):
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    messages.success(request, f"令牌“{token.name}”已停用。")
    return redirect("account-tokens")
