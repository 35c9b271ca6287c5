"""隐患台账, 整改通知书, 停气记录, 挂牌督办: the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.urls import URLPattern
from django.utils import timezone

from accounts.models import Post
from accounts.pages import Menu, PortalRequest
from accounts.roles import Role
from core.addresses import page_url
from core.views.declaration import Figure
from core.views.records import Action, RecordPages, Section, only_get
from core.wording.division_names import division_name, place_name
from core.workflow import Step, Workflow
from inspections.hazards import filters, forms, guards, noticing, panels, papers, photos, supervising
from inspections.hazards.deadlines import latest_extension
from inspections.hazards.forms import StepForm
from inspections.hazards.noticing import ServeNotice
from inspections.hazards.stopping import StopGas
from inspections.hazards.supervising import SUPERVISORS, SuperviseHazard
from inspections.hazards.workflows import CHECKERS, FINDERS, OVERSEERS, RECTIFIERS, HandleHazard
from inspections.levels import LEVEL_TONES
from inspections.models import GasStop, Hazard, Level, RectificationNotice, SuperviseOrder
from inspections.rectifying.workflows import DEPLOYERS

PLACED = ("town", "village")
State = Hazard.State
# Shown only once there is something to them: most hazards are neither extended nor severe nor handed over.
ONCE_THERE = frozenset(
    {
        "item_code", "location", "household", "householder", "inspection", "extension_until_on", "extension_reason",
        "extended_on", "rectified_on", "rectified_by", "rectification", "reported_by", "gas_stop", "stop_waived",
        "followed_up_on", "follow_up", "rechecked_on", "rechecked_by", "closed_at", "transferred_to", "transferred_on",
    }
)  # fmt: skip


class HazardPages(RecordPages):
    model = Hazard
    slug = "hazards"
    title = "隐患台账"
    menu = Menu("隐患整改", "隐患台账", "triangle-alert")
    readers = panels.READERS | {Role.ASSESSOR}
    unit = "条"
    empty = "没有符合条件的隐患。安检发现的自动列入；其他来源的，在住户的页面上点“登记隐患”，公共部位的在这里登记。"

    columns = (
        "number", "level", "state", "householder", *PLACED, "description", "source", "company", "found_on", "due_on",
        "supervised", "location", "group", "item_code", "found_by", "sightings", "seen_on", "basis", "demand",
        "extended_on", "rectified_on", "rectified_by", "rectification", "rechecked_on", "rechecked_by", "closed_at",
        "transferred_to", "transferred_on", "followed_up_on", "household", "household.number", "notice", "gas_stop",
    )  # fmt: skip
    default_columns = columns[:12]
    headings = {"household.number": "户编号"}
    select_related = ("household", "company", "notice", "gas_stop")
    search = staticmethod(filters.search_hazards)
    search_hint = "隐患编号、户主姓名、身份证号、电话、表号、户编号"
    subject = "householder"
    filterset_class = filters.HazardFilter
    colours = {"state": panels.STATES, "level": LEVEL_TONES}
    sections = (
        Section("隐患", ("description", "level", "group", "source", "item_code", "basis", "demand")),
        Section("所在", ("householder", "household", "location", *PLACED, "company")),
        Section("发现", ("found_on", "found_by", "sightings", "seen_on", "inspection")),
        Section(
            "整改",
            ("due_on", "extension_until_on", "extension_reason", "extended_on", "rectified_on", "rectified_by",
             "rectification", "reported_by", "notice", "gas_stop", "stop_waived", "followed_up_on", "follow_up"),
        ),
        Section(
            "复查和其他",
            ("rechecked_on", "rechecked_by", "closed_at", "transferred_to", "transferred_on", "supervised"),
        ),
    )  # fmt: skip
    panels = (panels.photos, panels.beside)
    workflows = (HandleHazard,)
    forms = {HandleHazard: forms.HazardForm}
    step_form = StepForm
    prefills = ("household", "village", "source", "level")
    attachments = {
        guards.BEFORE: "发现时照片",
        guards.AFTER: "整改后照片",
        guards.RECHECK: "复查照片",
        guards.TRANSFER: "移交执法的函件",
    }
    impersonal = frozenset({guards.BEFORE, guards.AFTER, guards.RECHECK})
    step_documents = {
        "report": (guards.AFTER,),
        "close": (guards.RECHECK,),
        "send_back": (guards.RECHECK,),
        "transfer": (guards.TRANSFER,),
    }

    @classmethod
    def sections_of(cls, record: Hazard) -> Sequence[Section]:
        return [
            Section(one.title, [name for name in one.fields if name not in ONCE_THERE or getattr(record, name)])
            for one in cls.sections
        ]

    @classmethod
    def initial(cls, request: PortalRequest, workflow: type[Workflow] | None) -> dict[str, Any]:
        return {"found_on": timezone.localdate(), **super().initial(request, workflow)}

    @classmethod
    def documented(cls, attachments: Sequence[Any], given: Mapping[str, Any]) -> None:
        photos.keep_places(attachments, given)

    @classmethod
    def why_not_edit(cls, record: Hazard, post: Post) -> str:
        return "隐患不能直接修改；等级不对的请办理“调整等级”，误报的请办理“误报”。"

    @classmethod
    def why_not_attach(cls, record: Hazard, post: Post) -> str:
        if post.role not in FINDERS | CHECKERS | OVERSEERS:
            return "您的岗位不上传隐患的照片。"
        return "" if record.state in State.unsettled() else "这条隐患已经办结，不能再加材料。"

    @classmethod
    def documents_lacking(cls, record: Hazard) -> Sequence[str]:
        taken = {one.label for one in photos.photos_of(record)}
        wanted = {State.OPEN: (guards.BEFORE, guards.AFTER), State.REPORTED: (guards.RECHECK,)}
        return [one for one in wanted.get(State(record.state), ()) if photos.OF_HAZARD[one] not in taken]

    @classmethod
    def outlook(cls, record: Hazard, step: Step) -> str:
        if step.name == "ask_extension" and (latest := latest_extension(record)):
            return (
                f"现在的期限是 {record.due_on:%Y-%m-%d}，只能延一次，最多延到 {latest:%Y-%m-%d}。由街镇燃气主管部门批。"
            )
        if step.name == "close" and record.level in guards.BY_TWO:
            return "重大、较大隐患由报整改完成以外的人到现场复查。"
        return ""

    @classmethod
    def actions(cls, record: Hazard, post: Post) -> Sequence[Action]:
        found: list[Action] = []
        if record.state not in State.unsettled():
            return found
        if post.role in RECTIFIERS and record.household_id:
            if record.level == Level.SEVERE and record.gas_stop_id is None:
                found.append(Action("登记停气", page_url("gas-stops-new", household=record.household_id), "power-off"))
            found += panels.notice_actions(record.household_id, [record])
        if post.role in SUPERVISORS and not record.supervised:
            found.append(Action("挂牌督办", page_url("supervise-orders-new", hazard=record.pk), "gavel"))
        if post.role in DEPLOYERS:
            alike = page_url("rectifications-new", hazard=record.pk, town=record.town_id)
            found.append(Action("部署举一反三", alike, "copy-check"))
        return found

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [
            Action("未销号", cls.url("list", unsettled="on"), "list-filter"),
            Action("已逾期", cls.url("list", overdue="on"), "alarm-clock"),
        ]

    @classmethod
    def figures(cls, post: Post) -> Sequence[Figure]:
        mine = Hazard.objects.visible_to(post)
        severe = mine.unsettled().filter(level=Level.SEVERE).count()
        late = mine.filter(filters.is_overdue()).count()
        severe_url = cls.url("list", level=Level.SEVERE.value, unsettled="on")
        return [
            Figure("未销号重大隐患", f"{severe:,}", severe_url, "条", tone="danger"),
            Figure("逾期未整改隐患", f"{late:,}", cls.url("list", overdue="on"), "条", tone="warning"),
        ]

    @classmethod
    def summary(cls, record: Hazard) -> str:
        return f"{record}，{record.get_level_display()}，{place_name(record)}，{record.get_state_display()}"


class RectificationNoticePages(RecordPages):
    model = RectificationNotice
    slug = "rectification-notices"
    title = "整改通知书"
    menu = Menu("隐患整改", "整改通知书", "file-text")
    readers = panels.READERS
    unit = "份"
    empty = "没有符合条件的整改通知书。请在住户的页面上，或安检、隐患的页面上点“开具整改通知书”。"

    columns = (
        "number", "state", "householder", *PLACED, "company", "issued_on", "due_on", "delivered_at", "way",
        "recipient", "witness", "issued_by", "household", "inspection",
    )  # fmt: skip
    default_columns = columns[:10]
    select_related = ("company", "issued_by", "household", "inspection")
    search = staticmethod(filters.search_notices)
    search_hint = "通知书编号、户主姓名、身份证号、电话、表号、户编号"
    subject = "householder"
    filterset_class = filters.NoticeFilter
    colours = {"state": panels.NOTICES}
    sections = (
        Section("通知书", ("number", "householder", "household", *PLACED, "company", "inspection")),
        Section("开具和期限", ("issued_on", "issued_by", "due_on")),
        Section("送达", ("way", "delivered_at", "recipient", "witness")),
    )
    panels = (panels.demanded, panels.listed_on)
    workflows = (ServeNotice,)
    forms = {ServeNotice: forms.NoticeForm}
    step_form = StepForm
    prefills = ("household", "inspection")
    attachments = {
        noticing.USER_SIGNATURE: "用户签字",
        noticing.INSPECTOR_SIGNATURE: "安检员签字",
        noticing.PAPER: "签字后的纸质通知书",
        noticing.DELIVERY: "送达凭证",
    }
    impersonal = frozenset({noticing.INSPECTOR_SIGNATURE, noticing.DELIVERY})
    step_documents = {"deliver": (noticing.USER_SIGNATURE, noticing.INSPECTOR_SIGNATURE, noticing.DELIVERY)}
    signed_documents = frozenset({noticing.USER_SIGNATURE, noticing.INSPECTOR_SIGNATURE})

    @classmethod
    def urls(cls) -> list[URLPattern]:
        return [
            *super().urls(),
            cls._route("<int:pk>/sheet/", "sheet", only_get(partial(papers.notice_sheet, cls))),
            cls._route("<int:pk>/pdf/", "pdf", only_get(partial(papers.notice_pdf, cls))),
        ]

    @classmethod
    def why_not_edit(cls, record: RectificationNotice, post: Post) -> str:
        return "通知书开出后不能修改；开错了的，请撤销后重开。"

    @classmethod
    def why_not_attach(cls, record: RectificationNotice, post: Post) -> str:
        if post.role not in RECTIFIERS:
            return "送达的材料由燃气企业上传。"
        cancelled = record.state == RectificationNotice.State.CANCELLED
        return "这份通知书已撤销。" if cancelled else ""

    @classmethod
    def why_not_detach(cls, record: RectificationNotice, post: Post) -> str:
        """What proves a delivery stays."""
        issued = record.state == RectificationNotice.State.ISSUED
        return cls.why_not_attach(record, post) if issued else "通知书已送达，凭证不能移除。"

    @classmethod
    def actions(cls, record: RectificationNotice, post: Post) -> Sequence[Action]:
        return [
            Action("打印通知书", cls.url("sheet", record.pk), "printer"),
            Action("通知书 PDF", cls.url("pdf", record.pk), "file-down"),
        ]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        waiting = RectificationNotice.State.ISSUED
        return [Action("待送达", cls.url("list", state=waiting), "list-filter")]

    @classmethod
    def summary(cls, record: RectificationNotice) -> str:
        return f"{record}，{division_name(record.village_id)}，{record.get_state_display()}"


class GasStopPages(RecordPages):
    model = GasStop
    slug = "gas-stops"
    title = "停气记录"
    menu = Menu("隐患整改", "停气记录", "power-off")
    readers = panels.READERS
    unit = "条"
    empty = "没有符合条件的停气记录。发现重大隐患后，请在住户或隐患的页面上点“登记停气”。"

    columns = (
        "householder", "state", *PLACED, "company", "stopped_at", "means", "witness", "restorable_at", "restored_at",
        "restored_by", "tightness_checked", "stopped_by", "household",
    )  # fmt: skip
    default_columns = columns[:11]
    select_related = ("company", "stopped_by", "household")
    search = staticmethod(filters.search_stops)
    search_hint = "户主姓名、身份证号、电话、表号、户编号"
    subject = "householder"
    filterset_class = filters.GasStopFilter
    colours = {"state": panels.STOPS}
    sections = (
        Section("住户", ("householder", "household", *PLACED, "company")),
        Section("停气", ("stopped_at", "means", "witness", "stopped_by")),
        Section("恢复供气", ("restorable_at", "restored_at", "restored_by", "tightness_checked")),
    )
    panels = (panels.stopped_for,)
    workflows = (StopGas,)
    forms = {StopGas: forms.GasStopForm}
    step_form = StepForm
    prefills = ("household",)

    @classmethod
    def why_not_edit(cls, record: GasStop, post: Post) -> str:
        return "停气记录不能修改。"

    @classmethod
    def sections_of(cls, record: GasStop) -> Sequence[Section]:
        """Nothing of the gas coming back before it may."""
        return cls.sections[:2] if record.state == GasStop.State.STOPPED else cls.sections

    @classmethod
    def actions(cls, record: GasStop, post: Post) -> Sequence[Action]:
        """What is left to do at the house before one goes on."""
        if post.role not in RECTIFIERS:
            return ()
        return panels.notice_actions(record.household_id, Hazard.objects.unsettled().filter(household=record.household))

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        running = cls.url("list", state=[GasStop.State.STOPPED, GasStop.State.RESTORABLE])
        return [Action("还没有恢复的", running, "list-filter")]

    @classmethod
    def summary(cls, record: GasStop) -> str:
        return f"{record}，{division_name(record.village_id)}，{record.get_state_display()}"


class SuperviseOrderPages(RecordPages):
    model = SuperviseOrder
    slug = "supervise-orders"
    title = "挂牌督办"
    menu = Menu("隐患整改", "挂牌督办", "gavel")
    readers = panels.READERS
    unit = "件"
    empty = "没有符合条件的督办。请在隐患的页面上点“挂牌督办”。"

    columns = (
        "number", "state", "hazard", "hazard.level", *PLACED, "company", "demands", "issued_on", "due_on",
        "reported_on", "accepted_on", "failures", "issued_by", "report", "conclusion",
    )  # fmt: skip
    default_columns = columns[:11]
    headings = {"hazard.level": "隐患等级"}
    select_related = ("hazard", "company", "issued_by")
    search = staticmethod(filters.search_orders)
    search_hint = "督办编号、隐患编号"
    filterset_class = filters.OrderFilter
    colours = {"state": panels.ORDERS}
    sections = (
        Section("督办", ("number", "hazard", *PLACED, "company", "demands", "issued_on", "issued_by", "due_on")),
        Section("整改报告", ("report", "reported_on", "failures")),
        Section("验收", ("accepted_on", "conclusion")),
    )
    panels = (panels.ordered,)
    workflows = (SuperviseHazard,)
    forms = {SuperviseHazard: forms.OrderForm}
    step_form = StepForm
    prefills = ("hazard",)
    attachments = {supervising.REPORT: "盖章的整改报告", "photo": "整改照片", "other": "其他材料"}
    impersonal = frozenset(attachments)
    step_documents = {"hand_in": (supervising.REPORT,)}

    @classmethod
    def urls(cls) -> list[URLPattern]:
        return [*super().urls(), cls._route("<int:pk>/sheet/", "sheet", only_get(partial(papers.order_sheet, cls)))]

    @classmethod
    def why_not_edit(cls, record: SuperviseOrder, post: Post) -> str:
        return "督办通知发出后不能修改。"

    @classmethod
    def why_not_attach(cls, record: SuperviseOrder, post: Post) -> str:
        if post.role not in {Role.GAS_COMPANY, *SUPERVISORS}:
            return "督办的材料由燃气企业和督办单位上传。"
        return "这件督办已摘牌。" if record.state == SuperviseOrder.State.LIFTED else ""

    @classmethod
    def actions(cls, record: SuperviseOrder, post: Post) -> Sequence[Action]:
        return [Action("督办通知", cls.url("sheet", record.pk), "printer")]

    @classmethod
    def summary(cls, record: SuperviseOrder) -> str:
        return f"{record}，{division_name(record.village_id)}，{record.get_state_display()}"
