"""Pages of 能源结构目标, 兜底保供, 试点项目 and 取暖费用 (P7, P22, P26, P27)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import GOVERNMENT, TOWN_AND_ABOVE, Role
from core.addresses import page_url
from core.files.attachments import attachments_of
from core.views.records import Action, RecordPages, Section
from households.energy import forms, panels
from households.energy.documents import FuelDocument, PilotDocument
from households.energy.filters import (
    CostFilter,
    IssueFilter,
    MoveFilter,
    PilotFilter,
    PilotHouseholdFilter,
    PointFilter,
    TargetFilter,
)
from households.energy.workflows import (
    OFFICES,
    CountStock,
    FuelForHousehold,
    FuelForOthers,
    MoveIn,
    MoveOut,
    PilotProject,
)
from households.guards import why_not_in_use
from households.models import (
    Application,
    EmergencyFuelIssue,
    EnergyTarget,
    FuelMove,
    FuelPoint,
    HeatingCost,
    Household,
    Pilot,
    PilotHousehold,
)
from households.workflows import FILERS

PLACED = ("village", "town")


class TargetPages(RecordPages):
    model = EnergyTarget
    slug = "energy-targets"
    title = "能源结构目标"
    menu = Menu("统计", "能源结构目标", "target")
    readers = TOWN_AND_ABOVE
    creators = editors = frozenset({Role.DISTRICT_OFFICE})
    forms = {None: forms.TargetForm}
    unit = "项"
    new_label = "下达目标"
    empty = "还没有下达目标。由区双代办按街镇、年度和改造类别下达。"
    columns = ("town", "year", "category", "kind", "households", "basis")
    select_related = ("town",)
    filterset_class = TargetFilter
    sections = (Section("目标", columns),)

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("能源结构表", reverse("energy-structure"))]


class PointPages(RecordPages):
    model = FuelPoint
    slug = "fuel-points"
    title = "洁净煤供应点"
    menu = Menu("兜底保供", "洁净煤供应点", "warehouse")
    readers = GOVERNMENT
    creators = editors = OFFICES
    forms = {None: forms.PointForm}
    unit = "个"
    new_label = "登记供应点"
    empty = "还没有洁净煤供应点。由街镇或区双代办登记，再登记入库。"
    columns = ("name", "stock", "minimum", "keeper", "phone", "address", *PLACED, "active", "remark")
    headings = {"stock": "现存(吨)"}
    filterset_class = PointFilter
    colours = {"active": {True: "good", False: "neutral"}}
    sections = (
        Section("供应点", ("name", *PLACED, "address", "keeper", "phone", "active", "remark")),
        Section("储量", ("stock", "minimum")),
    )
    panels = (panels.moves,)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        rows: Any = super().queryset(post)
        stocked: QuerySet[Any] = rows.with_stock()
        return stocked

    @classmethod
    def actions(cls, record: FuelPoint, post: Post) -> Sequence[Action]:
        if post.role not in FILERS:
            return ()
        why_not = "" if record.active else "这个供应点已停用。"
        return [
            Action(one.title, MovePages.url("new", one.case, point=record.pk), why_not=why_not)
            for one in (MoveIn, MoveOut, CountStock)
        ]


class MovePages(RecordPages):
    model = FuelMove
    slug = "fuel-moves"
    title = "洁净煤出入库"
    menu = Menu("兜底保供", "洁净煤出入库", "arrow-left-right")
    readers = GOVERNMENT
    workflows = (MoveIn, MoveOut, CountStock)
    forms = {None: forms.MoveForm}
    prefills = ("point",)
    unit = "笔"
    empty = "还没有出入库。请先登记供应点，再在供应点的页面上登记入库。"
    columns = ("point", "number", "kind", "tonnes", "change", "stock_after", "moved_on", "issue", "remark", "moved_by")
    default_columns = columns[:7]
    filterset_class = MoveFilter
    colours = {"kind": {FuelMove.Kind.IN: "good", FuelMove.Kind.OUT: "doing", FuelMove.Kind.COUNT: "neutral"}}
    sections = (Section("出入库", columns),)

    @classmethod
    def why_not_edit(cls, record: FuelMove, post: Post) -> str:
        return "出入库登记后不能修改；记错的，请登记一次盘点，写明原因。"


class IssuePages(RecordPages):
    model = EmergencyFuelIssue
    slug = "fuel-issues"
    title = "兜底保供台账"
    menu = Menu("兜底保供", "兜底保供台账", "flame")
    readers = GOVERNMENT
    workflows = (FuelForHousehold, FuelForOthers)
    forms = {FuelForHousehold: forms.HouseholdIssueForm, FuelForOthers: forms.IssueForm}
    prefills = ("household", "point")
    unit = "件"
    empty = "没有应急发放。台账里的户，请在那一户的页面上点“应急发放”；还不在台账里的，请点“登记台账外应急发放”。"
    columns = (
        "name", "state", "given_to", *PLACED, "address", "fuel_reason", "tonnes", "point", "issued_on", "household",
        "note", "filed_by.organization", "created_at", "decided_at",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"filed_by.organization": "登记单位", "created_at": "登记时间"}
    subject = "name"
    filterset_class = IssueFilter
    colours = {"state": panels.TONES}
    sections = (
        Section("发放对象", ("given_to", "household", "name", *PLACED, "address")),
        Section("发放", ("fuel_reason", "note", "tonnes", "point", "state", "issued_on", "filed_by", "decided_at")),
    )
    attachments = dict(FuelDocument.choices)
    other_document = FuelDocument.OTHER

    @classmethod
    def why_not_edit(cls, record: EmergencyFuelIssue, post: Post) -> str:
        return "登记后不能修改；有误的，请撤回后重新登记。"

    @classmethod
    def why_not_attach(cls, record: EmergencyFuelIssue, post: Post) -> str:
        if post.role not in FILERS:
            return "材料由村（居）委会或街镇上传。"
        open_states = {EmergencyFuelIssue.State.FILED, EmergencyFuelIssue.State.APPROVED}
        return "" if record.state in open_states else "已经办结，不能再增减材料。"

    @classmethod
    def documents_lacking(cls, record: EmergencyFuelIssue) -> Sequence[str]:
        return _lacking(record, FuelDocument.SIGNED) if record.state == EmergencyFuelIssue.State.APPROVED else ()


class PilotPages(RecordPages):
    model = Pilot
    slug = "pilots"
    title = "试点项目"
    menu = Menu("计划改造", "试点项目", "flask-conical")
    readers = GOVERNMENT
    workflows = (PilotProject,)
    forms = {PilotProject: forms.PilotForm}
    unit = "个"
    empty = "还没有试点项目。由街镇或区双代办申报。"
    columns = (
        "name", "state", "technology", "site", *PLACED, "investment", "starts_on", "ends_on", "cost_before",
        "cost_after", "saving", "saving_share", "conclusion",
    )  # fmt: skip
    default_columns = columns[:6]
    headings = {"saving": "每户每季节省(元)", "saving_share": "节省比例"}
    filterset_class = PilotFilter
    colours = {"state": panels.PILOT_TONES}
    sections = (
        Section("试点", ("name", "state", "technology", "site", *PLACED, "investment", "starts_on", "ends_on")),
        Section("评估", ("cost_before", "cost_after", "saving", "saving_share", "conclusion", "decided_at")),
    )
    attachments = dict(PilotDocument.choices)
    other_document = PilotDocument.OTHER
    impersonal = frozenset(PilotDocument)

    @classmethod
    def why_not_edit(cls, record: Pilot, post: Post) -> str:
        if post.role not in OFFICES:
            return "试点项目由街镇或区双代办填写。"
        return "" if record.state == Pilot.State.PROPOSED else "已批准实施的试点不能修改，评估时填写实测结果。"

    @classmethod
    def why_not_attach(cls, record: Pilot, post: Post) -> str:
        if post.role not in OFFICES:
            return "材料由街镇或区双代办上传。"
        return "" if record.decided_at is None else "试点已经办结，不能再增减材料。"

    @classmethod
    def documents_lacking(cls, record: Pilot) -> Sequence[str]:
        wanted = {Pilot.State.PROPOSED: PilotDocument.PLAN, Pilot.State.RUNNING: PilotDocument.REPORT}
        document = wanted.get(Pilot.State(record.state))
        return _lacking(record, document) if document else ()

    @classmethod
    def actions(cls, record: Pilot, post: Post) -> Sequence[Action]:
        listed = Action("试点户", PilotHouseholdPages.url("list", pilot=record.pk))
        if post.role not in OFFICES:
            return [listed]
        why_not = "" if record.state in (Pilot.State.PROPOSED, Pilot.State.RUNNING) else "试点已评估或终止。"
        return [listed, Action("登记试点户", PilotHouseholdPages.url("new", pilot=record.pk), why_not=why_not)]


class PilotHouseholdPages(RecordPages):
    model = PilotHousehold
    slug = "pilot-households"
    title = "试点户"
    readers = GOVERNMENT
    creators = OFFICES
    forms = {None: forms.PilotHouseholdForm}
    prefills = ("pilot",)
    unit = "户"
    new_label = "登记试点户"
    empty = "还没有试点户。请打开试点项目，点“登记试点户”。"
    columns = ("household", "household.number", "pilot", *PLACED, "created_at")
    headings = {"household.number": "户编号", "created_at": "登记时间"}
    filterset_class = PilotHouseholdFilter
    sections = (Section("试点户", ("pilot", "household", *PLACED, "created_at")),)


class CostPages(RecordPages):
    model = HeatingCost
    slug = "heating-costs"
    title = "高费用户清单"
    menu = Menu("统计", "高费用户清单", "receipt")
    readers = GOVERNMENT
    unit = "户"
    empty = "没有符合条件的取暖费用。导入燃气、电力的表底数后，平台次日早上算好。"
    columns = ("household", "season", "category", "usage_said", "price", "cost", *PLACED, "household.kind")
    headings = {"season": "采暖季", "usage_said": "用量"}
    default_columns = columns[:8]
    sorts = {"cost": ("cost", "id")}
    default_sort = "-cost"
    filterset_class = CostFilter
    sections = (Section("取暖费用", ("household", *PLACED, "season", "category", "usage_said", "price", "cost")),)

    @classmethod
    def actions(cls, record: HeatingCost, post: Post) -> Sequence[Action]:
        """A household that pays much is a candidate for another way of heating."""
        if post.role not in FILERS:
            return ()
        under_way = record.household.applications.under_way().filter(case=Application.Case.PLAN_UPGRADE).exists()
        return [_renewal(record.household, under_way=under_way)]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("取暖费用统计", reverse("heating-cost-averages"))] if post.role in TargetPages.readers else ()


def _renewal(household: Household, *, under_way: bool) -> Action:
    case = Application.Case.PLAN_UPGRADE
    url = page_url("applications-new", case, household=household.pk)
    second = "这户已有一件同类申请正在办理。" if under_way else ""
    return Action("登记计划更新改造", url, why_not=why_not_in_use(household) or second)


def _lacking(record: Any, document: str) -> Sequence[str]:
    attached = attachments_of(record).filter(purpose=document)
    return () if attached.exists() else (document,)
