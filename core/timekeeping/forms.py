"""Forms of the calendar, of the office's hours and of the limits."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.models import CalendarDay, HeatingSeason, OfficeHours, TimeLimit
from core.timekeeping.named import named_limits
from core.views.record_form import RecordForm

CHOOSE = {"data-choose": ""}


class CalendarDayForm(RecordForm):
    class Meta:
        model = CalendarDay
        fields = ["date", "is_workday", "name", "basis"]


class RuleForm(RecordForm):
    """Of what is in force from a day on."""

    def clean_effective_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["effective_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("生效日期不能早于今天。")
        return day


class OfficeHoursForm(RuleForm):
    class Meta:
        model = OfficeHours
        fields = ["effective_on", "closes_at", "basis"]
        help_texts = {
            "effective_on": "当日及以后开始的计时适用；已经开始的不变。",
            "closes_at": "此后收到的，从下一个工作日起算。",
            "basis": "文号或会议纪要",
        }


class HeatingSeasonForm(RecordForm):
    class Meta:
        model = HeatingSeason
        fields = ["year", "starts_on", "ends_on", "extended_to_on", "basis"]


class TimeLimitForm(RuleForm):
    """One choice names the clock and the case; a limit that is in force is not changed but followed by another."""

    what = forms.ChoiceField(label="哪一步的时限", widget=forms.Select(attrs=CHOOSE))

    class Meta:
        model = TimeLimit
        fields = ["value", "unit", "effective_on", "basis"]
        help_texts = {
            "value": "每年固定日期写作月×100＋日，如 10 月 31 日写 1031。",
            "effective_on": "当日及以后开始的计时适用；已经开始的不变。",
            "basis": "文号或会议纪要",
        }

    field_order = ["what", "value", "unit", "effective_on", "basis"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        what: Any = self.fields["what"]
        what.choices = [("", "请选择"), *((one.key, f"{one.label}（原定 {one.declared}）") for one in named_limits())]
        if self.instance.pk:
            what.initial = f"{self.instance.clock}|{self.instance.case}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.clock, _, self.instance.case = cleaned.get("what", "").partition("|")
        return cleaned
