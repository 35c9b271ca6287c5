"""Setting up, using and giving up one's second step."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_otp import login as remember_device

from accounts import door, second_step
from accounts.audit import System, acting
from accounts.door import Kind
from accounts.forms import CodeForm
from accounts.middleware import is_second_step_required
from accounts.pages import PortalRequest, personal


@personal
def second_step_page(request: PortalRequest) -> HttpResponse:
    return _page(request, CodeForm())


def _page(request: PortalRequest, form: CodeForm) -> HttpResponse:
    """What comes next for this user: prove it, set it up, or see that it stands."""
    user = request.user
    device = second_step.device_in_setup(user)
    context = {
        "form": form,
        "has": second_step.has_second_step(user),
        "verified": second_step.is_passed(user),
        "required": is_second_step_required(request),
        "device": device,
        "qr_code": second_step.qr_code(device) if device else "",
        "secret": second_step.readable_secret(device) if device else "",
        "codes_left": second_step.recovery_codes_left(user),
    }
    return render(request, "accounts/second_step.html", context)


@require_POST
@personal
def start(request: PortalRequest) -> HttpResponse:
    if not _may_change(request):
        return redirect("second-step")
    second_step.start(request.user)
    return redirect("second-step")


@require_POST
@personal
def confirm(request: PortalRequest) -> HttpResponse:
    """The first code from the phone: from now on the second step is in force, and the recovery codes are shown once."""
    device = second_step.device_in_setup(request.user)
    form = CodeForm(request.POST)
    if device is None or not _may_change(request):
        return redirect("second-step")
    if not form.is_valid():
        return _page(request, form)
    with acting(request.post or System.SIGN_IN):
        codes = second_step.confirm(device, form.cleaned_data["code"])
        if not codes:
            form.add_error("code", "动态口令不正确。请核对手机的时间，再填最新的 6 位数字。")
            return _page(request, form)
        door.note(request, Kind.SECOND_STEP_SET, request.user)
    remember_device(request, device)
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


@require_POST
@personal
def verify(request: PortalRequest) -> HttpResponse:
    """For one who signed in before the second step was set up elsewhere."""
    form = CodeForm(request.POST)
    if form.is_valid():
        device = second_step.verify(request.user, form.cleaned_data["code"])
        if device:
            remember_device(request, device)
            return redirect(settings.LOGIN_REDIRECT_URL)
        door.note(request, Kind.WRONG_CODE, request.user)
        form.add_error("code", second_step.why_wrong(request.user, form.cleaned_data["code"]))
    return _page(request, form)


@require_POST
@personal
def remove(request: PortalRequest) -> HttpResponse:
    if is_second_step_required(request):
        messages.error(request, "您的岗位要求二次验证，不能停用。")
    elif _may_change(request):
        second_step.remove(request.user)
        door.note(request, Kind.SECOND_STEP_REMOVED, request.user)
        messages.success(request, "二次验证已停用。")
    return redirect("second-step")


def _may_change(request: PortalRequest) -> bool:
    """One who knows but the password must not put his own phone in the place of the owner's."""
    return second_step.is_passed(request.user) or not second_step.has_second_step(request.user)
