"""The forms of 专项排查 and 特殊时期."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Division
from core.views.record_form import RecordForm
from inspections.models import Campaign, Checklist, SpecialPeriod


class CampaignForm(RecordForm):
    towns = forms.TypedMultipleChoiceField(
        label="范围（街镇）",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不勾选的，全区都在范围内。",
    )

    class Meta:
        model = Campaign
        fields = (
            "kind", "title", "document_number", "issued_by_name", "starts_on", "ends_on", "rounds", "checklist",
            "towns", "demands",
        )  # fmt: skip
        widgets = {"demands": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        towns = Division.objects.below(self.post.division).towns()
        known: Any = self.fields
        known["towns"].choices = [(one.pk, str(one)) for one in towns]
        known["checklist"].queryset = Checklist.objects.filter(
            purpose=Checklist.Purpose.CAMPAIGN, state=Checklist.State.IN_FORCE
        )


class SpecialPeriodForm(RecordForm):
    class Meta:
        model = SpecialPeriod
        fields = ("kind", "name", "starts_on", "ends_on", "factor", "basis")
