"""认定住户: who knows says which household a line of a list means, where the numbers on it did not say (F10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import F, QuerySet, prefetch_related_objects

from accounts.audit import Actor, System
from core.workflow import Answers, follow, refusals
from households.models import Household, Reconciliation, ReconciliationRow
from households.reconciling.matching import beside

Decision = ReconciliationRow.Decision
Outcome = ReconciliationRow.Outcome
Rows = Sequence[ReconciliationRow]
Refusals = dict[int, str]
# The column of the reconciliation that counts such rows.
COUNTED: Mapping[str, str] = {
    Outcome.UNCLEAR: "unclear",
    Outcome.MISSING_HERE: "missing_here",
    Outcome.MISSING_THERE: "missing_there",
    Outcome.DIFFERS: "differing",
    Outcome.AGREES: "agreeing",
}
OPEN_TO_POINTING = (Outcome.UNCLEAR, Outcome.MISSING_HERE)


def is_not_known_yet(rows: Rows, by: Actor) -> Refusals:
    """名单上的这一行还没有认出是台账中的哪一户。"""
    return refusals(rows, lambda row: "" if row.outcome in OPEN_TO_POINTING else "这一行已经认出是哪一户，不用再认定。")


def household_lies_within(rows: Rows, by: Actor) -> Refusals:
    """所认定的住户在本人管辖范围内，也在这次对账的范围内。"""
    prefetch_related_objects(rows, "household", "reconciliation__area")
    named = [row.household_id for row in rows if row.household_id]
    households = Household.objects.all() if isinstance(by, System) else Household.objects.visible_to(by)
    seen = set(households.filter(pk__in=named).values_list("pk", flat=True))
    return refusals(rows, lambda row: _outside(row, seen))


def _outside(row: ReconciliationRow, seen: set[int]) -> str:
    area, household = row.reconciliation.area, row.household
    if household is None:
        return ""
    if household.pk not in seen:
        return "没有找到这一户，或它不在您的管辖范围内；在别的街镇的，请区双代办认定。"
    within = getattr(household, f"{area.scope_field}_id") == area.pk
    return "" if within else "这一户不在这次对账的范围内，请核对户编号。"


def no_other_line_means_it(rows: Rows, by: Actor) -> Refusals:
    """名单上没有别的行已对上这一户，这一户也没有裁定过。"""
    return refusals(rows, _taken)


def _taken(row: ReconciliationRow) -> str:
    other = _of_the_household(row).first()
    if other is None:
        return ""
    if other.line:
        return f"这一户已与名单第 {other.line} 行对上，请核对户编号。"
    decided = other.decision not in {Decision.UNDECIDED, Decision.TO_VERIFY}
    return "这一户的“对方无此户”已经裁定，请先把那一行“重新裁定”。" if decided else ""


def _of_the_household(row: ReconciliationRow) -> QuerySet[ReconciliationRow]:
    """What else this reconciliation says of the household that the row names; nothing while it names none."""
    others = ReconciliationRow.objects.filter(reconciliation=row.reconciliation_id, household__isnull=False)
    return others.filter(household=row.household_id).exclude(outcome=Outcome.FOUND).exclude(pk=row.pk)


def lay_against_it(rows: Rows, by: Actor, answers: Answers) -> None:
    """The line stands where the household stands, beside what the ledger has; the household is missing no more."""
    for row in rows:
        assert row.household is not None, "the step asks for it"
        missing = _of_the_household(row)
        moved = Counter({COUNTED[row.outcome]: -1, COUNTED[Outcome.MISSING_THERE]: -missing.count()})
        follow(missing, "set_aside", answers, outcome=Outcome.FOUND, remark=f"已认定为名单第 {row.line} 行")
        row.differences, is_seen = beside(row, row.household)
        row.outcome = Outcome.DIFFERS if row.differences else Outcome.AGREES
        moved[COUNTED[row.outcome]] += 1
        row.known_by, row.remark = ReconciliationRow.Key.HAND, ""
        row.served_by_id = row.reconciliation.company_id if is_seen else None
        row.village = row.household.village
        row.place()
        changes = {name: F(name) + by for name, by in moved.items() if by}
        Reconciliation.objects.filter(pk=row.reconciliation_id).update(**changes)
