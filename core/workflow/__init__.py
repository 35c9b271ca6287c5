"""Workflows: what may happen to a record, by whom, within how long; and the one way in which it happens.

    class AddHousehold(Workflow):
        title = "增户"
        model, state = Application, Application.State
        case_field, case = "case", Application.Case.ADD

        file = Step("登记", None, State.DRAFT, by=CLERKS, asks=["village", "name"], accepts=["phone"])
        submit = Step("提交", State.DRAFT, State.SUBMITTED, by=CLERKS, stamps={"submitted_at": NOW})
        verify = Step("街镇核实", State.SUBMITTED, State.VERIFIED, by=Role.TOWN_OFFICE,
                      within=Limit(5, Unit.WORKING_DAYS), asks=["visited_on"], requires=[photographed_on_site])
        send_back = Step("退回", [State.SUBMITTED, State.VERIFIED], State.DRAFT, by=HANDLER,
                         reason=True, flags_fields=True)

A step is called: `AddHousehold.verify(application, by=post, visited_on=day)`. Read `declarations.py` for what can be
declared, `engine.py` for what happens then.
"""

from core.models.clocks import Unit
from core.timekeeping.clocks import Limit
from core.workflow.adjusting import Adjustment, adjustments, extend, pause, resume
from core.workflow.declarations import Clock, Step, Workflow
from core.workflow.engine import begin_together
from core.workflow.hooks import Guard, Panel, Reaction, panels_on
from core.workflow.offers import Offer, Timeline
from core.workflow.parts import (
    ACTOR,
    EMPTY,
    FLAGGED,
    HANDLER,
    LED,
    NOW,
    REASON,
    TODAY,
    Answers,
    Outcome,
    StepRefused,
    refusals,
    until_today,
)
from core.workflow.registry import follow, take_all, why_not_all, workflows
from core.workflow.running import go_along

__all__ = [
    "ACTOR",
    "EMPTY",
    "FLAGGED",
    "HANDLER",
    "LED",
    "NOW",
    "REASON",
    "TODAY",
    "Adjustment",
    "Answers",
    "Clock",
    "Guard",
    "Limit",
    "Offer",
    "Outcome",
    "Panel",
    "Reaction",
    "Step",
    "StepRefused",
    "Timeline",
    "Unit",
    "Workflow",
    "adjustments",
    "begin_together",
    "extend",
    "follow",
    "go_along",
    "panels_on",
    "pause",
    "refusals",
    "resume",
    "take_all",
    "until_today",
    "why_not_all",
    "workflows",
]
