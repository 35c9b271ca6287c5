"""The forms of 抽查复检: from which month and company to draw, and what was found when it was looked at again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Organization, Post
from core.views.record_form import prepared
from inspections.checklists.answering import AnsweringForm
from inspections.models import Recheck
from inspections.trusting.filters import assessors_around

MONTHS = 12


class RecheckForm(AnsweringForm):
    """The inspection's own checklist, empty: who looks again does not read first what was found."""

    class Meta:
        model = Recheck
        fields = ("rechecked_on", "note")

    def day(self, cleaned: Mapping[str, Any]) -> datetime.date:
        found: datetime.date = cleaned.get("rechecked_on") or timezone.localdate()
        return found


class DrawForm(forms.Form):
    month = forms.ChoiceField(label="哪个月的安检")
    company = forms.ModelChoiceField(Organization.objects.none(), label="燃气企业")
    assessor = forms.ModelChoiceField(
        Organization.objects.none(), label="委托第三方", required=False, help_text="不选则由街镇燃气主管部门复检。"
    )

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in list(self.fields.items()):
            self.fields[name] = prepared(field, None, post)
        own: Any = self.fields
        own["month"].choices = [(f"{month:%Y-%m}", f"{month:%Y 年 %-m 月}") for month in _months()]
        # A township does not see the companies themselves.
        own["company"].queryset = Organization.objects.filter(kind=Organization.Kind.GAS, active=True)
        own["assessor"].queryset = assessors_around(post).filter(active=True)

    def clean_month(self) -> datetime.date:
        return datetime.date.fromisoformat(f"{self.cleaned_data['month']}-01")


def _months() -> list[datetime.date]:
    """This one and those before, the newest first."""
    found = [timezone.localdate().replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - datetime.timedelta(days=1)).replace(day=1))
    return found
