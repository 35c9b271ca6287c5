"""The pages of contractors, works, acceptances and households without heat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import GOVERNMENT, LEDGER_CLERKS, Role
from core.sealing.numbers import mask_phone
from core.search import grams_filter
from core.views.declaration import Figure
from core.views.facts import Fact
from core.views.records import Action, RecordPages, Section, Shown
from core.workflow import Workflow
from households.models import Acceptance, AcceptanceItem, Construction, HeatGap, Qualification
from households.renovating.works import filters, forms, gaps, panels
from households.renovating.works.documents import (
    IMPERSONAL_PHOTOS,
    ITEM_PHOTOS,
    OF_THE_EARTH,
    Paper,
    Photo,
    attached_to,
    photos_wanted,
)
from households.renovating.works.gap_figures import gaps_of
from households.renovating.works.guards import SIGNERS
from households.renovating.works.workflows import Accepting, Works
from households.ventilating import panels as ventilating

GROUP = "计划改造"
READERS = panels.WORKS_READERS
ITEM_KEEPERS = frozenset({Role.DISTRICT_OFFICE})
BUILDERS = frozenset({Role.CONTRACTOR, Role.TOWN_OFFICE})
PLACED = ("village", "town")


def search_by_person(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    return rows.filter(Q(number=text) | grams_filter("householder", text))


def search_gaps(rows: QuerySet[HeatGap], text: str, post: Post) -> QuerySet[HeatGap]:
    return rows.filter(grams_filter("householder", text))


def search_qualifications(rows: QuerySet[Qualification], text: str, post: Post) -> QuerySet[Qualification]:
    return rows.filter(Q(organization__name__contains=text) | Q(certificate_number__startswith=text))


def standing_of(record: Qualification, post: Post) -> Shown | None:
    """Whether it may be chosen today."""
    left = (record.ends_on - timezone.localdate()).days
    sentence = f"还有 {left} 天到期。" if left >= 0 else "已经到期，不能再选这个单位施工，请换证后更新。"
    return Shown("有效期", "_components/facts.html", {"facts": [Fact("现在", sentence)]})


class QualificationPages(RecordPages):
    model = Qualification
    slug = "contractor-qualifications"
    title = "施工单位资质"
    menu = Menu(GROUP, "施工单位资质", "badge-check")
    readers = LEDGER_CLERKS | {Role.CONTRACTOR}
    creators = editors = frozenset({Role.DISTRICT_OFFICE, Role.TOWN_OFFICE})
    forms = {None: forms.QualificationForm}
    unit = "项"
    empty = "还没有登记施工单位资质。安排施工前，请先登记施工单位的资质证书和安全生产许可证。"

    columns = (
        "organization", "organization.credit_code", "name", "level", "certificate_number", "expires_on",
        "licence_number", "licence_expires_on", "active",
    )  # fmt: skip
    headings = {"organization.credit_code": "统一社会信用代码"}
    colours = {"active": {True: "good", False: "neutral"}}
    select_related = ("organization",)
    search = staticmethod(search_qualifications)
    search_hint = "单位名称、证书编号"
    filterset_class = filters.QualificationFilter
    sections = (
        Section("施工单位", ("organization", "organization.credit_code", "organization.contact", "organization.phone")),
        Section("资质证书", ("name", "level", "certificate_number", "issued_on", "expires_on", "active")),
        Section("安全生产许可证", ("licence_number", "licence_expires_on", "remark")),
    )
    panels = (standing_of,)


class ConstructionPages(RecordPages):
    model = Construction
    slug = "constructions"
    title = "施工记录"
    menu = Menu(GROUP, "施工记录", "hard-hat")
    readers = READERS
    unit = "户"
    empty = "没有符合条件的施工记录。街镇在“台账申请”里选中待施工的申请，批量办理“安排施工”，即生成施工记录。"

    columns = (
        "householder", "number", "case", "state", "kind", *PLACED, "contractor", "planned_from_on",
        "planned_until_on", "begun_on", "finished_on", "rework_until_on", "device_commissioned_on", "old_removed_on",
        "supervisor", "gas_meter_number", "power_meter_number", "device_brand", "device_model", "year",
        "application",
    )  # fmt: skip
    default_columns = (
        "householder", "number", "state", "kind", "town", "village", "contractor", "planned_until_on", "begun_on",
        "finished_on", "device_commissioned_on",
    )  # fmt: skip
    select_related = ("contractor",)
    search = staticmethod(search_by_person)
    search_hint = "户主姓名、受理编号"
    subject = "householder"
    filterset_class = filters.ConstructionFilter
    colours = {"state": panels.WORKS_TONES}
    masks = {"supervisor_phone": mask_phone}
    sections = (
        Section(
            "改造户", ("householder", "number", "case", "kind", *PLACED, "address", "year", "application")
        ),
        Section(
            "施工",
            (
                "contractor", "supervisor", "supervisor_phone", "planned_from_on", "planned_until_on", "begun_on",
                "materials", "hidden_works", "old_removed_on", "self_check", "finished_on", "rework_until_on",
            ),
        ),
        Section("表具", (*forms.GAS_METER, *forms.POWER_METER)),
        Section("打压试验", forms.PRESSURE),
        Section("电气安全", forms.ELECTRIC),
        Section("设备", (*forms.DEVICE, "device_installed_on")),
        Section(
            "投用",
            ("device_commissioned_on", "trial_hours", "heating_temperature", "trained_person"),
        ),
    )  # fmt: skip
    panels = printed_panels = (panels.attempts, ventilating.of_works)
    attachments = dict(Photo.choices)
    impersonal = IMPERSONAL_PHOTOS
    other_document = Photo.OTHER
    workflows = (Works,)
    forms = {Works: forms.ConstructionForm}

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "施工记录在街镇办理“安排施工”时生成，不能单独登记。"

    @classmethod
    def why_not_edit(cls, record: Construction, post: Post) -> str:
        if post.role not in BUILDERS:
            return "施工记录由施工单位或街镇填写。"
        if record.state in {Construction.State.WAITING, Construction.State.BUILDING}:
            return ""
        return "已报验的施工记录不能再改；验收要求整改的，整改时再改。"

    @classmethod
    def why_not_attach(cls, record: Construction, post: Post) -> str:
        """The paper of the training comes last."""
        if post.role in BUILDERS and record.state == Construction.State.ACCEPTED:
            return ""
        return cls.why_not_edit(record, post)

    @classmethod
    def actions(cls, record: Construction, post: Post) -> Sequence[Action]:
        return ventilating.let_in_first(record, post)

    @classmethod
    def edited(cls, record: Construction, post: Post) -> None:
        gaps.look_at([record])

    @classmethod
    def documents_lacking(cls, record: Construction) -> Sequence[str]:
        wanted = {
            Construction.State.BUILDING: photos_wanted(record.category),
            Construction.State.ACCEPTED: [Photo.TRAINING],
        }.get(Construction.State(record.state), [])
        attached = attached_to([record])[record.pk]
        return [one for one in wanted if one not in attached]

    @classmethod
    def documents_offered(cls, record: Construction) -> Sequence[str]:
        wanted = {*photos_wanted(record.category), Photo.OLD_DEVICE, Photo.TRAINING, Photo.OTHER}
        return [photo for photo in Photo if photo in wanted]

    @classmethod
    def sections_of(cls, record: Construction) -> Sequence[Section]:
        """Without the tests and meters of another way of heating."""
        foreign = {
            name for category, names in forms.OF_CATEGORY.items() if category != record.category for name in names
        }
        kept = [Section(one.title, [name for name in one.fields if name not in foreign]) for one in cls.sections]
        return [section for section in kept if section.fields]

    @classmethod
    def summary(cls, record: Construction) -> str:
        return f"{record.householder}，{record}，{record.get_state_display()}"


class AcceptancePages(RecordPages):
    model = Acceptance
    slug = "acceptances"
    title = "验收单"
    menu = Menu(GROUP, "验收单", "clipboard-check")
    readers = READERS
    unit = "张"
    empty = "没有符合条件的验收单。施工单位办理“完工报验”后，平台为每户生成验收单。"

    columns = (
        "householder", "number", "attempt", "state", *PLACED, "planned_on", "inspected_on", "total", "accepted_on",
        "rework_until_on", "contractor", "construction",
    )  # fmt: skip
    default_columns = (
        "householder", "number", "attempt", "state", "town", "village", "planned_on", "inspected_on", "total",
        "rework_until_on",
    )  # fmt: skip
    select_related = ("contractor", "construction")
    search = staticmethod(search_by_person)
    search_hint = "户主姓名、受理编号"
    subject = "householder"
    filterset_class = filters.AcceptanceFilter
    colours = {"state": panels.FORM_TONES}
    sections = (
        Section("改造户", ("householder", "number", *PLACED, "construction", "contractor", "attempt")),
        Section("验收", ("planned_on", "inspected_on", "total", "accepted_on", "rework_until_on")),
        Section("地热", forms.EARTH),
        Section("签字", tuple(name for signer in SIGNERS for name in (signer, f"{signer}_on"))),
    )
    panels = printed_panels = (panels.scores,)
    attachments = {**ITEM_PHOTOS, **dict(Paper.choices)}
    impersonal = frozenset(ITEM_PHOTOS) | {Paper.REINJECTION}
    other_document = Paper.OTHER
    workflows = (Accepting,)
    forms = {Accepting: forms.AcceptanceForm}

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "验收单在施工单位完工报验时生成，不能单独登记。"

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        """The day's list for who goes round a village."""
        today = timezone.localdate()
        waiting = cls.url("list", state=Acceptance.State.WAITING, planned_after=today, planned_before=today)
        return [Action("今日约定验收", waiting, "calendar-check")]

    @classmethod
    def why_not_edit(cls, record: Acceptance, post: Post) -> str:
        if post.role != Role.TOWN_OFFICE:
            return "验收单由街镇填写。"
        return "" if record.state == Acceptance.State.WAITING else "已经作出结论的验收单不能再改。"

    @classmethod
    def documents_offered(cls, record: Acceptance) -> Sequence[str]:
        earth = () if record.construction.is_geothermal else OF_THE_EARTH
        lines = list(ITEM_PHOTOS)[: record.scores.count()]
        return [*lines, *(paper for paper in Paper if paper not in earth)]

    @classmethod
    def documents_lacking(cls, record: Acceptance) -> Sequence[str]:
        if record.state != Acceptance.State.WAITING:
            return []
        attached = attached_to([record])[record.pk]
        wanted = [Paper.SIGNED_FORM, *(OF_THE_EARTH if record.construction.is_geothermal else ())]
        return [paper for paper in wanted if paper not in attached]

    @classmethod
    def sections_of(cls, record: Acceptance) -> Sequence[Section]:
        return [one for one in cls.sections if one.title != "地热" or record.construction.is_geothermal]

    @classmethod
    def summary(cls, record: Acceptance) -> str:
        return f"{record.householder}，{record}，{record.get_state_display()}"


class AcceptanceItemPages(RecordPages):
    model = AcceptanceItem
    slug = "acceptance-items"
    title = "验收项目"
    menu = Menu(GROUP, "验收项目", "list-checks")
    readers = READERS
    creators = ITEM_KEEPERS
    forms = {None: forms.AcceptanceItemForm}
    unit = "项"
    empty = "还没有验收项目。请区双代办登记验收内容、分值和是否必达，之后报验的户按它验收。"
    columns = ("position", "code", "text", "points", "obligatory", "concerns", "created_at", "retired_at")
    default_columns = columns
    filterset_class = filters.AcceptanceItemFilter
    sections = (
        Section(
            "验收项目", ("code", "text", "points", "obligatory", "concerns", "position", "created_at", "retired_at")
        ),
    )

    @classmethod
    def why_not_edit(cls, record: AcceptanceItem, post: Post) -> str:
        if post.role not in ITEM_KEEPERS:
            return "验收项目由区双代办维护。"
        return "已停用的验收项目不能再改。" if record.retired_at else ""


class HeatGapPages(RecordPages):
    model = HeatGap
    slug = "heat-gaps"
    title = "空档户清单"
    menu = Menu(GROUP, "空档户清单", "thermometer-snowflake")
    readers = GOVERNMENT
    unit = "户"
    empty = "没有空档户：各户的旧设备在新设备投用前都还在用。"

    columns = (
        "householder", "reason", "since_on", "days_to_season", "village", "town", "fallback", "fallback_provider",
        "fallback_from_on", "fallback_until_on", "household", "application",
    )  # fmt: skip
    default_columns = columns[:10]
    headings = {"days_to_season": "距采暖季(天)"}
    search = staticmethod(search_gaps)
    search_hint = "户主姓名"
    filterset_class = filters.HeatGapFilter
    colours = {
        "reason": {
            HeatGap.Reason.REMOVED: "danger", HeatGap.Reason.LATE: "warning", HeatGap.Reason.NO_DEVICE: "warning",
        }
    }  # fmt: skip
    forms = {None: forms.HeatGapForm}
    editors = frozenset({Role.VILLAGE, Role.TOWN_OFFICE, Role.DISTRICT_OFFICE, Role.DEVELOPMENT_BUREAU})
    sections = (
        Section("空档", ("householder", *PLACED, "reason", "since_on", "days_to_season", "household", "application")),
        Section("兜底措施", ("fallback", "fallback_provider", "fallback_from_on", "fallback_until_on")),
    )

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[HeatGap]:
        """Those that still are; whoever has heat again has left the list."""
        return super().queryset(post).filter(closed_at=None)

    @classmethod
    def figures(cls, post: Post) -> Sequence[Figure]:
        return [gaps_of(post).figure]
