"""计划增户、计划更新改造: the long way from a householder's will to the ledger (P29–P31, P45–P53). Read this first.

意愿 → 资格审定 → 公示 → 列入计划 → 施工 → 验收 → 上报, then as every other change: 区级初审, 市级核查. What follows
a list of households or a record of the works (公示, 计划, 施工, 验收) is led by that record, not done one by one. Until
the last step the ledger keeps the old device: nobody leaves it before the new one is accepted (P6).
"""

from __future__ import annotations

from accounts.roles import Role
from core.workflow import EMPTY, FLAGGED, HANDLER, LED, NOW, REASON, Clock, Limit, Step, Unit
from households import applying, duplicates, guards
from households.ageing import workflows as ageing
from households.columns import DEVICE
from households.lineage import guards as lineage
from households.models import Application
from households.renovating import joining, qualifying
from households.renovating.works import contracting, following, opening
from households.workflows import BEGUN, ENDED, FILERS, MENDED, WHOLE_ROW, LedgerChange

State = Application.State
Case = Application.Case
# Until the works begin a household may go back on its word (P29).
WITHDRAWABLE = (State.DRAFT, State.WILLING, State.QUALIFIED, State.PUBLICISED, State.ELIGIBLE, State.PLANNED)


class Renovation(LedgerChange):
    """The steps that both share."""

    submit = Step(
        "提交意愿",
        State.DRAFT,
        State.WILLING,
        by=FILERS,
        requires=[
            guards.filled_in,
            guards.dated_until_today,
            guards.changes_something,
            guards.renewed_by_an_allowed_kind,
            guards.subsidy_method_fits,
            guards.household_is_in_use,
            guards.device_is_known,
            guards.documented,
            lineage.no_merge_is_under_way,
        ],
        then=[duplicates.find],
        stamps={"submitted_at": NOW, **MENDED},
    )
    qualify = Step(
        "资格审定",
        State.WILLING,
        State.QUALIFIED,
        by=Role.TOWN_OFFICE,
        within=Limit(10, Unit.WORKING_DAYS, extension=10, pausable=True),
        asks=["visited_on"],
        requires=[guards.dated_until_today, guards.household_is_in_use, qualifying.qualified],
        then=[qualifying.keep],
    )
    override = Step(
        "资格特批",
        State.WILLING,
        State.WILLING,
        by=Role.TOWN_OFFICE,
        reason=True,
        aside=True,
        requires=[qualifying.something_to_override],
        stamps={"override_reason": REASON},
        tells={Role.DISTRICT_OFFICE},
    )
    publicise = Step("列入公示", State.QUALIFIED, State.PUBLICISED, by=LED, asks=["publicity"])
    stand = Step("公示无异议", State.PUBLICISED, State.ELIGIBLE, by=LED)
    exclude = Step(
        "公示异议成立",
        State.PUBLICISED,
        State.REJECTED,
        by=LED,
        reason=True,
        aside=True,
        then=[duplicates.close],
        stamps=ENDED,
    )
    unpublicise = Step("公示终止", State.PUBLICISED, State.QUALIFIED, by=LED, aside=True, stamps={"publicity": EMPTY})
    assign = Step(
        "纳入计划",
        State.ELIGIBLE,
        State.ELIGIBLE,
        by=Role.TOWN_OFFICE,
        asks=["plan"],
        aside=True,
        requires=[joining.plan_takes_households],
    )
    unassign = Step(
        "移出计划",
        State.ELIGIBLE,
        State.ELIGIBLE,
        by=Role.TOWN_OFFICE,
        aside=True,
        requires=[joining.plan_is_being_drawn_up],
        then=[joining.leave_plan],
    )
    release = Step("计划撤回", State.ELIGIBLE, State.ELIGIBLE, by=LED, aside=True, stamps={"plan": EMPTY})
    plan = Step("列入计划", State.ELIGIBLE, State.PLANNED, by=LED, then=[ageing.plan_with_the_household])
    # As often as the contractor is changed before the works begin.
    arrange = Step(
        "安排施工",
        State.PLANNED,
        State.PLANNED,
        by=Role.TOWN_OFFICE,
        asks=["contractor"],
        requires=[contracting.contractor_is_qualified],
        then=[opening.open_works],
        aside=True,
    )
    begin = Step("开工", State.PLANNED, State.BUILDING, by=LED)
    complete = Step("完工报验", State.BUILDING, State.BUILT, by=LED, accepts=[*DEVICE, *following.METERS])
    accept = Step("验收合格", State.BUILT, State.ACCEPTED, by=LED, accepts=["converted_year"])
    rework = Step("验收整改", State.BUILT, State.BUILDING, by=LED, reason=True, aside=True)
    # Instead of 街镇核实, which the acceptance on site has done.
    verify = None  # type: ignore[assignment]
    report = Step(
        "上报",
        State.ACCEPTED,
        State.VERIFIED,
        by=Role.TOWN_OFFICE,
        within=Limit(5, Unit.WORKING_DAYS, extension=5),
        requires=[
            guards.complete_for_the_ledger,
            guards.subsidy_method_fits,
            guards.household_is_in_use,
            guards.duplicates_are_decided,
        ],
        stamps=MENDED,
    )
    send_back = Step(
        "退回",
        State.WILLING,
        State.DRAFT,
        by=HANDLER,
        reason=True,
        flags_fields=True,
        stamps={"flagged": FLAGGED, "sent_back_reason": REASON, "visited_on": EMPTY, "override_reason": ""},
    )
    # What is built is not begun anew: the township mends what it reports.
    send_back_report = Step(
        "退回街镇",
        [State.VERIFIED, State.REVIEWED],
        State.ACCEPTED,
        by=HANDLER,
        reason=True,
        flags_fields=True,
        requires=[guards.not_with_the_city],
        stamps={"flagged": FLAGGED, "sent_back_reason": REASON},
    )
    reject = Step(
        "不予通过",
        [State.WILLING, State.VERIFIED, State.REVIEWED],
        State.REJECTED,
        by=HANDLER,
        reason=True,
        requires=[guards.not_with_the_city],
        then=[duplicates.close],
        stamps=ENDED,
    )
    withdraw = Step(
        "放弃改造",
        WITHDRAWABLE,
        State.WITHDRAWN,
        by=FILERS,
        reason=True,
        aside=True,
        requires=[guards.filed_by_own_office],
        then=[duplicates.close, opening.cancel_works],
        stamps=ENDED,
    )
    arranged = Clock("安排施工", starts=[plan], stops=[arrange], limit=Limit(10, Unit.WORKING_DAYS))


class PlanAddition(Renovation):
    """计划增户: a household that still burns coal is converted by the township's plan (P45)."""

    title, case = "计划增户", Case.PLAN_ADD
    file = Step(
        "登记改造意愿",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["village", "name", "kind"],
        accepts=[*(name for name in WHOLE_ROW if name not in {"name", "kind"}), "reason", "consented_on"],
        stamps=BEGUN,
    )


class PlanUpgrade(Renovation):
    """计划更新改造: an old or weak device is replaced by one that the plan allows (P30, P31)."""

    title, case = "计划更新改造", Case.PLAN_UPGRADE
    file = Step(
        "登记更新意愿",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["household", "kind"],
        accepts=["equipment", "reason", "consented_on"],
        holds=applying.keep_households,
        requires=[guards.household_is_in_use],
        stamps=BEGUN,
    )
