"""Forms of owners, contracts, tasks, their lists of points, and findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Division, Organization
from core.timekeeping.seasons import season_ahead, season_of
from core.views.record_form import RecordForm
from households.renovating.forms import DISTRICT_CODE_LENGTH
from inspections.assessing.parts import score_of
from inspections.checklists.answering import AnsweringForm
from inspections.models import (
    Assessment,
    AssessmentFinding,
    AssessmentPart,
    AssessorContract,
    OrganizationOwner,
)
from inspections.towns import TownForm

# Of whom it has to be known who stands behind them.
OWNED = (Organization.Kind.ASSESSOR, Organization.Kind.GAS, Organization.Kind.REPAIR)
OFFICERS = ("officers_required", "officers_on_post", "officers_certified", "trainings_planned", "trainings_held")
ASKED = ("contract", "town", "kind", "year", "topics", "planned_from_on", "planned_until_on", "demands")
BEING_ASSESSED = (Assessment.State.PLANNED, Assessment.State.ASSESSED)


def organizations_around(division: Division, *kinds: str) -> Any:
    """Companies stand beside the tree: those of the division's district."""
    district = division.code[:DISTRICT_CODE_LENGTH]
    return Organization.objects.in_use().filter(kind__in=kinds, division__code__startswith=district)


class OwnerForm(RecordForm):
    class Meta:
        model = OrganizationOwner
        fields = ("organization", "kind", "name", "credit_code", "id_number", "share", "current")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["organization"]
        chosen.queryset = organizations_around(self.post.division, *OWNED)
        self.fields["credit_code"].help_text = "股东是企业的填写；是个人的不填。"
        self.fields["id_number"].help_text = "是个人的填写；不知道的可以不填，同名时会提示疑点。"
        if self.instance.pk is None:
            del self.fields["current"]
        else:
            chosen.disabled = True

    def save(self, commit: bool = True) -> OrganizationOwner:
        self.instance.district_id = self.instance.organization.division.district_id
        saved: OrganizationOwner = super().save(commit)
        return saved


class ContractForm(RecordForm):
    class Meta:
        model = AssessorContract
        fields = (
            "assessor", "title", "procurement", "topics", "services", "qualification_name", "qualification_number",
            "qualification_expires_on", "price",
        )  # fmt: skip
        widgets = {"services": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["assessor"]
        chosen.queryset = organizations_around(self.post.division, Organization.Kind.ASSESSOR)
        chosen.help_text = "列表中没有的，请系统管理员先在“单位”中登记，单位类型选第三方评估机构，填统一社会信用代码。"
        if self.instance.pk is not None:
            chosen.disabled = True


class AssessmentForm(TownForm):
    """Commissioned by the office; while it is carried out the assessor fills in the numbers of the two officers."""

    class Meta:
        model = Assessment
        fields = (*ASKED, *OFFICERS)
        widgets = {"demands": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in OFFICERS if self.instance.pk is None else ASKED:
            del self.fields[name]
        if self.instance.pk is None:
            self._offer()

    def _offer(self) -> None:
        contract: Any = self.fields["contract"]
        contract.queryset = contract.queryset.filter(state=AssessorContract.State.RUNNING)
        kinds: Any = self.fields["kind"]
        kinds.choices = [one for one in kinds.widget.choices if one[0] != Assessment.Kind.TRACKING]
        day = timezone.localdate()
        season = season_of(day) or season_ahead(day)
        self.initial.setdefault("year", season.year if season else day.year)


class PartForm(AnsweringForm):
    class Meta:
        model = AssessmentPart
        fields = ("remark",)

    def save(self, commit: bool = True) -> AssessmentPart:
        self.instance.score = score_of(self.items, self.judgement)
        saved: AssessmentPart = super().save(commit)
        return saved


class FindingForm(RecordForm):
    """Of a drawn household, when one came from its page; else of an office, a company or a place."""

    class Meta:
        model = AssessmentFinding
        fields = ("assessment", "topic", "sample", "location", "description", "level", "demand", "found_on")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        assessment: Any = self.fields["assessment"]
        assessment.queryset = assessment.queryset.filter(state__in=BEING_ASSESSED)
        if self.chosen("sample"):
            del self.fields["location"]
        else:
            del self.fields["sample"]
            self.fields["location"].required = True
            self.fields["location"].help_text += "是抽样户家里的，请在“评估抽样户”里打开那一户再登记。"
        self.initial.setdefault("found_on", timezone.localdate())
