"""The form of a household's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from core.views.record_form import RecordForm
from households.forms import at_household
from households.models import DemandSurvey, Equipment, Household
from households.surveying.importing import why_not_surveyed


class DemandSurveyForm(RecordForm):
    class Meta:
        model = DemandSurvey
        fields = ("household", "year", "wants", "equipment", "description", "asked_on", "asked_by")
        help_texts = {"equipment": "要维修、更换的是哪一台；没有需求的不选。"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        for name in ("household", "year"):
            fields[name].disabled = self.instance.pk is not None
        today = timezone.localdate()
        for name, usual in {"year": today.year, "asked_on": today, "asked_by": self.post.user.name}.items():
            self.initial.setdefault(name, usual)
        household = self.chosen("household")
        devices = Equipment.objects.in_use().filter(household=household)
        fields["equipment"].queryset = devices if household else devices.none()
        choices = fields["equipment"].choices
        fields["equipment"].widget = forms.Select(attrs={"class": "form-select"}, choices=choices)
        if household is None:
            self.begins_at = at_household("被调查的那一户", "登记采暖设备需求")

    def clean_household(self) -> Household:
        household: Household = self.cleaned_data["household"]
        if self.instance.pk is None and (sentence := why_not_surveyed(household)):
            raise forms.ValidationError(sentence)
        return household

    def clean_asked_on(self) -> Any:
        if self.cleaned_data["asked_on"] > timezone.localdate():
            raise forms.ValidationError("日期不能晚于今天。")
        return self.cleaned_data["asked_on"]

    def save(self, commit: bool = True) -> DemandSurvey:
        if self.instance.pk is None:
            self.instance.village = self.instance.household.village
            self.instance.entered_by = self.post
        saved: DemandSurvey = super().save(commit)
        return saved
