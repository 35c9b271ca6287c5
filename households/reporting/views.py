"""The pages of summaries, samples, base sheets and what goes to the city."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import DISTRICT_READERS, Role
from core.addresses import page_url, rows_url
from core.views.records import Action, RecordPages, Section
from core.workflow import Step, Workflow
from households.columns import MASKS
from households.models import (
    CityExchange,
    CityExchangeRow,
    MonthlySummary,
    StrangeReply,
    VerificationSample,
    YearBase,
)
from households.reporting import filters, panels
from households.reporting.documents import BaseDocument, ExchangeDocument, SampleDocument
from households.reporting.packaging import is_worked_on
from households.reporting.panels import said_counts
from households.reporting.reply import CityReplyLedger
from households.reporting.workflows import BaseCount, CityReport, MonthlyReport, SampleCheck

TIERS_OF_REPORTING = DISTRICT_READERS | {Role.TOWN_OFFICE, Role.CITY_OFFICE}
DISTRICT_AND_CITY = frozenset({Role.DISTRICT_OFFICE, Role.CITY_OFFICE})
SUMMARY_TONES = {
    MonthlySummary.State.OPEN: "waiting",
    MonthlySummary.State.RETURNED: "warning",
    MonthlySummary.State.SUBMITTED: "doing",
    MonthlySummary.State.VERIFIED: "good",
}
EXCHANGE_TONES = {
    CityExchange.State.PREPARED: "waiting",
    CityExchange.State.UNDER_REVIEW: "doing",
    CityExchange.State.PASSED: "good",
    CityExchange.State.PARTLY: "warning",
    CityExchange.State.REJECTED: "danger",
    CityExchange.State.WITHDRAWN: "neutral",
}
ROW_TONES = {
    CityExchangeRow.Standing.PREPARED: "waiting",
    CityExchangeRow.Standing.SENT: "doing",
    CityExchangeRow.Standing.PASSED: "good",
    CityExchangeRow.Standing.RETURNED: "warning",
    CityExchangeRow.Standing.REJECTED: "danger",
    CityExchangeRow.Standing.MISSING: "warning",
    CityExchangeRow.Standing.TAKEN_OUT: "neutral",
}


class SummaryPages(RecordPages):
    model = MonthlySummary
    slug = "summaries"
    title = "增户月报"
    menu = Menu("三级上报", "增户月报", "calendar-check")
    readers = TIERS_OF_REPORTING
    unit = "份"
    new_label = "汇总月报"
    empty = "还没有月报。每月 1 日平台自动汇总上月核实的申请；街镇也可以随时点“汇总月报”。"

    columns = ("month", "town", "state", "rows", "submitted_at", "verified_at", "sent_back_reason")
    select_related = ("town", "previous")
    filterset_class = filters.SummaryFilter
    colours = {"state": SUMMARY_TONES}

    sections = (
        Section("月报", ("month", "town", "rows", "submitted_at", "submitted_by", "verified_at", "sent_back_reason")),
    )
    panels = printed_panels = (panels.totals, panels.verification)
    workflows = (MonthlyReport,)
    sayings = {"counts": said_counts, "reported": said_counts}

    @classmethod
    def outlook(cls, record: MonthlySummary, step: Step) -> str:
        if step in (MonthlyReport.confirm, MonthlyReport.confirm_again):
            return "上报之后月报锁定：里面的申请和数字都不再变动，区双代办开始核实之前可以撤回。"
        return ""


class SamplePages(RecordPages):
    model = VerificationSample
    slug = "verification-samples"
    title = "抽查核实"
    menu = Menu("三级上报", "抽查核实", "phone-call")
    readers = TIERS_OF_REPORTING
    unit = "件"
    empty = "没有抽查样本。请打开已上报的增户月报，点“抽取样本”。"

    columns = (
        "application.householder", "application", "state", "result", "way", "verified_on", "town", "village",
        "summary", "application.phone", "application.address", "verified_by", "note",
    )  # fmt: skip
    default_columns = columns[:8]
    headings = {"application.householder": "户主", "application.phone": "联系方式", "application.address": "地址"}
    masks = {"application.phone": MASKS["phone"]}
    select_related = ("application", "summary", "summary__town")
    subject = "application.householder"
    filterset_class = filters.SampleFilter
    colours = {"result": {"true": "good", "not_true": "danger", "unreachable": "warning"}}

    sections = (
        Section(
            "抽查的申请",
            ("application", "application.householder", "application.phone", "application.address", "town", "village"),
        ),
        Section("核实", ("summary", "state", "way", "verified_on", "verified_by", "result", "note")),
    )
    attachments = dict(SampleDocument.choices)
    workflows = (SampleCheck,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "样本由平台随机抽取，请打开已上报的增户月报，点“抽取样本”。"

    @classmethod
    def why_not_attach(cls, record: VerificationSample, post: Post) -> str:
        return "" if post.role == Role.DISTRICT_OFFICE else "入户照片由区双代办上传。"


class BasePages(RecordPages):
    model = YearBase
    slug = "year-bases"
    title = "增销户底数表"
    menu = Menu("三级上报", "增销户底数表", "clipboard-list")
    readers = TIERS_OF_REPORTING | {Role.VILLAGE}
    unit = "份"
    empty = "还没有底数表。每年 8 月 1 日平台自动发给各涉双代村，9 月 30 日前填报。"

    columns = (
        "village", "town", "year", "state", "added", "cancelled", "net", "found_added", "found_cancelled", "note",
        "filled_at", "received_at",
    )  # fmt: skip
    filterset_class = filters.BaseFilter
    colours = {"state": {"open": "waiting", "filled": "waiting", "confirmed": "waiting", "received": "good"}}

    sections = (
        Section("底数表", ("year", "village", "town", "state")),
        Section("本村摸底", ("added", "cancelled", "net", "note", "filled_by", "filled_at")),
        Section("平台的数", ("found_added", "found_cancelled")),
        Section("办理", ("received_at", "sent_back_reason")),
    )
    printed_panels = (panels.signatures,)
    attachments = dict(BaseDocument.choices)
    impersonal = frozenset(BaseDocument)
    workflows = (BaseCount,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "底数表每年由平台发给各涉双代村，不用新建。"

    @classmethod
    def why_not_attach(cls, record: YearBase, post: Post) -> str:
        if post.role != Role.VILLAGE:
            return "签字盖章的底数表由村（居）委会上传。"
        return "" if record.state == YearBase.State.OPEN else "底数表已经填报，不能再换；要改的请上级退回。"

    @classmethod
    def actions(cls, record: YearBase, post: Post) -> Sequence[Action]:
        of_year = {"submitted_min": f"{record.year}-01-01", "submitted_max": f"{record.year}-12-31"}
        return [Action("看本村今年的申请", rows_url("applications", village=record.village_id, **of_year))]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("底数汇总", reverse("year-base-sums"), "chart-column")] if post.role != Role.VILLAGE else ()


class ExchangePages(RecordPages):
    model = CityExchange
    slug = "exchanges"
    title = "市平台报送"
    menu = Menu("三级上报", "市平台报送", "send")
    readers = DISTRICT_AND_CITY
    unit = "包"
    new_label = "制作报送包"
    empty = "还没有报送包。区双代办初审之后，点“制作报送包”。"

    columns = ("number", "period", "state", "rows", "month", "submitted_at", "replied_at", "prepared_by")
    select_related = ("district", "prepared_by__user", "prepared_by__organization", "job")
    filterset_class = filters.ExchangeFilter
    colours = {"state": EXCHANGE_TONES}

    sections = (
        Section(
            "报送包",
            (
                "number", "district", "period", "month", "rows", "in_full", "purpose", "prepared_by", "submitted_at",
                "replied_at",
            ),
        ),
    )  # fmt: skip
    panels = printed_panels = (panels.reconciliation,)
    attachments = dict(ExchangeDocument.choices)
    workflows = (CityReport,)

    @classmethod
    def why_not_attach(cls, record: CityExchange, post: Post) -> str:
        if post.role != Role.DISTRICT_OFFICE:
            return "报送材料由区双代办上传。"
        if is_worked_on(record):
            return "报送文件正在制作，请等它完成。"
        return "" if record.state == CityExchange.State.PREPARED else "已提交的报送包不能再换材料。"

    @classmethod
    def documents_offered(cls, record: CityExchange) -> Sequence[str]:
        """The others are made by the portal."""
        return [ExchangeDocument.STAMPED]

    @classmethod
    def documents_lacking(cls, record: CityExchange) -> Sequence[str]:
        has = panels.has_stamp(record)
        return [ExchangeDocument.STAMPED] if record.state == CityExchange.State.PREPARED and not has else []

    @classmethod
    def actions(cls, record: CityExchange, post: Post) -> Sequence[Action]:
        if post.role != Role.DISTRICT_OFFICE or record.state != CityExchange.State.UNDER_REVIEW:
            return ()
        return [Action("导入市级回执", page_url("imports-new", ledger=CityReplyLedger.name), "file-up")]

    @classmethod
    def outlook(cls, record: CityExchange, step: Step) -> str:
        if step == CityReport.submit:
            return "提交之后，包里的申请不能再进别的报送包，区里也不能退回，直到市级回执办结或撤回报送。"
        return ""


class ExchangeRowPages(RecordPages):
    model = CityExchangeRow
    slug = "exchange-rows"
    title = "报送明细"
    menu = Menu("三级上报", "报送明细", "list-checks")
    readers = DISTRICT_AND_CITY
    unit = "行"
    empty = "没有报送的行。请先制作报送包。"

    ledger = CityReplyLedger
    columns = ("exchange", "application", "case", "standing", "not_done")
    default_columns = (
        "row_number", "name", "id_number", "town", "village", "exchange", "standing", "opinion", "not_done",
    )  # fmt: skip
    select_related = ("exchange", "application")
    filterset_class = filters.ExchangeRowFilter
    colours = {"standing": ROW_TONES}
    standing = "standing"

    sections = (
        Section("报送", ("exchange", "row_number", "application", "case", "name", "id_number", "town", "village")),
        Section("回执", ("standing", "verdict", "opinion", "not_done")),
    )
    panels = (panels.differences,)


class StrangePages(RecordPages):
    model = StrangeReply
    slug = "strange-replies"
    title = "回执中的未知行"
    readers = DISTRICT_AND_CITY
    unit = "行"
    empty = "回执中没有我们没有报送过的行。"

    columns = ("row", "name", "said", "opinion", "exchange")
    select_related = ("exchange",)
    filterset_class = filters.StrangeFilter
    sections = (Section("回执", columns),)
