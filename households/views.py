"""The pages of the ledger: households, their equipment, applications, duplicates, the end of the first filling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from django.utils.http import urlencode

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import LEDGER_CLERKS, LEDGER_READERS, Role
from core.views.declaration import Figure
from core.views.records import Action, RecordPages, Section, only_get
from core.wording.division_names import division_name
from households import dashboard, documents, forms, guards, panels
from households.columns import MASKS, OF_GAS, is_given
from households.documents import IMPERSONAL, Document
from households.energy import panels as of_energy
from households.filters import ApplicationFilter, DuplicateFilter, EquipmentFilter, HouseholdFilter
from households.ledgers import HouseholdLedger
from households.lineage import finding
from households.lineage import panels as lineage
from households.lineage.forms import MergeForm, SplitForm
from households.models import Application, DuplicatePair, EmergencyFuelIssue, Equipment, FirstFilling, Household
from households.models.choices import Category, Status
from households.reconciling.panels import reconciled, usage
from households.renovating import panels as renovating
from households.renovating.willingness import PLANNED, willingness_page
from households.renovating.workflows import WITHDRAWABLE, PlanAddition, PlanUpgrade
from households.renovating.works.forms import ArrangingForm
from households.renovating.works.panels import works as works_of
from households.search import search_applications, search_equipment, search_households
from households.workflows import (
    FILERS,
    AddHousehold,
    CancelHousehold,
    ChangeHousehold,
    ConvertHousehold,
    EndFirstFilling,
    MergeHouseholds,
    SettleDuplicate,
    SplitHousehold,
    UpgradeEquipment,
)

Case = Application.Case
DEVICE = Section(
    "取暖设备",
    (
        "device_code",
        "device_maker",
        "device_brand",
        "device_model",
        "device_power",
        "device_efficiency",
        "device_voltage",
        "device_noise",
        "device_made_on",
        "device_service_years",
        "device_installed_on",
        "device_commissioned_on",
        "device_warranty_until",
        "device_installer",
    ),
)
SUPPLY = Section("供气供电", (*forms.GAS, *forms.POWER))
PLACED = ("village", "town")
UNUSUAL = {"cancelled_on", "cancel_reason", "merged_into", "came_from"}


def _place_of(record: Household | Application | Equipment) -> str:
    return f"{division_name(record.town_id)} {division_name(record.village_id)}"


class HouseholdPages(RecordPages):
    model = Household
    slug = "households"
    title = "确户台账"
    menu = Menu("台账", "确户台账", "house")
    readers = LEDGER_READERS
    unit = "户"
    empty = "没有符合条件的住户。请换个条件，或由村、街镇登记增户。"

    ledger = HouseholdLedger
    columns = ("birth_year", "second_house", "updated_at")
    default_columns = (
        "name", "status", "number", "id_number", "phone", "town", "village", "address", "kind", "converted_year",
        "heated_area", "gas_meter_number",
    )  # fmt: skip
    sorts = {
        "name": ("name_pinyin", "id"),
        "converted_year": ("converted_year", "id"),
        "completeness": ("completeness", "id"),
    }
    search = staticmethod(search_households)
    search_remarks = staticmethod(finding.remarks)
    search_hint = "姓名、拼音首字母、身份证号、后四位、电话、表号、地址"
    filterset_class = HouseholdFilter
    as_of = True
    colours = {"status": {Status.NORMAL: "good", Status.CANCELLED: "danger"}}
    standing = "status"
    masks = MASKS
    headings = {"age": "年龄"}

    sections = (
        Section("户主", ("name", "id_number", "age", "phone", "residents", "care")),
        Section("住房", (*PLACED, "address", "heated_area", "house_use", "user_class", "longitude", "latitude")),
        Section("改造", ("category", "kind", "converted_year", "batch")),
        Section("补贴", forms.SUBSIDY),
        SUPPLY,
        Section(
            "台账",
            (
                "number",
                "status",
                "cancelled_on",
                "cancel_reason",
                "merged_into",
                "came_from",
                "second_house",
                "data_source",
                "completeness",
                "updated_at",
                "remark",
            ),
        ),
    )
    printed_panels = (
        panels.equipment, lineage.events, lineage.householders, lineage.villages, panels.applications,
    )  # fmt: skip
    panels = (*printed_panels, reconciled, usage, of_energy.costs, of_energy.fuel_issues)
    history_includes = ("equipment",)
    history_causes = {"applications": "reason", "applications_beside": "reason"}
    history_before = staticmethod(lineage.histories_before)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Household]:
        return super().queryset(post).exclude(status=Status.VOID)

    @classmethod
    def sections_of(cls, record: Household) -> Sequence[Section]:
        """Without the blanks of gas where there is none, and of a cancellation, 分户 or 并户 where there was none."""
        blank = set(OF_GAS) - expected_of(record) | UNUSUAL
        return with_fields(cls.sections, lambda name: name not in blank or is_given(record, name))

    @classmethod
    def summary(cls, record: Household) -> str:
        cancelled = "，已并入另一户" if record.merged_into_id else "，已销户"
        cancelled = cancelled if record.status == Status.CANCELLED else ""
        return f"{record}，{_place_of(record)} {record.address}{cancelled}"

    @classmethod
    def actions(cls, record: Household, post: Post) -> Sequence[Action]:
        """办理: an application about this household, filled with it."""
        if post.role not in FILERS:
            return ()
        under_way = set(record.applications.under_way().values_list("case", flat=True))
        begun = [_begin(record, case, under_way) for case in Case if case not in Case.of_new_households()]
        return [*begun, _fuel_in_need(record)]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        if post.role not in FILERS:
            return ()
        return [Action("登记增户", reverse("applications-new", args=[Case.ADD]), "plus", primary=True)]

    @classmethod
    def figures(cls, post: Post) -> Sequence[Figure]:
        return dashboard.key_figures(post)


def _begin(household: Household, case: Application.Case, under_way: set[str]) -> Action:
    url = f"{reverse('applications-new', args=[case])}?{urlencode({'household': household.pk})}"
    if household.status != Status.NORMAL:
        return Action(case.label, url, why_not="这户已经销户。")
    return Action(case.label, url, why_not="这户已有一件同类申请正在办理。" if case in under_way else "")


def _fuel_in_need(household: Household) -> Action:
    new = reverse("fuel-issues-new", args=[EmergencyFuelIssue.GivenTo.LEDGER])
    url = f"{new}?{urlencode({'household': household.pk})}"
    return Action("应急发放", url, why_not="" if household.status == Status.NORMAL else "这户已经销户。")


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
        objection = f"{reverse('objections-new')}?{urlencode({'application': record.pk})}"
        return [paper, Action("登记异议", objection, "message-square-warning")]

    @classmethod
    def summary(cls, record: Application) -> str:
        return f"{record.householder}，{record}，{_place_of(record)}，{record.get_state_display()}"

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
        expected = expected_of(record) if record.case in (*Case.of_new_households(), Case.SPLIT) else frozenset()
        return with_fields(cls.sections, lambda name: name in expected or _is_said(record, name))


def _is_said(record: Application, name: str) -> bool:
    return record.second_house if name == "second_house" else is_given(record, name)


def expected_of(record: Household | Application) -> frozenset[str]:
    """The columns of a whole row; those of gas only where there is gas."""
    left_out = OF_GAS if record.category != Category.GAS else ()
    return frozenset(forms.AddForm.Meta.fields).difference(left_out, guards.CONFIRMED_BY_SUPPLIER)


def with_fields(sections: Sequence[Section], wanted: Callable[[str], bool]) -> Sequence[Section]:
    """Each section with the fields wanted; none that has lost all of them."""
    kept = [Section(section.title, [name for name in section.fields if wanted(name)]) for section in sections]
    return [section for section in kept if section.fields]


class DuplicatePages(RecordPages):
    model = DuplicatePair
    slug = "duplicates"
    title = "疑似重复"
    menu = Menu("台账", "疑似重复", "copy")
    readers = LEDGER_CLERKS
    unit = "对"
    empty = "没有疑似重复。提交申请时系统自动比对身份证号、燃气表号和同村同名同电话。"

    columns = (
        "application", "application.householder", "grounds", "decision", "town", "village", "created_at", "decided_at",
        "household", "other",
    )  # fmt: skip
    # Without the other side: the comparison shows as much of it as the post may see.
    default_columns = columns[:8]
    subject = "application.householder"
    headings = {"created_at": "发现时间", "application.householder": "户主"}
    filterset_class = DuplicateFilter
    select_related = ("application", "application__household", "household", "other", "other__household")
    colours = {"decision": panels.PAIR_TONES}

    sections = (
        Section("裁定", ("application", "application.householder", "grounds", "decision", "created_at", "decided_at")),
    )
    panels = (panels.comparison,)
    workflows = (SettleDuplicate,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: Any) -> str:
        return "疑似重复由平台比对时发现，不能自行登记。"


class EquipmentPages(RecordPages):
    model = Equipment
    slug = "equipment"
    title = "设备台账"
    menu = Menu("台账", "设备台账", "heater")
    readers = LEDGER_READERS
    unit = "台"
    empty = "没有符合条件的取暖设备。"

    columns = ("household", "kind", "state", *PLACED, *DEVICE.fields, "stopped_on", "replaced_by")
    default_columns = (
        "household", "kind", "device_brand", "device_model", "device_power", "device_installed_on", "town", "village",
        "state",
    )  # fmt: skip
    search = staticmethod(search_equipment)
    search_hint = "户主姓名、身份证号、电话、设备编码"
    select_related = ("household",)
    standing = "state"
    filterset_class = EquipmentFilter
    colours = {"state": {Equipment.State.IN_USE: "good", Equipment.State.STOPPED: "warning"}}

    sections = (
        Section("设备", ("household", "kind", "state", *PLACED, "stopped_on", "replaced_by")),
        Section("技术参数", DEVICE.fields),
    )

    @classmethod
    def summary(cls, record: Equipment) -> str:
        return f"{record.household}，{record}，{_place_of(record)}，{record.get_state_display()}"

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Equipment]:
        return super().queryset(post).exclude(state=Equipment.State.VOID)


class FirstFillingPages(RecordPages):
    model = FirstFilling
    slug = "first-filling"
    title = "首次建账"
    menu = Menu("台账", "首次建账", "flag")
    readers = frozenset({Role.DISTRICT_OFFICE, Role.CITY_OFFICE})
    empty = "首次建账正在进行：区双代办可用表格直接建账，由第二人确认后写入。全部建完后，请在这里宣布结束。"

    columns = ("district", "state", "ended_at", "ended_by", "remark")
    sections = (Section("首次建账", ("district", "state", "ended_at", "ended_by", "remark")),)
    workflows = (EndFirstFilling,)
    forms = {EndFirstFilling: forms.EndFirstFillingForm}

    @classmethod
    def why_not_create(cls, post: Post, workflow: Any) -> str:
        if post.role == Role.DISTRICT_OFFICE and FirstFilling.objects.has_ended(post.division):
            return "本区首次建账已经宣布结束。"
        return super().why_not_create(post, workflow)
