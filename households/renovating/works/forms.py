"""Forms of contractors, works and acceptances. Those of the works are for a phone in one hand: few boxes to a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Organization
from core.views.record_form import RecordForm
from households.models import Acceptance, AcceptanceItem, AcceptanceScore, Construction, HeatGap, Qualification
from households.models.choices import Category
from households.renovating.works.contracting import contractors_around, contractors_for
from households.renovating.works.guards import SIGNERS, WANTED, WANTED_OF

DEVICE = (
    "device_code", "device_maker", "device_brand", "device_model", "device_power", "device_efficiency",
    "device_made_on", "device_service_years", "device_warranty_until",
)  # fmt: skip
PRESSURE = ("tested_on", "test_pressure", "test_minutes", "test_drop", "test_result", "tested_by")
ELECTRIC = ("electric_checked_on", "electric_result", "electric_checked_by")
GAS_METER = ("gas_account", "gas_meter_number", "gas_meter_type", "safety_device")
POWER_METER = ("power_meter_number",)
OF_CATEGORY = {Category.GAS: (*PRESSURE, *GAS_METER), Category.ELECTRIC: (*ELECTRIC, *POWER_METER)}
EARTH = ("heat_only", "reinjection_checked_on", "reinjection_passed")


class QualificationForm(RecordForm):
    class Meta:
        model = Qualification
        fields = (
            "organization", "name", "level", "certificate_number", "issued_on", "expires_on", "licence_number",
            "licence_expires_on", "active", "remark",
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["organization"]
        chosen.queryset = contractors_around(self.post).filter(active=True)
        chosen.help_text = "列表中没有的，请系统管理员先在“单位”中登记，单位类型选建设施工单位，填统一社会信用代码。"
        if self.instance.pk is None:
            del self.fields["active"]
        else:
            chosen.disabled = True

    def clean_organization(self) -> Organization:
        """Whoever builds is known by the code that the registry checks."""
        chosen: Organization = self.cleaned_data["organization"]
        if not chosen.credit_code:
            raise forms.ValidationError("这个单位还没有统一社会信用代码，请系统管理员先在“单位”中补登。")
        return chosen

    def save(self, commit: bool = True) -> Qualification:
        if self.instance.pk is None:
            self.instance.district_id = self.post.division.district_id
        saved: Qualification = super().save(commit)
        return saved


class ArrangingForm(RecordForm):
    """A step of an application that asks who is to build: whoever may, though the township does not see the company."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "contractor" in self.fields:
            self.fields["contractor"].queryset = contractors_for(self.post)  # type: ignore[attr-defined]


class ConstructionForm(RecordForm):
    """What concerns the kind of heating; the rest is not asked."""

    class Meta:
        model = Construction
        fields = (
            "supervisor", "supervisor_phone", "planned_from_on", "planned_until_on", "materials", "hidden_works",
            "old_removed_on", *GAS_METER, *POWER_METER, *PRESSURE, *ELECTRIC, *DEVICE, "self_check",
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            return
        category = self.instance.category
        for other, names in OF_CATEGORY.items():
            if other != category:
                for name in names:
                    del self.fields[name]
        self.wanted = {*WANTED, *WANTED_OF[category]}


class AcceptanceItemForm(RecordForm):
    """A change is a new version: forms that were filled keep the old one."""

    retired = forms.BooleanField(label="停用", required=False, help_text="停用后新的验收单不再有这一项。")

    class Meta:
        model = AcceptanceItem
        fields = ("code", "text", "points", "obligatory", "concerns", "position")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            del self.fields["retired"]
        else:
            self.fields["code"].disabled = True

    def save(self, commit: bool = True) -> AcceptanceItem:
        old = self.instance
        if old.pk is None or not self.changed_data:
            old.save()
            return old
        new = AcceptanceItem(**{name: self.cleaned_data[name] for name in self._meta.fields or ()})
        for name in self.changed_data:
            if name != "retired":
                setattr(old, name, self.initial[name])
        old.retired_at = timezone.now()
        old.save()
        if not self.cleaned_data["retired"]:
            new.save()
            return new
        return old


class AcceptanceForm(RecordForm):
    """The items as one table, a line each: points and what is amiss."""

    table_template = "households/_score_lines.html"

    class Meta:
        model = Acceptance
        fields = (
            "inspected_on", *EARTH, *(name for signer in SIGNERS for name in (signer, f"{signer}_on")),
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines: Sequence[AcceptanceScore] = ()
        if self.instance.pk is None:
            return
        if not self.instance.construction.is_geothermal:
            for name in EARTH:
                del self.fields[name]
        self.lines = list(self.instance.scores.select_related("item"))
        for line in self.lines:
            self._ask(line)
        self.tabled = [f"{name}_{line.position}" for line in self.lines for name in ("points", "note")]
        self.wanted = self.fields.keys() - {"heat_only", "reinjection_passed"}

    def _ask(self, line: AcceptanceScore) -> None:
        what = f"第 {line.position} 项"
        points = {"class": "form-control", "inputmode": "numeric", "aria-label": f"{what}得分"}
        self.fields[f"points_{line.position}"] = forms.IntegerField(
            label=f"{what}得分", min_value=0, max_value=line.item.points, required=False, initial=line.points,
            widget=forms.NumberInput(attrs=points),
            error_messages={"max_value": f"{what}最多 {line.item.points} 分。", "min_value": f"{what}不能小于 0 分。"},
        )  # fmt: skip
        self.fields[f"note_{line.position}"] = forms.CharField(
            label=f"{what}说明", max_length=200, required=False, initial=line.note,
            widget=forms.TextInput(attrs={"class": "form-control", "aria-label": f"{what}说明"}),
        )  # fmt: skip

    @property
    def table(self) -> list[dict[str, Any]]:
        return [
            {"line": line, "points": self[f"points_{line.position}"], "note": self[f"note_{line.position}"]}
            for line in self.lines
        ]

    def save(self, commit: bool = True) -> Acceptance:
        for line in self.lines:
            given = (self.cleaned_data[f"points_{line.position}"], self.cleaned_data[f"note_{line.position}"])
            if given != (line.points, line.note):
                line.points, line.note = given
                line.save()
        self.instance.total = total_of(self.lines)
        saved: Acceptance = super().save(commit)
        return saved


def total_of(lines: Sequence[AcceptanceScore]) -> int | None:
    """Of a hundred; None while a line is open."""
    points = [line.points for line in lines if line.points is not None]
    if not lines or len(points) < len(lines):
        return None
    return round(100 * sum(points) / sum(line.item.points for line in lines))


class HeatGapForm(RecordForm):
    """Who keeps the household warm until then."""

    class Meta:
        model = HeatGap
        fields = ("fallback", "fallback_provider", "fallback_from_on", "fallback_until_on")
