"""The pages of 应检清单, 专项排查 and 特殊时期."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import ADMINISTRATORS, Role
from core.keyset import CAP, count_capped
from core.views.declaration import Action, Figure
from core.views.records import RecordPages, Section
from core.wording.division_names import place_name
from core.workflow import Workflow
from inspections.models import Campaign, InspectionDue, SpecialPeriod
from inspections.planning import filters, forms, panels
from inspections.planning.workflows import ISSUERS, RunCampaign

GROUP = "安全检查"
PLACED = ("town", "village")
Kind = InspectionDue.Kind


class InspectionDuePages(RecordPages):
    model = InspectionDue
    slug = "inspection-dues"
    title = "应检清单"
    menu = Menu(GROUP, "应检清单", "calendar-check")
    readers = panels.READERS
    unit = "户"
    empty = "没有符合条件的住户。请换个条件；清单按确户台账、通气登记和安检记录自动推算，不用登记。"

    columns = (
        "householder", "due_kind", "due_on", "left_said", "standing", *PLACED, "rounds_said", "last_valid_on",
        "last_attempt_on", "last_outcome", "company", "opens_on", "pre_season_done_on", "pre_season_standing",
        "year_standing", "campaign", "household", "household.number", "household.address", "ventilation",
    )  # fmt: skip
    default_columns = columns[:12]
    headings = {"left_said": "还剩", "rounds_said": "本年已检/应检", "household.number": "户编号"}
    select_related = ("household", "ventilation", "company", "campaign")
    search = staticmethod(filters.search_dues)
    search_hint = "户主姓名、身份证号、电话、表号、户编号"
    subject = "householder"
    filterset_class = filters.InspectionDueFilter
    sorts = {"due_on": ("due_on", "id")}
    default_sort = "due_on"
    colours = {
        "due_kind": panels.KIND_TONES,
        "standing": panels.STANDING_TONES,
        "year_standing": panels.STANDING_TONES,
        "pre_season_standing": panels.STANDING_TONES,
    }
    standing = "due_kind"
    sections = (
        Section("住户", ("householder", "household", "ventilation", *PLACED, "company")),
        Section("应检", ("due_kind", "opens_on", "due_on", "left_said", "campaign", "standing")),
        Section(
            "本年",
            (
                "rounds_said", "last_valid_on", "last_attempt_on", "last_outcome", "year_standing",
                "pre_season_done_on", "pre_season_standing",
            ),
        ),
    )  # fmt: skip

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "应检清单由系统推算，不能自行登记。"

    @classmethod
    def actions(cls, record: InspectionDue, post: Post) -> Sequence[Action]:
        return panels.visiting(record, post)

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [
            Action("已逾期", cls.url("list", overdue="on")),
            Action("通气后七日内", cls.url("list", due_kind=[Kind.FIRST_GAS.value, Kind.SEVENTH_DAY.value])),
            Action("采暖期前排查", cls.url("list", due_kind=Kind.PRE_SEASON.value)),
        ]

    @classmethod
    def figures(cls, post: Post) -> Sequence[Figure]:
        late = count_capped(InspectionDue.objects.visible_to(post).overdue())
        value = f"{late:,}" if late <= CAP else "超过 1 万"
        return [Figure("逾期未安检", value, cls.url("list", overdue="on"), "户", tone="danger" if late else "")]

    @classmethod
    def summary(cls, record: InspectionDue) -> str:
        return f"{record.householder}，{place_name(record)}，{record.get_due_kind_display()}"


class CampaignPages(RecordPages):
    model = Campaign
    slug = "campaigns"
    title = "专项排查"
    menu = Menu(GROUP, "专项排查", "megaphone")
    readers = panels.READERS
    unit = "次"
    empty = "还没有专项排查。由区双代办或区燃气主管部门起草、下发。"

    columns = (
        "title", "kind", "state", "document_number", "issued_by_name", "starts_on", "ends_on", "rounds", "checklist",
        "issued_at", "concluded_at",
    )  # fmt: skip
    default_columns = columns[:8]
    select_related = ("checklist",)
    search = staticmethod(filters.search_campaigns)
    search_hint = "排查名称、文号"
    filterset_class = filters.CampaignFilter
    colours = {"state": panels.CAMPAIGN_TONES}
    sections = (
        Section("专项排查", ("title", "kind", "document_number", "issued_by_name", "starts_on", "ends_on")),
        Section("要求", ("rounds", "checklist", "demands")),
        Section("办理", ("state", "drafted_by", "issued_at", "concluded_at", "conclusion")),
    )
    panels = (panels.scope_of_campaign,)
    attachments = {"document": "文件", "summary": "总结材料"}
    impersonal = frozenset(attachments)
    workflows = (RunCampaign,)
    forms = {RunCampaign: forms.CampaignForm}

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        """What is not issued yet is known to those who draft it."""
        rows = super().queryset(post)
        return rows if post.role in ISSUERS else rows.exclude(state=Campaign.State.DRAFT)

    @classmethod
    def why_not_edit(cls, record: Campaign, post: Post) -> str:
        if post.role not in ISSUERS:
            return "专项排查由区双代办或区燃气主管部门填写。"
        return "" if record.state == Campaign.State.DRAFT else "下发后不能再改；要改的，请总结后另行下发。"

    @classmethod
    def why_not_attach(cls, record: Campaign, post: Post) -> str:
        return "" if post.role in ISSUERS else "专项排查的材料由区双代办或区燃气主管部门上传。"

    @classmethod
    def outlook(cls, record: Campaign, step: Any) -> str:
        return "范围内的气代煤户将列入应检清单，并通知各街镇和燃气企业。" if step.name == "issue" else ""

    @classmethod
    def summary(cls, record: Campaign) -> str:
        return f"{record.title}，{record.document_number}，{record.get_state_display()}"


class SpecialPeriodPages(RecordPages):
    model = SpecialPeriod
    slug = "special-periods"
    title = "特殊时期"
    menu = Menu(GROUP, "特殊时期", "calendar-range")
    readers = panels.READERS | ADMINISTRATORS
    creators = editors = ISSUERS | {Role.SYSTEM_ADMIN}
    forms = {None: forms.SpecialPeriodForm}
    unit = "个"
    new_label = "登记特殊时期"
    empty = "还没有登记特殊时期。请登记汛期、节假日、采暖期等。"

    columns = ("name", "kind", "starts_on", "ends_on", "factor", "basis")
    search = staticmethod(filters.search_periods)
    search_hint = "时期名称"
    filterset_class = filters.SpecialPeriodFilter
    sorts = {"starts_on": ("starts_on", "id")}
    default_sort = "-starts_on"
    sections = (Section("特殊时期", ("name", "kind", "starts_on", "ends_on", "factor", "basis")),)
