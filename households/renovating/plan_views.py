"""The pages of 年度改造计划: the plan, its budget, its money, its energy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import Role
from core.addresses import page_url, rows_url
from core.views.records import Action, RecordPages, Section
from households.models import Application, BudgetLine, EnergyConfirmation, FundLine, RenovationPlan
from households.renovating import figures, forms, panels
from households.renovating.filters import ConfirmationFilter, OfPlanFilter, PlanFilter
from households.renovating.planning import LETTER, OPEN, BudgetPlan, ConfirmEnergy, DrawUpPlan, FundPlan

COMPANIES = frozenset({Role.GAS_COMPANY, Role.POWER_COMPANY})


class RenovationPlanPages(RecordPages):
    model = RenovationPlan
    slug = "renovation-plans"
    title = "年度改造计划"
    menu = Menu("计划改造", "年度改造计划", "clipboard-list")
    readers = panels.OFFICES
    unit = "个"
    empty = "还没有改造计划。公示无异议的农户待列入计划后，由街镇在这里新建计划。"
    columns = ("title", "year", "town", "state", "households", "starts_on", "ends_on", "approved_at")
    headings = {"households": "户数"}
    filterset_class = PlanFilter
    colours = {"state": panels.PLAN_TONES}
    sections = (
        Section(
            "计划",
            (
                "title",
                "year",
                "town",
                "starts_on",
                "ends_on",
                "remark",
                "gas_document_number",
                "filed_by",
                "approved_at",
                "approved_by",
            ),
        ),
    )
    panels = printed_panels = (panels.totals, panels.money_and_energy)
    attachments = {"funding": "资金文件", "plan": "计划盖章件", "other": "其他材料"}
    impersonal = frozenset(attachments)
    other_document = "other"
    workflows = (DrawUpPlan,)
    forms = {None: forms.PlanForm}

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[RenovationPlan]:
        """With the households that have not gone back on their word."""
        stay = Application.objects.exclude(state__in=figures.GONE)
        return super().queryset(post).annotate(households=figures.households_by("plan", stay))

    @classmethod
    def why_not_edit(cls, record: RenovationPlan, post: Post) -> str:
        if post.role != Role.TOWN_OFFICE:
            return "计划由街镇制定。"
        return "" if record.state == RenovationPlan.State.DRAFT else "计划提请确认后不能再改；要改的，请收回修改。"

    @classmethod
    def why_not_attach(cls, record: RenovationPlan, post: Post) -> str:
        if post.role != Role.TOWN_OFFICE:
            return "计划由街镇制定。"
        return "" if record.state in OPEN else "计划已报批，不能再加材料。"

    @classmethod
    def actions(cls, record: RenovationPlan, post: Post) -> Sequence[Action]:
        export = Action("导出名单", page_url("applications-export", plan=record.pk), "download")
        if post.role != Role.TOWN_OFFICE or record.state not in OPEN:
            return [export]
        choosing = Action("选农户", rows_url("applications", state="eligible", without_plan="on"), "users")
        return [
            *([choosing] if record.state == RenovationPlan.State.DRAFT else []),
            Action("加预算", BudgetLinePages.url("new", plan=record.pk), "calculator"),
            Action("加资金", FundLinePages.url("new", plan=record.pk), "banknote"),
            Action("请企业确认", EnergyConfirmationPages.url("new", plan=record.pk), "zap"),
            export,
        ]


class PlanLinePages(RecordPages):
    """What budget and money share."""

    readers = panels.OFFICES
    unit = "条"
    select_related = ("plan",)
    filterset_class = OfPlanFilter
    colours = {"state": panels.LINE_TONES}
    prefills = ("plan",)

    @classmethod
    def why_not_edit(cls, record: Any, post: Post) -> str:
        return "写错了的，请作废后另加一条。"


class BudgetLinePages(PlanLinePages):
    model = BudgetLine
    slug = "budget-lines"
    title = "计划预算"
    empty = "还没有预算。在计划的页面上“加预算”。"
    columns = ("plan", "kind", "unit_cost", "state", "remark")
    sections = (Section("每户预算", ("plan", "kind", "unit_cost", "remark")),)
    workflows = (BudgetPlan,)
    forms = {None: forms.BudgetForm}


class FundLinePages(PlanLinePages):
    model = FundLine
    slug = "fund-lines"
    title = "计划资金"
    empty = "还没有资金。在计划的页面上“加资金”。"
    columns = ("plan", "source", "amount", "document_number", "state", "remark")
    sections = (Section("资金", ("plan", "source", "amount", "document_number", "remark")),)
    workflows = (FundPlan,)
    forms = {None: forms.FundForm}


class EnergyConfirmationPages(RecordPages):
    model = EnergyConfirmation
    slug = "energy-confirmations"
    title = "供能确认"
    menu = Menu("计划改造", "供能确认", "zap")
    readers = panels.OFFICES | COMPANIES
    unit = "件"
    empty = "没有供能确认。街镇制定改造计划时，在计划的页面上“请企业确认”。"
    columns = (
        "company", "energy", "households", "state", "plan.title", "plan.year", "plan.starts_on", "plan.ends_on",
        "reference", "confirmed_on",
    )  # fmt: skip
    select_related = ("plan", "company")
    headings = {"plan.title": "改造计划", "plan.town": "街镇"}
    filterset_class = ConfirmationFilter
    colours = {"state": panels.CONFIRMATION_TONES}
    sections = (
        Section(
            "供能确认",
            ("plan.title", "plan.town", "plan.year", "plan.starts_on", "plan.ends_on", "company", "energy",
             "households", "reference", "confirmed_on"),
        ),
    )  # fmt: skip
    attachments = {LETTER: "供能复函", "other": "其他材料"}
    impersonal = frozenset(attachments)
    other_document = "other"
    workflows = (ConfirmEnergy,)
    forms = {None: forms.ConfirmationForm}
    prefills = ("plan",)

    @classmethod
    def why_not_edit(cls, record: EnergyConfirmation, post: Post) -> str:
        return "写错了的，请撤销请求后重新请企业确认。"

    @classmethod
    def why_not_attach(cls, record: EnergyConfirmation, post: Post) -> str:
        if post.role not in COMPANIES | {Role.TOWN_OFFICE}:
            return "复函由企业或街镇上传。"
        return "" if record.state == EnergyConfirmation.State.ASKED else "这件确认已办结，不能再加材料。"
