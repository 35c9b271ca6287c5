"""The pages of the long way before the works: 技术路线, 资格审定, 公示, 异议. Those of the plan: plan_views.py."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, reverse

from accounts.audit import System
from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import LEDGER_CLERKS, LEDGER_READERS, Role
from core.views.records import Action, RecordPages, Section, only_get
from households.columns import MASKS
from households.models import Application, ExcludedVillage, Objection, Publicity, QualificationReview, TechOption
from households.renovating import forms, panels
from households.renovating.figures import households_by
from households.renovating.filters import ExcludedVillageFilter, ObjectionFilter, PublicityFilter, QualificationFilter
from households.renovating.papers import sheet_page
from households.renovating.publicising import (
    EVIDENCE_DOCUMENTS,
    PUBLICITY_DOCUMENTS,
    Object,
    Publicise,
    was_posted,
)

State = Publicity.State


class TechOptionPages(RecordPages):
    model = TechOption
    slug = "technologies"
    title = "技术路线目录"
    menu = Menu("计划改造", "技术路线目录", "list-checks")
    readers = LEDGER_READERS
    creators = editors = frozenset({Role.DISTRICT_OFFICE})
    forms = {None: forms.TechOptionForm}
    new_label = "新建技术路线"
    unit = "项"
    empty = "目录还是空的。由区双代办加入可选的改造类型和费用，登记意愿时供农户选择。"
    columns = ("kind", "season_cost_from", "season_cost_to", "own_share", "suitability", "offered")
    sections = (Section("技术路线", columns),)


class ExcludedVillagePages(RecordPages):
    model = ExcludedVillage
    slug = "excluded-villages"
    title = "不改造的村"
    menu = Menu("计划改造", "不改造的村", "map-pin-off")
    readers = LEDGER_CLERKS
    creators = editors = frozenset({Role.DISTRICT_OFFICE})
    forms = {None: forms.ExcludedVillageForm}
    new_label = "加一个村"
    unit = "条"
    empty = "没有不改造的村。列入拆迁、纳入集中供热的，由区双代办在这里加上，资格审定时据此核对。"
    columns = ("village", "town", "reason", "document_number", "since_on", "until_on", "remark")
    filterset_class = ExcludedVillageFilter
    sections = (Section("不改造的村", columns),)


class QualificationPages(RecordPages):
    """资格审定表: one row a review."""

    model = QualificationReview
    slug = "qualifications"
    title = "资格审定"
    menu = Menu("计划改造", "资格审定", "circle-check-big")
    readers = LEDGER_CLERKS
    unit = "件"
    empty = "还没有审定过资格。在“台账申请”中对“待资格审定”的办理“资格审定”后，结果留在这里。"
    columns = (
        "application", "application.householder", "application.kind", "met_all", "override_reason", "town", "village",
        "reviewed_at", "reviewed_by.organization",
    )  # fmt: skip
    headings = {
        "application.householder": "户主",
        "application.kind": "改造类型",
        "reviewed_by.organization": "审定单位",
    }
    select_related = ("application", "application__household", "reviewed_by__organization")
    filterset_class = QualificationFilter
    sections = (
        Section(
            "资格审定",
            ("application", "application.householder", "village", "town", "met_all", "override_reason", "reviewed_at",
             "reviewed_by"),
        ),
    )  # fmt: skip
    panels = printed_panels = (panels.reviewed,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: Any) -> str:
        return "资格审定在申请的页面上办理，结果自动留存。"


class PublicityPages(RecordPages):
    model = Publicity
    slug = "publicities"
    title = "改造名单公示"
    menu = Menu("计划改造", "改造名单公示", "megaphone")
    readers = panels.OFFICES
    unit = "次"
    empty = "还没有公示。街镇审定资格后，在这里新建公示，把待公示的农户列出来。"
    columns = ("title", "number", "town", "state", "households", "begun_on", "ends_on", "ended_at")
    headings = {"households": "户数", "village_names": "公示的村（社区）"}
    filterset_class = PublicityFilter
    colours = {"state": panels.PUBLICITY_TONES}
    sections = (
        Section(
            "公示",
            (
                "title",
                "number",
                "town",
                "village_names",
                "posting_place",
                "objection_phone",
                "begun_on",
                "ends_on",
                "ended_at",
                "filed_by",
            ),
        ),
    )
    panels = printed_panels = (panels.list_by_village,)
    attachments = PUBLICITY_DOCUMENTS
    # The posted list has its names masked.
    impersonal = frozenset(PUBLICITY_DOCUMENTS)
    other_document = "other"
    workflows = (Publicise,)
    forms = {None: forms.PublicityForm}

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Publicity]:
        return super().queryset(post).annotate(households=households_by("publicity", Application.objects.all()))

    @classmethod
    def urls(cls) -> list[URLPattern]:
        return [*super().urls(), cls._route("<int:pk>/sheet/", "sheet", only_get(partial(sheet_page, cls)))]

    @classmethod
    def why_not_edit(cls, record: Publicity, post: Post) -> str:
        if post.role != Role.TOWN_OFFICE:
            return "公示由街镇办理。"
        return "" if record.state == State.DRAFT else "公示开始后不能再改；写错了的，请终止后重新公示。"

    @classmethod
    def why_not_attach(cls, record: Publicity, post: Post) -> str:
        if post.role != Role.TOWN_OFFICE:
            return "公示由街镇办理。"
        return "" if record.state in {State.DRAFT, State.RUNNING, State.EXPIRED} else "公示已办结，不能再加材料。"

    @classmethod
    def documents_lacking(cls, record: Publicity) -> Sequence[str]:
        from_then_on = record.state in {State.RUNNING, State.EXPIRED}
        return [] if not from_then_on or _is_posted(record) else ["posted_photo"]

    @classmethod
    def actions(cls, record: Publicity, post: Post) -> Sequence[Action]:
        if record.state == State.DRAFT:
            return ()
        return [
            Action("打印公示单", cls.url("sheet", record.pk), "printer"),
            Action("打开公示页", reverse("publicity", args=[record.token]), "external-link"),
        ]


def _is_posted(record: Publicity) -> bool:
    return not was_posted([record], System.CLOCK)


class ObjectionPages(RecordPages):
    model = Objection
    slug = "objections"
    title = "公示异议"
    menu = Menu("计划改造", "公示异议", "message-square-warning")
    readers = LEDGER_CLERKS
    unit = "件"
    empty = "没有异议。群众来访、来电提出的，请在那一户申请的页面上登记。"
    columns = (
        "application", "application.householder", "ground", "statement", "channel", "state", "town", "village",
        "created_at", "decided_at", "publicity", "objector", "phone",
    )  # fmt: skip
    default_columns = columns[:10]
    headings = {"application.householder": "户主", "created_at": "提出时间"}
    subject = "application.householder"
    select_related = ("application", "application__household", "publicity")
    filterset_class = ObjectionFilter
    colours = {"state": panels.OBJECTION_TONES}
    masks = MASKS
    sections = (
        Section(
            "异议",
            ("application", "application.householder", "village", "town", "publicity", "ground", "statement", "channel",
             "objector", "phone", "created_at"),
        ),
        Section("核查", ("finding", "decided_at")),
    )  # fmt: skip
    attachments = EVIDENCE_DOCUMENTS
    other_document = "other"
    workflows = (Object,)
    forms = {None: forms.ObjectionForm}
    prefills = ("application",)

    @classmethod
    def why_not_edit(cls, record: Objection, post: Post) -> str:
        return "异议登记后不能修改，只能核查。"

    @classmethod
    def why_not_attach(cls, record: Objection, post: Post) -> str:
        if post.role not in {Role.TOWN_OFFICE, Role.VILLAGE}:
            return "异议由街镇核查，材料由村、街镇上传。"
        return "" if record.state == Objection.State.OPEN else "异议已查清，不能再加材料。"
