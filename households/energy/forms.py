"""Forms of targets, fuel and pilots."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Division
from core.views.record_form import RecordForm
from households.energy import stock
from households.forms import at_household, kinds_by_category
from households.models import EmergencyFuelIssue, EnergyTarget, FuelMove, FuelPoint, Household, Pilot, PilotHousehold
from households.models.choices import Status

CHOOSE = {"class": "form-select", "data-choose": ""}
MOST_AT_ONCE = 500


class TargetForm(RecordForm):
    class Meta:
        model = EnergyTarget
        fields = ("town", "year", "category", "kind", "households", "basis")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed: Any = self.fields["town"]
        listed.queryset = Division.objects.below(self.post.division).towns().valid_on(timezone.localdate())
        self.fields["kind"].choices = [("", "各类型合计"), *kinds_by_category()[1:]]  # type: ignore[attr-defined]
        self.initial.setdefault("year", timezone.localdate().year)


class PointForm(RecordForm):
    class Meta:
        model = FuelPoint
        fields = ("name", "village", "address", "keeper", "phone", "minimum", "active", "remark")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.former_minimum = self.instance.minimum

    def save(self, commit: bool = True) -> FuelPoint:
        point: FuelPoint = super().save(commit)
        stock.tell_if_raised(point, self.former_minimum)
        return point


def _offer(form: RecordForm, name: str, rows: QuerySet[Any]) -> None:
    """A list to choose from: of points and pilots there are few."""
    field: Any = form.fields[name]
    field.queryset = rows
    field.widget = forms.Select(attrs=CHOOSE, choices=field.choices)


def _points(form: RecordForm) -> QuerySet[FuelPoint]:
    return FuelPoint.objects.visible_to(form.post).filter(active=True).order_by("name")


class MoveForm(RecordForm):
    class Meta:
        model = FuelMove
        fields = ("point", "tonnes", "moved_on", "remark")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "point", _points(self))
        self.initial.setdefault("moved_on", timezone.localdate())


class IssueForm(RecordForm):
    class Meta:
        model = EmergencyFuelIssue
        fields = ("village", "name", "address", "fuel_reason", "tonnes", "point", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "point", _points(self))


class HouseholdIssueForm(IssueForm):
    """About a household that was chosen on its own page."""

    class Meta(IssueForm.Meta):
        fields = ("household", "fuel_reason", "tonnes", "point", "note")  # type: ignore[assignment]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["household"].required = True
        if self.chosen("household") is None:
            self.begins_at = at_household("要发放的那一户", "应急发放")


class PilotForm(RecordForm):
    class Meta:
        model = Pilot
        fields = ("name", "village", "site", "technology", "investment", "cost_before")


class PilotHouseholdForm(RecordForm):
    """Several at once, by their 户编号."""

    numbers = forms.CharField(
        label="户编号",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一户，可从确户台账的导出里整列复制。",
    )

    class Meta:
        model = PilotHousehold
        fields = ("pilot",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        open_ones = Pilot.objects.visible_to(self.post).filter(state__in=[Pilot.State.PROPOSED, Pilot.State.RUNNING])
        _offer(self, "pilot", open_ones)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        pilot, numbers = cleaned.get("pilot"), dict.fromkeys(re.split(r"[\s,，、;；]+", cleaned.get("numbers", "")))
        wanted = [number for number in numbers if number]
        if pilot and wanted:
            self.households = self._found(pilot, wanted)
        return cleaned

    def _found(self, pilot: Pilot, wanted: list[str]) -> list[Household]:
        if len(wanted) > MOST_AT_ONCE:
            self.add_error("numbers", f"一次最多登记 {MOST_AT_ONCE} 户，请分几次登记。")
            return []
        rows = Household.objects.visible_to(self.post).filter(town=pilot.town_id, status=Status.NORMAL)
        found = list(rows.filter(number__in=wanted).select_related("village").order_by("pk"))
        known = {one.number for one in found}
        if missing := [number for number in wanted if number not in known]:
            self.add_error("numbers", f"本街镇在用的住户里没有：{'、'.join(missing[:5])}。请核对户编号。")
        members = PilotHousehold.objects.filter(pilot=pilot, household__in=found)
        if again := list(members.values_list("household__number", flat=True)[:5]):
            self.add_error("numbers", f"已在这个试点项目里：{'、'.join(again)}。请从名单里去掉。")
        return found

    def save(self, commit: bool = True) -> PilotHousehold:
        """The last of them stands for all."""
        pilot = self.cleaned_data["pilot"]
        made = [PilotHousehold(pilot=pilot, household=one, village=one.village) for one in self.households]
        for member in made:
            member.place()
        return PilotHousehold.objects.bulk_create(made)[-1]
