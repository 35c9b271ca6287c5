"""兜底保供 and 试点项目: who files, approves and hands out, within how long (P22, P26). Read this first.

What is handed out leaves the point's stock in the same transaction. A move is recorded once and for all: what was
recorded wrongly is put right by the next 盘点.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from accounts.roles import Role
from core.workflow import ACTOR, HANDLER, NOW, Limit, Step, Unit, Workflow
from households import applying
from households.energy import guards, stock
from households.guards import filed_by_own_office, household_is_in_use
from households.models import EmergencyFuelIssue, FuelMove, Pilot
from households.workflows import FILERS

ISSUE = EmergencyFuelIssue.State
PILOT = Pilot.State
OFFICES = frozenset({Role.TOWN_OFFICE, Role.DISTRICT_OFFICE})
ENDED = {"decided_at": NOW}
ASKED = ("fuel_reason", "tonnes", "point")


class EmergencyFuel(Workflow):
    """The steps that both share."""

    model, state = EmergencyFuelIssue, ISSUE
    case_field = "given_to"

    approve = Step("批准", ISSUE.FILED, ISSUE.APPROVED, by=Role.TOWN_OFFICE, within=Limit(1, Unit.WORKING_DAYS))
    hand_out = Step(
        "发放",
        ISSUE.APPROVED,
        ISSUE.ISSUED,
        by=FILERS,
        # Somebody is cold meanwhile.
        within=Limit(2, Unit.CALENDAR_DAYS),
        asks=["issued_on"],
        holds=stock.hold_points_of_issues,
        requires=[guards.handed_out_until_today, guards.signed_for, guards.point_has_enough],
        then=[stock.take_from_points],
        stamps=ENDED,
    )
    refuse = Step("不予发放", ISSUE.FILED, ISSUE.REFUSED, by=HANDLER, reason=True, stamps=ENDED)
    withdraw = Step(
        "撤回",
        [ISSUE.FILED, ISSUE.APPROVED],
        ISSUE.WITHDRAWN,
        by=FILERS,
        aside=True,
        requires=[filed_by_own_office],
        stamps=ENDED,
    )

    @classmethod
    def prepare(cls, records: Sequence[EmergencyFuelIssue]) -> None:
        """Of a household of the ledger, who it is and where."""
        prefetch_related_objects([one for one in records if one.household_id], "household__village")
        for issue in records:
            if issue.household:
                issue.village, issue.name = issue.household.village, issue.household.name
                issue.address = issue.household.address


def keep_household(issues: Sequence[EmergencyFuelIssue]) -> None:
    """So that it is not made void while something is given out to it."""
    applying.keep([issue.household_id for issue in issues if issue.household_id])


class FuelForHousehold(EmergencyFuel):
    """应急发放给台账住户."""

    title, case = "应急发放", EmergencyFuelIssue.GivenTo.LEDGER
    file = Step(
        "登记应急发放",
        None,
        ISSUE.FILED,
        by=FILERS,
        asks=["household", *ASKED],
        accepts=["note"],
        holds=keep_household,
        requires=[household_is_in_use, guards.point_serves_the_district],
        stamps={"filed_by": ACTOR},
    )


class FuelForOthers(EmergencyFuel):
    """应急发放给还不在台账里的农户."""

    title, case = "台账外应急发放", EmergencyFuelIssue.GivenTo.OTHER
    file = Step(
        "登记台账外应急发放",
        None,
        ISSUE.FILED,
        by=FILERS,
        asks=["village", "name", *ASKED],
        accepts=["address", "note"],
        requires=[guards.point_serves_the_district],
        stamps={"filed_by": ACTOR},
    )


class Move(Workflow):
    model, state = FuelMove, FuelMove.State
    case_field = "kind"


def _recorded(label: str) -> Step:
    return Step(
        label,
        None,
        FuelMove.State.RECORDED,
        by=FILERS,
        asks=["point", "tonnes", "moved_on"],
        accepts=["remark"],
        holds=stock.hold_points_of_moves,
        requires=[guards.moved_until_today, guards.leaves_some],
        then=[stock.tell_where_short],
        stamps={"moved_by": ACTOR},
    )


class MoveIn(Move):
    title, case = "入库", FuelMove.Kind.IN
    record = _recorded("登记入库")


class MoveOut(Move):
    """Other than to a household: lost, or taken to another point."""

    title, case = "出库", FuelMove.Kind.OUT
    record = _recorded("登记出库")


class CountStock(Move):
    title, case = "盘点", FuelMove.Kind.COUNT
    record = _recorded("登记盘点")


class PilotProject(Workflow):
    """试点: 申报 → 实施 → 评估 → 推广, or 终止 on the way."""

    title = "试点项目"
    model, state = Pilot, PILOT

    propose = Step(
        "申报试点",
        None,
        PILOT.PROPOSED,
        by=OFFICES,
        asks=["name", "village", "site", "technology"],
        accepts=["investment", "cost_before"],
    )
    run = Step(
        "批准实施",
        PILOT.PROPOSED,
        PILOT.RUNNING,
        by=Role.DISTRICT_OFFICE,
        within=Limit(10, Unit.WORKING_DAYS),
        asks=["starts_on", "ends_on"],
        requires=[guards.pilot_is_planned],
    )
    evaluate = Step(
        "评估",
        PILOT.RUNNING,
        PILOT.EVALUATED,
        by=OFFICES,
        # When the season's usage is known.
        within=Limit(531, Unit.DAY_OF_YEAR),
        asks=["cost_before", "cost_after", "conclusion"],
        accepts=["investment"],
        requires=[guards.pilot_has_households, guards.pilot_is_reported],
    )
    promote = Step(
        "决定推广",
        PILOT.EVALUATED,
        PILOT.PROMOTED,
        by=Role.DISTRICT_OFFICE,
        within=Limit(10, Unit.WORKING_DAYS),
        reason=True,
        stamps=ENDED,
    )
    stop = Step(
        "终止试点",
        [PILOT.PROPOSED, PILOT.RUNNING, PILOT.EVALUATED],
        PILOT.STOPPED,
        by=Role.DISTRICT_OFFICE,
        reason=True,
        aside=True,
        stamps=ENDED,
    )

    @classmethod
    def describe(cls, record: Pilot) -> str:
        return f"试点项目 {record}"
