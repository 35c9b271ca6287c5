"""Pages of checks: of gas companies and of service points, and of what they found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import TOWN_AND_ABOVE, Reach, Role
from core.views.declaration import Figure
from core.views.records import Action, RecordPages, Section, only_get
from core.wording.division_names import place_name
from inspections.checklists.answering import ITEM_PHOTOS, answered, photos_lacking
from inspections.models import CompanyCheck, CompanyFinding, ServicePoint, ServicePointCheck, ServicePointFinding
from inspections.models.checks import Check, CheckFinding, CheckState
from inspections.supervising import filters, forms, panels
from inspections.supervising.ledgers import ServicePointLedger
from inspections.supervising.papers import order_page
from inspections.supervising.workflows import OVERSEERS, CheckCompany, CheckCompanyByDistrict, CheckServicePoint

GROUP = "监督评估"
READERS = TOWN_AND_ABOVE | {Role.GAS_COMPANY}
POINT_KEEPERS = frozenset({Role.TOWN_GAS_OFFICE})
DOCUMENTS = {"signed_form": "双方签字的检查表", "site_photo": "现场照片", "order": "签收的整改指令书", **ITEM_PHOTOS}
RESULT = (
    "checked_on", "checkers", "score", "found", "conclusion", "signed_by_checkers", "signed_by_checked", "checklist",
)  # fmt: skip
PLANNED = ("company", "seat", "tier", "occasion", "period", "year", "quarter", "planned_on", "due_on")
RECTIFYING = ("rectify_until_on", "rectified_on", "rechecked_on", "transferred_to", "transferred_on")
# Where its papers may still come in.
WITH_PAPERS = frozenset({CheckState.PLANNED, CheckState.ORDERED, CheckState.REPORTED})


class CheckPages(RecordPages):
    """What all checks share."""

    unit = "次"
    colours = {"state": panels.TONES}
    attachments = DOCUMENTS
    # Of an office's visit to a company: nothing in it is about a household.
    impersonal = frozenset(DOCUMENTS)
    other_document = "site_photo"
    step_form = forms.CheckStepForm

    @classmethod
    def urls(cls) -> list[URLPattern]:
        return [*super().urls(), cls._route("<int:pk>/order/", "order", only_get(partial(order_page, cls)))]

    @classmethod
    def why_not_edit(cls, record: Check, post: Post) -> str:
        if post.role not in cls.checking_roles(record):
            return "检查结果由检查单位填写。"
        return "" if record.state == CheckState.PLANNED else "检查已办结，检查结果不能再改。"

    @classmethod
    def checking_roles(cls, record: Check) -> frozenset[Role]:
        raise NotImplementedError

    @classmethod
    def why_not_attach(cls, record: Check, post: Post) -> str:
        if post.role not in cls.checking_roles(record):
            return "检查材料由检查单位上传；整改照片请在每个问题的页面上传。"
        return "" if record.state in WITH_PAPERS else "检查已办结，不能再加材料。"

    @classmethod
    def documents_lacking(cls, record: Check) -> Sequence[str]:
        return photos_lacking(record) if record.state == CheckState.PLANNED else ()

    @classmethod
    def documents_offered(cls, record: Check) -> Sequence[str]:
        items = record.checklist.items.count() if record.checklist else 0
        return [*list(DOCUMENTS)[:3], *list(ITEM_PHOTOS)[:items]]

    @classmethod
    def sections_of(cls, record: Check) -> Sequence[Section]:
        """Of a check that ordered nothing, nothing of rectifying."""
        return [one for one in cls.sections if one.title != "整改" or record.rectify_until_on]

    @classmethod
    def actions(cls, record: Check, post: Post) -> Sequence[Action]:
        return [Action("打印整改指令书", cls.url("order", record.pk), "printer")] if record.rectify_until_on else []


class CompanyCheckPages(CheckPages):
    model = CompanyCheck
    slug = "company-checks"
    title = "燃气企业监督检查"
    menu = Menu(GROUP, "燃气企业监督检查", "clipboard-check")
    readers = READERS
    empty = "没有符合条件的检查。季度检查和重点时段的检查由系统安排，其余由街镇燃气主管部门安排。"
    columns = (
        "company", "seat", "tier", "occasion", "year", "quarter", "state", "due_on", "planned_on", "checked_on",
        "checkers", "score", "found", "rectify_until_on", "rectified_on", "rechecked_on", "business_covered",
        "service_covered", "facilities_covered", "period", "conclusion",
    )  # fmt: skip
    default_columns = (
        "company", "seat", "occasion", "year", "quarter", "state", "due_on", "checked_on", "score", "found",
        "rectify_until_on",
    )  # fmt: skip
    select_related = ("company", "seat", "period", "checklist")
    search = staticmethod(filters.search_company_checks)
    search_hint = "企业名称"
    filterset_class = filters.CompanyCheckFilter
    sections = (
        Section(
            "检查安排", ("company", "seat", "tier", "occasion", "period", "year", "quarter", "planned_on", "due_on")
        ),
        Section("检查情况", (*RESULT, "business_covered", "service_covered", "facilities_covered")),
        Section("整改", RECTIFYING),
    )
    panels = printed_panels = (panels.findings_of_companies, answered)
    workflows = (CheckCompany, CheckCompanyByDistrict)
    forms = {None: forms.CompanyCheckForm}

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        """A company does not know of an unannounced check before it was there."""
        rows = super().queryset(post)
        if post.reach is Reach.DIVISION:
            return rows
        return rows.exclude(Q(occasion=CompanyCheck.Occasion.UNANNOUNCED, state=CheckState.PLANNED))

    @classmethod
    def checking_roles(cls, record: Check) -> frozenset[Role]:
        by_town = isinstance(record, CompanyCheck) and record.tier == CompanyCheck.Tier.TOWN
        return frozenset({Role.TOWN_GAS_OFFICE if by_town else Role.GAS_AUTHORITY})

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [
            Action("四次达标表", reverse("company-checks-a-year")),
            Action("重点时段督查表", reverse("company-checks-in-periods")),
        ]

    @classmethod
    def figures(cls, post: Post) -> Sequence[Figure]:
        late = cls.queryset(post).filter(state=CheckState.PLANNED, due_on__lt=timezone.localdate()).count()
        url = cls.url("list", late="on")
        return [Figure("逾期未做的监督检查", f"{late:,}", url, "次", tone="danger" if late else "")]


class FindingPages(RecordPages):
    """What all findings share."""

    unit = "条"
    empty = "没有符合条件的问题。检查时的不合格项在“限期整改”后列在这里。"
    search = staticmethod(filters.search_findings)
    search_hint = "问题"
    attachments = {"before": "整改前照片", "after": "整改后照片"}
    impersonal = frozenset(attachments)
    other_document = "after"

    @classmethod
    def why_not_edit(cls, record: CheckFinding, post: Post) -> str:
        state = record.visit.state  # type: ignore[attr-defined]
        if record.cleared_on and state != CheckState.REPORTED:
            return "这个问题已复查合格，不能再改。"
        if post.role not in cls.editors:
            return "整改情况由被检查单位填写，复查由检查单位填写。"
        return cls.why_not_now(record, state, post)

    @classmethod
    def why_not_now(cls, record: CheckFinding, state: str, post: Post) -> str:
        raise NotImplementedError


class CompanyFindingPages(FindingPages):
    model = CompanyFinding
    slug = "company-findings"
    title = "燃气企业检查问题"
    menu = Menu(GROUP, "燃气企业检查问题", "list-x")
    readers = READERS
    editors = OVERSEERS | {Role.GAS_COMPANY}
    columns = (
        "description", "level", "visit.company", "visit.seat", "group", "due_on", "rectification", "rectified_on",
        "cleared_on", "demand", "basis", "visit",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"visit.company": "燃气企业", "visit.seat": "检查单位所在"}
    select_related = ("visit", "visit__company", "visit__seat")
    filterset_class = filters.CompanyFindingFilter
    sections = (
        Section("问题", ("description", "group", "level", "basis", "demand", "visit", "visit.company", "due_on")),
        Section("整改", (*forms.RECTIFIED, "cleared_on")),
    )
    forms = {None: forms.CompanyFindingForm}

    @classmethod
    def why_not_now(cls, record: CheckFinding, state: str, post: Post) -> str:
        if post.role == Role.GAS_COMPANY:
            return "" if state == CheckState.ORDERED else "只有在限期整改期间可以填写整改情况。"
        mine = CompanyCheckPages.checking_roles(record.visit)  # type: ignore[attr-defined]
        if post.role not in mine:
            return "复查由检查单位填写。"
        return "" if state == CheckState.REPORTED else "企业报整改完成后，才能填写复查结果。"

    @classmethod
    def actions(cls, record: CompanyFinding, post: Post) -> Sequence[Action]:
        return [Action("打开这次检查", CompanyCheckPages.url("detail", record.visit_id))]


class ServicePointPages(RecordPages):
    model = ServicePoint
    slug = "service-points"
    title = "燃烧器具服务网点"
    menu = Menu(GROUP, "燃烧器具服务网点", "store")
    readers = TOWN_AND_ABOVE
    creators = editors = POINT_KEEPERS
    unit = "个"
    new_label = "登记服务网点"
    empty = "没有符合条件的网点。请街镇燃气主管部门登记辖区内燃烧器具生产、销售企业的服务网点，多的用表格导入。"
    ledger = ServicePointLedger
    default_columns = (
        "name", "company_name", "brands", "kinds", "licence_expires_on", "certified_count", "phone", "town", "village",
        "closed_on",
    )  # fmt: skip
    search = staticmethod(filters.search_points)
    search_hint = "网点名称、企业名称、统一社会信用代码"
    filterset_class = filters.ServicePointFilter
    sections = (
        Section("网点", ("name", "company_name", "credit_code", "village", "town", "address", "phone")),
        Section("经营", ("brands", "kinds", "closed_on", "remark")),
        Section("资质和人员", ("licence_number", "licence_expires_on", "certified_count", "certified_names")),
    )
    panels = (panels.checks_of_point,)
    forms = {None: forms.ServicePointForm}
    attachments = {"licence": "资质证书", "certificate": "人员证书", "business_licence": "营业执照"}
    impersonal = frozenset(attachments)

    @classmethod
    def actions(cls, record: ServicePoint, post: Post) -> Sequence[Action]:
        if post.role not in POINT_KEEPERS:
            return ()
        new = ServicePointCheckPages.url("new", "checkservicepoint", point=record.pk)
        return [Action("安排检查", new, "clipboard-check", why_not="这个网点已停业。" if record.closed_on else "")]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        expiring = Action("资质到期的网点", cls.url("list", expiring="on"), "list-filter")
        bring = Action("导入表格", f"{reverse('imports-new')}?ledger={ServicePointLedger.name}", "file-up")
        return [expiring, bring] if post.role in POINT_KEEPERS else [expiring]

    @classmethod
    def figures(cls, post: Post) -> Sequence[Figure]:
        rows: Any = ServicePoint.objects.visible_to(post)
        expiring = rows.expiring(filters.warned_until()).count()
        url = cls.url("list", expiring="on")
        return [Figure("资质到期的服务网点", f"{expiring:,}", url, "个", tone="warning" if expiring else "")]

    @classmethod
    def summary(cls, record: ServicePoint) -> str:
        return f"{record}，{place_name(record)}"


class ServicePointCheckPages(CheckPages):
    model = ServicePointCheck
    slug = "service-point-checks"
    title = "经销售后检查表"
    menu = Menu(GROUP, "经销售后检查表", "clipboard-list")
    readers = TOWN_AND_ABOVE
    empty = "没有符合条件的检查。请在服务网点的页面上点“安排检查”。"
    columns = (
        "point", "point.company_name", "town", "village", "year", "state", "planned_on", "checked_on", "checkers",
        "score", "found", "rectify_until_on", "rectified_on", "rechecked_on", "conclusion",
    )  # fmt: skip
    default_columns = columns[:12]
    headings = {"point.company_name": "所属企业"}
    select_related = ("point", "checklist")
    search = staticmethod(filters.search_point_checks)
    search_hint = "网点名称"
    filterset_class = filters.ServicePointCheckFilter
    sections = (
        Section("检查安排", ("point", "point.company_name", "village", "town", "year", "planned_on", "due_on")),
        Section("检查情况", RESULT),
        Section("整改", RECTIFYING),
    )
    panels = printed_panels = (panels.findings_of_points, answered)
    workflows = (CheckServicePoint,)
    forms = {None: forms.ServicePointCheckForm}
    prefills = ("point",)

    @classmethod
    def checking_roles(cls, record: Check) -> frozenset[Role]:
        return POINT_KEEPERS


class ServicePointFindingPages(FindingPages):
    model = ServicePointFinding
    slug = "service-point-findings"
    title = "服务网点检查问题"
    readers = TOWN_AND_ABOVE
    editors = POINT_KEEPERS
    columns = (
        "description", "level", "visit", "visit.town", "group", "due_on", "rectification", "rectified_on",
        "cleared_on", "demand", "basis",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"visit": "服务网点检查", "visit.town": "街镇"}
    select_related = ("visit", "visit__point")
    filterset_class = filters.ServicePointFindingFilter
    sections = (
        Section("问题", ("description", "group", "level", "basis", "demand", "visit", "due_on")),
        Section("整改", (*forms.RECTIFIED, "cleared_on")),
    )
    forms = {None: forms.ServicePointFindingForm}

    @classmethod
    def why_not_now(cls, record: CheckFinding, state: str, post: Post) -> str:
        return "" if state in {CheckState.ORDERED, CheckState.REPORTED} else "这次检查已办结，不能再改。"

    @classmethod
    def actions(cls, record: ServicePointFinding, post: Post) -> Sequence[Action]:
        return [Action("打开这次检查", ServicePointCheckPages.url("detail", record.visit_id))]
