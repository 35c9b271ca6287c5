"""安检: who files what he saw at a household, and who takes back what was filed wrongly (P92–P94). Read this first.

There is nothing to plan by hand: what is due is computed (inspections/planning). A record is never deleted; taken back
it stays, with the reason, and counts no more. Nobody files by this step alone: `filing.py` judges the answers, keeps
the photos and finds the hazards with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from accounts.hiding import without_numbers
from accounts.roles import Role
from core.workflow import REASON, Step, StepRefused, Workflow, refusals
from inspections.models import Inspection

State = Inspection.State
Outcome = Inspection.Outcome
INSPECTORS = frozenset({Role.SAFETY_OFFICER, Role.GAS_COMPANY})
FACTS = ("meter_reading", "meter_made_on", "boiler_made_on", "alarm_expires_on", "hose_expires_on")
NO_SUPPLIER = "{}没有登记供气企业，不能登记安检。请先由街镇在台账里补上供气企业。"


def dated_until_now(inspections: Sequence[Inspection], by: Actor) -> dict[int, str]:
    """完成时间不晚于现在。"""
    now = timezone.now()
    return refusals(inspections, lambda one: "完成时间不能晚于现在。" if one.ended_at > now else "")


class FileInspection(Workflow):
    title = "安检"
    model, state = Inspection, State

    file = Step(
        "登记安检",
        None,
        State.FILED,
        by=INSPECTORS,
        requires=[dated_until_now],
    )
    void = Step(
        "作废",
        State.FILED,
        State.VOID,
        by=Role.GAS_COMPANY,
        reason=True,
        aside=True,
        stamps={"void_reason": REASON},
        tells={Role.TOWN_GAS_OFFICE},
    )

    @classmethod
    def prepare(cls, records: Sequence[Inspection]) -> None:
        """Where the household is, whose customer, on which day."""
        prefetch_related_objects(records, "household__village", "ventilation__village")
        for one in records:
            if one.household is not None:
                one.village, one.householder = one.household.village, one.household.name
                if one.company_id is None and one.household.gas_supplier_id is not None:
                    one.company_id = one.household.gas_supplier_id
            elif one.ventilation is not None:
                one.village, one.householder = one.ventilation.village, one.ventilation.householder
                one.company_id = one.ventilation.supplier_id
            if one.company_id is None:
                raise StepRefused(NO_SUPPLIER.format(one.household or "这户"))
            one.inspected_on = timezone.localdate(one.ended_at)
            one.note = without_numbers(one.note)

    @classmethod
    def describe(cls, record: Inspection) -> str:
        """No name: notices leave the portal."""
        return f"安检记录第 {record.pk} 号"
