"""What a record's page shows of its workflow, and what a higher app hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from accounts.roles import Role
from core.workflow import Answers, Guard, Panel, Reaction, Step, StepRefused, panels_on
from core.workflow.describing import describe, mermaid
from core.workflow.offers import ahead
from households.models import Application
from tests.conftest import MakePost
from tests.core.conftest import File
from tests.core.trial import NO_ADDRESS
from tests.factories import Tree

DAY = "2026-11-16"


def test_every_step_from_the_state_is_offered_and_says_why_it_is_grey(
    submitted: File, trial: Any, post: MakePost
) -> None:
    offers = {offer.step.name: offer for offer in trial.offers(submitted(address=""), by=post(Role.TOWN_OFFICE))}

    assert set(offers) == {"verify", "send_back", "note", "withdraw"}
    assert (offers["verify"].why_not, offers["verify"].is_mine) == (NO_ADDRESS, True)
    assert (offers["send_back"].why_not, offers["send_back"].is_mine) == ("", True)
    assert offers["withdraw"].why_not.startswith("“撤回”由村（居）委会办理")
    assert not offers["withdraw"].is_mine


def test_a_finished_record_offers_nothing(submitted: File, trial: Any, post: MakePost) -> None:
    record = trial.withdraw(submitted(), by=post(Role.VILLAGE))

    assert trial.offers(record, by=post(Role.VILLAGE)) == []


def test_the_timeline_shows_what_was_done_what_waits_and_what_lies_ahead(
    submitted: File, trial: Any, post: MakePost
) -> None:
    timeline = trial.timeline(submitted())

    assert [taken.label for taken in timeline.taken] == ["登记", "提交"]
    assert {item.clock.rpartition(".")[2] for item in timeline.waiting} == {"verify", "call_back", "on_paper"}
    assert [step.label for step in timeline.ahead] == ["街镇核实", "办结"]


def test_a_way_that_runs_in_a_circle_ends(trial: Any) -> None:
    class Circling(trial):  # type: ignore[misc]
        finish = Step("重办", Application.State.VERIFIED, Application.State.DRAFT, by=Role.DISTRICT_OFFICE)

    way = ahead(Circling, Application.State.DRAFT)

    assert [step.label for step in way] == ["提交", "街镇核实", "重办"]


def no_hazard(records: Sequence[Application], by: Any) -> dict[int, str]:
    """没有未整改的隐患。"""
    return dict.fromkeys([record.pk for record in records], "这户有隐患未整改，请先处理。")


def test_a_guard_of_a_higher_app_stands_in_the_way_and_says_why(submitted: File, trial: Any, post: MakePost) -> None:
    Guard(on=trial.verify, ask=no_hazard)
    record = submitted()

    with pytest.raises(StepRefused, match="这户有隐患未整改"):
        trial.verify(record, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert trial.verify.why_not(record, by=post(Role.TOWN_OFFICE)) == "这户有隐患未整改，请先处理。"
    assert "前提：没有未整改的隐患。" in describe(trial)


def test_a_reaction_of_a_higher_app_follows_in_the_same_transaction(
    submitted: File, trial: Any, post: MakePost
) -> None:
    def fail(records: Sequence[Application], by: Any, answers: Answers) -> None:
        Application.objects.filter(pk=records[0].pk).update(remark="已动过")
        raise StepRefused("派单失败，请稍后再办。")

    Reaction(to=trial.verify, do=fail)
    record = submitted()

    with pytest.raises(StepRefused, match="派单失败"):
        trial.verify(record, by=post(Role.TOWN_OFFICE), visited_on=DAY)

    record = Application.objects.get(pk=record.pk)
    assert (record.state, record.remark) == (Application.State.SUBMITTED, "")


def test_a_hook_on_a_pattern_holds_for_every_workflow_after_it(trial: Any, post: MakePost, tree: Tree) -> None:
    class Changing(trial):  # type: ignore[misc]
        title, case = "变更试办", Application.Case.CHANGE

    Guard(on=trial.verify, ask=no_hazard)
    record = Application(pk=1, case="change", state=Application.State.SUBMITTED, address="幸福路1号")

    assert Changing.verify.why_not(record, by=post(Role.TOWN_OFFICE)) == "这户有隐患未整改，请先处理。"
    assert Changing.send_back.why_not(record, by=post(Role.TOWN_OFFICE)) == ""


def test_a_panel_is_found_by_its_model(trial: Any) -> None:
    panel = Panel(on=Application, title="安检记录", template="inspections/_panel.html", show=lambda record, post: {})

    assert panels_on(Application) == [panel]


def test_a_workflow_is_described_in_words(trial: Any) -> None:
    text = describe(trial)

    assert text.startswith("试办（Trial，台账申请）")
    assert "  verify 街镇核实：待街镇核实 → 待区初审" in text
    for line in ("由：街镇双代主管部门", "时限：5个工作日", "填写：入户核实日期", "随后：备注里写上核实日期。"):
        assert line in text
    assert "时限 call_back 回访：自“提交”起，至“补记、街镇核实”止，急 2小时；其他 24小时，由街镇双代主管部门" in text


def test_a_workflow_is_drawn_as_a_state_diagram(trial: Any) -> None:
    lines = [line.strip() for line in mermaid(trial).splitlines()]

    assert lines[0] == "stateDiagram-v2"
    for line in (
        'state "待街镇核实" as submitted',
        "[*] --> draft: 登记",
        "submitted --> verified: 街镇核实（5个工作日）",
        "verified --> draft: 退回",
        "withdrawn --> [*]",
    ):
        assert line in lines
    assert not any("in_ledger" in line for line in lines)
