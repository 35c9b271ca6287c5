"""公示页 (F80): opened by anybody who has its address, without an account; an objection is raised on it while the days
run, after a captcha and not too often from one address."""

from __future__ import annotations

from typing import Any

from captcha.fields import CaptchaField
from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.addresses import client_address
from accounts.audit import System
from accounts.forms import PictureInput
from accounts.pages import public
from core.typed import whole_number
from core.wording.division_names import division_name
from core.workflow import StepRefused
from households.models import Application, Objection, Publicity, checks
from households.renovating.papers import masked_name, masked_rows
from households.renovating.publicising import Object, listed

State = Publicity.State
INPUT, SELECT = {"class": "form-control"}, {"class": "form-select"}
# From one address, which a whole village office may share.
MOST_OBJECTIONS, WITHIN_SECONDS = 5, 3600
TOO_MANY = "从您的网络地址提出的异议较多，请一小时后再提，或拨打监督电话。"


def _needed(label: str) -> dict[str, str]:
    return {"required": f"请填写“{label}”。"}


class PublicObjectionForm(forms.Form):
    """By the number that stands on the list: nothing else of a household is known to who objects."""

    number = forms.ChoiceField(label="对哪一户", error_messages=_needed("对哪一户"), widget=forms.Select(attrs=SELECT))
    ground = forms.ChoiceField(
        label="异议类别",
        choices=[("", "请选择"), *Objection.Ground.choices],
        error_messages=_needed("异议类别"),
        widget=forms.Select(attrs=SELECT),
    )
    statement = forms.CharField(
        label="异议内容",
        max_length=500,
        error_messages=_needed("异议内容"),
        widget=forms.Textarea(attrs={**INPUT, "rows": 4}),
    )
    objector = forms.CharField(label="您的姓名", max_length=50, required=False, widget=forms.TextInput(attrs=INPUT))
    phone = forms.CharField(
        label="您的联系电话",
        max_length=20,
        validators=[checks.phone],
        error_messages=_needed("您的联系电话"),
        help_text="只供街镇核查时联系您，不会公开。",
        widget=forms.TextInput(attrs={**INPUT, "inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, publicity: Publicity, village: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = listed(publicity).filter(village=village).order_by("pk").values_list("number", "householder")
        choices = [(number, f"{masked_name(name)}（{number}）") for number, name in rows]
        self.fields["number"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]


class WithCaptcha(PublicObjectionForm):
    captcha = CaptchaField(
        label="验证码",
        error_messages={**_needed("验证码"), "invalid": "验证码不正确或已过期，请按新图片填写。"},
        widget=PictureInput(attrs=INPUT),
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def publicity_page(request: HttpRequest, token: str) -> HttpResponse:
    publicity = Publicity.objects.filter(token=token).exclude(state=State.STOPPED).first()
    if publicity is None:
        raise Http404("没有这个公示，或公示已终止。请核对网址，或向街镇询问。")
    village = _village(request, publicity)
    given: dict[str, Any] = {"publicity": publicity, "village": village}
    if request.method != "POST" or publicity.state != State.RUNNING:
        return _page(request, publicity, village, PublicObjectionForm(**given))
    if "captcha_1" not in request.POST or "refresh" in request.POST:
        form = WithCaptcha(initial=request.POST.dict(), **given)
        return _page(request, publicity, village, form, "请再填写图片中的验证码，然后提交。")
    form = WithCaptcha(request.POST, **given)
    if not form.is_valid():
        return _page(request, publicity, village, form)
    if _too_many(client_address(request)):
        return _page(request, publicity, village, form, TOO_MANY, status=429)
    try:
        _raise_objection(publicity, form.cleaned_data)
    except StepRefused as refused:
        return _page(request, publicity, village, form, refused.sentence, status=409)
    messages.success(request, "您的异议已收到，街镇将在五个工作日内核查。")
    return redirect(f"{request.path}?village={village}")


def _village(request: HttpRequest, publicity: Publicity) -> int | None:
    """The one asked for, if it is on the list; else the first."""
    known = [village for village, _ in _villages(publicity)]
    asked = whole_number(request.GET.get("village", ""))
    return asked if asked in known else next(iter(known), None)


def _villages(publicity: Publicity) -> list[tuple[int, int]]:
    """With how many of each still stand on the list."""
    counts = listed(publicity).order_by("village__code").values_list("village")
    return list(counts.annotate(households=Count("pk")))


def _too_many(address: str | None) -> bool:
    key = f"objections:{address}"
    cache.add(key, 0, WITHIN_SECONDS)
    return cache.incr(key) > MOST_OBJECTIONS


def _raise_objection(publicity: Publicity, said: dict[str, Any]) -> None:
    application = Application.objects.get(number=said["number"], publicity=publicity)
    Object.file(
        by=System.PUBLIC,
        application=application,
        ground=said["ground"],
        statement=said["statement"],
        channel=Objection.Channel.WEB,
        objector=said["objector"],
        phone=said["phone"],
    )


def _page(
    request: HttpRequest,
    publicity: Publicity,
    village: int | None,
    form: PublicObjectionForm,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    """After its end nobody's name stays in the open."""
    is_up = publicity.state in {State.RUNNING, State.EXPIRED}
    context = {
        "publicity": publicity,
        "is_up": is_up,
        "takes_objections": publicity.state == State.RUNNING,
        "villages": [
            {"name": division_name(pk), "count": count, "id": pk, "chosen": pk == village}
            for pk, count in _villages(publicity)
        ],
        "rows": list(masked_rows(listed(publicity).filter(village=village))) if is_up else [],
        "form": form,
        "sentence": sentence,
    }
    return render(request, "public/publicity.html", context, status=status)
