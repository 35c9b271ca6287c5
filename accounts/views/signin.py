"""Through the door and out again: password, captcha after a failure, second step, lock-out, sign-out."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as remember_device

from accounts import door, second_step, sessions
from accounts.addresses import client_address, may_sign_in_from
from accounts.audit import System, acting
from accounts.door import Kind
from accounts.forms import CodeForm, SignInForm, SignInFormWithCaptcha
from accounts.models import User
from accounts.pages import PortalRequest, personal, public

# Between password and second step the session holds who it is; nobody is signed in yet.
SESSION_HALFWAY = "halfway"
HALFWAY_SECONDS = 300
CODES_TO_TRY = 5


@public
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_next(request))
    if request.method != "POST":
        return _page(request, SignInForm())
    username = request.POST.get("username", "")
    if not may_sign_in_from(client_address(request)):
        door.note(request, Kind.WRONG_ADDRESS, username=username)
        return _page(
            request, SignInForm(request.POST), "这个网络地址不允许登录，请在办公网络中使用，或联系系统管理员。"
        )
    if door.needs_captcha(username, client_address(request)):
        return _sign_in_with_captcha(request, username)
    return _try(request, SignInForm(request.POST))


def _sign_in_with_captcha(request: HttpRequest, username: str) -> HttpResponse:
    """A captcha is made in answer to a POST only, for it is a row: opening the page writes nothing."""
    if "captcha_1" not in request.POST or "refresh" in request.POST:
        return _page(request, _form_again(request, SignInFormWithCaptcha), "请再填写图片中的验证码。")
    form = SignInFormWithCaptcha(request.POST)
    if not form.is_valid() and "captcha" in form.errors:
        door.note(request, Kind.WRONG_CAPTCHA, username=username)
    return _try(request, form)


def _try(request: HttpRequest, form: SignInForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form)
    username = form.cleaned_data["username"]
    # Checking may renew the hash of a password: a write, and so it has an actor.
    with acting(System.SIGN_IN):
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
        if isinstance(user, User):
            return _let_in(request, user)
        locked = door.locked_until(username)
        door.note(request, Kind.LOCKED if locked else Kind.WRONG_PASSWORD, username=username)
    left = settings.AXES_FAILURE_LIMIT - door.failures(username=username)
    sentence = f"登录名或口令不正确，或账户已停用。还可以再试 {left} 次。"
    return _page(request, _form_again(request, SignInFormWithCaptcha), sentence)


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    if user.given_password_has_lapsed:
        return _page(request, SignInForm(), "发给您的初始口令已用过或已过期，请联系单位管理员或安全管理员重新发放。")
    if second_step.has_second_step(user):
        request.session[SESSION_HALFWAY] = {"user": user.pk, "at": time.time(), "tried": 0, "next": _next(request)}
        return redirect("sign-in-code")
    sessions.begin(request, user)
    return redirect(_next(request))


@public
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step. Too late or too many wrong codes: back to the password."""
    halfway = request.session.get(SESSION_HALFWAY)
    if not halfway or time.time() - halfway["at"] > HALFWAY_SECONDS or halfway["tried"] >= CODES_TO_TRY:
        request.session.pop(SESSION_HALFWAY, None)
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/sign_in_code.html", {"form": form})
    user = User.objects.get(pk=halfway["user"])
    with acting(System.SIGN_IN):
        device = second_step.verify(user, form.cleaned_data["code"])
        if device is None:
            return _wrong_code(request, user, form)
        sessions.begin(request, user)
        remember_device(request, device)
    request.session.pop(SESSION_HALFWAY, None)
    return redirect(halfway["next"])


def _wrong_code(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    door.note(request, Kind.WRONG_CODE, user)
    request.session[SESSION_HALFWAY] |= {"tried": request.session[SESSION_HALFWAY]["tried"] + 1}
    form.add_error("code", second_step.why_wrong(user, form.cleaned_data["code"]))
    return render(request, "accounts/sign_in_code.html", {"form": form})


@require_POST
@personal
def sign_out(request: PortalRequest) -> HttpResponse:
    sessions.leave(request, Kind.SIGNED_OUT)
    return redirect("sign-in")


def locked_out(request: HttpRequest, original: HttpResponse, credentials: dict[str, str]) -> HttpResponse:
    """What django-axes shows instead of the page."""
    until = door.locked_until(request.POST.get("username", "")) or timezone.now()
    minutes = settings.AXES_COOLOFF_TIME.total_seconds() // 60
    context = {"until": until, "failures": settings.AXES_FAILURE_LIMIT, "minutes": int(minutes)}
    return render(request, "accounts/locked_out.html", context, status=429)


def _page(request: HttpRequest, form: SignInForm, sentence: str = "") -> HttpResponse:
    context = {"form": form, "sentence": sentence, "next": _next(request)}
    return render(request, "accounts/sign_in.html", context)


def _form_again(request: HttpRequest, form: type[SignInForm]) -> SignInForm:
    """Fresh, but with the name that was typed."""
    return form(initial={"username": request.POST.get("username", "")})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
