"""The pages of 安检记录 and 未入户跟进."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.views.decorators.http import require_http_methods

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.models import Post
from accounts.pages import Menu, PortalRequest
from accounts.roles import LEDGER_CLERKS, Role
from core.views.declaration import Action
from core.views.fetching import record_of
from core.views.records import RecordPages, Section
from core.wording.division_names import place_name
from core.workflow import Workflow
from inspections.checklists.answering import answered
from inspections.hazards import panels as hazards
from inspections.hazards.forms import StepForm
from inspections.levels import LEVEL_TONES
from inspections.models import AccessCase, Inspection
from inspections.visiting import panels
from inspections.visiting.access import NOTICE_DAYS, ReachHousehold
from inspections.visiting.filters import AccessCaseFilter, InspectionFilter, search_cases, search_inspections
from inspections.visiting.ledgers import InspectionLedger
from inspections.visiting.photos import OTHER, PURPOSES
from inspections.visiting.workflows import FACTS, INSPECTORS, FileInspection

HANDLERS = LEDGER_CLERKS | INSPECTORS | {Role.TOWN_GAS_OFFICE, Role.GAS_AUTHORITY}
PLACED = ("town", "village")


class InspectionPages(RecordPages):
    model = Inspection
    slug = "inspections"
    title = "安检记录"
    menu = Menu("安全检查", "安检记录", "clipboard-list")
    readers = panels.READERS
    empty = "没有符合条件的安检记录。安检员在“今日安检”里填报，燃气企业也可以用表格导入以前的记录。"

    ledger = InspectionLedger
    columns = (
        "household", "company", "doubts", "distance", "accuracy", "campaign", "checklist", "begun_at", "ended_at",
        "signer_relation", "created_at",
    )  # fmt: skip
    default_columns = (
        "householder", "household_number", "inspected_on", "outcome", "kind", "found", "worst", "town", "village",
        "company", "inspector_name", "doubts",
    )  # fmt: skip
    headings = {"household.number": "户编号", "created_at": "登记时间"}
    select_related = ("household", "village", "company", "campaign", "checklist", "inspector", "ventilation")
    search = staticmethod(search_inspections)
    search_hint = "户主姓名、身份证号、电话、表号、户编号"
    filterset_class = InspectionFilter
    subject = "householder"
    colours = {
        "state": {Inspection.State.FILED: "good", Inspection.State.VOID: "neutral"},
        "outcome": panels.OUTCOMES,
        "worst": LEVEL_TONES,
    }
    sections = (
        Section("住户", ("householder", "household", "household.number", *PLACED, "company", "ventilation")),
        Section(
            "安检",
            (
                "outcome", "kind", "campaign", "checklist", "inspected_on", "begun_at", "ended_at", "inspector_name",
                "source", "found", "worst", "doubts", "note",
            ),
        ),
        Section("读数和有效期", FACTS),
        Section("位置", ("distance", "accuracy", "longitude", "latitude")),
        Section(
            "签字和见证",
            (
                "signed_by", "signer_relation", "witness", "notice_left", "valve_closed", "external_number",
                "void_reason",
            ),
        ),
    )  # fmt: skip
    printed_panels = (hazards.hazards_of, panels.expiring, panels.photos, answered)
    panels = (hazards.hazards_of, panels.expiring, panels.photos, panels.place, answered)
    attachments = PURPOSES
    handlers = HANDLERS
    other_document = OTHER
    workflows = (FileInspection,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "安检在“今日安检”里填报，不在这里新建。"

    @classmethod
    def why_not_edit(cls, record: Inspection, post: Post) -> str:
        return "安检记录不能修改；填错的，由燃气企业作废后重新填报。"

    @classmethod
    def why_not_attach(cls, record: Inspection, post: Post) -> str:
        if post.role not in INSPECTORS:
            return "安检的照片和材料由燃气企业上传。"
        return "已作废的记录不再补充材料。" if record.state == Inspection.State.VOID else ""

    @classmethod
    def why_not_detach(cls, record: Inspection, post: Post) -> str:
        return "安检档案要完整保存，材料不能移除。"

    @classmethod
    def actions(cls, record: Inspection, post: Post) -> Sequence[Action]:
        if record.household_id is None:
            return ()
        return [Action("安检档案", reverse("household-file", args=[record.household_id]), "folder-open")]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        own = [Action("今日安检", reverse("field"), "clipboard-check")] if post.role in INSPECTORS else []
        bring = Action("导入表格", reverse("imports-new"), "file-up")
        return [*own, bring] if post.role == Role.GAS_COMPANY else own

    @classmethod
    def sections_of(cls, record: Inspection) -> Sequence[Section]:
        """What was not read off or said is left out: a visit at a shut door has little to say."""
        said = [Section(one.title, [name for name in one.fields if _is_said(record, name)]) for one in cls.sections]
        return [section for section in said if section.fields]

    @classmethod
    def summary(cls, record: Inspection) -> str:
        outcome = f"{record.inspected_on:%Y-%m-%d} {record.get_outcome_display()}"
        return f"{record.householder}，{outcome}，{place_name(record)}"


def _is_said(record: Inspection, name: str) -> bool:
    return "." in name or getattr(record, name) not in (None, "", False, [])


class AccessCasePages(RecordPages):
    model = AccessCase
    slug = "access-cases"
    title = "未入户跟进"
    menu = Menu("安全检查", "未入户跟进", "door-closed")
    readers = panels.READERS
    unit = "户"
    empty = "没有符合条件的住户。到访不遇、拒绝安检登记以后，自动列在这里。"

    columns = (
        "householder", "household.number", "cause", "state", *PLACED, "visits", "visit_days", "off_hours_visits",
        "last_visit_on", "phoned_on", "noticed_on", "joint_visit_on", "first_visit_on", "appointment_on", "company",
        "conclusion", "household",
    )  # fmt: skip
    default_columns = columns[:12]
    headings = {"household.number": "户编号"}
    select_related = ("household", "company")
    search = staticmethod(search_cases)
    search_hint = "户主姓名、身份证号、电话、表号、户编号"
    filterset_class = AccessCaseFilter
    subject = "householder"
    colours = {
        "state": {
            AccessCase.State.VISITING: "waiting",
            AccessCase.State.HELP_ASKED: "doing",
            AccessCase.State.NOTICED: "doing",
            AccessCase.State.JOINT: "warning",
            AccessCase.State.ENTERED: "good",
            AccessCase.State.VACANT: "neutral",
            AccessCase.State.REPORTED: "danger",
        },
    }
    sections = (
        Section("住户", ("householder", "household", "household.number", *PLACED, "company")),
        Section("到访", ("cause", "visits", "visit_days", "off_hours_visits", "first_visit_on", "last_visit_on")),
        Section(
            "跟进",
            (
                "phoned_on", "phone_outcome", "appointment_on", "village_contact", "noticed_on", "joint_visit_on",
                "conclusion",
            ),
        ),
    )  # fmt: skip
    attachments = {"notice": "书面通知（送达照片）", "joint": "联合入户记录", "other": "其他材料"}
    handlers = HANDLERS
    other_document = "other"
    step_form = StepForm
    step_documents = {"give_notice": ("notice",), "joint_visit": ("joint",)}
    workflows = (ReachHousehold,)

    @classmethod
    def urls(cls) -> list[URLPattern]:
        papers = [
            cls._route(
                f"<int:pk>/{which}/", which, require_http_methods(["GET", "HEAD"])(partial(paper_page, cls, which))
            )
            for which in PAPERS
        ]
        return [*super().urls(), *papers]

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "登记到访不遇、拒绝安检时自动建立，不在这里新建。"

    @classmethod
    def why_not_edit(cls, record: AccessCase, post: Post) -> str:
        return "到访情况由安检记录得出，其余的请办理下一步时填写。"

    @classmethod
    def why_not_attach(cls, record: AccessCase, post: Post) -> str:
        if post.role not in INSPECTORS | {Role.TOWN_GAS_OFFICE}:
            return "跟进的材料由燃气企业和街镇燃气主管部门上传。"
        return "" if record.state in AccessCase.State.open() else "已办结的不再补充材料。"

    @classmethod
    def why_not_detach(cls, record: AccessCase, post: Post) -> str:
        return "安检档案要完整保存，材料不能移除。"

    @classmethod
    def actions(cls, record: AccessCase, post: Post) -> Sequence[Action]:
        papers = [
            Action("打印到访通知单", cls.url("card", record.pk), "printer"),
            Action("打印书面通知", cls.url("notice", record.pk), "printer"),
        ]
        again = Action("再次到访", reverse("visit", args=[record.household_id]), "clipboard-check")
        return [again, *papers] if post.role in INSPECTORS and record.state in AccessCase.State.open() else []

    @classmethod
    def summary(cls, record: AccessCase) -> str:
        return f"{record}，{place_name(record)}，{record.get_state_display()}"


PAPERS = {"card": "到访通知单", "notice": "入户安检书面通知"}


def paper_page(pages: type[RecordPages], which: str, request: PortalRequest, pk: int) -> HttpResponse:
    """What is left at the door, and what is served."""
    case: AccessCase = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.PRINT, case, detail=PAPERS[which])
    visits = case.household.inspections.filter(
        state=Inspection.State.FILED, inspected_on__gte=case.first_visit_on
    ).order_by("ended_at")
    context: dict[str, Any] = {
        "case": case,
        "which": which,
        "title": PAPERS[which],
        "visits": visits,
        "days": int(NOTICE_DAYS.on()),
        "detail_url": pages.url("detail", pk),
    }
    return render(request, "print/access_notice.html", context)
