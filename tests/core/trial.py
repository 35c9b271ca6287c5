"""A small workflow over applications in place of the real ones: every feature of the engine, no rule of households'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.roles import Role
from core.workflow import ACTOR, FLAGGED, HANDLER, NOW, REASON, Answers, Clock, Limit, Step, Unit, Workflow
from households.models import Application

State = Application.State
FILERS = frozenset({Role.VILLAGE, Role.TOWN_OFFICE})
NO_ADDRESS = "请先填写地址。"


def has_an_address(records: Sequence[Application], by: Any) -> dict[int, str]:
    """地址已填写。"""
    return {record.pk: NO_ADDRESS for record in records if not record.address}


def remark_the_day(records: Sequence[Application], by: Any, answers: Answers) -> None:
    """备注里写上核实日期。"""
    for record in records:
        record.remark = f"{answers['visited_on']} 已核实 {record.name}"


def urgency(record: Application) -> str:
    return record.remark


def declare() -> type[Workflow]:
    """A class of its own for every test: what a test hangs on it is gone with it."""

    class Trial(Workflow):
        title = "试办"
        model, state = Application, Application.State
        case_field, case = "case", Application.Case.ADD

        file = Step(
            "登记",
            None,
            State.DRAFT,
            by=FILERS,
            asks=["village", "name"],
            accepts=["address", "phone", "remark"],
            stamps={"filed_by": ACTOR},
        )
        submit = Step("提交", State.DRAFT, State.SUBMITTED, by=FILERS, stamps={"submitted_at": NOW})
        verify = Step(
            "街镇核实",
            State.SUBMITTED,
            State.VERIFIED,
            by=Role.TOWN_OFFICE,
            within=Limit(5, Unit.WORKING_DAYS, extension=3, pausable=True),
            asks=["visited_on"],
            accepts=["phone"],
            requires=[has_an_address],
            then=[remark_the_day],
        )
        finish = Step(
            "办结",
            State.VERIFIED,
            State.REJECTED,
            by=Role.DISTRICT_OFFICE,
            within=Limit(24, Unit.HOURS),
            stamps={"decided_at": NOW},
            tells={Role.VILLAGE},
        )
        send_back = Step(
            "退回",
            [State.SUBMITTED, State.VERIFIED],
            State.DRAFT,
            by=HANDLER,
            reason=True,
            flags_fields=True,
            stamps={"flagged": FLAGGED, "sent_back_reason": REASON},
            taken_back_within=Limit(1, Unit.WORKING_DAYS),
        )
        note = Step("补记", State.SUBMITTED, State.SUBMITTED, by=Role.TOWN_OFFICE, aside=True, accepts=["remark"])
        withdraw = Step(
            "撤回", State.SUBMITTED, State.WITHDRAWN, by=Role.VILLAGE, aside=True, stamps={"decided_at": NOW}
        )

        call_back = Clock(
            "回访",
            starts=[submit],
            stops=[note, verify],
            limit={"急": Limit(2, Unit.HOURS), "": Limit(24, Unit.HOURS)},
            case=urgency,
        )
        on_paper = Clock(
            "纸质材料送达", starts=[submit], stops=[finish], limit=Limit(10, Unit.CALENDAR_DAYS), by=[Role.VILLAGE]
        )

        @classmethod
        def prepare(cls, records: Sequence[Any]) -> None:
            for record in records:
                record.number = f"SB-{record.pk}"

    return Trial
