"""The forms of 分户 and 并户."""

from __future__ import annotations

from typing import Any

from households.columns import DEVICE, value_of
from households.forms import (
    CONVERSION,
    GAS,
    PERSON,
    POWER,
    REST,
    SUBSIDY,
    ApplicationForm,
    ByNumber,
    HouseholdForm,
)
from households.guards import CONFIRMED_BY_SUPPLIER
from households.models import Application, Household

# What both houses of a 分户 have alike, as long as nobody says otherwise.
ALIKE = ("kind", "gas_supplier", "converted_year", "batch", "house_use", "user_class")


class SplitForm(HouseholdForm):
    """The columns are the new household's; beside each stands what the old one has."""

    case = Application.Case.SPLIT
    required = ("name",)
    beside = "原户"

    class Meta(ApplicationForm.Meta):
        fields = (
            "household", "reason", *PERSON, "address", *CONVERSION, "remaining_area", *SUBSIDY, *GAS, *POWER,
            "equipment", *DEVICE, *REST, *(name for name in CONFIRMED_BY_SUPPLIER if name != "reason"),
        )  # fmt: skip
        labels = {"equipment": "从原户带走的设备"}
        help_texts = {
            "reason": "下面填新户的情况；原户的户编号、户主不变。",
            "equipment": "原户的设备留在原户的，不选；新户另装的，填在下面。",
        }

    def _show_ledger(self, household: Household) -> None:
        super()._show_ledger(household)
        for name in ALIKE:
            self.initial.setdefault(name, value_of(household, name))
        if household.heated_area is not None:
            self.fields["remaining_area"].help_text += f"原户现为 {household.heated_area} ㎡。"


class MergeForm(HouseholdForm):
    """About the household that stays; the other is named by its number."""

    case = Application.Case.MERGE
    required = ("counterpart", "devices_go", "effective_on", "reason")
    counterpart = ByNumber(
        Household.objects.in_use(),
        to_field_name="number",
        label="要并入的另一户（户编号）",
        help_text="并户以后这一户销户，户编号可在确户台账里查到。存续户的户编号、户主不变。",
        error_messages={"invalid_choice": "没有找到这个户编号，或那一户已销户、不在您的管辖范围内。"},
    )

    class Meta(ApplicationForm.Meta):
        fields = (
            "household", "counterpart", "devices_go", "effective_on", "reason", *PERSON, "address",
            *(name for name in CONVERSION if name != "kind"), *SUBSIDY, *GAS, *POWER, *REST,
        )  # fmt: skip
        help_texts = {"reason": "下面只填并户以后存续户要补充、改动的栏，其余留空，保持台账现值。"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["counterpart"].widget = ByNumber.typed()
