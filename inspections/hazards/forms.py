"""The forms of hazards, notices, stops and orders: each begun at the page of what it is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, Post
from accounts.roles import Reach
from core.views.record_form import RecordForm
from households.forms import at_household
from inspections.models import GasStop, Hazard, RectificationNotice, SuperviseOrder

DISTRICT_CODE_LENGTH = 6
# Of a step's form: what happened just now, unless somebody says otherwise.
TODAYS = (
    "rectified_on", "rechecked_on", "transferred_on", "accepted_on", "phoned_on", "noticed_on", "joint_visit_on",
)  # fmt: skip
NOWS = ("delivered_at", "restored_at")


class StepForm(RecordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        now = timezone.localtime()
        for name in TODAYS:
            self.initial[name] = self.initial.get(name) or now.date()
        for name in NOWS:
            self.initial[name] = self.initial.get(name) or now


class HazardForm(RecordForm):
    """In the house that was chosen on its own page, or at a place of a village."""

    verb = "登记隐患"

    class Meta:
        model = Hazard
        fields = (
            "household", "village", "location", "company", "source", "found_on", "level", "group", "description",
            "basis", "demand",
        )  # fmt: skip
        widgets = {"description": forms.Textarea(attrs={"rows": 3}), "demand": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        household = self.chosen("household")
        if household is not None:
            del self.fields["village"]
            self.fields["location"].help_text = "如厨房、院内立管；可以不填。"
        else:
            del self.fields["household"]
            self.fields["village"].required = self.fields["location"].required = True
        if household is not None and household.gas_supplier_id or self.post.reach is not Reach.DIVISION:
            del self.fields["company"]
        else:
            self.fields["company"].queryset = companies_around(self.post)  # type: ignore[attr-defined]
            self.fields["company"].required = True

    def clean(self) -> dict[str, Any]:
        """A company enters what it has to see to itself."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.post.organization.kind == Organization.Kind.GAS:
            cleaned["company"] = self.post.organization
        return cleaned


def companies_around(post: Post) -> Any:
    """Of the post's district, whose villages do not see the companies themselves."""
    own_district = post.division.code[:DISTRICT_CODE_LENGTH]
    return Organization.objects.filter(
        kind=Organization.Kind.GAS, active=True, division__code__startswith=own_district
    ).order_by("name")


class GasStopForm(RecordForm):
    verb = "登记停气"

    class Meta:
        model = GasStop
        fields = ("household", "stopped_at", "means", "witness")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("stopped_at", timezone.localtime())
        if self.chosen("household") is None:
            self.begins_at = at_household("要停气的那一户", "登记停气")


class NoticeForm(RecordForm):
    verb = "开具整改通知书"

    class Meta:
        model = RectificationNotice
        fields = ("household", "inspection")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.chosen("household") is None and self.chosen("inspection") is None:
            self.begins_at = at_household("要开通知书的那一户", "开具整改通知书")


class OrderForm(RecordForm):
    class Meta:
        model = SuperviseOrder
        fields = ("hazard", "demands")
        widgets = {"demands": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.chosen("hazard") is None:
            self.begins_at = {
                "sentence": "请先打开要督办的那一条隐患，再点那一页上的“挂牌督办”。",
                "url": reverse("hazards-list"),
                "verb": "到隐患台账里找",
            }
