"""API tokens: `Authorization: Token <key>`; a token acts as its post and sees what the post sees."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts import second_step
from accounts.addresses import client_address, may_sign_in_from
from accounts.models import ApiToken, Post, User

LONGEST_DAYS = 366


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if len(words) != 2 or words[0].lower() != b"token":
            return None
        if not may_sign_in_from(client_address(request._request)):
            raise AuthenticationFailed("这个网络地址不允许使用令牌。")
        token = _usable_token(words[1].decode("latin-1"))
        request._request.post = token.post  # type: ignore[attr-defined]
        return token.post.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"


def token_digest(key: str) -> str:
    """Tokens are 256 random bits: a plain hash is enough, no salt or stretching."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_token(post: Post, name: str, days: int, *, by: User) -> tuple[ApiToken, str]:
    """The token and its key, which nobody can read again. `by`: the post's user as his session has proved him."""
    key = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        post=post,
        name=name,
        digest=token_digest(key),
        expires_at=timezone.now() + timedelta(days=days),
        second_step_passed=second_step.is_passed(by),
    )
    return token, key


def last_uses(tokens: Iterable[ApiToken]) -> dict[int, datetime]:
    """Token id → when it was last used, as far as the cache remembers: a GET of the API writes no row."""
    keys = {_use_key(token): token.pk for token in tokens}
    return {keys[key]: moment for key, moment in cache.get_many(keys).items()}


def _usable_token(key: str) -> ApiToken:
    posts = "post__user", "post__division", "post__organization"
    try:
        token = ApiToken.objects.usable().select_related(*posts).get(digest=token_digest(key))
    except ApiToken.DoesNotExist:
        raise AuthenticationFailed("令牌无效、已停用或已过期。") from None
    if not token.second_step_passed and second_step.is_required_of(token.post):
        raise AuthenticationFailed("这个岗位要求二次验证，而令牌是在没有二次验证时建立的：请完成二次验证后重新建立。")
    cache.set(_use_key(token), timezone.now(), timeout=None)
    return token


def _use_key(token: ApiToken) -> str:
    return f"token-used:{token.pk}"
