"""The pages of assessors, their contracts and their assessments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import Role
from core.views.declaration import Action
from core.views.records import RecordPages, Section
from core.wording.division_names import division_name
from core.workflow import Workflow
from households.renovating.works.documents import attached_to
from inspections.assessing import conflicts, filters, forms, panels
from inspections.assessing.documents import BEFORE_SIGNING, AssessmentPaper, ContractPaper
from inspections.assessing.hiring import HIRERS, HireAssessor
from inspections.assessing.workflows import Assess, HandleFinding, VisitSample
from inspections.checklists.answering import ITEM_PHOTOS, photos_lacking
from inspections.levels import LEVEL_TONES
from inspections.models import (
    Assessment,
    AssessmentFinding,
    AssessmentPart,
    AssessmentSample,
    AssessorContract,
    ConflictCheck,
    OrganizationOwner,
)

GROUP = "监督评估"
OWNER_KEEPERS = frozenset({Role.DISTRICT_OFFICE, Role.TOWN_GAS_OFFICE, Role.TOWN_OFFICE})
OWNER_READERS = OWNER_KEEPERS | {Role.GAS_AUTHORITY, Role.LEADER}


def masked_name(name: str) -> str:
    """王**: whoever visits finds the house by its address."""
    return name[:1] + "*" * (len(name) - 1)


class OwnerPages(RecordPages):
    model = OrganizationOwner
    slug = "organization-owners"
    title = "法定代表人和股东"
    menu = Menu(GROUP, "法定代表人和股东", "building-2")
    readers = OWNER_READERS
    creators = editors = OWNER_KEEPERS
    forms = {None: forms.OwnerForm}
    unit = "条"
    empty = "还没有登记。聘请评估机构前，请登记它和各燃气企业、维修服务组织的法定代表人、股东，平台据此检查利益冲突。"
    columns = ("organization", "organization.kind", "kind", "name", "credit_code", "id_number", "share", "current")
    headings = {"organization.kind": "单位类型"}
    colours = {"current": {True: "good", False: "neutral"}}
    select_related = ("organization",)
    filterset_class = filters.OwnerFilter
    search = staticmethod(filters.search_owners)
    search_hint = "单位名称、姓名、统一社会信用代码"
    sections = (
        Section("单位", ("organization", "organization.kind", "organization.credit_code")),
        Section("法定代表人或股东", ("kind", "name", "credit_code", "id_number", "share", "current")),
    )

    @classmethod
    def created(cls, record: OrganizationOwner, post: Post) -> None:
        conflicts.look_again_at(record.organization, post)

    edited = created


class ContractPages(RecordPages):
    model = AssessorContract
    slug = "assessor-contracts"
    title = "评估机构聘请"
    menu = Menu(GROUP, "评估机构聘请", "handshake")
    readers = panels.READERS
    unit = "份"
    empty = "还没有聘请第三方评估机构。请点“登记招选”，选有相应资质的评估机构。"
    columns = (
        "title", "area", "assessor", "state", "topics", "conflicted", "starts_on", "ends_on", "price", "procurement",
        "qualification_name", "qualification_number", "qualification_expires_on", "signed_on", "score", "evaluated_on",
        "paid_on", "paid_amount",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"area": "聘请的街镇或区县"}
    select_related = ("assessor",)
    filterset_class = filters.ContractFilter
    search = staticmethod(filters.search_contracts)
    search_hint = "合同名称、评估机构"
    colours = {"state": panels.CONTRACT_TONES, "conflicted": {True: "danger", False: "good"}}
    sections = (
        Section("聘请", ("title", "area", "assessor", "procurement", "topics", "services", "conflicted", "filed_by")),
        Section("资质", ("qualification_name", "qualification_number", "qualification_expires_on")),
        Section("合同", ("signed_on", "starts_on", "ends_on", "price")),
        Section("履约评价和付款", ("score", "evaluation", "evaluated_on", "paid_on", "paid_amount")),
    )
    panels = printed_panels = (panels.last_check,)
    attachments = dict(ContractPaper.choices)
    impersonal = frozenset(attachments)
    other_document = ContractPaper.OTHER
    workflows = (HireAssessor,)
    forms = {None: forms.ContractForm}

    @classmethod
    def why_not_edit(cls, record: AssessorContract, post: Post) -> str:
        if post.role not in HIRERS:
            return "聘请登记由聘请的街镇或区双代办填写。"
        if record.state in {AssessorContract.State.SELECTING, AssessorContract.State.SIGNED}:
            return ""
        return "已开始履约的合同不能再改。"

    @classmethod
    def why_not_attach(cls, record: AssessorContract, post: Post) -> str:
        if post.role not in HIRERS:
            return "材料由聘请的街镇或区双代办上传。"
        ended = {AssessorContract.State.SETTLED, AssessorContract.State.TERMINATED}
        return "合同已了结，不能再加材料。" if record.state in ended else ""

    @classmethod
    def documents_lacking(cls, record: AssessorContract) -> Sequence[str]:
        wanted = {
            AssessorContract.State.SELECTING: BEFORE_SIGNING,
            AssessorContract.State.EVALUATED: (ContractPaper.PAYMENT,),
        }.get(AssessorContract.State(record.state), ())
        attached = attached_to([record])[record.pk]
        return [paper for paper in wanted if paper not in attached]

    @classmethod
    def actions(cls, record: AssessorContract, post: Post) -> Sequence[Action]:
        tasks = Action("评估任务", AssessmentPages.url("list", contract=record.pk), "list-checks")
        if post.role not in HIRERS or record.state != AssessorContract.State.RUNNING:
            return [tasks]
        return [Action("委托评估", AssessmentPages.url("new", contract=record.pk), "clipboard-plus"), tasks]

    @classmethod
    def summary(cls, record: AssessorContract) -> str:
        return f"{record}，{record.assessor}，{record.get_state_display()}"


class ConflictCheckPages(RecordPages):
    model = ConflictCheck
    slug = "conflict-checks"
    title = "利益冲突检查记录"
    menu = Menu(GROUP, "利益冲突检查记录", "shield-alert")
    readers = panels.OFFICES
    unit = "条"
    empty = "还没有检查记录。登记招选、签约时自动检查，以后每天检查一次。"
    columns = ("created_at", "contract", "assessor", "area", "occasion", "result", "grounds", "checked_by")
    headings = {"created_at": "检查时间", "area": "街镇或区县"}
    select_related = ("contract", "assessor", "checked_by__user", "checked_by__organization")
    search = staticmethod(filters.search_by_contract)
    search_hint = "合同名称、评估机构"
    filterset_class = filters.ConflictFilter
    colours = {"result": panels.RESULT_TONES}
    standing = "result"
    sections = (Section("检查", ("contract", "assessor", "area", "created_at", "occasion", "result", "checked_by")),)
    panels = printed_panels = (panels.grounds,)

    @classmethod
    def why_not_edit(cls, record: ConflictCheck, post: Post) -> str:
        return "检查记录只增不改。"


class AssessmentPages(RecordPages):
    model = Assessment
    slug = "assessments"
    title = "评估任务"
    menu = Menu(GROUP, "评估任务", "clipboard-check")
    readers = panels.READERS
    unit = "项"
    empty = "没有符合条件的评估任务。请在履约中的合同页面上点“委托评估”；采暖季跟踪检查每周自动发起。"
    columns = (
        "town", "kind", "year", "state", "topics", "assessor", "planned_from_on", "planned_until_on", "sample_size",
        "score", "assessed_on", "contract", "first_assessor", "second_assessor", "sample_seed",
        "villages_without_officer", *forms.OFFICERS,
    )  # fmt: skip
    default_columns = columns[:11]
    select_related = ("assessor", "contract")
    search = staticmethod(filters.search_by_contract)
    search_hint = "合同名称、评估机构"
    filterset_class = filters.AssessmentFilter
    colours = {"state": panels.STATE_TONES}
    sections = (
        Section(
            "委托",
            (
                "town",
                "kind",
                "year",
                "topics",
                "contract",
                "assessor",
                "planned_from_on",
                "planned_until_on",
                "demands",
            ),
        ),
        Section("方案", ("method", "sample_size", "sample_seed")),
        Section("现场", ("assessed_on", "first_assessor", "second_assessor", "score")),
        Section("两员配备和教育培训", ("villages_without_officer", *forms.OFFICERS)),
        Section("反馈和结案", ("feedback", "conclusion")),
    )
    panels = printed_panels = (panels.points, panels.summary)
    attachments = dict(AssessmentPaper.choices)
    impersonal = frozenset(attachments)
    other_document = AssessmentPaper.OTHER
    workflows = (Assess,)
    forms = {None: forms.AssessmentForm}
    prefills = ("contract", "town")

    @classmethod
    def why_not_edit(cls, record: Assessment, post: Post) -> str:
        if post.role != Role.ASSESSOR:
            return "两员配备和培训的数由评估机构填写。"
        return "" if record.state == Assessment.State.PLANNED else "现场评估期间才能填写。"

    @classmethod
    def why_not_attach(cls, record: Assessment, post: Post) -> str:
        if post.role not in HIRERS | {Role.ASSESSOR}:
            return "材料由评估机构、街镇或区双代办上传。"
        ended = {Assessment.State.CLOSED, Assessment.State.CANCELLED}
        return "评估任务已办结，不能再加材料。" if record.state in ended else ""

    @classmethod
    def documents_lacking(cls, record: Assessment) -> Sequence[str]:
        there = attached_to([record])[record.pk]
        wanted = record.state == Assessment.State.ASSESSED and AssessmentPaper.REPORT not in there
        return [AssessmentPaper.REPORT] if wanted else []

    @classmethod
    def actions(cls, record: Assessment, post: Post) -> Sequence[Action]:
        links = [
            Action("抽样户", SamplePages.url("list", assessment=record.pk), "users"),
            Action("问题", FindingPages.url("list", assessment=record.pk), "triangle-alert"),
        ]
        if post.role == Role.ASSESSOR and record.state in forms.BEING_ASSESSED:
            return [Action("登记问题", FindingPages.url("new", assessment=record.pk), "plus"), *links]
        return links

    @classmethod
    def summary(cls, record: Assessment) -> str:
        return f"{division_name(record.town_id)}，{record}，{record.get_state_display()}"


class PartPages(RecordPages):
    model = AssessmentPart
    slug = "assessment-parts"
    title = "评估打分表"
    readers = panels.READERS
    unit = "张"
    empty = "没有打分表。评估机构报方案后，每项评估内容生成一张。"
    columns = ("assessment", "topic", "checklist", "score", "remark")
    select_related = ("assessment", "checklist")
    filterset_class = filters.PartFilter
    sections = (Section("打分表", ("assessment", "topic", "checklist", "score", "remark")),)
    panels = printed_panels = (panels.of_part,)
    attachments = ITEM_PHOTOS
    impersonal = frozenset(ITEM_PHOTOS)
    forms = {None: forms.PartForm}
    editors = frozenset({Role.ASSESSOR})

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "打分表在评估机构报方案时生成，不能单独新建。"

    @classmethod
    def why_not_edit(cls, record: AssessmentPart, post: Post) -> str:
        if post.role not in cls.editors:
            return "打分表由评估机构填写。"
        return "" if record.assessment.state == Assessment.State.PLANNED else "现场评估期间才能填写打分表。"

    @classmethod
    def documents_lacking(cls, record: AssessmentPart) -> Sequence[str]:
        return photos_lacking(record)

    @classmethod
    def documents_offered(cls, record: AssessmentPart) -> Sequence[str]:
        return list(ITEM_PHOTOS)[: record.checklist.items.count()]


class SamplePages(RecordPages):
    model = AssessmentSample
    slug = "assessment-samples"
    title = "评估抽样户"
    menu = Menu(GROUP, "评估抽样户", "users")
    readers = panels.READERS
    unit = "户"
    empty = "没有符合条件的抽样户。评估机构报方案后，平台随机抽取。"
    columns = ("householder", "address", "town", "village", "state", "visited_on", "note", "assessment", "household")
    default_columns = columns[:8]
    select_related = ("assessment", "household")
    filterset_class = filters.SampleFilter
    search = staticmethod(filters.search_samples)
    search_hint = "地址"
    subject = "address"
    colours = {"state": panels.VISIT_TONES}
    masks = {"householder": masked_name}
    sections = (
        Section("抽样户", ("householder", "address", "town", "village", "household")),
        Section("走访", ("assessment", "state", "visited_on", "note")),
    )
    panels = (panels.found_there,)
    attachments = {"visit": "入户照片", "other": "其他材料"}
    impersonal = frozenset(attachments)
    other_document = "visit"
    workflows = (VisitSample,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "抽样户在评估机构报方案时随机抽取，不能指定。"

    @classmethod
    def why_not_edit(cls, record: AssessmentSample, post: Post) -> str:
        return "抽样户不能修改；走访情况请办理“登记走访”。"

    @classmethod
    def why_not_attach(cls, record: AssessmentSample, post: Post) -> str:
        if post.role != Role.ASSESSOR:
            return "走访材料由评估机构上传。"
        return "" if record.assessment.state in forms.BEING_ASSESSED else "评估报告已提交，不能再加材料。"

    @classmethod
    def actions(cls, record: AssessmentSample, post: Post) -> Sequence[Action]:
        if post.role != Role.ASSESSOR or record.assessment.state not in forms.BEING_ASSESSED:
            return ()
        new = FindingPages.url("new", assessment=record.assessment_id, sample=record.pk)
        return [Action("登记问题", new, "plus")]


class FindingPages(RecordPages):
    model = AssessmentFinding
    slug = "assessment-findings"
    title = "评估问题"
    menu = Menu(GROUP, "评估问题", "triangle-alert")
    readers = panels.READERS
    unit = "个"
    empty = "没有符合条件的评估问题。评估机构在任务或抽样户的页面上点“登记问题”。"
    columns = (
        "description", "level", "state", "town", "topic", "location", "found_on", "in_season", "rectified_on",
        "rectification", "demand", "assessment", "assessor", "hazard",
    )  # fmt: skip
    default_columns = columns[:9]
    select_related = ("assessment", "assessor", "hazard")
    filterset_class = filters.FindingFilter
    search = staticmethod(filters.search_findings)
    search_hint = "问题、单位名称、地点"
    colours = {"state": panels.FINDING_TONES, "level": LEVEL_TONES}
    sections = (
        Section(
            "问题",
            (
                "assessment",
                "town",
                "topic",
                "level",
                "location",
                "description",
                "demand",
                "found_on",
                "in_season",
                "hazard",
            ),
        ),
        Section("整改", ("rectified_on", "rectification")),
    )
    attachments = {"before": "问题照片", "after": "整改后照片", "other": "其他材料"}
    impersonal = frozenset(attachments)
    other_document = "other"
    workflows = (HandleFinding,)
    forms = {None: forms.FindingForm}
    prefills = ("assessment", "sample")

    @classmethod
    def why_not_edit(cls, record: AssessmentFinding, post: Post) -> str:
        return "登记后不能修改；登记错了的，请区双代办认定不成立后重新登记。"

    @classmethod
    def why_not_attach(cls, record: AssessmentFinding, post: Post) -> str:
        if post.role not in HIRERS | {Role.ASSESSOR}:
            return "照片由评估机构和街镇上传。"
        ended = {AssessmentFinding.State.CLOSED, AssessmentFinding.State.DISMISSED}
        return "问题已办结，不能再加材料。" if record.state in ended else ""


PAGES: Sequence[Any] = (
    ContractPages, OwnerPages, ConflictCheckPages, AssessmentPages, PartPages, SamplePages, FindingPages,
)  # fmt: skip
