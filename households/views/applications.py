"""台账申请."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.urls import URLPattern

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import LEDGER_READERS, Role
from core.addresses import page_url
from core.views.records import Action, RecordPages, Section, only_get
from core.wording.division_names import place_name
from households import documents, forms, panels
from households.columns import MASKS, is_given
from households.documents import IMPERSONAL, Document
from households.filters import ApplicationFilter
from households.lineage.forms import MergeForm, SplitForm
from households.models import Application
from households.renovating import panels as renovating
from households.renovating.willingness import PLANNED, willingness_page
from households.renovating.workflows import WITHDRAWABLE, PlanAddition, PlanUpgrade
from households.renovating.works.forms import ArrangingForm
from households.renovating.works.panels import works as works_of
from households.search import search_applications
from households.views.households import DEVICE, PLACED, SUPPLY, expected_of, with_fields
from households.workflows import (
    FILERS,
    AddHousehold,
    CancelHousehold,
    ChangeHousehold,
    ConvertHousehold,
    MergeHouseholds,
    SplitHousehold,
    UpgradeEquipment,
)

Case = Application.Case


class ApplicationPages(RecordPages):
    model = Application
    slug = "applications"
    title = "台账申请"
    menu = Menu("台账", "台账申请", "file-text")
    readers = LEDGER_READERS - {Role.POWER_COMPANY}
    unit = "件"
    empty = "没有符合条件的申请。"

    columns = (
        "householder", "number", "case", "state", "town", "village", "kind", "phone", "submitted_at", "decided_at",
        "household", "contractor", "filed_by.organization", "sent_back_reason", "consented_on", "publicity", "plan",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"filed_by.organization": "登记单位", "household.number": "户编号"}
    search = staticmethod(search_applications)
    search_hint = "户主姓名、受理编号、身份证号、电话、表号"
    subject = "householder"
    filterset_class = ApplicationFilter
    colours = {"state": panels.TONES}
    masks = MASKS

    sections = (
        Section(
            "申请",
            (
                "number",
                "case",
                "household",
                "householder",
                "reason",
                "known_on",
                "cancel_reason",
                "effective_on",
                "householder_reason",
                "counterpart",
                "devices_go",
                "supplier_confirmed_on",
                "supplier_reference",
                "consented_on",
                "override_reason",
                "visited_on",
                "contractor",
                "second_house",
                "submitted_at",
                "decided_at",
                "filed_by",
            ),
        ),
        Section("户主", forms.PERSON),
        Section("住房", (*PLACED, "moved_to", "address", "heated_area", "remaining_area", "house_use", "user_class")),
        Section("改造", ("category", "kind", "converted_year", "batch")),
        Section("补贴", forms.SUBSIDY),
        SUPPLY,
        Section("取暖设备", ("equipment", *DEVICE.fields)),
        Section("其他", (*forms.REST, "cleared")),
    )
    printed_panels = (panels.changes, renovating.qualification)
    panels = (
        panels.changes, panels.payee, panels.doubts, renovating.qualification, renovating.publicity_and_plan, works_of,
    )  # fmt: skip
    step_form = ArrangingForm
    attachments = dict(Document.choices)
    other_document = Document.OTHER
    impersonal = IMPERSONAL

    workflows = (
        AddHousehold, PlanAddition, ChangeHousehold, CancelHousehold, ConvertHousehold, UpgradeEquipment, PlanUpgrade,
        SplitHousehold, MergeHouseholds,
    )  # fmt: skip
    forms = {
        AddHousehold: forms.AddForm,
        ChangeHousehold: forms.ChangeForm,
        CancelHousehold: forms.CancelForm,
        ConvertHousehold: forms.ConvertForm,
        UpgradeEquipment: forms.UpgradeForm,
        PlanAddition: forms.PlanAddForm,
        PlanUpgrade: forms.PlanUpgradeForm,
        SplitHousehold: SplitForm,
        MergeHouseholds: MergeForm,
    }
    prefills = ("household", "equipment")

    @classmethod
    def urls(cls) -> list[URLPattern]:
        paper = only_get(partial(willingness_page, cls))
        return [*super().urls(), cls._route("<int:pk>/willingness/", "willingness", paper)]

    @classmethod
    def actions(cls, record: Application, post: Post) -> Sequence[Action]:
        if record.case not in PLANNED:
            return ()
        paper = Action("打印意愿确认书", cls.url("willingness", record.pk), "printer")
        if record.state != Application.State.PUBLICISED or post.role not in FILERS:
            return [paper]
        objection = page_url("objections-new", application=record.pk)
        return [paper, Action("登记异议", objection, "message-square-warning")]

    @classmethod
    def summary(cls, record: Application) -> str:
        return f"{record.householder}，{record}，{place_name(record)}，{record.get_state_display()}"

    @classmethod
    def why_not_edit(cls, record: Application, post: Post) -> str:
        if post.role not in FILERS:
            return "申请由村（居）委会或街镇填写。"
        if record.state == Application.State.ACCEPTED:
            return "" if post.role == Role.TOWN_OFFICE else "验收合格后由街镇补正、上报。"
        return "" if record.state == Application.State.DRAFT else "已提交的申请不能修改；需要改动的，请退回或撤回。"

    @classmethod
    def why_not_attach(cls, record: Application, post: Post) -> str:
        """The township adds its photos while it verifies; who gives up before the works signs that he does."""
        gives_up = record.case in PLANNED and record.state in WITHDRAWABLE and post.role in FILERS
        return "" if gives_up else cls.why_not_detach(record, post)

    @classmethod
    def why_not_detach(cls, record: Application, post: Post) -> str:
        verifying = post.role == Role.TOWN_OFFICE and record.state == Application.State.SUBMITTED
        return "" if verifying else cls.why_not_edit(record, post)

    @classmethod
    def documents_lacking(cls, record: Application) -> Sequence[str]:
        return documents.lacking_now(record)

    @classmethod
    def documents_offered(cls, record: Application) -> Sequence[str]:
        return documents.offered(record)

    @classmethod
    def sections_of(cls, record: Application) -> Sequence[Section]:
        """What it says; of a new household also what it could have said and left blank."""
        new = record.case in (*Case.of_new_households(), Case.SPLIT)
        expected = expected_of(record).difference(_not_yet_asked(record)) if new else frozenset()
        return with_fields(cls.sections, lambda name: name in expected or _is_said(record, name))


def _not_yet_asked(record: Application) -> Sequence[str]:
    """The acceptance writes the year; until then nobody could say what is built in and how it is paid."""
    is_built = record.case != Case.PLAN_ADD or record.converted_year is not None
    return () if is_built else forms.AFTER_THE_WORKS


def _is_said(record: Application, name: str) -> bool:
    return record.second_house if name == "second_house" else is_given(record, name)
