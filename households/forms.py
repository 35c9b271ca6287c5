"""The application forms: fields in the order of the office's paper, cells taken as the workbook takes them.

A form about a household shows beside each field what the ledger has now; what is left blank stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from accounts.models import Division, Organization
from core.views.record_form import RecordForm
from core.wording.showing import shower
from households import guards
from households.columns import CLEARABLE, DEVICE, MASKS, label_of
from households.ledgers import HouseholdLedger
from households.models import Application, FirstFilling, Household
from households.models.checks import tidied
from households.models.choices import Category, Kind
from households.renovating.willingness import kinds_with_costs

PERSON = ("name", "id_number", "phone", "residents", "care")
CONVERSION = ("heated_area", "house_use", "user_class", "converted_year", "kind", "batch")
SUBSIDY = ("subsidy_method", "bank_account", "account_name")
GAS = ("gas_supplier", "gas_account", "gas_user_code", "gas_meter_number", "gas_meter_type", "safety_device")
POWER = ("power_account", "power_meter_number")
REST = ("longitude", "latitude", "remark")
AFTER_THE_WORKS = ("converted_year", "batch", *SUBSIDY, *GAS, *POWER, *DEVICE)
# Asked only where it is 气代煤.
OF_GAS_ALONE = {*GAS, "supplier_confirmed_on", "supplier_reference"}
DISTRICT_CODE_LENGTH = 6


def kinds_by_category() -> list[tuple[str, Any]]:
    """改造类型 under its 改造类别, so that neither can contradict the other."""
    groups: list[tuple[str, Any]] = [("", "请选择")]
    for category in Category:
        kinds = [(kind.value, kind.label) for kind in Kind if kind.category == category]
        groups.append((str(category.label), kinds))
    return groups


class ByNumber(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Another household, named as people name it: by its 户编号."""

    @staticmethod
    def typed() -> forms.TextInput:
        return forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric"})

    def prepare_value(self, value: Any) -> Any:
        """Of one that is not offered any more, or not to this post, nothing."""
        if not isinstance(value, int):
            return super().prepare_value(value)
        assert self.queryset is not None, "its form gives it one"
        chosen = self.queryset.filter(pk=value).first()
        return chosen.number if chosen else ""


class ApplicationForm(RecordForm):
    # Beside what the model itself requires.
    required: Sequence[str] = ()
    case: Application.Case

    class Meta:
        model = Application
        fields: Sequence[str] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.required:
            self.fields[name].required = True
        self.wanted = guards.REQUIRED[self.case]
        for name in self.fields.keys() & OF_GAS_ALONE:
            self.fields[name].widget.attrs["data-concerns"] = Category.GAS.label
        self._offer_choices()
        for column in HouseholdLedger.columns:
            field = self.fields.get(column.name)
            if type(field) is forms.CharField:
                field.clean = partial(_as_a_cell, column, field.clean)  # type: ignore[method-assign]

    def _offer_choices(self) -> None:
        own_district = self.post.division.code[:DISTRICT_CODE_LENGTH]
        offered: dict[str, Any] = {
            "gas_supplier": Organization.objects.gas_suppliers().filter(division__code__startswith=own_district),
            "moved_to": Division.objects.villages()
            .filter(code__startswith=own_district)
            .valid_on(timezone.localdate()),
        }
        for name in offered.keys() & self.fields.keys():
            self.fields[name].queryset = offered[name]  # type: ignore[attr-defined]
        if "kind" in self.fields:
            self.fields["kind"].choices = kinds_by_category()  # type: ignore[attr-defined]


def _as_a_cell(column: Any, clean: Callable[[Any], Any], value: Any) -> Any:
    cleaned = clean(value)
    return tidied(column, cleaned) if cleaned else cleaned


class AddForm(ApplicationForm):
    case = Application.Case.ADD
    required: Sequence[str] = ("village", "name")

    class Meta(ApplicationForm.Meta):
        fields = (
            *PERSON, "village", "address", *CONVERSION, *SUBSIDY, *GAS, *POWER, *DEVICE, *REST,
            *guards.CONFIRMED_BY_SUPPLIER,
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        villages: Any = self.fields["village"]
        self.begin_at_own("village")
        if self.post.division.level == Division.Level.COMMUNITY:
            villages.empty_label = None


class PlannedForm(ApplicationForm):
    """The kinds with what they cost (P25). What the ledger needs of batch, subsidy, supply and device is asked once
    the works are accepted (P53)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.state == Application.State.ACCEPTED:
            self.wanted = guards.asked_after_the_works(self.instance)
        else:
            for name in AFTER_THE_WORKS:
                self.fields.pop(name, None)

    def _offer_choices(self) -> None:
        super()._offer_choices()
        self.fields["kind"].choices = kinds_with_costs()  # type: ignore[attr-defined]


class PlanAddForm(PlannedForm, AddForm):
    case = Application.Case.PLAN_ADD
    required = ("village", "name", "kind")

    class Meta(ApplicationForm.Meta):
        fields = (
            *PERSON, "village", "address", "heated_area", "house_use", "user_class", "kind", "reason", "consented_on",
            *AFTER_THE_WORKS, *REST,
        )  # fmt: skip


def at_household(which: str, button: str) -> dict[str, str]:
    """Where a form begins that was opened without its household."""
    return {
        "sentence": f"请先在确户台账里打开{which}，再点那一页上的“{button}”。",
        "url": reverse("households-list"),
        "verb": "到确户台账里找",
    }


class HouseholdForm(ApplicationForm):
    """About a household that the post sees; it was chosen on the household's own page."""

    beside = "台账现值"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        household = self.chosen("household")
        if household is None:
            self.begins_at = at_household("要办理的那一户", str(self.case.label))
        else:
            self._show_ledger(household)
            self._offer_devices(household)

    def _show_ledger(self, household: Household) -> None:
        in_ledger = {field.name for field in Household._meta.concrete_fields}
        for name in in_ledger & self.fields.keys() - {"cancel_reason"}:
            if said := shower(Household, name, MASKS)(household):
                self.fields[name].help_text = f"{self.beside}：{said}"

    def _offer_devices(self, household: Household) -> None:
        devices: Any = self.fields.get("equipment")
        if devices is not None:
            devices.queryset = household.equipment.in_use()
            devices.widget = forms.Select(attrs={"class": "form-select"}, choices=devices.choices)


class ChangeForm(HouseholdForm):
    case = Application.Case.CHANGE
    cleared = forms.MultipleChoiceField(
        label="清空下列栏",
        required=False,
        choices=[(name, label_of(name)) for name in CLEARABLE],
        widget=forms.CheckboxSelectMultiple,
        help_text="上面留空的栏保持不变；要清空台账中已有的内容，请在这里勾选。",
    )

    class Meta(ApplicationForm.Meta):
        fields = (
            "household", "reason", "householder_reason", *PERSON, "address", "moved_to", "heated_area", "house_use",
            "user_class", "converted_year", "batch", *SUBSIDY, *GAS, *POWER, "equipment", *DEVICE, *REST, "cleared",
        )  # fmt: skip
        help_texts = {
            "reason": "下面只填要变更的栏，其余留空，保持台账现值。",
            "householder_reason": "变更户主姓名或身份证号的，须选择。",
        }


class CancelForm(HouseholdForm):
    case = Application.Case.CANCEL
    required = ("known_on", "cancel_reason", "effective_on", "reason")

    class Meta(ApplicationForm.Meta):
        fields = ("household", "known_on", "cancel_reason", "effective_on", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("known_on", timezone.localdate())


class ConvertForm(HouseholdForm):
    case = Application.Case.CONVERT
    required = ("kind",)

    class Meta(ApplicationForm.Meta):
        fields = (
            "household", "kind", "converted_year", "batch", *SUBSIDY, "moved_to", *GAS, *POWER, *DEVICE,
            *guards.CONFIRMED_BY_SUPPLIER,
        )  # fmt: skip


class RenewalForm(HouseholdForm):
    """Offers what the present device may be replaced by (P31)."""

    def _offer_choices(self) -> None:
        super()._offer_choices()
        household = self.chosen("household")
        if household is not None and household.kind:
            kinds: Any = self.fields["kind"]
            kinds.choices = _only(Kind(household.kind).may_become, kinds.choices)


def _only(kinds: Collection[Kind], groups: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Of the kinds under their categories; a category that has none of these is left out."""
    first, *named = groups
    kept = [(category, [choice for choice in choices if choice[0] in kinds]) for category, choices in named]
    return [first, *((category, choices) for category, choices in kept if choices)]


class UpgradeForm(RenewalForm):
    case = Application.Case.UPGRADE

    class Meta(ApplicationForm.Meta):
        fields = ("household", "equipment", "kind", *DEVICE, "reason")


class PlanUpgradeForm(RenewalForm, PlannedForm):
    case = Application.Case.PLAN_UPGRADE
    required = ("kind", "reason")

    class Meta(ApplicationForm.Meta):
        fields = ("household", "equipment", "kind", "reason", "consented_on", *AFTER_THE_WORKS)


class EndFirstFillingForm(RecordForm):
    """Asks once more: nothing opens the first filling again."""

    verb = "宣布结束"
    confirm = "宣布以后不能恢复：本区不再用表格直接建账，已写入的导入也不能整批撤销，台账只通过申请变动。"

    class Meta:
        model = FirstFilling
        fields = ("remark",)
