"""The sign-in log, and what it and the lock-out know about a name or an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.addresses import client_address
from accounts.models import Post, SignInEvent, User

Kind = SignInEvent.Kind
# One failure asks a name for the captcha; an address, which an office may share, only several.
FAILURES_OF_NAME = 1
FAILURES_OF_ADDRESS = 10


def note(
    request: HttpRequest, kind: Kind, user: User | None = None, username: str = "", by: Post | None = None
) -> None:
    """A line in 登录日志. `username` as it was typed, where it is nobody's."""
    SignInEvent.objects.create(
        kind=kind,
        user_id=user.pk if user else None,
        username=(user.username if user else username)[:150],
        by_post_id=by.pk if by else None,
        address=client_address(request),
        agent=agent_of(request),
    )


def agent_of(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_USER_AGENT", ""))[:300]


def needs_captcha(username: str, address: str | None) -> bool:
    return failures(username=username) >= FAILURES_OF_NAME or failures(ip_address=address) >= FAILURES_OF_ADDRESS


def failures(**of: str | None) -> int:
    """Failed attempts that a lock-out still counts."""
    return _counted().filter(**of).aggregate(sum=Sum("failures_since_start"))["sum"] or 0


def locked_until(username: str) -> datetime | None:
    """When the name may be tried again; None: it is not locked.

    Attempts are counted by address and browser, each row until its last attempt is old enough."""
    until = None
    rest = failures(username=username)
    for attempt in _counted().filter(username=username).order_by("attempt_time"):
        if rest < settings.AXES_FAILURE_LIMIT:
            break
        rest -= attempt.failures_since_start
        until = attempt.attempt_time + settings.AXES_COOLOFF_TIME
    return until


def unlock(username: str) -> None:
    reset(username=username)


def _counted() -> Any:
    return AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)
