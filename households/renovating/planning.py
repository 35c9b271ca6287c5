"""年度改造计划 (P46, P51): drawn up by the township, its energy confirmed by the companies, approved by the district;
not without money and energy for all of it, never a whole village to gas without a document that says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import QuerySet, prefetch_related_objects

from accounts.audit import Actor
from accounts.models import Organization
from accounts.roles import Role
from core.models import Attachment
from core.wording.division_names import division_name
from core.workflow import (
    ACTOR,
    HANDLER,
    NOW,
    REASON,
    TODAY,
    Answers,
    Limit,
    Step,
    StepRefused,
    Unit,
    Workflow,
    follow,
    refusals,
    until_today,
)
from households.models import Application, BudgetLine, EnergyConfirmation, FundLine, RenovationPlan
from households.models.plans import PlanLine
from households.renovating import figures

State = RenovationPlan.State
Refusals = dict[int, str]
Energy = EnergyConfirmation.Energy
Asked = EnergyConfirmation.State
LETTER = "letter"
OPEN = (State.DRAFT, State.ASKED)
ENERGY_OF = {Organization.Kind.GAS: Energy.GAS, Organization.Kind.POWER: Energy.POWER}


def each_plan(sentence_for: Callable[[RenovationPlan], str]) -> Callable[[Sequence[RenovationPlan], Actor], Refusals]:
    """A guard from a sentence about one plan: a township has few in a year."""

    def guard(plans: Sequence[RenovationPlan], by: Actor) -> Refusals:
        return refusals(plans, sentence_for)

    guard.__doc__, guard.__name__ = sentence_for.__doc__, sentence_for.__name__
    return guard


@each_plan
def has_households(plan: RenovationPlan) -> str:
    """计划里有农户。"""
    if figures.households_of(plan).exists():
        return ""
    return "计划里还没有农户：请在“台账申请”中筛选“待列入计划”的，选中后办理“纳入计划”。"


@each_plan
def every_kind_is_budgeted(plan: RenovationPlan) -> str:
    """每一改造类型都有每户预算。"""
    missing = [row.label for row in figures.by_kind(plan) if row.households and row.unit_cost is None]
    return f"还没有预算：{'、'.join(missing)}。请先“加预算”。" if missing else ""


@each_plan
def companies_are_asked(plan: RenovationPlan) -> str:
    """需要供气、供电的户数，都已请企业确认。"""
    return _energy_lacking(plan, "还没有请{}企业确认的有 {:,} 户，请先“请企业确认”。", Asked.ASKED, Asked.CONFIRMED)


@each_plan
def energy_is_confirmed(plan: RenovationPlan) -> str:
    """燃气、电力企业已确认计划所需的户数（P46）。"""
    return _energy_lacking(plan, "{}企业还没有确认的有 {:,} 户，确认后才能报批。", Asked.CONFIRMED)


def _energy_lacking(plan: RenovationPlan, sentence: str, *states: str) -> str:
    needed = figures.energies_of(figures.by_kind(plan))
    lacking = needed - figures.promised(plan, *states)
    return "".join(sentence.format(Energy(energy).label, count) for energy, count in sorted(lacking.items()))


@each_plan
def money_covers_it(plan: RenovationPlan) -> str:
    """落实的资金不少于预算（P46）。"""
    budget, funds = figures.budget_of(figures.by_kind(plan)), figures.funds_of(plan)
    if funds >= budget > 0:
        return ""
    return f"预算 {budget:,.2f} 元，已落实资金 {funds:,.2f} 元，还差 {budget - funds:,.2f} 元。请先“加资金”。"


@each_plan
def no_village_goes_to_gas(plan: RenovationPlan) -> str:
    """不整村推进气代煤；确需的，有区里的批准文号（P24）。"""
    if plan.gas_document_number:
        return ""
    whole = [one for one in figures.gas_by_village(plan) if one.is_whole]
    named = "、".join(f"{division_name(one.village)}（{one.to_gas:,} 户，占 {one.share:.0f}%）" for one in whole)
    if not whole:
        return ""
    return f"不再整村推进气代煤：{named}。请退回调整；确需的，先办理“批准整村气代煤”，填写文号。"


@each_plan
def some_village_goes_to_gas(plan: RenovationPlan) -> str:
    """有村达到整村气代煤的认定标准。"""
    whole = any(one.is_whole for one in figures.gas_by_village(plan))
    return "" if whole else "没有村达到整村气代煤的认定标准，不需要另行批准。"


def plan_households(plans: Sequence[RenovationPlan], by: Actor, answers: Answers) -> None:
    for plan in plans:
        follow(_waiting(plan), "plan", answers)


def release_households(plans: Sequence[RenovationPlan], by: Actor, answers: Answers) -> None:
    for plan in plans:
        follow(_waiting(plan), "release", answers)


def _waiting(plan: RenovationPlan) -> QuerySet[Application]:
    return plan.applications.filter(state=Application.State.ELIGIBLE)


class DrawUpPlan(Workflow):
    title = "年度改造计划"
    model, state = RenovationPlan, State

    draw_up = Step(
        "新建计划",
        None,
        State.DRAFT,
        by=Role.TOWN_OFFICE,
        asks=["title", "year", "starts_on", "ends_on"],
        accepts=["remark"],
        stamps={"filed_by": ACTOR},
    )
    ask = Step(
        "提请确认",
        State.DRAFT,
        State.ASKED,
        by=Role.TOWN_OFFICE,
        requires=[has_households, every_kind_is_budgeted, companies_are_asked],
        stamps={"sent_back_reason": ""},
    )
    submit = Step(
        "报区批准",
        State.ASKED,
        State.SUBMITTED,
        by=Role.TOWN_OFFICE,
        within=Limit(20, Unit.WORKING_DAYS, extension=20),
        requires=[has_households, every_kind_is_budgeted, money_covers_it, energy_is_confirmed],
    )
    approve = Step(
        "批准计划",
        State.SUBMITTED,
        State.APPROVED,
        by=Role.DISTRICT_OFFICE,
        within=Limit(10, Unit.WORKING_DAYS),
        requires=[
            has_households,
            every_kind_is_budgeted,
            money_covers_it,
            energy_is_confirmed,
            no_village_goes_to_gas,
        ],
        then=[plan_households],
        stamps={"approved_at": NOW, "approved_by": ACTOR},
    )
    allow_gas = Step(
        "批准整村气代煤",
        State.SUBMITTED,
        State.SUBMITTED,
        by=Role.DISTRICT_OFFICE,
        asks=["gas_document_number"],
        reason=True,
        aside=True,
        requires=[some_village_goes_to_gas],
    )
    reopen = Step("收回修改", State.ASKED, State.DRAFT, by=Role.TOWN_OFFICE, reason=True, aside=True)
    send_back = Step(
        "退回",
        State.SUBMITTED,
        State.DRAFT,
        by=HANDLER,
        reason=True,
        stamps={"sent_back_reason": REASON, "gas_document_number": ""},
    )
    withdraw = Step(
        "撤回计划",
        [State.DRAFT, State.ASKED, State.SUBMITTED],
        State.WITHDRAWN,
        by=Role.TOWN_OFFICE,
        reason=True,
        aside=True,
        then=[release_households],
    )

    @classmethod
    def prepare(cls, records: Sequence[RenovationPlan]) -> None:
        for plan in records:
            plan.town = plan.filed_by.division


def plan_is_open(lines: Sequence[PlanLine | EnergyConfirmation], by: Actor) -> Refusals:
    """计划还没有报区批准。"""
    prefetch_related_objects(lines, "plan")
    return {
        line.pk: f"“{line.plan}”{line.plan.get_state_display()}，不能再改；要改的，请先退回或收回。"
        for line in lines
        if line.plan.state not in OPEN
    }


class PlanLineFlow(Workflow):
    """What budget and money of a plan share."""

    state = PlanLine.State

    file = Step("登记", None, PlanLine.State.IN_FORCE, by=Role.TOWN_OFFICE, requires=[plan_is_open])
    cancel = Step(
        "作废",
        PlanLine.State.IN_FORCE,
        PlanLine.State.VOID,
        by=Role.TOWN_OFFICE,
        reason=True,
        aside=True,
        requires=[plan_is_open],
    )


class BudgetPlan(PlanLineFlow):
    title, model = "计划预算", BudgetLine
    file = Step(
        "加预算",
        None,
        PlanLine.State.IN_FORCE,
        by=Role.TOWN_OFFICE,
        asks=["plan", "kind", "unit_cost"],
        accepts=["remark"],
        requires=[plan_is_open],
    )


class FundPlan(PlanLineFlow):
    title, model = "计划资金", FundLine
    file = Step(
        "加资金",
        None,
        PlanLine.State.IN_FORCE,
        by=Role.TOWN_OFFICE,
        asks=["plan", "source", "amount", "document_number"],
        accepts=["remark"],
        requires=[plan_is_open],
    )


def letter_is_attached(confirmations: Sequence[EnergyConfirmation], by: Actor) -> Refusals:
    """附有企业的复函。"""
    ids = [one.pk for one in confirmations]
    kind = EnergyConfirmation._meta.label_lower
    found = Attachment.objects.filter(kind=kind, record_id__in=ids, purpose=LETTER, removed_at=None)
    attached = set(found.values_list("record_id", flat=True))
    return {pk: "请先上传企业的复函。" for pk in ids if pk not in attached}


class ConfirmEnergy(Workflow):
    title = "供能确认"
    model, state = EnergyConfirmation, Asked

    file = Step(
        "请企业确认",
        None,
        Asked.ASKED,
        by=Role.TOWN_OFFICE,
        asks=["plan", "company", "households"],
        requires=[plan_is_open],
    )
    confirm = Step(
        "确认保障",
        Asked.ASKED,
        Asked.CONFIRMED,
        by={Role.GAS_COMPANY, Role.POWER_COMPANY},
        within=Limit(10, Unit.WORKING_DAYS),
        awaited_as="确认供能",
        asks=["reference"],
        stamps={"confirmed_on": TODAY},
    )
    decline = Step(
        "不能保障",
        Asked.ASKED,
        Asked.DECLINED,
        by={Role.GAS_COMPANY, Role.POWER_COMPANY},
        reason=True,
        aside=True,
        tells={Role.TOWN_OFFICE},
    )
    # The company answered on paper.
    record_letter = Step(
        "登记复函",
        Asked.ASKED,
        Asked.CONFIRMED,
        by=Role.TOWN_OFFICE,
        asks=["reference", "confirmed_on"],
        aside=True,
        requires=[until_today("confirmed_on", "确认日期"), letter_is_attached],
    )
    cancel = Step(
        "撤销请求",
        [Asked.ASKED, Asked.DECLINED, Asked.CONFIRMED],
        Asked.VOID,
        by=Role.TOWN_OFFICE,
        reason=True,
        aside=True,
        requires=[plan_is_open],
    )

    @classmethod
    def prepare(cls, records: Sequence[EnergyConfirmation]) -> None:
        for confirmation in records:
            kind = Organization.Kind(confirmation.company.kind)
            if kind not in ENERGY_OF:
                raise StepRefused("请选燃气企业或电力企业。")
            confirmation.energy = ENERGY_OF[kind]

    @classmethod
    def describe(cls, record: EnergyConfirmation) -> str:
        return str(record.plan)
