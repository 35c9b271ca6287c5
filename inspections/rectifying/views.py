"""举一反三整改、各村整改情况、督导检查、销号抽查."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import DISTRICT_READERS, TOWN_READERS, Role
from core.views.records import Action, RecordPages, Section
from core.workflow import Workflow
from inspections.models import ClosureSample, Rectification, RectificationVillage, Supervision
from inspections.rectifying import filters, forms, panels
from inspections.rectifying.workflows import DISTRICT, CheckClosure, Rectify, RectifyVillage, Supervise

GROUP = "隐患整改"
READERS = DISTRICT_READERS | TOWN_READERS
WITH_VILLAGES = READERS | {Role.VILLAGE, Role.VILLAGE_ASSISTANT}
PHOTO = {"photo": "现场照片", "other": "其他材料"}


def search_titles(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    return rows.filter(title__contains=text.strip())


def search_villages(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    words = text.strip()
    of_place = Q(village__name__contains=words) | Q(village__alias__contains=words)
    return rows.filter(of_place | Q(rectification__title__contains=words))


def search_samples(rows: QuerySet[Any], text: str, post: Post) -> QuerySet[Any]:
    words = text.strip()
    return rows.filter(Q(hazard__number=words.upper()) | Q(hazard__description__contains=words))


class RectificationPages(RecordPages):
    model = Rectification
    slug = "rectifications"
    title = "举一反三整改"
    menu = Menu(GROUP, "举一反三整改", "copy-check")
    readers = READERS
    unit = "项"
    new_label = "部署整改"
    empty = "还没有举一反三整改。发现一处典型隐患，请点“部署整改”，要求各村照着排查。"
    columns = (
        "title", "town", "year", "state", "hazard", "opened_by", "reported_at", "confirmed_at", "sent_back_reason",
    )  # fmt: skip
    default_columns = columns[:4] + columns[6:8]
    select_related = ("town", "hazard")
    search = staticmethod(search_titles)
    search_hint = "问题"
    filterset_class = filters.RectificationFilter
    colours = {"state": panels.RECTIFICATION_TONES}
    sections = (
        Section("问题", ("title", "town", "year", "state", "hazard", "demands", "opened_by")),
        Section("上报", ("report", "reported_at", "confirmed_at", "sent_back_reason")),
    )
    panels = printed_panels = (panels.villages,)
    attachments = PHOTO
    impersonal = frozenset(PHOTO)
    other_document = "other"
    workflows = (Rectify,)
    forms = {Rectify: forms.RectificationForm}
    prefills = ("hazard", "town")

    @classmethod
    def why_not_attach(cls, record: Rectification, post: Post) -> str:
        return "" if post.role in TOWN_READERS else "整改材料由街镇上传。"


class RectificationVillagePages(RecordPages):
    model = RectificationVillage
    slug = "rectification-villages"
    title = "各村整改情况"
    menu = Menu(GROUP, "各村整改情况", "map-pinned")
    readers = WITH_VILLAGES
    unit = "个村"
    empty = "没有要排查的问题。街镇或区里部署举一反三整改以后，各村在这里填报。"
    columns = (
        "rectification.title", "town", "village", "state", "checked_on", "checked", "found", "rectified",
        "finished_on", "note", "rectification",
    )  # fmt: skip
    default_columns = columns[:10]
    headings = {"rectification.title": "问题"}
    select_related = ("rectification",)
    search = staticmethod(search_villages)
    search_hint = "村名、问题"
    filterset_class = filters.RectificationVillageFilter
    colours = {"state": panels.VILLAGE_TONES}
    sections = (
        Section("问题", ("rectification.title", "rectification.demands", "rectification")),
        Section("排查", ("village", "town", "state", "checked_on", "checked", "found")),
        Section("整改", ("rectified", "finished_on", "note")),
    )
    attachments = PHOTO
    impersonal = frozenset(PHOTO)
    other_document = "other"
    workflows = (RectifyVillage,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "各村的排查在部署举一反三整改时生成，不能单独登记。"

    @classmethod
    def why_not_attach(cls, record: RectificationVillage, post: Post) -> str:
        fillers = TOWN_READERS | {Role.VILLAGE}
        return "" if post.role in fillers else "照片由村（居）委会或街镇上传。"


class SupervisionPages(RecordPages):
    model = Supervision
    slug = "supervisions"
    title = "督导检查"
    menu = Menu(GROUP, "督导检查", "search-check")
    readers = READERS
    unit = "次"
    new_label = "抽取样本并通知"
    empty = "还没有督导检查。请点“抽取样本并通知”，选一个街镇和一段销号日期，平台按比例随机抽取。"
    columns = (
        "town", "closed_from_on", "closed_until_on", "state", "closed", "sampled", "share", "fed_back_on", "closed_on",
        "notified_by",
    )  # fmt: skip
    default_columns = columns[:9]
    select_related = ("town",)
    filterset_class = filters.SupervisionFilter
    colours = {"state": panels.SUPERVISION_TONES}
    sections = (
        Section(
            "抽查", ("town", "closed_from_on", "closed_until_on", "closed", "share", "sampled", "seed", "notified_by")
        ),
        Section("反馈与整改", ("state", "feedback", "fed_back_on", "answer", "closed_on")),
    )
    panels = printed_panels = (panels.samples,)
    workflows = (Supervise,)
    forms = {Supervise: forms.SupervisionForm}

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("督导抽查统计", reverse("closure-sample-figures"), "chart-column")]


class ClosureSamplePages(RecordPages):
    model = ClosureSample
    slug = "closure-samples"
    title = "销号抽查"
    menu = Menu(GROUP, "销号抽查", "list-checks")
    readers = READERS
    unit = "条"
    empty = "没有要检查的样本。请在“督导检查”里点“抽取样本并通知”。"
    columns = (
        "hazard", "hazard.description", "hazard.level", "town", "village", "state", "hazard.closed_at", "checked_on",
        "checked_by", "note", "supervision",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"hazard.description": "隐患描述", "hazard.level": "等级", "hazard.closed_at": "销号时间"}
    select_related = ("hazard", "supervision", "supervision__town")
    search = staticmethod(search_samples)
    search_hint = "隐患编号、隐患描述"
    filterset_class = filters.ClosureSampleFilter
    colours = {"state": panels.SAMPLE_TONES}
    sections = (
        Section("隐患", ("hazard", "hazard.description", "hazard.level", "village", "town", "hazard.closed_at")),
        Section("检查", ("supervision", "state", "checked_on", "checked_by", "note")),
    )
    attachments = PHOTO
    impersonal = frozenset(PHOTO)
    other_document = "other"
    workflows = (CheckClosure,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "样本由平台随机抽取，请在“督导检查”里点“抽取样本并通知”。"

    @classmethod
    def why_not_attach(cls, record: ClosureSample, post: Post) -> str:
        return "" if post.role in DISTRICT else "现场照片由检查的区级部门上传。"
