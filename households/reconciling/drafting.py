"""What the list has right becomes an application: 增户, 变更 or 销户, filled with it and filed as a draft.

The office completes it with the documents and hands it in as any other; the row shows how far it has come.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from core.workflow import Answers, StepRefused, Workflow
from households.models import Application, Reconciliation, ReconciliationRow
from households.models.choices import Kind, Status
from households.models.reconciliations import Source, UsageStatus
from households.workflows import AddHousehold, CancelHousehold, ChangeHousehold

Outcome = ReconciliationRow.Outcome
Decision = ReconciliationRow.Decision
Rows = Sequence[ReconciliationRow]
# What a list says of a household, under the names of the ledger.
SAID = {
    Source.GAS: ("name", "id_number", "gas_account", "gas_user_code", "gas_meter_number", "address"),
    Source.POWER: ("name", "power_account", "power_meter_number", "address"),
    Source.PAYMENT: ("name", "id_number", "bank_account"),
}


def workflow_for(row: ReconciliationRow) -> type[Workflow]:
    if row.outcome == Outcome.MISSING_HERE:
        return AddHousehold
    stopped = row.usage_status == UsageStatus.STOPPED and "usage_status" in row.differences
    return CancelHousehold if row.outcome == Outcome.MISSING_THERE or stopped else ChangeHousehold


def why_not(rows: Rows) -> dict[int, str]:
    """The rows' households are fetched already."""
    households = [row.household_id for row in rows if row.household_id]
    under_way = Application.objects.under_way().filter(household__in=households)
    known: set[tuple[int | None, str]] = set(under_way.values_list("household_id", "case"))
    return {row.pk: sentence for row in rows if (sentence := _why_not(row, known))}


def _why_not(row: ReconciliationRow, under_way: Collection[tuple[int | None, str]]) -> str:
    workflow = workflow_for(row)
    if row.household and row.household.status != Status.NORMAL:
        return "这户在台账中已销户，不能登记变更或销户；恢复供用的请另办增户申请。"
    if (row.household_id, workflow.case) in under_way:
        return f"这户已有一件{workflow.title}申请正在办理，请先办结或撤回。"
    return (
        "" if workflow is not ChangeHousehold or _changes(row) else "名单没有给出可以写入台账的内容，请逐户办理申请。"
    )


def file_drafts(rows: Rows, by: Actor, answers: Answers) -> None:
    """Raises StepRefused where an application can't be filed; the row is then not decided either."""
    prefetch_related_objects(rows, "reconciliation")
    for workflow in (AddHousehold, ChangeHousehold, CancelHousehold):
        concerned = [row for row in rows if workflow_for(row) is workflow]
        drafts = [_draft(row, workflow) for row in concerned]
        filed = workflow.steps["file"].begin_all(drafts, by=by, at=answers.at)
        for sentence in filed.refused.values():
            raise StepRefused(sentence)
        for row, draft in zip(concerned, drafts, strict=True):
            row.application = draft


def let_go(rows: Rows, by: Actor, answers: Answers) -> None:
    """Of an application that came to nothing: another may be filed."""
    for row in rows:
        row.application = None


def _draft(row: ReconciliationRow, workflow: type[Workflow]) -> Application:
    reason = f"对账：{row.get_source_display()}（{row.as_of_on}）"
    if workflow is AddHousehold:
        return Application(
            village_id=row.village_id, reason=f"{reason}中有这一户。", **_given(row, SAID[Source(row.source)])
        )
    if workflow is CancelHousehold:
        told = "中已停用" if row.usage_status else "中没有这一户"
        return Application(household_id=row.household_id, known_on=timezone.localdate(), reason=f"{reason}{told}。")
    return Application(household_id=row.household_id, reason=f"{reason}与台账不同。", **_changes(row))


def _given(row: ReconciliationRow, names: Sequence[str]) -> dict[str, Any]:
    given = {name: getattr(row, name) for name in names}
    if row.source == Source.GAS:
        given |= {"kind": Kind.GAS, "gas_supplier_id": row.reconciliation.company_id}
    if row.source == Source.PAYMENT:
        given["account_name"] = row.name
    return {name: value for name, value in given.items() if value not in (None, "")}


def _changes(row: ReconciliationRow) -> dict[str, Any]:
    changes = {name: getattr(row, name) for name in SAID[Source(row.source)] if name in row.differences}
    if "listed_village" in row.differences:
        changes["moved_to_id"] = row.listed_village_id
    if "bank_account" in changes:
        changes["account_name"] = row.name
    return changes


def undecided_of(reconciliations: Sequence[Reconciliation]) -> dict[int, int]:
    """How many rows of each wait for a decision; those with none are left out."""
    waiting = ReconciliationRow.objects.filter(
        reconciliation__in=reconciliations, decision__in=[Decision.UNDECIDED, Decision.TO_VERIFY]
    )
    return dict(waiting.order_by().values_list("reconciliation_id").annotate(Count("pk")))
