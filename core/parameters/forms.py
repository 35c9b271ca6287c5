"""The form of 业务参数."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import ParameterValue
from core.parameters.declared import parameter, parameters
from core.timekeeping.forms import CHOOSE, RuleForm


class ParameterForm(RuleForm):
    """A value in force is not changed but followed by another."""

    code = forms.ChoiceField(label="参数", widget=forms.Select(attrs=CHOOSE))

    class Meta:
        model = ParameterValue
        fields = ["code", "value", "effective_on", "basis"]
        help_texts = {
            "effective_on": "当日及以后适用；此前办理的不变。",
            "basis": "文号或会议纪要",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.code, f"{one.label}（现行 {one.said(one.on())}）") for one in parameters()]
        self.fields["code"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, value = parameter(cleaned.get("code", "")), cleaned.get("value")
        if chosen and value is not None and not chosen.lowest <= value <= chosen.highest:
            self.add_error("value", f"“{chosen.label}”应在 {chosen.lowest} 至 {chosen.highest} {chosen.unit}之间。")
        return cleaned
