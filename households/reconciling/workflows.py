"""对账的裁定、办结, 异常用量的核实: who decides, within how long, what stands in the way. Read this first.

The rows of a list are written by the set, as the ledger's are (matching.py). Each that does not agree with the ledger
is decided: the ledger holds and the company is told, or the list holds and an application changes the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from accounts.audit import Actor, System
from accounts.roles import Role
from core.workflow import ACTOR, EMPTY, LED, NOW, Limit, Step, Unit, Workflow
from households.models import Application, Reconciliation, ReconciliationRow, UsageAnomaly
from households.reconciling import drafting, pointing
from households.workflows import FILERS

Decision = ReconciliationRow.Decision
Outcome = ReconciliationRow.Outcome
Rows = Sequence[ReconciliationRow]
Refusals = dict[int, str]

OFFICES = frozenset({Role.TOWN_OFFICE, Role.DISTRICT_OFFICE})
VISITORS = OFFICES | {Role.VILLAGE}
BRINGERS = frozenset({Role.DISTRICT_OFFICE, Role.GAS_COMPANY, Role.POWER_COMPANY, Role.FINANCE})
OPEN_DECISIONS = (Decision.UNDECIDED, Decision.TO_VERIFY)
DECIDED = {"decided_by": ACTOR, "decided_at": NOW}
AGAIN = {"decided_by": EMPTY, "decided_at": EMPTY, "note": ""}
COME_TO_NOTHING = frozenset({Application.State.REJECTED, Application.State.WITHDRAWN})


def reconciliation_is_open(rows: Rows, by: Actor) -> Refusals:
    """所在的对账还没有办结或撤销。"""
    prefetch_related_objects(rows, "reconciliation")
    return {
        row.pk: f"这次对账{row.reconciliation.get_state_display()}，不能再改裁定；要改请由区双代办重新打开对账。"
        for row in rows
        if row.reconciliation.state != Reconciliation.State.OPEN
    }


def household_is_known(rows: Rows, by: Actor) -> Refusals:
    """已认定是台账中的哪一户，或台账无此户。"""
    sentence = "这一行还认不出是台账中的哪一户，请先“认定住户”，或补正台账、名单中的户号、表号后重新对账。"
    return {row.pk: sentence for row in rows if row.outcome == Outcome.UNCLEAR}


def both_sides_have_it(rows: Rows, by: Actor) -> Refusals:
    """台账和名单都有这一户。"""
    sentence = "只有台账和名单都有的户，才能核实为一致。"
    return {row.pk: sentence for row in rows if row.outcome not in {Outcome.AGREES, Outcome.DIFFERS, Outcome.UNCLEAR}}


def no_application_holds(rows: Rows, by: Actor) -> Refusals:
    """没有登记过申请，或申请没有通过、已撤回。"""
    prefetch_related_objects(rows, "application")
    return {
        row.pk: f"登记的申请{row.application.get_state_display()}，不能再改裁定；要改请先撤回申请。"
        for row in rows
        if row.application and row.application.state not in COME_TO_NOTHING
    }


def can_be_applied_for(rows: Rows, by: Actor) -> Refusals:
    """所涉住户可以办理申请：没有销户，也没有同类申请正在办理。"""
    prefetch_related_objects(rows, "household")
    return drafting.why_not(rows)


def nothing_is_undecided(reconciliations: Sequence[Reconciliation], by: Actor) -> Refusals:
    """没有待裁定、待核实的行。"""
    waiting = drafting.undecided_of(reconciliations)
    return {pk: f"还有 {count:,} 行待裁定或待核实，请逐行或批量裁定后再办结。" for pk, count in waiting.items()}


def no_row_is_decided(reconciliations: Sequence[Reconciliation], by: Actor) -> Refusals:
    """各行都还没有裁定。"""
    decided = ReconciliationRow.objects.filter(reconciliation__in=reconciliations, decided_at__isnull=False)
    ids = set(decided.values_list("reconciliation_id", flat=True))
    sentence = "这次对账已有裁定，不能撤销；有误的请重新导入名单，再对一次。"
    return {one.pk: sentence for one in reconciliations if one.pk in ids}


def is_the_newest(reconciliations: Sequence[Reconciliation], by: Actor) -> Refusals:
    """没有更近的一次对账。"""
    sentence = "同一份名单已有更近的一次对账，请在那一次里办理。"
    return {one.pk: sentence for one in reconciliations if not one.current}


class Reconcile(Workflow):
    """一次对账: from the list that came to its close."""

    title = "对账"
    model, state = Reconciliation, Reconciliation.State
    State = Reconciliation.State

    begin = Step("开始对账", None, State.OPEN, by=BRINGERS)
    close = Step(
        "办结",
        State.OPEN,
        State.CLOSED,
        by=Role.DISTRICT_OFFICE,
        within=Limit(20, Unit.WORKING_DAYS, extension=20),
        requires=[nothing_is_undecided],
        stamps={"closed_at": NOW},
    )
    reopen = Step(
        "重新打开",
        State.CLOSED,
        State.OPEN,
        by=Role.DISTRICT_OFFICE,
        reason=True,
        aside=True,
        requires=[is_the_newest],
        stamps={"closed_at": EMPTY},
    )
    # When the import that it came of is taken back.
    take_back = Step("撤销对账", State.OPEN, State.VOID, by=BRINGERS, aside=True, requires=[no_row_is_decided])


class DecideRow(Workflow):
    title = "对账裁定"
    model, state, state_field = ReconciliationRow, Decision, "decision"

    find = Step("发现不符", None, Decision.UNDECIDED, by=System.CLOCK)
    agree = Step("比对相符", None, Decision.NONE_NEEDED, by=System.CLOCK)
    point_out = Step(
        "认定住户",
        OPEN_DECISIONS,
        Decision.UNDECIDED,
        by=OFFICES,
        aside=True,
        singly=True,
        asks=["household"],
        requires=[
            reconciliation_is_open,
            pointing.is_not_known_yet,
            pointing.household_lies_within,
            pointing.no_other_line_means_it,
        ],
        then=[pointing.lay_against_it],
        stamps=AGAIN,
    )
    set_aside = Step(
        "由名单另一行认定", OPEN_DECISIONS, Decision.NONE_NEEDED, by=LED, accepts=["outcome", "remark"], stamps=AGAIN
    )
    keep_ours = Step(
        "以台账为准",
        OPEN_DECISIONS,
        Decision.OURS,
        by=OFFICES,
        awaited_as="裁定",
        within=Limit(10, Unit.WORKING_DAYS),
        accepts=["note"],
        requires=[reconciliation_is_open],
        stamps=DECIDED,
    )
    take_theirs = Step(
        "以对方为准",
        OPEN_DECISIONS,
        Decision.THEIRS,
        by=OFFICES,
        accepts=["note"],
        requires=[reconciliation_is_open, household_is_known],
        stamps=DECIDED,
    )
    call_same = Step(
        "同户不同名，已核实一致",
        OPEN_DECISIONS,
        Decision.SAME,
        by=OFFICES,
        asks=["note"],
        requires=[reconciliation_is_open, both_sides_have_it],
        stamps=DECIDED,
    )
    look_into = Step(
        "待核实",
        Decision.UNDECIDED,
        Decision.TO_VERIFY,
        by=OFFICES,
        aside=True,
        asks=["note"],
        requires=[reconciliation_is_open],
        stamps=DECIDED,
    )
    reconsider = Step(
        "重新裁定",
        [Decision.OURS, Decision.THEIRS, Decision.FILED, Decision.SAME],
        Decision.UNDECIDED,
        by=OFFICES,
        reason=True,
        aside=True,
        requires=[reconciliation_is_open, no_application_holds],
        then=[drafting.let_go],
        stamps=AGAIN,
    )
    file = Step(
        "登记申请",
        Decision.THEIRS,
        Decision.FILED,
        by=FILERS,
        within=Limit(10, Unit.WORKING_DAYS),
        requires=[can_be_applied_for],
        then=[drafting.file_drafts],
    )

    @classmethod
    def describe(cls, record: ReconciliationRow) -> str:
        line = f"第 {record.line} 行" if record.line else "台账所列的户"
        return f"{record.get_source_display()}（{record.as_of_on}）{line}"


class ExplainUsage(Workflow):
    """异常用量: found by the portal, looked into at the house (P162)."""

    title = "异常用量核实"
    model, state = UsageAnomaly, UsageAnomaly.State
    State = UsageAnomaly.State

    find = Step("发现异常", None, State.FOUND, by=System.CLOCK)
    explain = Step(
        "走访核实",
        State.FOUND,
        State.EXPLAINED,
        by=VISITORS,
        asks=["cause", "visited_on"],
        accepts=["note"],
        stamps=DECIDED,
    )
    look_again = Step(
        "重新核实",
        State.EXPLAINED,
        State.FOUND,
        by=OFFICES,
        reason=True,
        aside=True,
        stamps={**AGAIN, "cause": "", "visited_on": EMPTY},
    )
    clear = Step("数据已更正", State.FOUND, State.CLEARED, by=System.CLOCK, aside=True)
    find_again = Step("又发现异常", State.CLEARED, State.FOUND, by=System.CLOCK, aside=True)
