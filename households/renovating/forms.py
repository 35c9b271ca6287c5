"""Forms of the long way: a list to publicise, an objection, a plan with its money, its budget and its energy."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Division, Organization
from core.addresses import rows_url
from core.views.record_form import RecordForm
from households.models import (
    BudgetLine,
    EnergyConfirmation,
    ExcludedVillage,
    FundLine,
    Objection,
    Publicity,
    RenovationPlan,
    TechOption,
)
from households.renovating.planning import OPEN

DISTRICT_CODE_LENGTH = 6


class PublicityForm(RecordForm):
    villages = forms.TypedMultipleChoiceField(
        label="公示的村（社区）",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不勾选的，本街镇待公示的农户全部列入。",
    )

    class Meta:
        model = Publicity
        fields = ("title", "number", "posting_place", "objection_phone", "villages")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        villages = Division.objects.below(self.post.division).villages()
        self.fields["villages"].choices = [(one.pk, str(one)) for one in villages]  # type: ignore[attr-defined]


class ObjectionForm(RecordForm):
    """About a household of a list; it was chosen on the application's own page."""

    class Meta:
        model = Objection
        fields = ("application", "ground", "statement", "channel", "objector", "phone")
        widgets = {"statement": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.chosen("application") is None:
            self.begins_at = {
                "sentence": "请先在台账申请里打开公示中的那一户，再点那一页上的“登记异议”。",
                "url": rows_url("applications", state="publicised"),
                "verb": "到台账申请里找",
            }


class ExcludedVillageForm(RecordForm):
    class Meta:
        model = ExcludedVillage
        fields = ("village", "reason", "document_number", "since_on", "until_on", "remark")


class TechOptionForm(RecordForm):
    class Meta:
        model = TechOption
        fields = ("kind", "season_cost_from", "season_cost_to", "own_share", "suitability", "offered")


class PlanForm(RecordForm):
    class Meta:
        model = RenovationPlan
        fields = ("title", "year", "starts_on", "ends_on", "remark")


class OfPlanForm(RecordForm):
    """Of a plan that is still open."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        plan: Any = self.fields["plan"]
        plan.queryset = plan.queryset.filter(state__in=OPEN)


class BudgetForm(OfPlanForm):
    class Meta:
        model = BudgetLine
        fields = ("plan", "kind", "unit_cost", "remark")


class FundForm(OfPlanForm):
    class Meta:
        model = FundLine
        fields = ("plan", "source", "amount", "document_number", "remark")


class ConfirmationForm(OfPlanForm):
    """Companies stand beside the tree: those of the township's district."""

    class Meta:
        model = EnergyConfirmation
        fields = ("plan", "company", "households")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        company: Any = self.fields["company"]
        company.queryset = Organization.objects.in_use().filter(
            kind__in=[Organization.Kind.GAS, Organization.Kind.POWER],
            division__code__startswith=self.post.division.code[:DISTRICT_CODE_LENGTH],
        )
