"""A running clock of one record: paused, resumed or extended with a reason, as its workflow allows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import Post
from accounts.pages import PortalRequest
from core.timekeeping.time_left import remark_on, time_left
from core.views.declaration import Declaration
from core.views.fetching import record_of
from core.views.forms import say
from core.views.record_form import prepared
from core.wording import words
from core.workflow import Adjustment, StepRefused, adjustments, extend, pause, resume
from core.workflow.adjusting import LONGEST_REASON, Act
from core.workflow.filling import NUMBERS_ARE_CUT

EXPLAINED = {
    Act.PAUSE: "暂停期间不计时、不提醒；恢复后，暂停时剩多少还有多少。",
    Act.RESUME: "从现在起继续计时，暂停时剩多少还有多少。",
    Act.EXTEND: "延长从原来的截止日往后算，已用的时间不变。",
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NUMBERS_ARE_CUT,
    )


class ResumeForm(forms.Form):
    reason = forms.CharField(
        label="说明",
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NUMBERS_ARE_CUT,
    )


class ExtendForm(ReasonForm):
    units = forms.IntegerField(min_value=1)

    field_order = ["units", "reason"]


FORMS: dict[Act, type[forms.Form]] = {Act.PAUSE: ReasonForm, Act.RESUME: ResumeForm, Act.EXTEND: ExtendForm}


def clock_page(pages: type[Declaration], request: PortalRequest, pk: int, clock: str, act: str) -> HttpResponse:
    record = record_of(pages, request.post, pk)
    adjustment = adjustment_named(record, request.post, clock, act)
    form = (
        None
        if adjustment.why_not
        else form_of(adjustment, request.POST if request.method == "POST" else None, request.post)
    )
    status = 409 if adjustment.why_not and request.method == "POST" else 200
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            adjust(record, adjustment, form.cleaned_data, by=request.post)
        except StepRefused as refused:
            say(form, refused)
            status = 409
        else:
            messages.success(request, f"已办理“{adjustment.label}”。")
            return redirect(pages.url("detail", pk))
    context = {
        "pages": pages,
        "title": str(record),
        "adjustment": adjustment,
        "explained": EXPLAINED[adjustment.act],
        "form": form,
        "facts": _facts(adjustment),
        "detail_url": pages.url("detail", pk),
        "list_url": pages.url("list"),
    }
    return render(request, "records/clock.html", context, status=status)


def adjustment_named(record: Any, post: Post, clock: str, act: str) -> Adjustment:
    """Raises Http404 for what is not declared, does not run, or is not this post's to adjust."""
    found = adjustments(record, by=post)
    adjustment = next((one for one in found if one.clock.name == clock and one.act == act), None)
    if adjustment is None:
        raise Http404("这个时限没有在计时，或您的岗位不能这样调整它。请回到记录页查看。")
    return adjustment


def form_of(adjustment: Adjustment, data: Any, post: Post) -> Any:
    made = FORMS[adjustment.act](data)
    if "units" in made.fields:
        units: Any = made.fields["units"]
        units.label = f"延长几{adjustment.clock.unit.strip()}"
        units.help_text = f"还能延长 {adjustment.clock.units_left} {adjustment.clock.unit}。"
    for name, field in list(made.fields.items()):
        made.fields[name] = prepared(field, None, post)
    return made


def adjust(record: Any, adjustment: Adjustment, answers: dict[str, Any], *, by: Post) -> None:
    """Raises StepRefused."""
    clock, reason = adjustment.clock.name, answers["reason"]
    match adjustment.act:
        case Act.PAUSE:
            pause(record, clock, reason=reason, by=by)
        case Act.RESUME:
            resume(record, clock, reason=reason, by=by)
        case Act.EXTEND:
            extend(record, clock, answers["units"], reason=reason, by=by)


def _facts(adjustment: Adjustment) -> list[dict[str, str]]:
    item = adjustment.clock.first
    facts = {
        "开始": words.moment(item.started_at),
        "截止": words.deadline(item.due_at),
        "剩余": time_left(item, timezone.now()).text,
        "调整": remark_on(item),
    }
    return [{"label": label, "value": value} for label, value in facts.items() if value]
