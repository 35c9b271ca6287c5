"""The pages of old devices: 老旧设备台账, the candidates for an upgrade among them, 设备问题."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.models import Post
from accounts.pages import Menu, PortalRequest, page
from accounts.roles import GOVERNMENT, LEDGER_READERS
from core.addresses import rows_url
from core.views.declaration import Action
from core.views.records import RecordPages, Section
from core.workflow import Step, Workflow
from households.ageing import panels
from households.ageing.filters import DeviceFlagFilter, OldDeviceFilter
from households.ageing.forms import DeviceFlagForm
from households.ageing.upgrading import UpgradeOldDevice
from households.ageing.workflows import OPEN, FlagDevice
from households.models import DeviceFlag, DeviceLife
from households.reconciling.filters import search_by_household
from households.workflows import FILERS

PLACED = ("town", "village")
CANDIDATES = {"candidate": "on", "sort": "-score"}


@page(readers=GOVERNMENT, menu=Menu("计划改造", "更新升级候选", "sparkles"))
def candidates_page(request: PortalRequest) -> HttpResponse:
    """The list of old devices, narrowed to those that should be replaced, the most pressing first."""
    return redirect(rows_url("old-devices", **CANDIDATES))


class OldDevicePages(RecordPages):
    model = DeviceLife
    slug = "old-devices"
    title = "老旧设备台账"
    menu = Menu("台账", "老旧设备台账", "hourglass")
    readers = LEDGER_READERS
    unit = "台"
    empty = "没有符合条件的在用设备。请换个条件；设备按台账自动列出，不用登记。"

    columns = (
        "household", "kind", "expires_on", "expiry_said", "overdue_said", "flags_said", "reasons_said", "score",
        *PLACED, "equipment.device_brand", "equipment.device_model", "power", "equipment.device_installed_on",
        "basis_said", "age_said", "service_years", "counted_from_on", "basis", "household.number",
        "household.address", "equipment.device_maker", "equipment.device_code", "target",
    )  # fmt: skip
    default_columns = columns[:15]
    headings = {
        "expiry_said": "到期情况",
        "overdue_said": "已超年限",
        "flags_said": "未处置的问题",
        "basis_said": "依据",
        "reasons_said": "更新理由",
        "age_said": "已用",
        "household.number": "户编号",
    }
    select_related = ("household", "equipment")
    search = staticmethod(search_by_household)
    search_hint = "户主姓名、身份证号、电话、表号、户号"
    filterset_class = OldDeviceFilter
    sorts = {"expires_on": ("ends_on", "id"), "score": ("score", "id")}
    default_sort = "expires_on"
    colours = {"expiry_said": panels.EXPIRY_TONES}
    subject = "household.name"
    workflows = (UpgradeOldDevice,)

    sections = (
        Section("设备", ("household", "equipment", "kind", "power", *PLACED)),
        Section(
            "使用年限",
            ("expiry_said", "expires_on", "overdue_said", "age_said", "counted_from_on", "service_years", "basis_said"),
        ),
        Section("处置", ("flags_said", "score", "reasons_said", "target")),
    )
    panels = (panels.flags_of_life,)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        rows: Any = super().queryset(post)
        return rows.listed()

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "老旧设备由系统按设备台账列出，不能自行登记。"

    @classmethod
    def actions(cls, record: DeviceLife, post: Post) -> Sequence[Action]:
        return panels.flagging(record.equipment, post)

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [
            Action("已到期", cls.url("list", expiry="expired")),
            Action("一年内到期", cls.url("list", expiry="soon")),
            Action("更新升级候选", cls.url("list", **CANDIDATES)),
        ]

    @classmethod
    def outlook(cls, record: DeviceLife, step: Step) -> str:
        return "将起草一件“计划更新改造”申请，在“台账申请”中补齐意愿确认书后提交。" if step.name == "file" else ""

    @classmethod
    def summary(cls, record: DeviceLife) -> str:
        return f"{record.household}，{record}，{record.expiry_said}"


class DeviceFlagPages(RecordPages):
    model = DeviceFlag
    slug = "device-flags"
    title = "设备问题"
    menu = Menu("台账", "设备问题", "triangle-alert")
    readers = LEDGER_READERS
    unit = "条"
    empty = "没有符合条件的设备问题。请在设备或住户的页面上点“登记设备问题”。"

    columns = (
        "what", "household", "equipment", "state", "found_on", "source", "description", *PLACED,
        "settlement", "settled_at", "filed_by.organization", "created_at",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"filed_by.organization": "登记单位", "created_at": "登记时间"}
    select_related = ("equipment", "household", "filed_by__organization")
    search = staticmethod(search_by_household)
    search_hint = "户主姓名、身份证号、电话、表号、户号"
    subject = "household.name"
    filterset_class = DeviceFlagFilter
    colours = {"state": panels.STATE_TONES, "what": panels.WHAT_TONES}
    sections = (
        Section("问题", ("what", "equipment", "household", *PLACED, "found_on", "source", "description")),
        Section("处置", ("state", "settlement", "settled_at", "filed_by", "created_at")),
    )
    attachments = {"photo": "现场照片", "proof": "维修、停用凭证"}
    impersonal = frozenset({"photo"})
    workflows = (FlagDevice,)
    forms = {FlagDevice: DeviceFlagForm}
    prefills = ("equipment",)

    @classmethod
    def why_not_edit(cls, record: DeviceFlag, post: Post) -> str:
        if post.role not in FILERS:
            return "设备问题由村（居）委会或街镇填写。"
        return "" if record.state == DeviceFlag.State.WAITING else "已开始处置，不能再修改。"

    @classmethod
    def why_not_attach(cls, record: DeviceFlag, post: Post) -> str:
        if post.role not in FILERS:
            return "设备问题由村（居）委会或街镇填写。"
        return "" if record.state in OPEN else "已处置完，不能再增减照片。"

    @classmethod
    def outlook(cls, record: DeviceFlag, step: Step) -> str:
        told = "台账中的设备仍记为在用；不再使用的，请另办设备更新、改造类型变更或销户。"
        return told if step.name == "stop" else ""

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("未处置完的", cls.url("list", open="on"), "list-filter")]

    @classmethod
    def summary(cls, record: DeviceFlag) -> str:
        return f"{record}，{record.get_state_display()}"
