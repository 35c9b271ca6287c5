"""Sessions: begun at sign-in, seen by their owner, ended at once by him, by a security administrator or by idleness."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from accounts.addresses import client_address
from accounts.door import Kind, agent_of, note
from accounts.models import Post, SignIn, User

BACKEND = "accounts.backends.SessionBackend"
SESSION_SIGN_IN = "sign_in"
# A page opened again within so many seconds is not noted anew: one cache write a minute, not one a request.
SEEN_EVERY = 60
session_store = import_module(settings.SESSION_ENGINE).SessionStore


def begin(request: HttpRequest, user: User) -> SignIn:
    """Sign the user in; everything that he had to prove, he has."""
    user.use_up_given_password()
    login(request, user, backend=BACKEND)
    if settings.ONE_SESSION:
        end_all(request, user.sign_ins.open())
    sign_in = SignIn.objects.create(
        user=user,
        session_key=request.session.session_key or "",
        address=client_address(request),
        agent=agent_of(request),
    )
    request.session[SESSION_SIGN_IN] = sign_in.pk
    _note_seen(sign_in.pk)
    note(request, Kind.SIGNED_IN, user)
    return sign_in


def sign_in_of(request: HttpRequest) -> int:
    """The id of the request's sign-in; 0: it has none."""
    return int(request.session.get(SESSION_SIGN_IN, 0))


def keep(request: HttpRequest) -> None:
    """The session goes on under another key, as after a change of password."""
    SignIn.objects.filter(pk=sign_in_of(request)).update(session_key=request.session.session_key)


def leave(request: HttpRequest, kind: Kind) -> None:
    """End the request's own session."""
    SignIn.objects.filter(pk=sign_in_of(request), ended_at=None).update(ended_at=timezone.now())
    if isinstance(request.user, User):
        note(request, kind, request.user)
    logout(request)


def end_all(request: HttpRequest, sign_ins: Iterable[SignIn], by: Post | None = None) -> None:
    """End sessions elsewhere, and say so in the log."""
    for sign_in in close(sign_ins):
        note(request, Kind.ENDED, sign_in.user, by=by)


def close(sign_ins: Iterable[SignIn]) -> list[SignIn]:
    """The next request of each finds itself signed out. Gives back those closed."""
    closed = list(sign_ins)
    for sign_in in closed:
        session_store(sign_in.session_key).delete()
        cache.delete(_seen_key(sign_in.pk))
        sign_in.ended_at = timezone.now()
        sign_in.save(update_fields=["ended_at"])
    return closed


def is_idle(request: HttpRequest) -> bool:
    """Whether nothing was asked for longer than IDLE_MINUTES; if not, this request counts from now.

    A session made by other means than the sign-in page, as tests do, has no sign-in and lasts as long as its cookie."""
    sign_in = sign_in_of(request)
    if not sign_in or not settings.IDLE_MINUTES:
        return False
    seen_at = cache.get(_seen_key(sign_in))
    if seen_at is None:
        return True
    silent_for: float = (timezone.now() - seen_at).total_seconds()
    if SEEN_EVERY <= silent_for < _longest_silence():
        _note_seen(sign_in)
    return silent_for >= _longest_silence()


def last_seen(sign_ins: Iterable[SignIn]) -> dict[int, datetime]:
    """Sign-in id → when it was last seen, to the minute; those missing have timed out."""
    keys = {_seen_key(sign_in.pk): sign_in.pk for sign_in in sign_ins}
    return {keys[key]: moment for key, moment in cache.get_many(keys).items()}


def _note_seen(sign_in: int) -> None:
    cache.set(_seen_key(sign_in), timezone.now(), _longest_silence() if settings.IDLE_MINUTES else None)


def _longest_silence() -> int:
    """In seconds, and one that is noted by the minute must not cut off too soon."""
    return settings.IDLE_MINUTES * 60 + SEEN_EVERY


def _seen_key(sign_in: int) -> str:
    return f"seen:{sign_in}"
